"""What is cryptographic is known: every module that uses something of it stands in the inventory, and nothing weak is named anywhere."""

import ast
import re

import pytest

from tests.architecture.sources import CODE, ROOT, Source, python
from toubao.business.governance import actions as staff
from toubao.business.identity.actions.certifying import CHANCE as CHANCE_OF_TEXTS
from toubao.business.policies.paper.signing_keys import KEY_BITS
from toubao.gateways.certificates.keys import CURVES, SHORTEST_RSA
from toubao.gateways.oidc.id_token import ALGORITHMS
from toubao.journal.envelope import NONCE

PAGE = ROOT / "docs" / "operate" / "security" / "cryptography.md"
MODULES = (
    "hashlib", "hmac", "secrets", "ssl", "random", "cryptography", "joserfc", "webauthn", "pyhanko", "pyhanko_certvalidator", "asn1crypto",
    "rfc3161_client", "pyotp", "argon2", "django.contrib.auth.hashers", "django.core.signing", "django.utils.crypto",
    "toubao.journal.keyring", "toubao.journal.envelope",
)  # fmt: skip
# Nobody's own: built on the system's or a library's.
WEAK = re.compile(r"\b(?:md5|MD5|md4|rc4|ARC4|TripleDES|3DES|Blowfish|modes\.(?:ECB|CBC|CTR|CFB|OFB)|PKCS1v15\(\)\s*\)|uuid1|uuid3)\b")
# SHA-1 is named as a name in the questions of OCSP, and with MD5 where a stranger's weak digest is refused.
SHA1 = {
    "src/toubao/config/institutions/authorities.py",
    "src/toubao/gateways/certificates/authority.py",
    "src/toubao/gateways/certificates/message.py",
    "src/toubao/gateways/certificates/ocsp.py",
}
# `random` guesses nothing: when to try again.
CHANCE = {"src/toubao/gateways/patience.py"}
OURS = tuple(s for s in python(CODE) if "sandbox" not in s.path.parts)


def uses(source: Source) -> bool:
    """Whether a module uses something cryptographic itself."""
    names = [name for name in source.imports if not name.endswith(".Unreadable")]  # the error alone seals nothing
    imported = any(name == each or name.startswith(f"{each}.") for name in names for each in MODULES)
    return imported or any(words == "os.urandom" for _, words in source.calls) or "PASSWORD_HASHERS" in source.text


def rows() -> list[str]:
    """The first column of the inventory."""
    table = PAGE.read_text("utf-8").partition("## What is used where")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([\w./]+)` \|", table, re.MULTILINE)


def test_v11_1_3_every_module_that_uses_cryptography_stands_in_the_inventory() -> None:
    found = {s.path.relative_to(CODE).as_posix() for s in OURS if uses(s)}
    assert {name for name in found if not any(name.startswith(row) for row in rows())} == set()
    assert {row for row in rows() if not any(name.startswith(row) for name in found)} == set()


@pytest.mark.parametrize(
    ("text", "so"),
    [("import hashlib", True), ("from joserfc.jws import x", True), ("import os\nos.urandom(1)", True), ("import json", False)],
)
def test_control_a_module_that_uses_cryptography_is_noticed(text: str, so: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("module") / "module.py"
    path.write_text(text)
    assert uses(Source(path)) is so


def test_v11_4_1_nothing_weak_is_named() -> None:
    assert {s.name: set(WEAK.findall(s.text)) for s in OURS if WEAK.search(s.text)} == {
        "src/toubao/gateways/certificates/message.py": {"md5"}
    }
    assert {s.name for s in OURS if re.search(r"\bsha1\b|\bSHA1\b", s.text)} == SHA1
    assert {s.name for s in OURS if any(name.split(".")[0] == "random" for name in s.imports)} == CHANCE


def test_v11_3_2_sealing_is_aes_gcm_and_nothing_else() -> None:
    ciphers = {name for s in OURS for name in s.imports if name.startswith("cryptography.hazmat.primitives.ciphers")}
    assert ciphers == {"cryptography.hazmat.primitives.ciphers.aead.AESGCM"}
    assert NONCE == 12


def test_v11_2_3_what_is_ours_has_128_bits_and_what_is_others_at_least_112() -> None:
    assert KEY_BITS >= 3072
    assert SHORTEST_RSA >= 2048
    assert {curve.key_size for curve in CURVES} == {256, 384, 521}  # type: ignore[attr-defined]  # each has its size
    assert "none" not in {name.lower() for name in ALGORITHMS}
    assert not any(name.startswith("HS") for name in ALGORITHMS), "nobody signs with a secret that the reader has too"
    assert staff.STEP == 30


def test_v11_2_4_secrets_are_compared_in_constant_time() -> None:
    """No `==` stands between two things that are called a signature, a digest that is keyed, or a token."""
    secret = re.compile(r"\b(mac|hmac|signature|token|stamp_mac|webhook_secret|secret)\b")
    found = [
        f"{s.name}:{node.lineno}: {ast.unparse(node)}"
        for s in OURS
        for node in ast.walk(s.tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(each, ast.Eq | ast.NotEq) for each in node.ops)
        and any(
            isinstance(side, ast.Name | ast.Attribute) and secret.fullmatch(ast.unparse(side).split(".")[-1])
            for side in (node.left, *node.comparators)
        )
    ]
    assert found == []


def test_v11_5_1_what_must_not_be_guessed_has_128_bits_of_the_systems_chance() -> None:
    names = re.compile(r"(?:secrets\.)?token_(?:urlsafe|bytes|hex)$|os\.urandom$")
    made = [
        (s.name, int(ast.literal_eval(call.args[0])) if isinstance(call.args[0], ast.Constant) else 0)
        for s in OURS
        for call in ast.walk(s.tree)
        if isinstance(call, ast.Call) and names.fullmatch(ast.unparse(call.func)) and call.args
    ]
    assert len(made) > 15
    # Names of drafts beside a file, the nonce of AES-GCM, and one length that is a constant.
    shorter = {"src/toubao/journal/keyring.py", "src/toubao/journal/envelope.py", "src/toubao/business/policies/paper/signing_keys.py"}
    by_name = {"src/toubao/journal/envelope.py", "src/toubao/business/identity/actions/certifying.py"}
    assert {name for name, length in made if 0 < length < 16} == shorter - by_name
    assert {name for name, length in made if length == 0} == by_name
    assert CHANCE_OF_TEXTS >= 16


def test_v11_4_4_no_key_is_made_of_a_password() -> None:
    derive = re.compile(r"pbkdf2|scrypt|primitives\.kdf|hash_secret_raw", re.IGNORECASE)
    assert [s.name for s in OURS if derive.search(s.text)] == []
