"""Secrets: made once in the demo, demanded in production, private always."""

import dataclasses
from pathlib import Path

import pytest

from toubao.config.environment import Environment, Profile, read_environment
from toubao.config.institutions import APPROVED_TIMEOUTS, TIMEOUTS, UNSIGNED, card_page_origins, institutions, request_secrets
from toubao.config.institutions.providers import providers
from toubao.config.secret_files import DEMO, secret
from toubao.config.trouble import Trouble


def _environment(home: Path, profile: Profile) -> Environment:
    return dataclasses.replace(read_environment({"TOUBAO_HOME": str(home)}), profile=profile)


def test_the_demo_makes_a_secret_once_and_privately(tmp_path: Path) -> None:
    demo = _environment(tmp_path, "demo")
    first = secret(demo, "secret_key", {})
    assert secret(demo, "secret_key", {}) == first
    assert len(first) >= 64
    assert secret(demo, "another", {}) != first
    assert (tmp_path / "keys" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["another", "secret_key"]


def test_a_variable_is_preferred_to_the_file(tmp_path: Path) -> None:
    assert secret(_environment(tmp_path, "production"), "secret_key", {"TOUBAO_SECRET_KEY": "given"}) == "given"
    assert not (tmp_path / "keys").exists()


def test_production_never_invents_a_secret(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="The secret 'secret_key' is missing: set TOUBAO_SECRET_KEY or write it to"):
        secret(_environment(tmp_path, "production"), "secret_key", {})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(Trouble, match="Can't write the key file"):
        secret(_environment(tmp_path, "demo"), "secret_key", {})


def test_in_the_demo_every_institution_is_the_sandbox(tmp_path: Path) -> None:
    found = institutions(_environment(tmp_path, "demo"), {})
    assert {place["url"] for name, place in found.items() if name not in ("mail", "returns")} == {"http://127.0.0.1:8001"}
    assert found["mail"]["url"] == "smtp+starttls://insurer@127.0.0.1:8002"
    assert found["mail"]["authority"] == str(tmp_path / "sandbox" / "mailbox" / "server.pem")
    secrets = [place["secret"] for place in found.values() if place["secret"]] + [found["card"]["webhook_secret"]]
    assert len(set(secrets)) == len(secrets) == len(TIMEOUTS) + len(APPROVED_TIMEOUTS) - len(UNSIGNED) + 3
    assert all(one.startswith(DEMO) for one in secrets)
    assert card_page_origins(_environment(tmp_path, "demo"), {}) == ["http://127.0.0.1:8001"]


def test_an_institution_can_be_somebody_else(tmp_path: Path) -> None:
    found = institutions(_environment(tmp_path, "demo"), {"TOUBAO_SMS_URL": "https://sms.example", "TOUBAO_SMS_SECRET": "theirs"})
    assert (found["sms"]["url"], found["sms"]["secret"]) == ("https://sms.example", "theirs")
    assert found["card"]["url"] == "http://127.0.0.1:8001"
    assert card_page_origins(_environment(tmp_path, "demo"), {"TOUBAO_CARD_PAGE_ORIGINS": "https://a.example,https://b.example"}) == [
        "https://a.example",
        "https://b.example",
    ]


def test_production_refuses_the_sandbox(tmp_path: Path) -> None:
    given = {"TOUBAO_CARD_SECRET": "s", "TOUBAO_CARD_WEBHOOK_SECRET": "w", "TOUBAO_CARD_URL": "https://card.example"}
    with pytest.raises(Trouble, match="In production no institution may be the sandbox: set TOUBAO_HOLDER_CHECK_URL, "):
        institutions(_environment(tmp_path, "production"), given)


def test_the_sandbox_is_told_a_secret_for_each_institution_that_it_plays(tmp_path: Path) -> None:
    demo = _environment(tmp_path, "demo")
    told = request_secrets(demo, {"TOUBAO_SMS_SECRET": "theirs"})
    assert set(told) == {*TIMEOUTS, *APPROVED_TIMEOUTS, "mail", "returns", "bank", "partner"} - UNSIGNED
    assert len(set(told.values())) == len(told)
    assert told["sms"] == "theirs"
    assert told["bank"] == providers(demo, {})["bank"]["secret"] != told["partner"]
    assert institutions(demo, {})["timestamp"]["secret"] == ""


@pytest.mark.parametrize(
    "url", ["mail.example", "smtp://us@mail.example", "smtps://mail.example:port", "smtps://[::1", "pop3://mail.example"]
)
def test_an_address_of_the_post_that_cannot_be_used_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(Trouble, match=r"^TOUBAO_MAIL_URL can't be used: "):
        institutions(_environment(tmp_path, "demo"), {"TOUBAO_MAIL_URL": url})


def test_the_posts_password_is_asked_for_only_where_somebody_signs_in(tmp_path: Path) -> None:
    def mail(url: str, **more: str) -> dict[str, object]:
        return dict(institutions(_environment(tmp_path, "test"), {"TOUBAO_MAIL_URL": url, **more})["mail"])

    assert mail("smtps://us@mail.example")["secret"] == f"only-for-tests-mail_secret-{'0' * 32}"
    assert mail("smtps://us:word@mail.example")["secret"] == mail("smtps://mail.example")["secret"] == ""
    assert mail("smtps://us@mail.example", TOUBAO_MAIL_SECRET="theirs", TOUBAO_MAIL_CA="/ca.pem")["secret"] == "theirs"
