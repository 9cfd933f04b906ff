"""What the pages of the team call things: states of members and requests, and what was asked for."""

from collections.abc import Mapping
from typing import Any, Final

from toubao.business.governance import lifecycle
from toubao.business.governance.models import Staff
from toubao.business.release.kinds import kinds
from toubao.business.release.models import Release
from toubao.doors.console.words import ROLES, VALUES
from toubao.doors.look.words import short_digest

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("等候放行", "warn"),
    "given": ("已放行", "good"),
    "refused": ("已退回", "bad"),
    "withdrawn": ("已收回", ""),
    "lapsed": ("逾期失效", ""),
    "void": ("角色變動，失效", ""),
}
ASKED: Final[Mapping[str, str]] = {
    "name": "姓名",
    "username": "帳號",
    "mail": "連結寄到",
    "before": "原來的角色",
    "role": "角色",
    "branch_before": "原來的據點",
    "branch": "據點",
    "product": "商品代碼",
    "product_name": "商品",
    "version": "版本",
    "approval": "文號",
    "documents": "文件與雜湊值",
    "client": "程式代碼",
    "program": "程式",
    "owner": "提供者",
    "set_up_by": "由誰設置",
    "scopes": "可以做的事",
    "redirects": "授權後回到",
    "starts": "開始",
    "ends": "到期",
    "purpose": "用途",
    "holder": "客戶",
    "link_to": "連結寄到",
    "content": "全部內容的雜湊值",
}
PLACES: Final[Mapping[str, str]] = {"register_at_branch": "/console/visits/"}
"""The kinds with a page of their own, on which the thing itself is shown; it is called as the thing is."""
ACCESS: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("等候放行", "warn"),
    "admitted": ("等候本人設定", "accent"),
    "joined": ("使用中", "good"),
    "left": ("已停用", ""),
}
LINES: Final[Mapping[str, tuple[str, str]]] = {
    "": ("還沒有審查", "warn"),
    "kept": ("確認保留", "good"),
    "taken": ("已停用", "bad"),
    "left": ("審查前已離開", ""),
}


def kind(release: Release) -> str:
    """What kind of request it is."""
    found = kinds().get(release.kind)
    return found.title if found else release.kind


def place(release: Release) -> str:
    """The page on which it is decided."""
    own = PLACES.get(release.kind)
    return f"{own}{release.thing}/" if own else f"/console/releases/{release.pk}/"


def because(release: Release) -> str:
    """Why it is asked for: in the words of whoever asked, or in ours where the system says why."""
    return VALUES.get(release.because, release.because)


def asked(release: Release) -> list[tuple[str, str]]:
    """Exactly what was asked for, in words."""
    told = {**release.asked, **({"mail": lifecycle.mail_asked(release)} if "mail" in release.asked else {})}
    return [(ASKED[name], _value(name, told[name])) for name in ASKED if name in told]


def whom(release: Release) -> str:
    """Whom or what a request is about, masked, so that two of a kind are told apart."""
    return "，".join(str(release.asked[name]) for name in ("holder", "product_name", "program", "branch") if release.asked.get(name)) or "—"


def _value(name: str, value: Any) -> str:
    if name == "content":
        return short_digest(str(value))
    if name == "documents":
        return "、".join(f"{each.partition(':')[0]} {short_digest(each.partition(':')[2])}" for each in str(value).split())
    if name == "scopes":
        return "、".join(VALUES[each] for each in str(value).split())
    return VALUES.get(str(value), str(value)) if name in ("purpose", "set_up_by") else ROLES.get(str(value), str(value)) or "—"


def access(member: Staff) -> tuple[str, str]:
    """Where a member stands, in words with a tone."""
    if member.left_at:
        return ACCESS["left"]
    if member.joined_at:
        return ACCESS["joined"]
    return ACCESS["admitted" if member.admitted_at else "asked"]
