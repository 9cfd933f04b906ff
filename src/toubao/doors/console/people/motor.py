"""Motor policies of the books: found exactly, for a reason that is journaled; who looked them up, and which proofs were issued (8.3)."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import motor
from toubao.business.governance.queries.cases import staff_names
from toubao.business.motor.models import MotorPolicy
from toubao.doors.clock import now as clock
from toubao.doors.console import staff, telling, words
from toubao.doors.console.frame import show
from toubao.doors.console.people.searching import Place
from toubao.doors.look import errors
from toubao.doors.storefront.people.motor import telling as storefront
from toubao.journal.envelope import Unreadable

HERE: Final = "/console/motor/"
READ, SOUGHT = "motor policy", "motor look-up"
PROOFS: Final = {
    "applied": ("製作中", "warn"), "issued": ("已核發，尚未取走", "accent"), "fetched": ("已取得", "good"), "lapsed": ("逾時，未取走", ""),
}  # fmt: skip


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


search: Final = Place(
    here=HERE, template="motor/search.html", label="完整的號碼", hint="要完全相同才找得到；車牌有沒有「-」都行。", sought=SOUGHT, shown=_shown,
    ways={
        "certificate": ("保險證或保單號碼", motor.by_certificate), "plate": ("車牌號碼", motor.by_plate),
        "holder": ("被保險人的證號", motor.by_holder),
    },
).search  # fmt: skip
