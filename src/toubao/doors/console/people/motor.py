"""Motor policies of the books: found exactly, for a reason that is journaled; who looked them up, and which proofs were issued (8.3)."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse

from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import motor
from toubao.business.governance.queries.cases import staff_names
from toubao.business.motor.models import MotorPolicy
from toubao.doors.clock import now as clock
from toubao.doors.console import staff, telling, words
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.look import errors
from toubao.doors.storefront.people.motor import telling as storefront
from toubao.journal.envelope import Unreadable

HERE: Final = "/console/motor/"
BY: Final = {"certificate": motor.by_certificate, "plate": motor.by_plate, "holder": motor.by_holder}
READ, SOUGHT = "motor policy", "motor look-up"
PROOFS: Final = {
    "applied": ("製作中", "warn"), "issued": ("已核發，尚未取走", "accent"), "fetched": ("已取得", "good"), "lapsed": ("逾時，未取走", ""),
}  # fmt: skip


class Search(Reason):
    """Which policy to look for, and why."""

    by = forms.ChoiceField(
        label="用什麼找", choices=[("certificate", "保險證或保單號碼"), ("plate", "車牌號碼"), ("holder", "被保險人的證號")],
        widget=forms.RadioSelect(attrs={"data-kind": "radio"}), error_messages={"required": "請選擇用什麼找。"},
    )  # fmt: skip
    typed = forms.CharField(
        label="完整的號碼", max_length=60, help_text="要完全相同才找得到；車牌有沒有「-」都行。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "請填寫完整的號碼。"},
    )  # fmt: skip
    field_order = ("by", "typed", "because")


def search(request: HttpRequest) -> HttpResponse:
    """Look for policies; whether one was found or not, who looked and why is journaled."""
    if request.method != "POST":
        return _asked(request, Search())
    form = Search(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=422)
    given = form.cleaned_data
    found = BY[given["by"]](given["typed"])
    if found:
        return _shown(request, found, given["because"])
    member = staff.me(request)
    read_personal(about=member.about, what=SOUGHT, because=given["because"], member=member, now=clock())
    return _asked(request, form, nobody=True)


def _shown(request: HttpRequest, found: tuple[MotorPolicy, ...], because: str) -> HttpResponse:
    now, member = clock(), staff.me(request)
    for policy in found:
        read_personal(about=policy.about, what=READ, because=because, member=member, now=now)
    try:
        files = motor.files(found, now)
    except Unreadable:
        return errors.answer(request, 404, title="個資已經銷毀", words="被保險人的金鑰已依規定銷毀，資料無法再讀取。", can_do=[])
    names = staff_names()
    told = [(each, telling.told(each.entries, names)) for each in files]
    return show(
        request, "motor/policies.html", here=HERE, because=because, told=told, words=words, lines=storefront.LINES, proofs=PROOFS,
        standings=storefront.STANDINGS, payments=storefront.PAYMENTS, most=motor.MOST,
    )  # fmt: skip


def _asked(request: HttpRequest, form: Search, *, nobody: bool = False, status: int = 200) -> HttpResponse:
    return show(request, "motor/search.html", here=HERE, status=status, form=form, nobody=nobody)
