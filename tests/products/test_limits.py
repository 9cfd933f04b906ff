"""Purchase limits (11.2.2, 11.2.3) by line and strength, as dated data."""

from datetime import date

import pytest

from toubao.products import limits
from toubao.products.dated import Certainty, read
from toubao.products.limits import NoLimit, Strength, limit_for, strength_of

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("strength", "most"),
    [(Strength.NEW_ONLINE, 12_000_000), (Strength.EXISTING, 15_000_000), (Strength.BRANCH, 15_000_000), (Strength.CERTIFICATE, 15_000_000)],
)
def test_11_2_2_travel_accident_limits_by_strength(strength: Strength, most: int) -> None:
    found = limit_for("travel_accident", strength, DAY)
    assert (found.company, found.industry) == (most, most)
    assert found.certainty is Certainty.INFERRED
    assert found.source


def test_11_2_2_an_unknown_line_has_no_limit_rather_than_an_invented_one() -> None:
    with pytest.raises(NoLimit, match="annuity"):
        limit_for("annuity", Strength.EXISTING, DAY)
    with pytest.raises(NoLimit):
        limit_for("personal_accident", Strength.CERTIFICATE, DAY)


def test_11_2_2_the_factor_bears_on_the_company_and_never_passes_the_industry(monkeypatch: pytest.MonkeyPatch) -> None:
    table = dict(limits._table())
    for factor, company in (("0.75", 9_000_000), ("1.25", 12_000_000)):
        table["factor", "", ""] = (read({"value": factor, "source": "試", "certainty": "S"}),)
        monkeypatch.setattr(limits, "_table", lambda: table)
        found = limit_for("travel_accident", Strength.NEW_ONLINE, DAY)
        assert (found.company, found.industry) == (company, 12_000_000)


def test_strength_follows_the_way_and_then_the_custom() -> None:
    assert strength_of("branch", existing_customer=False) is Strength.BRANCH
    assert strength_of("certificate", existing_customer=True) is Strength.CERTIFICATE
    assert strength_of("online", existing_customer=True) is Strength.EXISTING
    assert strength_of("online", existing_customer=False) is Strength.NEW_ONLINE
    assert strength_of("new", existing_customer=False) is Strength.NEW_ONLINE


def test_property_lines_are_limited_by_premium(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.property_premium_limit(DAY).value == 100_000
    ended = (read({"value": 1, "to": date(2020, 1, 1), "source": "試", "certainty": "S"}),)
    monkeypatch.setattr(limits, "_table", lambda: {("property_premium", "", ""): ended})
    with pytest.raises(NoLimit):
        limits.property_premium_limit(DAY)


def test_operators_see_every_limit_with_its_certainty() -> None:
    shown = limits.on_record()
    assert ("term_life", "existing") in [(line, strength) for line, strength, _ in shown]
    assert all(value.source and value.certainty for _, _, value in shown)
