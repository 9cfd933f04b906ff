"""Putting a product on sale (5, 10.1.1): two people, exactly what was shown; what is changed in its files afterwards isn't sold."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.console.conftest import Desk, words
from toubao.business.catalogue import queries
from toubao.business.catalogue.models import Release as Version
from toubao.business.catalogue.models import ReleaseDocument
from toubao.business.release.models import Release
from toubao.config.trouble import Trouble
from toubao.doors.cli.doctor.shelf import shelf
from toubao.journal.models import Entry
from toubao.products import Product, load, product, travel_accident

HERE, CODE = "/console/products/travel-accident/", "travel-accident"
FOLDER = Path(travel_accident.__file__).parent


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str, str], None]]:
    """Edit a file of the product in place, as somebody with an editor would, in a copy of its folder; nothing for nothing puts it back."""
    copy = tmp_path / "travel_accident"
    shutil.copytree(FOLDER, copy)
    reading = product.read
    monkeypatch.setattr(travel_accident, "read", lambda folder, *, on, version="": reading(copy, on=on, version=version))

    def edit(name: str, before: str, after: str) -> None:
        text = (FOLDER / name).read_text("utf-8")
        assert before in text
        (copy / name).write_text(text.replace(before, after), "utf-8")
        load.cache_clear()
        queries._published.cache_clear()

    load.cache_clear()
    queries._published.cache_clear()
    yield edit
    load.cache_clear()
    queries._published.cache_clear()


def offer(desk: Desk) -> Any:
    """One asks, another releases; the answer to the second."""
    assert desk("operator").post(HERE, {"do": "publish", "because": "示範字第 1150101001 號"}).status_code == 302
    return give(desk("compliance"))


def give(browser: Client) -> Any:
    """Release what waits."""
    found = Release.objects.get(state="asked")
    return browser.post(f"/console/releases/{found.pk}/", {"do": "give", "seen": found.digest})


def sold() -> bool:
    """Whether it can be bought, as the start of a purchase asks."""
    queries._published.cache_clear()
    return queries.on_sale(CODE, now=builders.NOW)


def of_today() -> Product:
    """The product as it is here."""
    return load(CODE, on=builders.NOW.date())


def test_10_1_1_two_people_put_it_on_sale(desk: Desk) -> None:
    operator = desk("operator")
    assert "還沒有上架" in words(operator.get("/console/products/"))
    assert not sold()
    assert operator.post(HERE, {"do": "publish", "because": "示範字第 1150101001 號"}).status_code == 302
    assert not sold(), "one alone puts nothing on sale"
    found = Release.objects.get(state="asked")
    page = words(desk("compliance").get(f"/console/releases/{found.pk}/"))
    for each in ("旅行平安保險", "2026-01", "terms ", "notice ", "全部內容的雜湊值"):
        assert each in page
    assert give(operator).status_code == 422, "who asked can't release"
    assert give(desk("compliance")).status_code == 302
    assert sold()
    assert "販售中" in words(operator.get(HERE))
    entry = Entry.objects.get(event="product.published")
    assert entry.facts["content"] == of_today().content
    assert entry.actor_id == "compliance"


def test_pressed_twice_it_is_asked_for_once(desk: Desk) -> None:
    operator = desk("operator")
    for status in (302, 422):
        assert operator.post(HERE, {"do": "publish", "because": "上架測試"}).status_code == status
    assert Release.objects.count() == 1


def test_compliance_releases_and_does_not_ask(desk: Desk) -> None:
    answer = desk("compliance").post(HERE, {"do": "publish", "because": "上架測試"})
    assert (answer.status_code, "上架由系統維運提出" in words(answer), Release.objects.exists()) == (422, True, False)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("wording/2026-01/terms.md", "一百八十", "三十"), ("product.toml", 'rate = "22.00"', 'rate = "2.00"'),
        ("product.toml", "most = 15_000_000", "most = 90_000_000"), ("destinations.toml", "日本", "日夲"),
    ],
)  # fmt: skip
def test_10_1_1_what_is_changed_after_it_was_released_is_not_sold(
    desk: Desk, edited: Callable[[str, str, str], None], name: str, before: str, after: str
) -> None:
    assert offer(desk).status_code == 302
    assert sold(), "control: as it was released"
    assert shelf() == "travel-accident sold"
    edited(name, before, after)
    assert not sold()
    with pytest.raises(Trouble, match="travel-accident: texts, tariff or limits were changed"):
        shelf()
    operator = desk("operator")
    assert "內容變更，停止販售" in words(operator.get(HERE))
    assert "旅行平安保險的內容在上架後被改過" in words(operator.get("/console/"))
    edited(name, "", "")
    assert sold(), "put back, it is what was released"


def test_10_1_1_what_is_changed_between_asking_and_releasing_is_not_released(desk: Desk, edited: Callable[[str, str, str], None]) -> None:
    assert desk("operator").post(HERE, {"do": "publish", "because": "上架測試"}).status_code == 302
    edited("product.toml", 'rate = "22.00"', 'rate = "2.00"')
    assert give(desk("compliance")).status_code == 422
    assert not sold()


def test_10_1_1_another_tariff_is_offered_anew_by_two(desk: Desk, edited: Callable[[str, str, str], None]) -> None:
    offer(desk)
    edited("product.toml", 'rate = "22.00"', 'rate = "24.00"')
    assert offer(desk).status_code == 302
    assert sold()
    assert [e.event for e in Entry.objects.filter(event__startswith="product.").order_by("number")] == [
        "product.published", "product.published_again",
    ]  # fmt: skip
    assert ReleaseDocument.objects.count() == len(of_today().documents)


def test_10_1_1_another_document_needs_another_version(desk: Desk, edited: Callable[[str, str, str], None]) -> None:
    offer(desk)
    edited("wording/2026-01/terms.md", "一百八十", "三十")
    answer = offer(desk)
    assert answer.status_code == 422
    assert "文件改了，要用新的版本上架" in words(answer)
    assert not sold()


def test_what_was_offered_before_two_people_decided_is_offered_anew_and_stays_under_its_digest(
    desk: Desk, browser: Client, edited: Callable[[str, str, str], None]
) -> None:
    """Data of a version without contents: the documents of then stand beside those of now."""
    offer(desk)
    Version.objects.update(content="")
    old = of_today().document("terms").digest
    edited("wording/2026-01/terms.md", "一百八十", "三十")
    assert not sold()
    assert offer(desk).status_code == 302
    assert sold()
    assert ReleaseDocument.objects.filter(name="terms").count() == 2
    new = of_today().document("terms").digest
    first, second = (browser.get(f"/products/{CODE}/documents/terms.pdf?digest={digest}").content for digest in (old, new))
    assert first != second
    assert second == browser.get(f"/products/{CODE}/documents/terms.pdf").content


def test_taken_off_it_is_not_sold_and_not_put_on_again(desk: Desk) -> None:
    offer(desk)
    compliance = desk("compliance")
    assert compliance.post(HERE, {"do": "withdraw", "because": ""}).status_code == 422
    assert sold()
    assert compliance.post(HERE, {"do": "withdraw", "because": "費率有誤"}).status_code == 302
    assert not sold()
    assert "已下架" in words(compliance.get(HERE))
    assert compliance.post(HERE, {"do": "withdraw", "because": "費率有誤"}).status_code == 422
    assert offer(desk).status_code == 422


@pytest.mark.parametrize("suffix", ["/", ".pdf"])
def test_10_1_1_an_address_with_a_digest_serves_that_text_or_nothing(
    desk: Desk, browser: Client, edited: Callable[[str, str, str], None], suffix: str
) -> None:
    offer(desk)
    at, digest = f"/products/{CODE}/documents/terms{suffix}?digest=", of_today().document("terms").digest
    assert browser.get(at + digest).status_code == browser.get(at + digest[:16]).status_code == 200
    for wrong in ("0" * 64, digest[:15], f"{digest}0", "%00", "é" * 16, digest.replace(digest[-1], "x")):
        assert browser.get(at + wrong).status_code in (400, 404), wrong
    edited("wording/2026-01/terms.md", "一百八十", "三十")
    answer = browser.get(at + digest, follow=True)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), "the text that it names, as it was offered"
    assert answer.content == bytes(ReleaseDocument.objects.get(name="terms").pdf)


def test_a_product_that_is_not_there_is_404(desk: Desk) -> None:
    assert desk("operator").get("/console/products/no-such/").status_code == 404
    assert desk("operator").post(HERE, {"do": "something", "because": "上架測試"}).status_code == 404


def test_the_days_before_it_may_be_sold_it_is_on_no_shelf() -> None:
    assert queries.today(now=builders.NOW - timedelta(days=3650)) == []


def refused(event: str) -> list[str]:
    """The gates that are shut in the one entry that refuses this."""
    entry = Entry.objects.get(event=event, outcome="refused")
    return [verdict["gate"] for verdict in entry.verdicts if verdict["ruling"] == "shut"]


def test_10_1_1_a_version_without_its_terms_is_not_put_on_sale(desk: Desk, edited: Callable[[str, str, str], None]) -> None:
    name = "wording/2026-01/terms.md"
    title, _, body = (FOLDER / name).read_text("utf-8").partition("\n")
    edited(name, body, "")
    assert of_today().document("terms").title == title.removeprefix("# "), "its title alone is there"
    answer = offer(desk)
    assert (answer.status_code, "還沒有備齊，商品不能上架" in words(answer)) == (422, True)
    assert refused("product.published") == ["documents_provided"]
    assert not sold()


def test_5_2_without_one_of_the_eleven_items_it_is_not_put_on_sale(desk: Desk, settings: Any) -> None:
    settings.INSURER = {**settings.INSURER, "toll_free": ""}
    answer = offer(desk)
    assert (answer.status_code, "交易條件資訊還缺項目" in words(answer)) == (422, True)
    assert refused("product.published") == ["items_complete"]
    assert not sold()


def test_25_1_what_nobody_released_in_its_time_is_released_no_more(desk: Desk, moment: Any) -> None:
    assert desk("operator").post(HERE, {"do": "publish", "because": "上架測試"}).status_code == 302
    moment.move_to(Release.objects.get().expires_at, tick=False)
    answer = give(desk("compliance"))
    assert (answer.status_code, "放行的期限已經過了" in words(answer)) == (422, True)
    assert refused("release.given") == ["released_in_time"]
    assert not sold()
