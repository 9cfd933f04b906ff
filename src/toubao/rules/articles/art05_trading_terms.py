"""Article 5: the trading conditions that a buyer must see, and the serial number after payment."""

from toubao.rules.events import Event
from toubao.rules.facts import Conclusion, Informing, Publishing, Starting
from toubao.rules.kit import Disclosure, Trace, answer, gate

PRODUCT_PAGE = "/products/<product>/"
CHECK_PAGE = "/purchase/<purchase>/check/"


@gate("5.1", otherwise="這項商品的交易條件資訊還不完整，暫時不能投保。")
def trading_terms_complete(facts: Starting) -> bool:
    """應於網頁完整提供消費者交易條件相關資訊"""
    return facts.product_published and not facts.trading_terms_missing


def _has_items(facts: Informing) -> bool:
    return bool(facts.items_current)


@gate("5.1", when=_has_items, otherwise="交易條件資訊還沒有完整顯示給您，或剛更新過。請在這一頁看過最新的內容，再繼續。")
def trading_terms_shown(facts: Informing) -> bool:
    """應於網頁完整提供消費者交易條件相關資訊"""
    return set(facts.items_current) <= set(facts.items_shown)


@gate("5.2", otherwise="交易條件資訊還缺項目，商品不能上架。")
def items_complete(facts: Publishing) -> bool:
    """保險業提供之交易條件資訊至少應包括下列項目"""
    return not facts.items_missing


def _item(clause: str, quote: str, item: str, *more: str) -> Disclosure:
    """One of the eleven items, shown on the product's page and wherever `more` says."""
    where = f"toubao/rules/articles/art05_trading_terms.py:{item}"
    return answer(Disclosure(clause=clause, quote=quote, item=item, places=(PRODUCT_PAGE, *more), where=where))


ITEMS = (
    _item("5.2.1", "所提供商品或服務之參考價格、種類及性質", "price_and_kind", "/quote/<product>/"),
    _item("5.2.2", "消費者應支出之費用項目與金額", "costs", CHECK_PAGE),
    _item("5.2.3", "要約與承諾之傳送方式、生效時間、要約有效期間、契約成立時點", "offer_and_acceptance", CHECK_PAGE),
    _item("5.2.4", "付款時間及方式", "payment_time", CHECK_PAGE),
    _item("5.2.5", "服務提供之內容、方式與時間", "service"),
    _item("5.2.6", "消費者得終止或撤銷契約之時間、方式與限制，及雙方之權利義務", "termination", CHECK_PAGE),
    _item("5.2.7", "網路上之目錄提供或線上服務如需付費，需明白向消費者揭示", "online_fees"),
    _item("5.2.8", "消費者抱怨及申訴管道", "complaints", "/complaints/"),
    _item("5.2.9", "可選擇之付款方式及安全交易機制", "payment_ways", "/payment/", "/security/"),
    _item("5.2.10", "隱私權保護政策", "privacy", "/privacy/"),
    _item("5.2.11", "於保險費繳付後保險業應賦予序號以資連繫查詢", "serial_number", CHECK_PAGE),
    _item("5.3", "其他依法或主管機關規定應揭露之事項", "others"),
)


@gate("5.2.11", otherwise="保險費尚未收妥，還不能成立契約。")
def serial_after_payment(facts: Conclusion) -> bool:
    """於保險費繳付後保險業應賦予序號以資連繫查詢"""
    return facts.captured and facts.captured_amount == facts.premium and bool(facts.serial)


SERIAL_GIVEN = answer(Trace(clause="5.2.11", quote="賦予序號以資連繫查詢", events=(Event.PURCHASE_AUTHORISED, Event.PURCHASE_CONCLUDED)))
