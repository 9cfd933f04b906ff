"""Signed policies: certified to the last byte, stamped by a real authority over HTTP, and found out when anything is changed."""

import io
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pypdf import PdfReader

from tests.business.policies.sample import INSURER, POLICY
from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.policies.paper import signing, signing_keys, typeset
from toubao.business.policies.paper.signing import NotSigned, TimestampUnavailable, Verification
from toubao.business.policies.paper.signing_keys import BadKey, SigningFiles
from toubao.gateways.evidence import GatewayError
from toubao.gateways.patience import Patience
from toubao.gateways.timestamp import stamper
from toubao.gateways.transport import Transport

AT = POLICY.issued_at


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> SigningFiles:
    return signing_keys.demo_keys(tmp_path_factory.mktemp("keys"), insurer=INSURER.name)


@pytest.fixture(scope="session")
def stamps(sandbox: RunningSandbox) -> Iterator[TimeStamper]:
    with Transport("timestamp", sandbox.url, secret=sandbox.secret, patience=Patience(attempts=1)) as line:
        yield stamper(line)


@pytest.fixture(scope="session")
def stamp_roots(sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> tuple[x509.Certificate, ...]:
    path = tmp_path_factory.mktemp("tsa") / "root.pem"
    path.write_bytes(http.get(f"{sandbox.url}/tsa/root").content)
    return signing_keys.load_roots(path)


@pytest.fixture(scope="session")
def plain() -> bytes:
    return typeset.policy(POLICY)


@pytest.fixture(scope="session")
def signed(plain: bytes, files: SigningFiles, stamps: TimeStamper) -> bytes:
    return signing.sign(plain, signer=signing_keys.load_signer(files), stamper=stamps, at=AT)


Check = Callable[[bytes], Verification]


@pytest.fixture
def check(files: SigningFiles, stamp_roots: tuple[x509.Certificate, ...]) -> Check:
    return lambda pdf: signing.verify(pdf, roots=signing_keys.load_roots(files.root), timestamp_roots=stamp_roots, at=AT)


def test_6_1_3_a_signed_policy_is_sound(plain: bytes, signed: bytes, check: Check) -> None:
    found = check(signed)
    assert found.sound
    assert found.signer == "示範產物保險股份有限公司 電子保單"
    assert found.claimed_at == AT
    assert found.stamped_at is not None
    assert signed.startswith(plain)


def test_signing_leaves_title_times_tags_and_claims_as_they_were(plain: bytes, signed: bytes) -> None:
    before, after = PdfReader(io.BytesIO(plain)), PdfReader(io.BytesIO(signed))
    assert after.metadata == before.metadata
    assert before.xmp_metadata is not None
    assert after.xmp_metadata is not None
    assert after.xmp_metadata.stream.get_data() == before.xmp_metadata.stream.get_data()
    for kept in ("/StructTreeRoot", "/MarkInfo", "/Lang", "/OutputIntents", "/AF"):
        assert kept in before.root_object
        assert kept in after.root_object
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]


def test_the_signature_field_is_one_that_archives_and_screen_readers_bear_with(signed: bytes) -> None:
    field = PdfReader(io.BytesIO(signed)).root_object["/AcroForm"]["/Fields"][0].get_object()  # type: ignore[index]  # untyped
    assert field["/F"] & 4  # printed: PDF/A
    assert not field["/F"] & 2  # not hidden: PDF/A
    assert max(field["/Rect"]) < 0  # off the page: PDF/UA
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"


def test_a_signature_that_needs_more_room_gets_it(
    plain: bytes, files: SigningFiles, stamps: TimeStamper, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "ROOM", (1024, 64 * 1024))
    monkeypatch.setattr(signing, "_needed", signing._Needed(512))
    made = signing.sign(plain, signer=signing_keys.load_signer(files), stamper=stamps, at=AT)
    assert check(made).sound
    assert len(made) > len(plain) + 64 * 1024
    monkeypatch.setattr(signing, "ROOM", (1024, 1024))
    monkeypatch.setattr(signing, "_needed", signing._Needed(1024))
    with pytest.raises(SigningError):
        signing.sign(plain, signer=signing_keys.load_signer(files), stamper=stamps, at=AT)


def test_a_signature_gets_no_more_room_than_the_one_before_needed(
    plain: bytes, files: SigningFiles, stamps: TimeStamper, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "_needed", signing._Needed())
    first, second = (signing.sign(plain, signer=signing_keys.load_signer(files), stamper=stamps, at=AT) for _ in range(2))
    assert check(second).sound
    assert len(second) <= len(first) - signing.STEP
    assert signing._needed.digits < signing.ROOM[0]


def test_any_changed_bit_is_found(signed: bytes, check: Check) -> None:
    assert check(signed).sound  # the positive control
    chance = random.Random(20220624)
    for place in [chance.randrange(len(signed)) for _ in range(40)]:
        changed = bytearray(signed)
        changed[place] ^= 1 << chance.randrange(8)
        with suppress(NotSigned):
            assert not check(bytes(changed)).sound, place


def test_what_is_appended_later_is_found(signed: bytes, check: Check) -> None:
    found = check(signed + b"\n% more\n")
    assert found.intact
    assert not found.whole_file
    assert not found.sound
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/PageMode"] = generic.NameObject("/UseOutlines")
    writer.update_root()
    later = io.BytesIO()
    writer.write(later)
    assert not check(later.getvalue()).sound


