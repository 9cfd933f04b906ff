"""The customers of the bank and of the partner, each with another kind of account; all invented, their numbers valid in form."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody with an account: `kind` net_bank, digital, member, e_payment or guest; `opened` counter or online; `klass` 0 without one."""

    name: str
    shows: str
    national_id: str
    birthdate: str
    phone: str
    mail: str
    kind: str
    opened: str = "online"
    klass: int = 0
    standing: str = "good"
    holder: str = "person"

    @property
    def account(self) -> dict[str, Any]:
        """The account, as the ID token tells of it."""
        return {"kind": self.kind, "opened": self.opened, "class": self.klass, "standing": self.standing, "holder": self.holder}

    @property
    def claims(self) -> dict[str, str]:
        """The person, as userinfo tells of them; what the institution does not know is left out."""
        told = {
            "name": self.name,
            "national_id": self.national_id,
            "birthdate": self.birthdate,
            "phone_number": self.phone,
            "email": self.mail,
        }
        return {name: value for name, value in told.items() if value}


def _bank(name: str, shows: str, national_id: str, number: int, kind: str, **more: Any) -> Customer:
    usual = {"birthdate": "1988-05-17", "phone": f"+8869885501{number:02d}", "mail": f"bank{number:02d}@example.tw"}
    return Customer(name=name, shows=shows, national_id=national_id, kind=kind, **{**usual, **more})


def _partner(name: str, shows: str, national_id: str, number: int, kind: str = "member", **more: Any) -> Customer:
    usual = {"birthdate": "1991-09-03", "phone": f"+8869885502{number:02d}", "mail": f"member{number:02d}@example.tw"}
    return Customer(name=name, shows=shows, national_id=national_id, kind=kind, **{**usual, **more})


CUSTOMERS: dict[str, dict[str, Customer]] = {
    "bank": {
        "first": _bank("林家豪", "第一類數位存款帳戶", "A123456010", 1, "digital", klass=1),
        "counter": _bank("陳美玲", "網路銀行，臨櫃開立", "B223456022", 2, "net_bank", opened="counter"),
        "another": _bank("許雅筑", "第一類數位存款帳戶", "J223456092", 9, "digital", klass=1),
        "second": _bank("黃志明", "第二類數位存款帳戶", "C123456030", 3, "digital", klass=2),
        "third": _bank("張雅婷", "第三類數位存款帳戶", "D223456042", 4, "digital", klass=3),
        "online": _bank("李俊賢", "網路銀行，線上開立", "E123456050", 5, "net_bank"),
        "frozen": _bank("王淑芬", "第一類數位存款帳戶，已凍結", "F223456062", 6, "digital", klass=1, standing="frozen"),
        "minor": _bank("周小安", "第一類數位存款帳戶，未滿 18 歲", "G123456070", 7, "digital", klass=1, birthdate="2012-03-08"),
        "company": _bank("示範有限公司", "公司的網路銀行，臨櫃開立", "04595252", 8, "net_bank", opened="counter", holder="company"),
        "silent": _bank("蔡佩珊", "第一類數位存款帳戶，沒有留手機", "H223456082", 10, "digital", klass=1, phone=""),
    },
    "partner": {
        "member": _partner("吳承翰", "會員", "J123456090", 1),
        "other": _partner("鄭怡君", "會員", "K223456100", 2),
        "e-payment-2": _partner("郭宗翰", "第二類電子支付帳戶", "L123456117", 3, "e_payment", klass=2),
        "e-payment-3": _partner("洪詩涵", "第三類電子支付帳戶", "M223456129", 4, "e_payment", klass=3),
        "guest": _partner("曾國強", "沒有加入會員的買家", "N123456137", 5, "guest"),
        "suspended": _partner("廖欣怡", "會員，已停權", "P223456149", 6, standing="suspended"),
    },
}
