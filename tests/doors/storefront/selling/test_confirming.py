"""Documents, check and code: agreed one by one, proved once, and every wrong code answered with the sentence that fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements, hidden, lands_on, later, path, signed_in, words
from toubao.business.consents.models import ShownText
from toubao.business.correspondence.models import Message
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account, OneTimePassword
from toubao.business.purchase import facts, queries
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Reservation
from toubao.doors.storefront.selling.shelf import AT_CHECKING
from toubao.journal.models import Entry
from toubao.journal.reading import entries, opened
from toubao.products import Product

pytestmark = pytest.mark.django_db


def ask(client: Client, purchase: Purchase, channel: str = "sms") -> Any:
    """Have a code sent from the page on which the answers are checked."""
    return client.post(path(purchase, "check"), {"channel": channel})


def test_10_1_2_both_documents_are_shown_in_full_with_their_digests(buyer: Client, started: Purchase, on_sale: Product) -> None:
    page = buyer.get(path(started, "documents"))
    assert hidden(page, "shown") == list(facts.current_documents(on_sale))
    for name in ("terms", "notice"):
        assert on_sale.document(name).html().splitlines()[0] in page.content.decode()
    assert " checked" not in page.content.decode()


def test_10_1_2_agreeing_to_both_goes_on(buyer: Client, started: Purchase) -> None:
    shown = hidden(buyer.get(path(started, "documents")), "shown")
    with Statements() as asked:
        answer = buyer.post(path(started, "documents"), {"shown": shown, "agreed": shown})
    assert lands_on(buyer, answer) == "check"
    assert len(asked.all) <= 9
    agreed = builders.reread(started)
    assert (agreed.state, sorted(agreed.documents)) == ("informed", sorted(shown))


@pytest.mark.parametrize("agreed", [[], ["terms"], ["notice"]])
def test_10_1_2_one_document_is_not_enough(buyer: Client, started: Purchase, agreed: list[str]) -> None:
    shown = hidden(buyer.get(path(started, "documents")), "shown")
    given = [each for each in shown if each.partition(":")[0] in agreed]
    page = buyer.post(path(started, "documents"), {"shown": shown, "agreed": given})
    assert page.status_code == 422
    assert words(page).count("後勾選同意") == 2 * (2 - len(given))
    assert builders.reread(started).state == "started"


def test_10_1_2_terms_agreed_without_ever_having_been_fetched_are_refused(buyer: Client, started: Purchase, on_sale: Product) -> None:
    current = list(facts.current_documents(on_sale))
    page = buyer.post(path(started, "documents"), {"shown": current, "agreed": current})
    assert page.status_code == 422
    assert "請閱讀保單條款與投保須知的最新版本" in words(page)
    assert [v["gate"] for v in entries(started.pk).get(event="purchase.informed").verdicts if v["ruling"] == "shut"] == ["terms_agreed"]
    assert builders.reread(started).state == "started"
    assert lands_on(buyer, buyer.post(path(started, "documents"), {"shown": current, "agreed": current})) == "check", "now they were shown"


def test_10_1_2_what_was_shown_to_another_application_does_not_count(buyer: Client, started: Purchase, on_sale: Product) -> None:
    other = builders.started_purchase(started.account, on_sale, days=9)
    shown = hidden(buyer.get(path(other, "documents")), "shown")
    assert buyer.post(path(started, "documents"), {"shown": shown, "agreed": shown}).status_code == 422


def test_5_1_every_text_that_is_shown_is_an_event_with_its_digest_and_kept_word_for_word(
    buyer: Client, informed: Purchase, on_sale: Product
) -> None:
    for _ in range(2):
        buyer.get(path(informed, "check"))
    told = entries(informed.pk).filter(event="purchase.shown")
    assert [entry.facts["place"] for entry in told] == ["documents", "check"], "each once"
    items = [named.partition(":")[0] for named in told[1].facts["texts"]]
    assert items == list(AT_CHECKING)
    for named in (*told[0].facts["texts"], *told[1].facts["texts"]):
        name, _, digest = named.partition(":")
        kept = ShownText.objects.get(pk=digest)
        assert kept.intact
        assert kept.name == name
    filled = ShownText.objects.get(pk=next(named for named in told[1].facts["texts"] if named.startswith("5.2.4:")).partition(":")[2])
    assert "{" not in bytes(filled.source).decode(), "the figures and the insurer's data are in it"


def test_10_1_2_it_is_kept_sealed_from_where_somebody_agreed(buyer: Client, started: Purchase) -> None:
    shown = hidden(buyer.get(path(started, "documents")), "shown")
    buyer.post(path(started, "documents"), {"shown": shown, "agreed": shown}, REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Browser/1")
    told = [each for each in opened(started.pk, started.person_id) if each.entry.event == "purchase.declared_from"]
    assert [each.entry.facts["step"] for each in told] == ["purchase.informed"]
    personal = told[0].personal
    assert personal is not None
    assert (personal["network"], personal["browser"], bool(personal["session"])) == ("198.51.100.7", "Browser/1", True)
    assert "198.51.100.7" not in str(told[0].entry.facts)


def test_10_1_2_agreement_to_an_older_version_is_none(buyer: Client, started: Purchase) -> None:
    old = ["terms:" + "0" * 64, "notice:" + "0" * 64]
    page = buyer.post(path(started, "documents"), {"shown": old, "agreed": old})
    assert "文件剛更新過" in words(page)
    assert builders.reread(started).state == "started"


def test_10_1_2_what_was_not_shown_is_not_agreed_to(buyer: Client, started: Purchase, on_sale: Product) -> None:
    current = list(facts.current_documents(on_sale))
    page = buyer.post(path(started, "documents"), {"agreed": current})
    assert page.status_code == 422
    assert "請閱讀保單條款與投保須知的最新版本" in words(page)
    assert "以提供要保人閱覽並點選同意" in words(page)
    assert builders.reread(started).state == "started"
    assert entries(started.pk).get(event="purchase.informed").outcome == "refused"


def test_agreeing_again_changes_nothing(buyer: Client, informed: Purchase) -> None:
    decided = Entry.objects.exclude(event="purchase.shown")
    before = decided.count()
    shown = hidden(buyer.get(path(informed, "documents")), "shown")
    assert lands_on(buyer, buyer.post(path(informed, "documents"), {"shown": shown, "agreed": shown})) == "check"
    assert decided.count() == before


def test_10_1_2_documents_that_changed_since_must_be_agreed_to_again(buyer: Client, informed: Purchase, on_sale: Product) -> None:
    Purchase.objects.filter(pk=informed.pk).update(documents=["terms:old", "notice:old"])
    assert lands_on(buyer, buyer.get(path(informed, "check"))) == "documents"
    current = list(facts.current_documents(on_sale))
    assert lands_on(buyer, buyer.post(path(informed, "documents"), {"shown": current, "agreed": current})) == "check"
    told = [e.event for e in entries(informed.pk).filter(outcome="taken")]
    assert told[-2:] == ["purchase.revised", "purchase.informed"]


def test_5_2_the_check_page_shows_costs_offer_payment_end_and_serial_number(buyer: Client, informed: Purchase) -> None:
    buyer.get(path(informed, "check"))
    with Statements() as asked:
        page = buyer.get(path(informed, "check"))
    for clause in ("5.2.2", "5.2.3", "5.2.4", "5.2.6", "5.2.11"):
        assert f'<span class="clause-id">{clause}</span>' in page.content.decode()
    assert (len(asked.all), asked.writing) == (4, []), "what will be in the way takes one, and what was shown already"


def test_the_check_page_shows_each_answer_with_its_way_back(buyer: Client, informed: Purchase) -> None:
    page = buyer.get(path(informed, "check"))
    told = words(page)
    for said in ("日本", "500萬元", "法定繼承人", "NT$330", "示範市安禾區稻香路 2 號", "為我本人投保"):
        assert said in told
    for name in ("trip", "traveller", "beneficiary", "documents"):
        assert f'href="{path(informed, name)}"' in page.content.decode()
    known = builders.somebody()
    assert not any(secret in page.content.decode() for secret in (known.id_number, known.phone, known.mail))


def test_2_6_nothing_is_sent_in_while_a_change_cools_off_and_the_page_says_until_when(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk)
    Account.objects.update(cooled_until=later(hours=2))
    assert "2026-11-23 12:00 以後才能送出投保" in words(ask(buyer, informed))
    page = buyer.post(path(informed, "code"), {"code": code})
    assert (page.status_code, "保護期間" in words(page)) == (422, True)
    assert builders.reread(informed).state == "informed"
    assert [v["gate"] for v in list(entries(informed.pk))[-1].verdicts if v["ruling"] == "shut"] == ["not_cooling_off"]
    with time_machine.travel(later(hours=2), tick=False):
        ask(buyer, informed)
        assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})) == "pay"


@pytest.mark.parametrize(("channel", "to"), [("sms", "+886910000001"), ("mail", "person1@demo.example")])
def test_10_1_3_the_code_goes_where_it_was_asked_for(buyer: Client, informed: Purchase, channel: str, to: str) -> None:
    Account.objects.update(mail_proved=True)
    with Statements() as asked:
        answer = ask(buyer, informed, channel)
    assert lands_on(buyer, answer) == "code"
    assert len(asked.all) <= 12
    sent = builders.messages.about([informed.pk])[-1]
    assert (sent.to, sent.message.channel) == (to, channel)
    assert "旅行平安保險" in sent.text
    assert "NT$330" in sent.text
    assert f"還可以試 {otp.TRIES} 次" in words(buyer.get(path(informed, "code")))


def test_10_1_3_nobody_chooses_the_channel_for_the_applicant(buyer: Client, informed: Purchase) -> None:
    page = buyer.post(path(informed, "check"), {})
    assert page.status_code == 422
    assert "請選擇驗證碼要寄到" in words(page)
    assert Message.objects.filter(subject=informed.pk).count() == 0


def test_10_1_3_the_right_code_sends_the_application_in(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    with Statements() as asked:
        answer = buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert lands_on(buyer, answer) == "pay"
    assert len(asked.all) <= 12
    assert builders.reread(informed).state == "confirmed"


def test_10_1_3_full_width_digits_and_spaces_are_read(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk).translate({ord("0") + d: chr(ord("０") + d) for d in range(10)})
    assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": f" {code[:3]} {code[3:]} "})) == "pay"


def test_10_1_3_a_second_submit_of_the_same_code_is_harmless(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    entered = {"code": builders.last_code(informed.pk)}
    assert lands_on(buyer, buyer.post(path(informed, "code"), entered)) == "pay"
    assert lands_on(buyer, buyer.post(path(informed, "code"), entered)) == "pay"
    assert Entry.objects.filter(event="purchase.confirmed", outcome="taken").count() == 1


def wrong(purchase: Purchase) -> str:
    """A code that is surely not the one sent."""
    return f"{(int(builders.last_code(purchase.pk)) + 1) % 10**otp.DIGITS:06d}"


def test_10_1_3_a_wrong_code_says_how_many_tries_are_left(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    bad = wrong(informed)
    for left in (4, 3, 2, 1):
        page = buyer.post(path(informed, "code"), {"code": bad})
        assert page.status_code == 422
        assert f"還可以再試 {left} 次" in words(page)
    assert "失效了" in words(buyer.post(path(informed, "code"), {"code": bad}))
    assert "失效了" in words(buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)}))
    assert builders.reread(informed).state == "informed"


def test_10_1_3_an_empty_code_costs_no_try(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    assert "請輸入訊息裡的驗證碼" in words(buyer.post(path(informed, "code"), {"code": " "}))
    assert OneTimePassword.objects.get(subject=informed.pk).tries == 0


def test_10_1_3_a_late_code_says_so_and_another_is_offered(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk)
    with time_machine.travel(builders.NOW + otp.LIFETIME, tick=False):
        page = buyer.post(path(informed, "code"), {"code": code})
        assert "超過 10 分鐘" in words(page)
        assert "上一組密碼已經失效" in words(page)
    assert builders.reread(informed).state == "informed"


def test_10_1_3_another_code_makes_the_first_void(buyer: Client, informed: Purchase) -> None:
    Account.objects.update(mail_proved=True)
    ask(buyer, informed)
    first = builders.last_code(informed.pk)
    with time_machine.travel(later(seconds=20), tick=False):
        answer = buyer.post(path(informed, "code"), {"resend": "mail"})
        assert "電子郵件重新寄到" in words(buyer.get(answer["Location"]))
        second = builders.last_code(informed.pk)
        if first != second:
            assert "密碼不對" in words(buyer.post(path(informed, "code"), {"code": first}))
        assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": second})) == "pay"


def test_10_1_3_when_too_many_guess_a_short_code_is_void_and_a_longer_one_confirms(
    buyer: Client, informed: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(buyer, informed)
    monkeypatch.setattr("toubao.business.identity.codes.otp.left", lambda *_, **__: False)
    page = buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert "6 位數的都已經失效" in words(page)
    assert OneTimePassword.objects.get(subject=informed.pk).tries == 0
    buyer.post(path(informed, "code"), {"resend": "sms"})
    page = buyer.get(path(informed, "code"))
    assert "訊息裡的 8 位數字" in words(page)
    assert 'maxlength="8"' in page.content.decode()
    buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert builders.reread(informed).state == "confirmed"


def test_10_1_3_without_a_code_the_page_leads_to_where_one_is_sent(buyer: Client, informed: Purchase) -> None:
    assert lands_on(buyer, buyer.get(path(informed, "code"))) == "check"
    assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": "123456"})) == "check"


def test_a_second_purchase_for_the_same_trip_is_stopped_before_a_code_goes_out(
    buyer: Client, account: Account, confirmed: Purchase, on_sale: Product
) -> None:
    again = builders.informed_purchase(account, on_sale)
    page = ask(buyer, again)
    assert page.status_code == 422
    assert "已經為同一段期間的旅程送出過一份投保" in words(page)
    assert Message.objects.filter(subject=again.pk).count() == 0


@pytest.mark.parametrize("sum_insured", [5_000_000, 15_000_000], ids=["same trip", "over our limit"])
def test_11_2_2_asking_for_another_code_passes_nothing_that_is_in_the_way(
    buyer: Client, account: Account, on_sale: Product, sum_insured: int
) -> None:
    if sum_insured == 5_000_000:
        builders.confirmed_purchase(account, on_sale)
    purchase = builders.informed_purchase(account, on_sale, sum_insured=sum_insured)
    assert buyer.post(path(purchase, "code"), {"resend": "sms"}).status_code == 422
    assert Message.objects.filter(subject=purchase.pk).count() == 0


def test_11_2_2_an_application_that_came_to_be_over_our_limit_is_not_sent_in(
    buyer: Client, account: Account, informed: Purchase, on_sale: Product
) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk)
    Reservation.objects.create(
        purchase=uuid4(), insured=account.person_id, line=on_sale.line, amount=8_000_000, others=0, made_at=builders.NOW,
        starts=informed.starts, ends=informed.ends,
    )  # fmt: skip
    page = buyer.post(path(informed, "code"), {"code": code})
    assert (page.status_code, "最多是 400萬元" in words(page)) == (422, True)
    assert builders.reread(informed).state == "informed"


def test_a_second_purchase_for_the_same_trip_that_raced_is_refused(
    buyer: Client, account: Account, informed: Purchase, on_sale: Product
) -> None:
    ask(buyer, informed)
    builders.confirmed_purchase(account, on_sale)
    page = buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert page.status_code == 422
    assert "您填的資料都還在" in words(page)
    assert "已經為同一段期間的旅程送出過一份投保" in words(page)
    assert "更動" not in words(page), "nothing was changed: the trip is insured already"
    assert builders.reread(informed).state == "informed"


def test_the_code_page_names_what_is_confirmed(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    with Statements() as asked:
        told = words(buyer.get(path(informed, "code")))
    assert "旅行平安保險" in told
    assert "500萬元" in told
    assert "NT$330" in told
    assert builders.somebody().phone not in told
    assert (len(asked.all), asked.writing) == (3, [])
    assert timedelta(minutes=10) == otp.LIFETIME
    assert "10:10 以前有效" in told


def test_10_1_5_review_period_ended_is_shut_until_so_many_days_after_the_documents_were_shown(
    buyer: Client, started: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"required": True, "days": 3, "reason": "依法令應提供三日以上的審閱期間。"}
    review = replace(on_sale.parameters["review_period"], value=wanted)
    reviewed = replace(on_sale, parameters={**on_sale.parameters, "review_period": review})
    monkeypatch.setattr(queries, "product", lambda *_, **__: reviewed)
    with time_machine.travel(builders.NOW, tick=False) as moment:
        page = buyer.get(path(started, "documents"))
        assert "審閱期間到 2026-11-26 為止" in words(page)
        shown = hidden(page, "shown")
        for late in (timedelta(0), timedelta(days=3)):
            moment.move_to(builders.NOW + late)
            signed_in(buyer, started.account)
            refused = buyer.post(path(started, "documents"), {"shown": shown, "agreed": shown})
            assert refused.status_code == 422
            assert "審閱期間" in words(refused)
        told = entries(started.pk).filter(event="purchase.informed").last()
        assert told is not None
        assert [v["gate"] for v in told.verdicts if v["ruling"] == "shut"] == ["review_period_ended"]
        moment.move_to(datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
        signed_in(buyer, started.account)
        assert lands_on(buyer, buyer.post(path(started, "documents"), {"shown": shown, "agreed": shown})) == "check"
