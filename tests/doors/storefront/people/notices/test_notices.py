"""The notices' texts: complete, versioned, harmless, and said to be samples."""

from typing import Any

import pytest

from toubao.business.consents import texts
from toubao.doors.clock import now
from toubao.doors.look.words import TAIPEI
from toubao.doors.storefront import notices


@pytest.mark.parametrize("name", sorted(notices.notices()))
def test_7_2_1_1_and_8_1_1_1_each_notice_has_title_version_and_digest_and_says_that_it_is_a_sample(name: str) -> None:
    found = notices.notices()[name]
    assert found.title
    assert found.version == texts.notices()[name].version_on(now().astimezone(TAIPEI).date())
    assert len(found.digest) == 64
    assert "示範文件" in found.html
    assert "{" not in found.source
    assert "style=" not in found.html


def test_15_1_1_the_privacy_notice_has_the_six_items_of_article_8() -> None:
    page = notices.notices()["privacy"].html
    for item in (
        "一、誰在蒐集",
        "二、蒐集的目的",
        "三、資料的類別",
        "四、利用的期間、地區、對象與方式",
        "五、您的權利",
        "六、不提供資料會怎樣",
    ):
        assert item in page
    for right in ("查詢或請求閱覽", "複製本", "補充或更正", "停止蒐集、處理或利用", "請求刪除"):
        assert right in page


def test_digests_differ_between_notices_and_change_with_the_insurers_data(settings: Any) -> None:
    before = notices.digests()
    assert len(set(before.values())) == 3
    settings.INSURER = {**settings.INSURER, "company": "另一家[保險](http://x.example)<b>公司</b>"}
    assert not set(before.values()) & set(notices.digests().values())
    page = notices.notices()["privacy"].html
    assert "<b>" not in page
    assert "href" not in page
