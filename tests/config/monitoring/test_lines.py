"""One event is one line of the log, whatever is in it; and lines go to standard error alone."""

import ast
import json
import re
import subprocess
import sys
from datetime import datetime

import pytest

from tests.architecture.sources import CODE, python
from toubao.config.monitoring.logging import struck
from toubao.doors.access.tables import endpoints

HERE = "src/toubao/config/monitoring/logging.py"
WRITES = re.compile(r"(?:File|RotatingFile|TimedRotatingFile|WatchedFile|SysLog|SMTP|HTTP|Socket|Datagram|Memory|Queue)Handler")


def test_v16_4_1_one_event_is_one_line_whatever_is_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    path = '/a\n{"level": "info", "event": "all is well"}\x1b[2J\r\u2028x\x85y\x9b2J\u202ez'
    program = (
        "import logging; from toubao.config.monitoring.logging import configure; configure({'profile': 'production'})\n"
        f"logging.getLogger('toubao').warning('Not Found: %s', {path!r})\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    (line,) = capfd.readouterr().err.splitlines()
    told = json.loads(line)
    assert "all is well" in told["event"]
    assert (told["level"], told["logger"]) == ("warning", "toubao")
    assert datetime.fromisoformat(told["timestamp"]).utcoffset() is not None
    assert [sign for sign in "\x1b\r\x85\x9b\u2028\u202e" if sign in line] == [], "a terminal obeys some, a reader ends a line at others"
    assert told["event"].endswith("\r\u2028x\x85y\x9b2J\u202ez"), "escaped, and not lost"


def test_v16_2_3_logs_go_to_standard_error_and_nowhere_else() -> None:
    ours = python(CODE)
    assert [s.name for s in ours if WRITES.search(s.text)] == []
    assert {s.name for s in ours if re.search(r"dictConfig|basicConfig|addHandler|logging\.StreamHandler", s.text)} == {HERE}
    prints = {
        s.name for s in ours for node in ast.walk(s.tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "pprint")
    }
    assert {name for name in prints if not name.startswith(("src/toubao/doors/cli/", "src/toubao/sandbox/"))} == set()


def test_v14_2_1_whatever_token_stands_in_an_address_is_struck_out_of_every_line() -> None:
    routes = [each.route for each in endpoints() if re.search(r"<(?:\w+:)?(?:token|key)>", each.route)]
    assert len(routes) >= 4
    token = "kQ7x-Vb2mZ_eR9tYpL4wN8sJ3hD6fG1uC5aXoT0iK"
    asked = [re.sub(r"<(?:\w+:)?\w+>", token, route) for route in routes]
    assert [line for line in asked if token in struck(f"Not Found: {line}") or token in struck(f"GET {line}?a=b")] == []
