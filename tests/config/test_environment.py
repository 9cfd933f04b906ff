"""What the environment variables say, and what is told when they can't be used."""

from pathlib import Path

import pytest

from toubao.config.environment import number, read_environment
from toubao.config.trouble import Trouble


def test_the_usual_values() -> None:
    found = read_environment({})
    assert (found.profile, found.bind, found.port, found.url) == ("demo", "127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert found.home.name == "var"
    assert found.home.is_absolute()


def test_the_sandbox_takes_the_next_ports_and_the_address_follows(tmp_path: Path) -> None:
    found = read_environment({"PORT": "9100", "TOUBAO_HOME": str(tmp_path), "TOUBAO_URL": "https://insurer.example/"})
    assert (found.sandbox_port, found.smtp_port, found.url) == (9101, 9102, "https://insurer.example")
    assert (found.keys, found.run, found.logs) == (tmp_path / "keys", tmp_path / "run", tmp_path / "logs")


def test_the_owner_connects_as_the_application_unless_told_otherwise() -> None:
    assert read_environment({"DATABASE_URL": "a"}).database_owner_url == "a"
    assert read_environment({"DATABASE_URL": "a", "DATABASE_OWNER_URL": "b"}).database_owner_url == "b"


@pytest.mark.parametrize("port", ["", "0", "65534", "-1", "eighty", "８０００", "9" * 4400])
def test_a_port_that_cannot_be_one_is_named(port: str) -> None:
    with pytest.raises(Trouble, match=r"^PORT is .*, but must be a number from 1 to 65533"):
        read_environment({"PORT": port})


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(Trouble, match=r"^TOUBAO_PROFILE is 'live', but must be one of: demo, test, production\.$"):
        read_environment({"TOUBAO_PROFILE": "live"})


@pytest.mark.parametrize(
    ("profile", "url", "origin"),
    [
        ("production", "https://insurer.example", "https://insurer.example"),
        ("demo", "https://insurer.example:8443", "https://insurer.example:8443"),
        ("demo", "http://127.0.0.1:8000", "http://localhost:8000"), ("demo", "http://[::1]:8000", "http://localhost:8000"),
        ("production", "https://127.0.0.1", ""), ("demo", "http://192.0.2.7:8000", ""),
        ("demo", "http://localhost:8000", "http://localhost:8000"),
    ],
)  # fmt: skip
def test_passkeys_are_made_for_a_domain_never_for_an_ip_address(profile: str, url: str, origin: str) -> None:
    assert read_environment({"TOUBAO_PROFILE": profile, "TOUBAO_URL": url}).passkey_origin == origin


@pytest.mark.parametrize("text", ["0", "721", "-1", "1.5", "many", "７２", "9" * 4400])
def test_a_number_out_of_its_range_is_named(text: str) -> None:
    with pytest.raises(Trouble, match=r"^TOUBAO_ACTIVATION_HOURS is .*, but must be a whole number from 1 to 720\.$"):
        number("TOUBAO_ACTIVATION_HOURS", 72, least=1, most=720, variables={"TOUBAO_ACTIVATION_HOURS": text})


def test_a_number_that_is_not_set_is_the_usual_one() -> None:
    assert number("TOUBAO_ACTIVATION_HOURS", 72, least=1, most=720, variables={}) == 72
    assert number("TOUBAO_ACTIVATION_HOURS", 72, least=1, most=720, variables={"TOUBAO_ACTIVATION_HOURS": "720"}) == 720