def test_what_hides_in_the_room_of_the_signature_is_found(signed: bytes, check: Check) -> None:
    place = signed.rindex(b"0000>")
    assert not check(signed[:place] + b"00a0" + signed[place + 4 :]).intact
    letter = next(i for i in range(signed.index(b"<3082"), place) if signed[i : i + 1] in b"ABCDEF")
    assert not check(signed[:letter] + signed[letter : letter + 1].lower() + signed[letter + 1 :]).intact


def test_an_unknown_signer_or_authority_is_not_trusted(
    signed: bytes, files: SigningFiles, stamp_roots: tuple[x509.Certificate, ...]
) -> None:
    swapped = signing.verify(signed, roots=stamp_roots, timestamp_roots=signing_keys.load_roots(files.root), at=AT)
    assert swapped.intact
    assert not swapped.trusted
    assert not swapped.stamp_trusted
    assert not swapped.sound


def test_a_signature_still_holds_when_the_demos_clock_is_years_ahead(
    signed: bytes, files: SigningFiles, stamp_roots: tuple[x509.Certificate, ...]
) -> None:
    roots = signing_keys.load_roots(files.root)
    assert signing.verify(signed, roots=roots, timestamp_roots=stamp_roots, at=AT + timedelta(days=6 * 365)).sound
    assert not signing.verify(signed, roots=roots, timestamp_roots=stamp_roots, at=AT + timedelta(days=60 * 365)).sound


def test_a_document_without_signature_or_that_is_none(plain: bytes, check: Check) -> None:
    with pytest.raises(NotSigned):
        check(plain)
    assert check(b"no PDF at all") == signing.BROKEN
    assert not signing.BROKEN.sound


def test_a_document_is_certified_once(signed: bytes, files: SigningFiles, stamps: TimeStamper) -> None:
    with pytest.raises(SigningError):
        signing.sign(signed, signer=signing_keys.load_signer(files), stamper=stamps, at=AT)


def test_without_the_authority_nothing_is_signed_and_the_cause_is_told(
    plain: bytes, files: SigningFiles, stamps: TimeStamper, sandbox: RunningSandbox
) -> None:
    sandbox.switch("tsa", down=True)
    try:
        with pytest.raises(TimestampUnavailable) as told:
            signing.sign(plain, signer=signing_keys.load_signer(files), stamper=stamps, at=AT)
    finally:
        sandbox.switch("tsa", down=False)
    assert isinstance(told.value.__cause__, GatewayError)


def test_signing_takes_no_time_that_grows_with_luck(plain: bytes, files: SigningFiles, stamps: TimeStamper) -> None:
    # One length of a stamp in a few made asn1crypto write the whole signature some hundred thousand times over, for ten seconds and more.
    signer = signing_keys.load_signer(files)
    slowest = 0.0
    for _ in range(8):
        begun = time.process_time()
        signing.sign(plain, signer=signer, stamper=stamps, at=AT)
        slowest = max(slowest, time.process_time() - begun)
    assert slowest < 2


def test_demo_keys_are_made_once_and_for_the_owner_alone(files: SigningFiles) -> None:
    folder = files.pkcs12.parent.parent
    before = files.pkcs12.read_bytes()
    assert signing_keys.demo_keys(folder, insurer="別家") == files
    assert files.pkcs12.read_bytes() == before
    assert [path.stat().st_mode & 0o777 for path in (files.pkcs12, files.passphrase, files.root)] == [0o600, 0o600, 0o644]
    assert sorted(path.name for path in folder.iterdir()) == ["policy-signing"]
    assert files.passphrase.read_bytes().startswith(b"demo-")  # by which production knows it


def test_of_two_processes_that_make_keys_the_first_wins(files: SigningFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made_by_another_meanwhile(draft: Path, insurer: str) -> None:
        (draft / "signer.p12").write_bytes(b"loser")
        shutil.copytree(files.pkcs12.parent, tmp_path / "policy-signing")

    monkeypatch.setattr(signing_keys, "_make", made_by_another_meanwhile)
    won = signing_keys.demo_keys(tmp_path, insurer="慢一步")
    assert won.pkcs12.read_bytes() == files.pkcs12.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["policy-signing"]


def test_a_key_that_cannot_be_used_is_named_without_its_passphrase(files: SigningFiles, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pass"
    wrong.write_bytes(b"secret-guess")
    with pytest.raises(BadKey, match=r"signer\.p12") as told:
        signing_keys.load_signer(SigningFiles(files.pkcs12, wrong, files.root))
    assert "secret-guess" not in str(told.value)
    with pytest.raises(BadKey):
        signing_keys.load_signer(SigningFiles(tmp_path / "none", wrong, files.root))
    with pytest.raises(BadKey, match=r"wrong\.pass"):
        signing_keys.load_roots(wrong)


def test_the_kept_key_signs_as_pyhanko_does(files: SigningFiles) -> None:
    signer = signing_keys.load_signer(files)
    for digest in ("sha256", "sha512"):
        assert signer.sign_raw(b"words", digest) == SimpleSigner.sign_raw(signer, b"words", digest)
