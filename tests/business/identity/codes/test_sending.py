"""What sending codes may cost: per thing, address, network and in money; nothing that is refused takes from what others have left."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import builders
from toubao.business.correspondence.models import Message
from toubao.business.identity.codes import otp
from toubao.business.identity.codes.allowances import count, limits, spend, standings
from toubao.business.identity.models import Allowance, OneTimePassword
from toubao.business.steps import About
from toubao.journal.keys import make_key
from toubao.journal.models import SubjectKey

pytestmark = pytest.mark.django_db
NOW = builders.NOW
LONG = "【示範】" + "字" * 80 + "{code}"


def asked(
    to: str = "0912345678", *, purpose: str = "register", about: About | None = None, key: SubjectKey | None = None, network: str = "n",
    wording: str = "驗證碼為 {code}",
) -> otp.Sending:  # fmt: skip
    """Somebody asks for a code; a new thing each time unless one is named."""
    holder = uuid4()
    return otp.send(
        purpose=purpose, about=about or About(uuid4(), "registration", holder), key=key or make_key(holder, now=NOW),
        channel="mail" if "@" in to else "sms", to=to, bound=b"", wording=wording, network=network, now=NOW,
    )  # fmt: skip


def used(bucket: str) -> int:
    row = Allowance.objects.filter(bucket=f"{bucket}:all").first()
    return row.used if row else 0


@pytest.mark.parametrize(
    ("limit", "vary"),
    [
        ("otp_subject", {"to": True, "network": True}), ("otp_new_address", {"network": True}), ("otp_new_address_day", {"network": True}),
        ("otp_new_prefix", {"to": True, "network": True}), ("otp_network", {"to": True}),
        ("otp_registrations", {"to": True, "network": True}), ("otp_budget", {"to": True, "network": True}),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("impatient")
def test_each_limit_of_sending_holds_by_itself(limit: str, vary: dict[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), limit, {**limits()[limit], "most": 2})
    holder = uuid4()
    same = {"about": About(uuid4(), "registration", holder), "key": make_key(holder, now=NOW)} if limit == "otp_subject" else {}
    told = [
        asked(f"09123456{place:02d}" if "to" in vary else "0912345678", network=f"n{place}" if "network" in vary else "n", **same)
        for place in range(4)
    ]
    assert told == [otp.Sending(True), otp.Sending(True), otp.Sending(False, limit), otp.Sending(False, limit)]
    assert OneTimePassword.objects.count() == Message.objects.count() == 2


def test_what_strangers_ask_for_to_an_address_takes_no_code_from_its_holder() -> None:
    assert [asked(network=f"n{place}").sent for place in range(8)].count(True) == limits()["otp_new_address"]["most"]
    assert asked(purpose="change", network="home") == otp.Sending(True)


@pytest.mark.usefixtures("impatient")
def test_who_is_refused_takes_nothing_from_what_others_have_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """One browser that presses "send again" all day uses up its own allowance, and not the money of everybody."""
    holder = uuid4()
    about, key = About(uuid4(), "registration", holder), make_key(holder, now=NOW)
    told = [asked(about=about, key=key) for _ in range(50)]
    assert [each.sent for each in told].count(True) == limits()["otp_subject"]["most"]
    assert (used("otp_budget"), used("otp_registrations")) == (6, 6)
    assert used("sms_money_day") == 6 * limits()["sms_price"]["hundredths"]


def test_control_counting_each_by_itself_would_use_up_everybodys() -> None:
    for _ in range(50):
        count(("otp_subject", "mine"), ("otp_budget", "all"), now=NOW)
    assert used("otp_budget") == 50


def test_money_for_sms_has_a_budget_and_mail_still_goes_when_it_is_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    price = limits()["sms_price"]["hundredths"]
    monkeypatch.setitem(limits(), "sms_money_hour", {"seconds": 3600, "most": 3 * price})
    assert otp.parts(LONG.format(code="000000")) == 2
    assert [asked(wording=LONG).sent, asked("0912345679").sent] == [True, True]
    assert used("sms_money_hour") == 3 * price
    assert asked("0912345670") == otp.Sending(False, "sms_money_hour")
    assert asked("someone@demo.example").sent
    assert {each.name for each in standings(now=NOW) if each.full} == {"sms_money_hour"}
    assert not any(each.full for each in standings(now=NOW + timedelta(hours=1)))


@pytest.mark.parametrize(("signs", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_an_sms_is_paid_for_by_its_parts(signs: int, parts: int) -> None:
    assert otp.parts("字" * signs) == parts


def test_strangers_can_use_up_less_money_than_there_is_for_everybody() -> None:
    """The samples hold together: a day of registrations at their limit, two parts an SMS, leaves most of the money to customers."""
    price, most = limits()["sms_price"]["hundredths"], limits()
    strangers = 24 * most["otp_registrations"]["most"] * 2 * price
    assert 2 * strangers < most["sms_money_day"]["most"]
    assert 2 * strangers // 24 < most["sms_money_hour"]["most"]


def test_customers_get_their_codes_when_strangers_have_used_up_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "otp_registrations", {"seconds": 3600, "most": 1})
    assert [asked().limit, asked("0912345679").limit] == ["", "otp_registrations"]
    assert asked("0912345679", purpose="confirm").sent


@pytest.mark.parametrize(
    "number",
    [
        "+8613800138000", "+12025550123", "+447700900123", "+4915112345678", "+882161234567", "+979123456789", "+8810123456789",
        "0203123456", "0204123456", "0209123456", "0800000000", "0912", "02 2345 6789", "+886 2 2345 6789", "09123456789", "1950", "",
    ],
)  # fmt: skip
def test_no_sms_goes_abroad_or_to_numbers_that_cost_more(number: str) -> None:
    assert asked(number) == otp.Sending(False, otp.ABROAD)
    assert not Message.objects.exists()
    assert not Allowance.objects.exists()


def test_spending_takes_from_all_or_from_none_and_never_more_than_there_is() -> None:
    both = (("sign_in_browser", "a"), ("proof_account", "b"))
    assert [spend(both[0], now=NOW) for _ in range(5)] == [""] * 5
    assert spend(*both, now=NOW) == "sign_in_browser"
    assert not Allowance.objects.filter(bucket="proof_account:b").exists()
    assert spend(("proof_account", "c"), amounts={"proof_account": 6}, now=NOW) == "proof_account"
    assert spend(("proof_account", "c"), amounts={"proof_account": 5}, now=NOW) == ""
    assert spend(("proof_account", "c"), now=NOW) == "proof_account"
