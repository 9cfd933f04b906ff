"""Registration in person at a branch (7.2.2)."""

from toubao.rules.articles.art07_registration.account import ANOTHER_WAY, buys, enough_said
from toubao.rules.articles.art07_registration.web import taken_in
from toubao.rules.events import Event
from toubao.rules.facts import Identification, Notices, Submission, Way
from toubao.rules.kit import Process, answer, gate

AT_A_BRANCH = answer(
    Process(
        clause="7.2.2.1", quote="要求消費者應親臨保險公司（含其分支機構）營業處所申請辦理", flow="registration",
        steps=(
            Event.NOTICES_AGREED, Event.IDENTITY_STATED, Event.REGISTRATION_SUBMITTED, Event.REGISTRATION_RELEASED, Event.ACCOUNT_OPENED,
        ),
    )
)  # fmt: skip


def _notices_at_a_branch(facts: Notices) -> bool:
    return buys(facts) and facts.way == Way.BRANCH


def _stated_at_a_branch(facts: Identification) -> bool:
    return buys(facts) and facts.way == Way.BRANCH


@gate("7.2.2.2", when=_notices_at_a_branch, otherwise="請先讓客戶閱讀每一份告知事項，並簽名同意。")
def notices_signed(facts: Notices) -> bool:
    """消費者須簽名同意，以完成首次註冊及身分驗證作業"""
    return taken_in(facts) and facts.signed


@gate("7.2.2.1", when=_stated_at_a_branch, otherwise="客戶本人必須在場。")
def comes_in_person(facts: Identification) -> bool:
    """要求消費者應親臨保險公司（含其分支機構）營業處所申請辦理"""
    return facts.present


@gate("7.2.2.3", when=_stated_at_a_branch, otherwise="請查驗客戶的身分證件，並補齊姓名、證號、生日與聯絡方式。")
def identity_shown(facts: Identification) -> bool:
    """要求消費者提供足資驗證其身分之個人基本資料"""
    return enough_said(facts) and facts.document_checked


@gate("7.2.2.1", otherwise=ANOTHER_WAY)
def handed_in_at_a_branch(facts: Submission) -> bool:
    """要求消費者應親臨保險公司（含其分支機構）營業處所申請辦理"""
    return facts.way == Way.BRANCH and bool(facts.branch and facts.clerk)


@gate("7.2.2.2", otherwise="還沒有客戶的簽名。")
def signature_kept(facts: Submission) -> bool:
    """消費者須簽名同意，以完成首次註冊及身分驗證作業"""
    return bool(facts.signature)
