"""`toubao clauses` and `toubao flows` as a person or a program calls them."""

import json
import re
from pathlib import Path

import pytest

from toubao import law
from toubao.doors import checkout
from toubao.doors.cli import main
from toubao.doors.cli.clauses import told
from toubao.rules.coverage import coverage
from toubao.rules.kit import KINDS, Statement


def test_json_is_what_was_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clauses", "--json"]) == 0
    given = json.loads(capsys.readouterr().out)
    assert list(given) == ["edition", "leaves", "answered", "by_kind", "unanswered", "clauses"]
    assert (given["edition"], given["leaves"], len(given["clauses"])) == ("2022-06-24", 172, 172)
    assert given["answered"] + len(given["unanswered"]) == 172
    assert list(given["by_kind"]) == [kind.kind for kind in KINDS]
    answers = [answer for clause in given["clauses"] for answer in clause["answers"]]
    assert sum(given["by_kind"].values()) == len(answers)
    assert all(set(answer) == {"kind", "where", "tests"} for answer in answers)
    assert all(checkout.ROOT.joinpath("src", answer["where"].rpartition(":")[0]).is_file() for answer in answers)


def test_a_person_sees_every_leaf_and_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clauses"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"^10\.1\.3 +第十條第一項第三款$", told, re.MULTILINE)
    assert re.search(r"^    gate +otp_entered  toubao/rules/articles/art10_\w+\.py:\d+$", told, re.MULTILINE)
    assert re.search(r"^172 leaf clauses: \d+ answered, \d+ not yet$", told, re.MULTILINE)


def test_nothing_is_called_missing_when_all_is_answered() -> None:
    given = [Statement(clause=leaf.id, quote=leaf.text, why="a test", where="here:1") for leaf in law.current().leaves]
    whole = told(coverage(law.current(), given, (), ()))
    assert "172 answered, 0 not yet" in whole
    assert "Not answered yet" not in whole
    assert "no answer yet" not in whole


def test_pages_are_written_where_the_docs_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def into_tmp(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    monkeypatch.setattr(checkout, "write_generated", into_tmp)
    assert main(["clauses", "--markdown"]) == 0
    assert main(["flows", "--markdown"]) == 0
    assert (tmp_path / "clauses.md").read_text("utf-8").startswith("# The clauses and their answers")
    assert (tmp_path / "flows.md").read_text("utf-8").startswith("# The flows")
    assert capsys.readouterr().out.count("Written: ") == 2


def test_flows_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows"]) == 0
    assert capsys.readouterr().out.count("stateDiagram-v2") >= 4


def test_json_and_markdown_together_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["clauses", "--json", "--markdown"])
    assert stopped.value.code == 2
    assert "not allowed with" in capsys.readouterr().err
