"""Cases: the list to search, one case in four parts, and the two ways to its personal data, each with a reason that is journaled."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from toubao.business.catalogue.queries import product as product_of
from toubao.business.correspondence.queries import read
from toubao.business.governance import actions
from toubao.business.governance.queries import cases
from toubao.business.governance.queries.cases import CaseFile, Wanted
from toubao.business.identity.queries import known as known_of
from toubao.business.policies import queries as policies
from toubao.business.purchase import queries as purchases
from toubao.business.purchase.queries import draft as draft_of
from toubao.doors.clock import now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.frame import show
from toubao.doors.console.words.drawing import picture
from toubao.doors.look import errors
from toubao.doors.look.fields import DayField
from toubao.doors.look.lists import around, place
from toubao.doors.look.words import both_calendars
from toubao.journal.chain import standing
from toubao.journal.envelope import Unreadable
from toubao.journal.reading import opened_each
from toubao.products import CODES
from toubao.products.travel_accident.destinations import by_code
from toubao.rules.events import Event
from toubao.rules.flows import delivery, payment, purchase, registration
from toubao.rules.personal import masked

PROOFS = (Event.CERTIFICATE_CHECKED.value,)
PARTS = (("story", "經過"), ("decisions", "判定"), ("papers", "往來與文件"), ("outside", "外部機構"))
HERE = "/console/cases/"


class Search(forms.Form):
    """What a list of cases can be narrowed by."""

    number = forms.CharField(label="序號或保單號碼", required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    state = forms.ChoiceField(
        label="狀態", required=False, choices=[("", "全部"), *((name, told[0]) for name, told in words.STATES.items() if name != "new")]
    )
    product = forms.ChoiceField(label="商品", required=False, choices=[("", "全部"), *((code, code) for code in CODES)])
    day = DayField(label="投保日", required=False, widget=forms.DateInput(format="%Y-%m-%d"))


class Reason(forms.Form):
    """Why personal data is to be shown."""

    because = forms.CharField(
        label="讀取個資的事由", min_length=4, max_length=200, help_text="例如：客戶來電詢問保單寄送。事由會記入這個案件的軌跡。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


FIELDS = {
    "name": "姓名", "id_number": "證號", "birth_date": "出生日期", "phone": "手機", "mail": "電子信箱", "address": "地址", "beneficiary": "身故受益人",
    "trip": "旅遊地點", "letters": "寄給客戶的訊息", "questions": "外部機構的問與答，完整內容",
}  # fmt: skip
"""The personal data of a case, each shown only if it is asked for."""


class Reveal(Reason):
    """What is to be shown, field by field, and why."""

    fields_wanted = forms.MultipleChoiceField(
        label="要看什麼", choices=list(FIELDS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "請勾選要看的項目，只勾需要的。", "invalid_choice": "沒有這個項目。"},
    )  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """The cases that fit what was asked for, newest first."""
    form, names = Search(request.GET), {code: product_of(code, now=now()).name for code in CODES}
    form.fields["product"].choices = [("", "全部"), *names.items()]  # type: ignore[attr-defined]  # a choice field
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = Wanted(
        state=asked.get("state") or "",
        product=asked.get("product") or "",
        day=asked.get("day"),
        number=(asked.get("number") or "").strip().upper(),
    )
    found = cases.listed(wanted, at=place(request))
    kept = {name: value for name, value in request.GET.items() if name in form.fields and isinstance(value, str) and value}
    return show(
        request, "cases.html", here=HERE, form=form, found=found, words=words, narrowed=bool(kept), names=names,
        pages=around(HERE, kept, found.page),
    )  # fmt: skip


def case(request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """One part of a case; `part` is one of PARTS."""
    part = request.GET.get("part", PARTS[0][0])
    if part not in dict(PARTS):
        raise Http404(part)
    found = _found(purchase_id)
    return show(request, f"case/{part}.html", here=HERE, **_told(found, part))


def reveal(request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """Show what is asked for of a case's personal data, once, in the answer to this POST; it is journaled first, field by field, and a
    reload asks and journals again.
    """
    found, form = _found(purchase_id), Reveal(request.POST)
    if not form.is_valid():
        return show(request, "case/story.html", here=HERE, status=422, **_told(found, "story") | {"asked": form})
    because, wanted = form.cleaned_data["because"], form.cleaned_data["fields_wanted"]
    _journal(request, found, f"case: {', '.join(wanted)}", because)
    try:
        shown = _personal(found, wanted)
    except Unreadable:
        return errors.answer(request, 404, title="個資已經銷毀", words="這位客戶的金鑰已依規定銷毀，資料無法再讀取。", can_do=[])
    return show(request, "case/revealed.html", here=HERE, **_told(found, "story"), **shown, because=because)


def policy_document(request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """The signed e-policy as PDF, with a reason; journaled first."""
    found, form = _found(purchase_id), Reason(request.POST)
    if found.policy is None or found.policy.issued_at is None:
        raise Http404("there is no document yet")
    if not form.is_valid():
        return show(request, "case/papers.html", here=HERE, status=422, **_told(found, "papers") | {"reason": form})
    _journal(request, found, "policy document", form.cleaned_data["because"])
    answer = HttpResponse(policies.pdf(found.policy), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.policy.number}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _found(purchase_id: UUID) -> CaseFile:
    found = cases.case(purchase_id)
    if found is None:
        raise Http404("no such case")
    return found


def _journal(request: HttpRequest, found: CaseFile, what: str, because: str) -> None:
    actions.read_personal(about=found.purchase.about, what=what, because=because, member=staff.me(request), now=now())


def _told(found: CaseFile, part: str) -> dict[str, Any]:
    """What the templates of a case show; only what the part needs is put into words."""
    bought, names = found.purchase, cases.staff_names()
    at, registered = now(), bought.account.registration_id
    shown: dict[str, Any] = {
        "case": found,
        "part": part,
        "parts": [(label, f"/console/cases/{bought.pk}/?part={name}") for name, label in PARTS],
        "here_part": f"/console/cases/{bought.pk}/?part={part}",
        "title": words.case_name(bought),
        "state": words.state(bought.state),
        "product": purchases.product(bought, now=at),
        "words": words,
        "now": at,
        "reason": Reason(),
        "asked": Reveal(),
        "staff_names": names,
    }
    if part == "story":
        stands = standing(found.entries, bought.pk)
        shown |= {"entries": telling.told(found.entries, names, stands), "stands": stands, "drawn": _drawn(found)}
    elif part == "decisions":
        both = (*found.registration, *found.entries), names, standing(found.registration, registered), standing(found.entries, bought.pk)
        shown["decisions"] = [e for e in telling.told(*both) if e.verdicts or e.event in PROOFS]
    elif part == "outside":
        shown["questions"] = telling.questions((*found.registration, *found.entries))
    return shown


def _drawn(found: CaseFile) -> dict[str, Any]:
    """The purchase's flow as a picture, and where the smaller flows stand."""
    paid = found.payments[-1].state if found.payments else "new"
    delivered = found.policy.state if found.policy else ""
    return {
        "flow": purchase.FLOW,
        "picture": picture(purchase.FLOW, current=found.purchase.state, path=telling.path(found.entries, purchase.FLOW)),
        "others": [
            (registration.FLOW.title, "已完成" if found.purchase.account.registration_id else ""),
            (payment.FLOW.title, words.PAYMENTS[paid][0]),
            (delivery.FLOW.title, words.POLICIES[delivered][0] if delivered else "尚未開始"),
        ],
    }


