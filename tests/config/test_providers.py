"""Who says who a person is: the sandbox's two unless the operator names others, and nobody in production without that."""

from pathlib import Path

import pytest

from toubao.config.environment import Environment, read_environment
from toubao.config.institutions.providers import origins, providers
from toubao.config.trouble import Trouble

BANK = """
[anhe_bank]
way = "bank"
title = "安禾銀行"
issuer = "https://id.bank.example/realms/retail"
client = "anhe"
same_group = true
origins = ["https://keys.bank.example"]
"""
SECRETS = {"TOUBAO_ANHE_BANK_CLIENT_SECRET": "theirs"}


def _environment(home: Path, profile: str) -> Environment:
    return read_environment({"TOUBAO_HOME": str(home), "TOUBAO_PROFILE": profile})


def _file(home: Path, text: str) -> dict[str, str]:
    (home / "providers.toml").write_text(text)
    return {"TOUBAO_PROVIDERS": str(home / "providers.toml"), **SECRETS}


def test_in_the_demo_the_bank_and_the_partner_are_the_sandboxs(tmp_path: Path) -> None:
    found = providers(_environment(tmp_path, "demo"), {})
    assert {name: (one["way"], one["issuer"]) for name, one in found.items()} == {
        "bank": ("bank", "http://127.0.0.1:8001/bank"), "partner": ("partner", "http://127.0.0.1:8001/partner"),
    }  # fmt: skip
    assert origins(found) == ["http://127.0.0.1:8001"]


def test_in_production_there_is_nobody_whom_the_operator_did_not_name(tmp_path: Path) -> None:
    assert providers(_environment(tmp_path, "production"), {}) == {}
    found = providers(_environment(tmp_path, "production"), _file(tmp_path, BANK))
    assert found["anhe_bank"]["secret"] == "theirs"
    assert origins(found) == ["https://id.bank.example", "https://keys.bank.example"]


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (BANK.replace("client =", "klient ="), "client, klient missing or unknown"),
        (BANK.replace('"bank"', '"branch"'), "way is bank or partner"),
        (BANK.replace("[anhe_bank]", '["Anhe Bank"]'), "a name has small letters"),
        (BANK.replace("https://id", "http://id"), "over https:// only"),
        (BANK.replace("https://keys", "http://keys"), "over https:// only"),
        ("not TOML", "TOUBAO_PROVIDERS: "),
    ],
)
def test_an_entry_that_can_not_be_used_stops_the_start(tmp_path: Path, text: str, because: str) -> None:
    with pytest.raises(Trouble, match=because):
        providers(_environment(tmp_path, "production"), _file(tmp_path, text))


def test_a_file_or_a_secret_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="No such file"):
        providers(_environment(tmp_path, "demo"), {"TOUBAO_PROVIDERS": str(tmp_path / "nowhere.toml")})
    with pytest.raises(Trouble, match="TOUBAO_ANHE_BANK_CLIENT_SECRET"):
        providers(_environment(tmp_path, "production"), {"TOUBAO_PROVIDERS": _file(tmp_path, BANK)["TOUBAO_PROVIDERS"]})
