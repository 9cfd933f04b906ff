"""What a word or a field means where it stands: the same word of a program says different things of a code, a card and a proof."""

from collections.abc import Mapping
from typing import Final

from toubao.doors.console.words.checks import ASKED
from toubao.doors.console.words.facts import FACTS
from toubao.doors.console.words.values import VALUES
from toubao.rules.events import Event

_CAME_BACK: Final = {
    "used": "帶回的證明已經用過一次", "expired": "超過時限才回來", "changed": "資料在途中更動過", "wrong": "帶回的證明不正確",
    "refused": "對方沒有同意", "unknown": "不是我們送出的", "elsewhere": "是別次註冊的",
}  # fmt: skip
_PAID: Final = {"expired": "授權已過期", "refused": "未承保，不收款", "withdrawn": "已放棄，不收款", "referred": "轉人工核保，先不收款"}
VALUES_OF: Final[Mapping[str, Mapping[str, str]]] = {
    Event.PROOF_REFUSED.value: _CAME_BACK,
    Event.ASSERTION_REFUSED.value: _CAME_BACK,
    Event.CERTIFICATE_CHECKED.value: {"used": "這段內容已經簽過", "expired": "超過時限", "changed": "資料在簽章前改過"},
    Event.PAYMENT_DECLINED.value: _PAID,
    Event.PAYMENT_VOIDED.value: _PAID,
    Event.PAYMENT_REFUNDED.value: _PAID,
}
"""Event → what its values mean, where that is not what they mean elsewhere."""
FIELDS_OF: Final[Mapping[str, Mapping[str, str]]] = {
    Event.PROOF_APPLIED_FOR.value: {"matched": "證號與車牌相符"},
    "holder_check": {"matched": "持卡人就是要保人"},
    "card": {"status": "付款狀態"},
}
"""Event, or institution that was asked, → what its fields are called, where that is not what they are called elsewhere."""


def meant(where: str, value: str) -> str:
    """A program's word as it is meant in an entry of this event, or an answer of this institution; other words as they are."""
    return VALUES_OF.get(where, {}).get(value) or VALUES.get(value, value)


def called(where: str, field: str) -> str:
    """What a field is called in an entry of this event, or in a question to this institution."""
    return FIELDS_OF.get(where, {}).get(field) or FACTS.get(field) or ASKED.get(field, field)