def _personal(found: CaseFile, wanted: list[str]) -> dict[str, Any]:
    """What is wanted of a case's personal data, opened; codes in messages stay hidden. Raises Unreadable where the key was destroyed."""
    person, draft = known_of(found.purchase.person), draft_of(found.purchase)
    named = f"{draft.beneficiary_name}（{draft.beneficiary_relation}）" if draft.beneficiary_name else "未填"
    told = {
        "name": person.name, "id_number": person.id_number, "birth_date": both_calendars(person.birth_date),
        "phone": person.phone, "mail": person.mail,
        "address": draft.address or "未填", "beneficiary": "法定繼承人" if draft.heirs else named,
        "trip": "、".join(by_code()[code].name for code in draft.destinations if code in by_code()) or "未填",
    }  # fmt: skip
    return {
        "revealed": [(FIELDS[name], told[name]) for name in FIELDS if name in wanted and name in told],
        "letters": [_letter(message) for message in found.messages] if "letters" in wanted else None,
        "questions": telling.whole(opened_each((*found.registration, *found.entries))) if "questions" in wanted else None,
    }


def _letter(message: Any) -> dict[str, Any]:
    letter = read(message)
    text = telling.without_codes(letter.text) if message.purpose.startswith("otp") else letter.text
    return {"message": message, "to": masked(letter.to), "subject": letter.subject or words.purpose(message.purpose), "text": text}
