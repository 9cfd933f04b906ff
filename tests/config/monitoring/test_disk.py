"""Room on the disks: which are looked at, and what monitors, the doctor and a start are told when little or nothing is left."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as current
from django.test import Client
from pytest_django import Settings

from toubao.config.environment import read_environment
from toubao.config.monitoring.disk import FLOOR_MB, WARNING_MB, Disks, disks, left
from toubao.config.trouble import Trouble
from toubao.doors.cli.doctor.finding import Unknown
from toubao.doors.cli.doctor.state import disk

HUGE = 999_999_999


def test_the_home_and_the_embedded_database_are_looked_at(tmp_path: Path) -> None:
    found = disks(read_environment({"TOUBAO_HOME": str(tmp_path)}), {})
    assert found == Disks({"home": tmp_path, "database": tmp_path / "pg"}, WARNING_MB, FLOOR_MB)
    assert list(left(found)) == ["home"]  # no database was made yet
    (tmp_path / "pg").mkdir()
    assert left(found)["home"] == left(found)["database"] > 0


def test_a_database_elsewhere_is_looked_at_where_it_is_said_to_be(tmp_path: Path) -> None:
    environment = read_environment({"TOUBAO_HOME": str(tmp_path), "DATABASE_URL": "host=elsewhere"})
    assert list(disks(environment, {}).places) == ["home"]
    assert disks(environment, {"TOUBAO_DATABASE_DISK": str(tmp_path)}).places["database"] == tmp_path


def test_thresholds_are_settings_and_the_floor_is_not_above_the_warning(tmp_path: Path) -> None:
    environment = read_environment({"TOUBAO_HOME": str(tmp_path)})
    found = disks(environment, {"TOUBAO_DISK_WARNING_MB": "100", "TOUBAO_DISK_FLOOR_MB": "50"})
    assert (found.warning_mb, found.floor_mb) == (100, 50)
    assert disks(environment, {"TOUBAO_DISK_WARNING_MB": "100"}).floor_mb == 100
    with pytest.raises(Trouble, match="must not be more than TOUBAO_DISK_WARNING_MB, which is 100"):
        disks(environment, {"TOUBAO_DISK_WARNING_MB": "100", "TOUBAO_DISK_FLOOR_MB": "101"})
    with pytest.raises(Trouble, match="TOUBAO_DISK_WARNING_MB is 'much'"):
        disks(environment, {"TOUBAO_DISK_WARNING_MB": "much"})


@pytest.mark.django_db
def test_monitors_are_told_when_little_is_left_and_refused_only_below_the_floor(settings: Settings, client: Client, tmp_path: Path) -> None:
    settings.DISKS = enough = Disks({"home": tmp_path}, 1, 1)
    assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (200, {"status": "ok"})
    settings.DISKS = replace(enough, warning_mb=HUGE)
    little = client.get("/healthz")
    assert (little.status_code, little.json()["status"]) == (200, "ok")
    assert 0 < little.json()["left_mb"]["home"] < HUGE
    settings.DISKS = replace(enough, warning_mb=HUGE, floor_mb=HUGE)
    full = client.get("/healthz")
    assert (full.status_code, full.json()["status"]) == (503, "disk full")
    assert 0 < full.json()["left_mb"]["home"] < HUGE


def test_the_doctor_says_what_is_left_and_what_to_do(settings: Settings, tmp_path: Path) -> None:
    settings.DISKS = enough = Disks({"home": tmp_path, "database": tmp_path}, 1, 1)
    assert disk().startswith("home ")
    assert disk().endswith(" MB left")
    settings.DISKS = Disks({"home": tmp_path}, 1, 1)
    with pytest.raises(Unknown, match="the database's disk can't be seen from here"):
        disk()
    settings.DISKS = replace(enough, warning_mb=HUGE)
    with pytest.raises(Trouble, match=r"little room: home \d[\d,]* MB, database \d[\d,]* MB are left \(warned below 999,999,999 MB\)"):
        disk()
    settings.DISKS = replace(enough, places={"home": tmp_path, "database": tmp_path / "nowhere"})
    with pytest.raises(Trouble, match="nowhere can't be looked at"):
        disk()


def test_what_is_looked_at_here_is_this_home() -> None:
    assert current.DISKS.places["home"] == Path(current.HOME)
