"""The systemd units: never given up on, and only migrations get the address of the tables' owner."""

from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"


def _lines(name: str) -> list[str]:
    return (DEPLOY / f"toubao-{name}.service").read_text().splitlines()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_serves_is_started_again_for_ever_and_does_not_know_the_owner(name: str) -> None:
    lines = _lines(name)
    assert lines.index("StartLimitIntervalSec=0") < lines.index("[Service]")
    assert "Restart=always" in lines
    assert [line for line in lines if line.startswith("EnvironmentFile=")] == ["EnvironmentFile=/etc/toubao/environment"]


def test_migrations_know_the_owner_and_the_sample_for_all_does_not() -> None:
    assert "EnvironmentFile=/etc/toubao/owner" in _lines("migrate")
    assert "DATABASE_OWNER_URL=" in (DEPLOY / "owner.sample").read_text()
    assert "DATABASE_OWNER_URL=" not in (DEPLOY / "environment.sample").read_text()
