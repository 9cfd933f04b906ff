"""Whose certificates are believed: the sandbox's authority unless the operator names others, and nobody in production without that."""

from pathlib import Path

import pytest

from tests.fixtures.sandbox import SECRETS
from toubao.config.environment import Environment, read_environment
from toubao.config.institutions import institutions
from toubao.config.institutions.authorities import COMPONENT, authorities
from toubao.config.trouble import Trouble

ENTRY = """
[moica]
title = "自然人憑證"
roots = ["{root}"]
hosts = ["ocsp.authority.example:80"]
"""


def _environment(home: Path, profile: str) -> Environment:
    return read_environment({"TOUBAO_HOME": str(home), "TOUBAO_PROFILE": profile})


def _file(home: Path, text: str) -> dict[str, str]:
    (home / "root.pem").write_text("a root")
    (home / "authorities.toml").write_text(text.replace("{root}", str(home / "root.pem")))
    return {"TOUBAO_CERTIFICATES": str(home / "authorities.toml")}


def test_in_the_demo_it_is_the_sandboxs_authority(tmp_path: Path) -> None:
    found = authorities(_environment(tmp_path, "demo"), {})["sample"]
    assert (found["hosts"], found["component"]) == (["127.0.0.1:8001"], "http://127.0.0.1:8001")
    assert found["roots"] == [str(tmp_path / "sandbox" / "certificates" / "root.pem")]


def test_in_production_there_is_nobody_whom_the_operator_did_not_name(tmp_path: Path) -> None:
    assert authorities(_environment(tmp_path, "production"), {}) == {}
    found = authorities(_environment(tmp_path, "production"), _file(tmp_path, ENTRY))["moica"]
    assert (found["component"], found["nonce_required"], found["ocsp_digest"]) == (COMPONENT, True, "sha1")


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (ENTRY.replace("hosts", "host"), "host, hosts missing or unknown"),
        (ENTRY.replace("[moica]", '["MOI CA"]'), "a name has small letters"),
        (ENTRY + 'component = "http://localhost:61161/popupForm"\n', "component is an origin"),
        (ENTRY + 'component = "javascript:alert(1)"\n', "component is an origin"),
        (ENTRY + 'ocsp_digest = "md5"\n', "sha1 or sha256"),
        (ENTRY.replace("{root}", "/nowhere/root.pem"), "no certificate of a root"),
        (ENTRY.replace('"{root}"', ""), "no certificate of a root"),
        ("not TOML", "TOUBAO_CERTIFICATES: "),
    ],
)
def test_an_entry_that_can_not_be_used_stops_the_start(tmp_path: Path, text: str, because: str) -> None:
    with pytest.raises(Trouble, match=because):
        authorities(_environment(tmp_path, "production"), _file(tmp_path, text))


def test_an_institution_of_an_approved_way_is_asked_in_production_only_where_its_address_is_given(tmp_path: Path) -> None:
    secrets = {**SECRETS, "TOUBAO_MAIL_URL": "smtp://mail:25"}
    names = ("CARD", "DOCUMENT_CHECK", "HOLDER_CHECK", "INDUSTRY_QUERY", "INDUSTRY_REPORT", "SMS", "TIMESTAMP")
    told = {**secrets, **{f"TOUBAO_{name}_URL": "https://x.example" for name in names}}
    environment = _environment(tmp_path, "production")
    assert "mobile_id" not in institutions(environment, told)
    assert institutions(environment, {**told, "TOUBAO_MOBILE_ID_URL": "https://id.example"})["mobile_id"]["url"] == "https://id.example"
    assert "mobile_id" in institutions(_environment(tmp_path, "demo"), secrets)
