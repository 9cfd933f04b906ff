"""Documents: shown in full, agreed to one by one, and kept as they were shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements, hidden, lands_on, path, signed_in, words
from toubao.business.consents.models import ShownText
from toubao.business.purchase import facts, queries, showing
from toubao.business.purchase.models import Purchase
from toubao.doors.storefront.selling.shelf import AT_CHECKING, _shelf
from toubao.journal.models import Entry
from toubao.journal.reading import entries, opened
from toubao.products import Product
from toubao.products.disclosures import REQUIRED
from toubao.products.markup import body, html

pytestmark = pytest.mark.django_db


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
    shut = [v["gate"] for v in entries(started.pk).get(event="purchase.informed").verdicts if v["ruling"] == "shut"]
    assert shut == ["trading_terms_shown", "terms_agreed"]
    assert builders.reread(started).state == "started"
    assert lands_on(buyer, buyer.post(path(started, "documents"), {"shown": current, "agreed": current})) == "check", "now they were shown"


def test_5_1_without_the_eleven_items_as_they_stand_now_nothing_is_agreed_to(
    buyer: Client, started: Purchase, on_sale: Product, settings: Any
) -> None:
    """Shown is served: the page carries each item in full, with the insurer's data; one that changed since is shown again first."""
    page = buyer.get(path(started, "documents"))
    served = "".join(page.content.decode().split())
    for each in showing.items(on_sale):
        assert "".join(html(body(each.source)).split()) in served, each.name
    assert len(showing.items(on_sale)) == 11
    settings.INSURER = {**settings.INSURER, "complaints_line": "0800-111-222"}
    _shelf.cache_clear()
    shown = hidden(page, "shown")
    refused = buyer.post(path(started, "documents"), {"shown": shown, "agreed": shown})
    assert (refused.status_code, "交易條件資訊還沒有完整顯示" in words(refused)) == (422, True)
    judged = entries(started.pk).get(event="purchase.informed")
    assert [v["gate"] for v in judged.verdicts if v["ruling"] == "shut"] == ["trading_terms_shown"]
    assert builders.reread(started).state == "started"
    assert lands_on(buyer, buyer.post(path(started, "documents"), {"shown": shown, "agreed": shown})) == "check", "now they were shown"
    _shelf.cache_clear()


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
    assert [entry.facts["place"] for entry in told] == ["documents"], "each once; what is on the page of checking was shown before"
    items = [named.partition(":")[0] for named in told[0].facts["texts"]]
    assert items == ["terms", "notice", *REQUIRED]
    assert set(AT_CHECKING) <= set(items)
    for named in told[0].facts["texts"]:
        name, _, digest = named.partition(":")
        kept = ShownText.objects.get(pk=digest)
        assert kept.intact
        assert kept.name == name
    filled = ShownText.objects.get(pk=next(named for named in told[0].facts["texts"] if named.startswith("5.2.4:")).partition(":")[2])
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
