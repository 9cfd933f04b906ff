"""Personal values never reach a log line."""

import pytest

from toubao.config.logging import strike, struck


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
