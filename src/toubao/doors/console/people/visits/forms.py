"""What a clerk is asked during a visit; how to mend what is wrong, and nothing about insurance."""

import unicodedata
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from toubao.business.branches import places
from toubao.business.branches.signature import BadSignature, Signature, drawn, on_paper
from toubao.business.branches.statement import Document, Statement
from toubao.doors.console.people.visits.words import DOCUMENTS
from toubao.doors.look.fields import DateInPartsField
from toubao.doors.storefront.people.register.forms import Identity

SIGNATURES: Final = {"unreadable": "沒有收到簽名，請再簽一次。", "too short": "簽名太短了，請客戶簽下全名。"}


class Present(forms.BooleanField):
    """Whether the clerk sees the customer: asked of every clerk, and judged by a gate, which keeps it on record where it was not so."""

    def validate(self, value: Any) -> None:
        """Either is an answer."""


class Begin(forms.Form):
    """Where, what for, and on what the notices are read; nothing but the branch is chosen beforehand."""

    branch = forms.ChoiceField(label="據點", widget=forms.Select)
    purpose = forms.ChoiceField(
        label="客戶要辦什麼？", widget=forms.RadioSelect, error_messages={"required": "請選擇客戶要辦什麼。"},
        choices=[("purchase", "網路投保（也能用網路保險服務）"), ("service", "只用網路保險服務（既有保戶）")],
        help_text="原有帳號滿五年沒用、或只能用服務的，也從這裡重新驗證。",
    )  # fmt: skip
    medium = forms.ChoiceField(
        label="告知事項怎麼讀？", widget=forms.RadioSelect, error_messages={"required": "請選擇告知事項怎麼讀。"},
        choices=[("tablet", "客戶在平板上讀"), ("paper", "客戶讀紙本")],
    )  # fmt: skip

    def __init__(self, *arguments: Any, on: date, own: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offered = places.open_on(on)
        self.fields["branch"].choices = [(each.code, each.name) for each in offered]  # type: ignore[attr-defined]  # a choice field
        self.fields["branch"].initial = next((each.code for each in offered if each.name == own), "")


class Pad(forms.Form):
    """The strokes of the pad."""

    strokes = forms.CharField(required=False, max_length=200_000, widget=forms.HiddenInput)

    def clean_strokes(self) -> Signature:
        """A signature with enough ink."""
        try:
            return drawn(self.cleaned_data["strokes"])
        except BadSignature as bad:
            raise ValidationError(SIGNATURES[str(bad)]) from None

    def signature(self) -> Signature:
        """What was signed."""
        signature: Signature = self.cleaned_data["strokes"]
        return signature


class Paper(forms.Form):
    """The signed paper."""

    paper = forms.CharField(
        label="紙本的編號", min_length=3, max_length=40, help_text="客戶簽名的紙本歸檔的編號，例如 A-115-0042。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "請填寫簽名紙本的編號。"},
    )  # fmt: skip

    def signature(self) -> Signature:
        """What was signed."""
        return on_paper(self.cleaned_data["paper"])


class Shown(Identity):
    """Who the person is, and the document that they show; the form of the web, without a one-time password."""

    channel = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out
    kind = forms.ChoiceField(
        label="身分證件", choices=list(DOCUMENTS.items()), widget=forms.RadioSelect, error_messages={"required": "請選擇看的是哪一種證件。"}
    )
    document_number = forms.CharField(
        label="證件號碼", help_text="身分證：背面左下角的 10 位數字。居留證：正面的證號。", error_messages={"required": "請填寫證件號碼。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}), max_length=20,
        validators=[RegexValidator(r"\A[0-9A-Z]{8,12}\Z", "證件號碼是 8 到 12 個數字或英文字母。請對照證件。")],
    )  # fmt: skip
    issued_on = DateInPartsField(label="發證日期")
    present = Present(label="客戶本人在場，面貌與證件照片相符。", widget=forms.CheckboxInput(attrs={"data-kind": "consent"}))
    field_order = ("kind", "document_number", "issued_on", "name", "id_number", "birth_date", "phone", "mail", "guardianship", "present")

    def __init__(self, *arguments: Any, on: date, **named: Any) -> None:
        super().__init__(*arguments, on=on, **named)
        self.fields["guardianship"].label = "客戶是否受監護宣告或輔助宣告？"
        self.fields["mail"].help_text = "啟用連結會寄到這裡，請和客戶核對一次。"

    def clean_issued_on(self) -> date:
        """A day that has been."""
        issued: date = self.cleaned_data["issued_on"]
        if issued > self._on:
            raise ValidationError("發證日期不能晚於今天，請對照證件。")
        return issued

    def statement(self) -> Statement:
        """What was shown, as one value."""
        given = self.cleaned_data
        document = Document(kind=given["kind"], number=given["document_number"], issued_on=given["issued_on"])
        return Statement(known=self.known(), document=document, present=given["present"])

    @staticmethod
    def tidy(typed: Any) -> Any:
        """What was typed, with the document's number in plain capitals."""
        kept = typed.copy()
        if "document_number" in kept:
            kept["document_number"] = "".join(unicodedata.normalize("NFKC", kept["document_number"]).upper().split())
        return kept


def said(statement: Statement) -> dict[str, Any]:
    """What was stated, as the form asks it."""
    known, document = statement.known, statement.document
    return {
        "name": known.name, "id_number": known.id_number, "birth_date": known.birth_date, "phone": known.phone.replace("+886", "0", 1),
        "mail": known.mail, "guardianship": "yes" if known.guardianship_declared else "assisted" if known.assistance_declared else "no",
        "kind": document.kind,
        "document_number": document.number, "issued_on": document.issued_on, "present": statement.present,
    }  # fmt: skip
