"""Where people go, as they type it: cities, short, old and English names, parts of the world, slips of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.products.travel_accident import naming
from toubao.products.travel_accident.destinations import Zone, by_code
from toubao.products.travel_accident.naming import Meaning, codes, completions, find, meaning


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CN", "中國、大陸、中國大陸、北京、上海市、China、PRC"), ("KR", "南韓、韓國、首爾、漢城、釜山、濟州島、Seoul、korea"), ("TH", "曼谷、清邁、普吉島、BANGKOK"),
        ("JP", "東京、大阪、沖繩、沖繩縣、京都府、北海道、Tokyo、ＯＳＡＫＡ、jp、 東 京"), ("ID", "峇里島、峇里、巴里島、Bali"), ("AE", "杜拜、迪拜、阿聯酋、Dubai、阿拉伯聯合大公國"),
        ("US", "夏威夷、紐約、New York、洛杉磯、USA"), ("FR", "巴黎、paris、法國、法国"), ("TW", "澎湖、金門、馬祖、台灣、臺灣、澎湖縣、綠島、花蓮、Taiwan"), ("MM", "Burma、緬甸"),
        ("LK", "錫蘭、斯里蘭卡"), ("IT", "意大利、意大利共和國"), ("NZ", "新西蘭、奧克蘭"), ("HK", "香港、香港特別行政區、Hong Kong"), ("CZ", "捷克共和國、布拉格"),
    ],
)  # fmt: skip
def test_a_place_is_found_as_people_type_it(code: str, words: str) -> None:
    assert {word: getattr(find(word), "code", None) for word in words.split("、")} == dict.fromkeys(words.split("、"), code)


def test_what_is_domestic_is_domestic() -> None:
    for typed in ("澎湖", "金門", "馬祖", "蘭嶼", "環島", "台中"):
        assert (found := find(typed)) is not None
        assert found.zone is Zone.DOMESTIC


def test_one_word_may_mean_two_places() -> None:
    assert [place.code for place in meaning("港澳").places] == ["HK", "MO"]
    assert [place.code for place in meaning("紐澳").places] == ["AU", "NZ"]
    assert find("港澳") is None
    assert codes("港澳") == ("HK", "MO")
    assert codes("亞特蘭提斯") == ("亞特蘭提斯",)


@pytest.mark.parametrize("typed", ["歐洲", "申根", "東南亞", "Europe", "中東", "北歐"])
def test_a_part_of_the_world_asks_which_country(typed: str) -> None:
    told = meaning(typed)
    assert told.area
    assert not told.places
    assert len(told.near) >= 4


@pytest.mark.parametrize(
    ("typed", "code"),
    [("曰本", "JP"), ("大板", "JP"), ("Japn", "JP"), ("Thialand", "TH"), ("西班芽", "ES"), ("日本東京", "JP"), ("去日本", "JP")],
)
def test_a_slip_is_answered_with_what_was_meant(typed: str, code: str) -> None:
    told = meaning(typed)
    assert told.places == ()
    assert code in {place.code for place in told.near}


def test_nothing_is_like_nonsense() -> None:
    assert meaning("亞特蘭提斯xyzzy") == Meaning()
    assert meaning("") == Meaning()


def test_every_name_of_the_tables_means_a_known_place_and_no_name_means_two() -> None:
    ours = list(naming._our_names())
    assert all(code in by_code() for code, _ in (*ours, *naming._cldr_names()))
    assert all(name and name == name.strip() for _, name in (*ours, *naming._cldr_names()))
    for code, name in ours:
        assert [place.code for place in meaning(name).places] == [code], name
    for places, name in (*naming._groups("both"), *naming._groups("areas")):
        assert len(places) > 1
        assert meaning(name).places == places or meaning(name).near == places, name


def test_completion_offers_each_name_once_with_its_country() -> None:
    offered = completions()
    assert ("日本", "") in offered
    assert ("大阪", "日本") in offered
    assert len({name for name, _ in offered}) == len(offered)


@given(st.text(max_size=130))
def test_any_text_has_an_answer(typed: str) -> None:
    told = meaning(typed)
    assert len(told.near) <= naming.MOST_OFFERED
    assert not (told.places and told.near)
