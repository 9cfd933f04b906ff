"""Figures are counted anew every night: told, put right, and said where people look."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.journal.given import NOW, somebody, written
from toubao.business.oversight import jobs
from toubao.business.oversight.queries import last
from toubao.business.work import JOBS, by_hand
from toubao.config.trouble import Trouble
from toubao.doors import clock
from toubao.doors.cli import main
from toubao.doors.cli.doctor import evidence as doctor
from toubao.doors.cli.doctor.finding import Unknown
from toubao.doors.console.watching import evidence
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db


def test_figures_that_are_what_there_is_are_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    written(somebody())
    with pytest.raises(Unknown, match=r"^never counted anew yet: the worker does it at night$"):
        doctor.figures()
    assert main(["recount"]) == 0
    assert capsys.readouterr().out == "0 figures differed and put right\n"
    assert doctor.figures().startswith("every figure was what there is at ")
    look = evidence.looks(clock.now())[2]
    assert (look.name, look.value, look.tone, look.places) == ("數字點算", "相符", "good", ())


def test_a_figure_that_differs_is_told_with_its_place_and_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO figures_figure (what, day, key, many, amount) VALUES ('case', '2026-11-23', '{a,b}', 7, 0)")
    said = "case 2026-11-23 a b: 7 kept, 0 counted"
    assert main(["recount"]) == 2
    assert said in capsys.readouterr().out
    with pytest.raises(Trouble, match=f"1 figure differed from what there is and put right at .*: {said}"):
        doctor.figures()
    look = evidence.looks(clock.now())[2]
    assert (look.value, look.tone, [place.words for place in look.places]) == ("1", "bad", [said])
    assert main(["recount", "--json"]) == 0
    assert capsys.readouterr().out == '{"different": 0, "places": []}\n'


def test_it_is_done_once_a_night() -> None:
    with by_hand() as held:
        jobs.act_on_due(NOW)
        jobs.act_on_due(NOW + timedelta(minutes=1))
    del held
    JOBS[jobs.FIGURES](now=NOW)
    assert last([Event.FIGURES_RECOUNTED])[Event.FIGURES_RECOUNTED].facts["different"] == 0
