"""`toubao books`: the motor policies of the insurer's books are loaded whole or not at all, and mistakes are told without values (8.3)."""

from pathlib import Path

import pytest

from tests.business.motor import given
from tests.business.motor.test_sheet import GOOD, table
from toubao.business.motor.models import MotorPolicy
from toubao.doors.cli import main

pytestmark = pytest.mark.django_db


def written(folder: Path, *rows: dict[str, str], start: str = "") -> str:
    file = folder / "books.csv"
    file.write_text(start + "\n".join(table(*rows)) + "\n", "utf-8")
    return str(file)


def test_8_3_process_the_books_are_loaded_and_loaded_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ({}, {"number": "CA-2", "kind": "business", "id_number": given.COMPANY})
    assert main(["books", written(tmp_path, *rows, start="\ufeff")]) == 0, "as spreadsheets write it"
    assert capsys.readouterr().out == "2 policies are new, 0 have changed, 0 stand as before.\n"
    assert main(["books", written(tmp_path, {}, rows[1] | {"paid_on": "", "paid": ""})]) == 0
    assert capsys.readouterr().out == "0 policies are new, 1 has changed, 1 stands as before.\n"
    assert MotorPolicy.objects.count() == 2


def test_a_mistake_loads_nothing_and_repeats_no_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["books", written(tmp_path, {}, {"number": "CA-2", "id_number": "A123456788"})]) == 1
    told = capsys.readouterr().err
    assert "Nothing was loaded" in told
    assert "line 3: id_number is none (checksum)" in told
    assert "A123456788" not in told
    assert not MotorPolicy.objects.exists()


def test_many_mistakes_are_told_shortly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["books", written(tmp_path, *[{"number": f"CA-{n}", "premium": "x"} for n in range(30)])]) == 1
    told = capsys.readouterr().err
    assert "and 10 more" in told


def test_checking_loads_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["books", "--check", written(tmp_path, {})]) == 0
    assert "1 policy can be loaded" in capsys.readouterr().out
    assert not MotorPolicy.objects.exists()


def test_a_number_of_another_insured_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given.policy(7, number=GOOD["number"])
    assert main(["books", written(tmp_path, {})]) == 1
    assert "number CA-1 stands in the books for another insured" in capsys.readouterr().err


def test_what_is_no_file_or_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xfe\x00")
    for name, told in {"nothing": "can't be read: No such file", "picture": "is not UTF-8"}.items():
        assert main(["books", str(tmp_path / name)]) == 1
        assert told in capsys.readouterr().err
