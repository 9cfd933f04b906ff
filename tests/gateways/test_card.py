"""The acquirer through our gateway and the real sandbox: one order, one authorisation, one charge or one void."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gateways.conftest import Lines, Stranger
from toubao.gateways.card import CardState, HttpCardAcquirer
from toubao.gateways.evidence import NoAnswer, Rejected
from toubao.gateways.transport import Transport

OWN, DECLINED, NO_CAPTURE = "4242424242424242", "4000000000000002", "4000000000000341"


@pytest.fixture
def card(lines: Lines) -> HttpCardAcquirer:
    """The acquirer."""
    return HttpCardAcquirer(lines.to("card"))


def _open(card: HttpCardAcquirer, order: str = "TA-1", amount: int = 1234) -> str:
    return card.open_page(
        order=order, amount=amount, description="旅行平安保險", return_url="http://shop.invalid/b?a=1", webhook_url="http://127.0.0.1:9/"
    ).url


def _paid(lines: Lines, card: HttpCardAcquirer, number: str = OWN) -> CardState:
    lines.pay(_open(card), number)
    return card.look_up(order="TA-1")


def _unknown(call: Callable[[], object]) -> str:
    with pytest.raises(NoAnswer) as caught:
        call()
    return caught.value.reason


def _code(call: object) -> str:
    with pytest.raises(Rejected) as caught:
        call()  # type: ignore[operator] # a lambda of the test
    return caught.value.code


def test_unknown_order_is_none(card: HttpCardAcquirer) -> None:
    state = card.look_up(order="never opened ü")
    assert (state.order, state.status, state.amount, state.card_token) == ("never opened ü", "none", 0, "")
    assert state.evidence.attempts == 1


def test_page_is_the_same_for_the_same_order_and_refused_for_other_contents(card: HttpCardAcquirer) -> None:
    assert _open(card) == _open(card)
    assert _code(lambda: _open(card, amount=99)) == "order-differs"
    assert card.look_up(order="TA-1").amount == 1234


def test_authorised_and_captured_once(lines: Lines, card: HttpCardAcquirer) -> None:
    state = _paid(lines, card)
    assert (state.status, state.amount, state.last_four, state.decline_reason) == ("authorised", 1234, "4242", "")
    assert len(state.authorisation_code) == 6
    assert state.card_token.startswith("tok_")
    assert OWN not in repr(lines.get("/card/orders.json"))
    assert _unknown(lambda: card.capture(order="TA-1", amount=1)) == "no known answer: amount-differs"
    assert [card.capture(order="TA-1", amount=1234).status for _ in range(3)] == ["captured"] * 3
    assert _code(lambda: card.void(order="TA-1")) == "already-captured"
    audit = lines.get("/card/orders/TA-1")
    assert (audit["captures"], audit["voids"]) == (1, 0)


def test_voided_once_and_never_captured(lines: Lines, card: HttpCardAcquirer) -> None:
    _paid(lines, card)
    assert [card.void(order="TA-1").status for _ in range(3)] == ["voided"] * 3
    assert _code(lambda: card.capture(order="TA-1", amount=1234)) == "already-voided"
    audit = lines.get("/card/orders/TA-1")
    assert (audit["captures"], audit["voids"]) == (0, 1)


def test_declined_can_be_neither_captured_nor_voided(lines: Lines, card: HttpCardAcquirer) -> None:
    state = _paid(lines, card, DECLINED)
    assert (state.status, state.decline_reason, state.authorisation_code) == ("declined", "refused", "")
    assert _code(lambda: card.capture(order="TA-1", amount=1234)) == "not-authorised"
    assert card.void(order="TA-1").status == "declined"
    assert lines.get("/card/orders/TA-1")["captures"] == 0


def test_open_order_that_is_voided_can_not_be_paid(lines: Lines, card: HttpCardAcquirer) -> None:
    url = _open(card)
    assert _code(lambda: card.capture(order="TA-1", amount=1234)) == "not-authorised"
    assert card.void(order="TA-1").status == "voided"
    assert lines.pay(url).status_code == 303
    assert card.look_up(order="TA-1").status == "voided"


def test_capture_that_the_bank_refuses(lines: Lines, card: HttpCardAcquirer) -> None:
    assert _paid(lines, card, NO_CAPTURE).status == "authorised"
    assert _code(lambda: card.capture(order="TA-1", amount=1234)) == "capture-declined"
    assert card.void(order="TA-1").status == "voided"


def test_unknown_orders_are_refused(card: HttpCardAcquirer) -> None:
    assert _code(lambda: card.capture(order="x", amount=1)) == "unknown-order"
    assert _code(lambda: card.void(order="x")) == "unknown-order"


def test_look_up_that_is_refused_for_another_reason_says_nothing_of_the_order(lines: Lines) -> None:
    assert _unknown(lambda: HttpCardAcquirer(lines.to("card", secret=b"?")).look_up(order="TA-1")) == "no known answer: wrong-signature"


def test_refunded_once_whole_and_nothing_else_afterwards(lines: Lines, card: HttpCardAcquirer) -> None:
    _paid(lines, card)
    assert _code(lambda: card.refund(order="TA-1")) == "not-captured"
    card.capture(order="TA-1", amount=1234)
    assert [card.refund(order="TA-1").status for _ in range(3)] == ["refunded"] * 3
    assert _code(lambda: card.capture(order="TA-1", amount=1234)) == "already-refunded"
    assert _code(lambda: card.void(order="TA-1")) == "already-refunded"
    audit = lines.get("/card/orders/TA-1")
    assert (audit["captures"], audit["voids"], audit["refunds"]) == (1, 0, 1)
    assert _code(lambda: card.refund(order="x")) == "unknown-order"


@pytest.mark.parametrize(
    "body",
    [
        b'{"order": "other", "status": "captured", "amount": 1}',
        b'{"order": "TA-1", "status": "paid", "amount": 1}',
        b'{"order": "TA-1", "status": "captured", "amount": -1}',
        b'{"order": "TA-1", "status": "captured", "amount": 1}',
    ],
    ids=["other order", "unknown status", "negative", "incomplete"],
)
def test_state_that_is_not_ours_is_no_answer(stranger: Stranger, impatient: Transport, body: bytes) -> None:
    stranger.answers(body)
    with pytest.raises(NoAnswer):
        HttpCardAcquirer(impatient).look_up(order="TA-1")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", ""])
def test_page_address_that_is_none_is_no_answer(stranger: Stranger, impatient: Transport, url: str) -> None:
    stranger.answers(b'{"pay_url": "%s"}' % url.encode())
    with pytest.raises(NoAnswer):
        _open(HttpCardAcquirer(impatient))


def test_gateways_and_sandbox_do_not_know_each_other() -> None:
    import toubao.gateways
    import toubao.sandbox

    for package, others in ((toubao.gateways, ("toubao.sandbox", "django")), (toubao.sandbox, ("toubao.gateways", "django"))):
        for path in Path(str(package.__file__)).parent.rglob("*.py"):
            imports = [line for line in path.read_text().splitlines() if line.startswith(("import ", "from "))]
            assert not [line for line in imports for other in others if other in line], path
