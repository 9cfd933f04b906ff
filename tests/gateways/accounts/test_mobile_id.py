"""The mobile identity through the gateway: what it answers, what is no answer, and what evidence keeps."""

import pytest

from tests.gateways.conftest import ID_NUMBER, Lines, Stranger
from toubao.gateways.evidence import NoAnswer, Rejected
from toubao.gateways.mobile_id import HttpMobileIdentity
from toubao.gateways.transport import Transport

BACK = "http://shop.invalid/back?state=s"


def test_a_page_is_given_and_nobody_has_decided_yet(lines: Lines) -> None:
    asked = HttpMobileIdentity(lines.to("mobile_id"))
    session = asked.begin(reference="visit-1", id_number=ID_NUMBER, back=BACK)
    assert session.address.startswith(f"{lines.sandbox.url}/mobile-id/sessions/")
    assert ID_NUMBER not in str(session.evidence)
    told = asked.ask(reference="visit-1")
    assert (told.status, told.id_number, told.record) == ("open", "", "")
    with pytest.raises(Rejected, match="unknown-session"):
        asked.ask(reference="visit-2")


@pytest.mark.parametrize(
    "body",
    [
        b"{}", b'{"status": "perhaps"}', b'{"status": "approved", "id_number": "", "record": "M1"}',
        b'{"status": "approved", "id_number": "A123456789", "record": ""}', b'{"status": "approved", "id_number": 1, "record": "M1"}',
    ],
)  # fmt: skip
def test_an_approval_that_does_not_say_whose_it_is_is_no_answer(stranger: Stranger, hasty: Transport, body: bytes) -> None:
    stranger.answers(body)
    with pytest.raises(NoAnswer):
        HttpMobileIdentity(hasty).ask(reference="visit-1")
