"""What is no natural person's name, and what looks like it and is one (7.1)."""

import pytest

from toubao.rules.personal.companies import is_company_name


@pytest.mark.parametrize(
    "name",
    [
        "示範股份有限公司", "示範有限公司", "示範股份有限公司（示範）", "示範股份有限公司台北分公司", " 示範商行 ", "示範企業社", "示範律師事務所", "示範基金會",
        "示範社區管理委員會", "Demo Co., Ltd.", "DEMO CO LTD", "Demo Ltd", "Demo, Inc.", "Demo Corporation", "Ｄｅｍｏ　Ｌｉｍｉｔｅｄ",
    ],
)  # fmt: skip
def test_7_1_a_company_is_no_person(name: str) -> None:
    assert is_company_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "王小明",
        "公孫策",
        "司馬光",
        "陳公司馬",
        "歐陽會",
        "Colin Cohen",
        "Incarnacion Lee",
        "NGUYEN VAN AN",
        "娃利斯•羅干",
        "Ann Corpus",
        "Sue Limitedo",
    ],
)
def test_7_1_a_person_is_no_company(name: str) -> None:
    assert not is_company_name(name)
