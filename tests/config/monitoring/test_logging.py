"""Personal values never reach a log line."""

import json
import subprocess
import sys

import pytest

from toubao.config.monitoring.logging import strike, struck


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("id A123456789 refused", "id *******789 refused"),
        ("resident A800000014", "resident *******014"),
        ("to 0912345678", "to *******678"),
        ("mail wang.da+x@mail.example sent", "mail ***@mail.example sent"),
        ("card 4000000000000002", "card ************0002"),
        ("to +886912345678", "to +886******678"),
        ("GET /not-me/a-b_C1/", "GET /not-me/***/"),
        ("Unprocessable: /activate/a-b_C1/", "Unprocessable: /activate/***/"),
        ("GET /members/account/mailbox/a1.b2.c3.d4.123456/", "GET /members/account/mailbox/***/"),
        ("/sign-in/?next=%2Fmembers%2Faccount%2Fmailbox%2Fa1.b2.123456%2F", "/sign-in/?next=%2Fmembers%2Faccount%2Fmailbox%2F***%2F"),
        ("POST /console/join/a-b_C1/", "POST /console/join/***/"),
        ("Not Found: /motor/proofs/a-b_C1/document/", "Not Found: /motor/proofs/***/document/"),
        ("order 8f14e45f, amount 1234", "order 8f14e45f, amount 1234"),
    ],
)
def test_personal_values_are_struck_out(text: str, logged: str) -> None:
    assert struck(text) == logged


def test_every_text_of_an_event_is_struck_and_figures_stay() -> None:
    event = strike(None, "info", {"event": "sent to 0912345678", "attempts": 2})
    assert event == {"event": "sent to *******678", "attempts": 2}


def test_what_django_turned_away_is_one_line_of_warning(capfd: pytest.CaptureFixture[str]) -> None:
    program = (
        "import logging, os; from toubao.config.monitoring.logging import configure; configure({'profile': 'demo'})\n"
        "try: raise ValueError('Invalid HTTP_HOST header')\n"
        "except ValueError:\n"
        "    logging.getLogger('django.security.DisallowedHost').error('Invalid host', exc_info=True)\n"
        "    logging.getLogger('toubao').error('ours', exc_info=True)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    turned_away, ours = map(json.loads, capfd.readouterr().err.splitlines())
    assert (turned_away["event"], turned_away["level"], "exception" in turned_away) == ("Invalid host", "warning", False)
    assert (ours["event"], ours["level"], "ValueError" in ours["exception"]) == ("ours", "error", True)
