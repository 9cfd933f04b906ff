"""The numbers that the product's texts and pages show, taken from its data so that a text can't disagree with them."""

from toubao.products.product import Product
from toubao.products.travel_accident import screening, tariff
from toubao.products.travel_accident.destinations import Zone

_SUMS = (1_000_000, 5_000_000, 10_000_000)
_DAYS = (1, 3, 5, 7, 14, 30)


def of(product: Product) -> dict[str, str]:
    """Every figure by the place that it fills in a disclosure; `reference_prices` is a table in Markdown."""
    rules, prices = screening.of(product), tariff.of(product)
    return {
        "age_least": str(rules.age_least),
        "age_most": str(rules.age_most),
        "days_most": str(rules.days_most),
        "ahead_days": str(rules.ahead_days),
        "lead_hours": str(rules.lead_hours),
        "sum_least": money_in_words(rules.sums[0]),
        "sum_most": money_in_words(rules.sums[-1]),
        "sum_step": money_in_words(rules.sums[1] - rules.sums[0]),
        "least_premium": f"{prices.least:,}",
        "review_reason": product.review.reason,
        "reference_prices": reference_prices(prices),
        "version": product.version.code,
        "approval": product.version.approval,
    }


def money_in_words(amount: int) -> str:
    """NT$ in ten thousands, as people say it: 1,000,000 is 100 萬元; what isn't whole ten thousands stays in figures."""
    return f"{amount // 10_000:,} 萬元" if amount % 10_000 == 0 else f"{amount:,} 元"


def price_from(product: Product) -> int:
    """The lowest premium, NT$, for which this product can be had: one day, the least sum, within Taiwan."""
    return tariff.premium(tariff.of(product), sum_insured=screening.of(product).sums[0], days=1, zone=Zone.DOMESTIC)


def reference_prices(prices: tariff.Tariff) -> str:
    """Sample premiums of trips abroad by days and sum insured, as a Markdown table, NT$."""
    head = "| 旅遊天數 | " + " | ".join(f"保額 {money_in_words(each)}" for each in _SUMS) + " |"
    rule = "| --- |" + " ---: |" * len(_SUMS)
    rows = [
        f"| {days} 天 | "
        + " | ".join(f"{tariff.premium(prices, sum_insured=each, days=days, zone=Zone.ABROAD):,} 元" for each in _SUMS)
        + " |"
        for days in _DAYS
    ]
    return "\n".join([head, rule, *rows])
