"""What coming back asks: number and birthday, and both codes together; says how to mend what is wrong."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from toubao.doors.look.fields import NUMBER_TOO_LONG, DateInPartsField
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register.forms import Code
from toubao.rules.identity_numbers import Fault, normalised, person_number_fault


class Holder(forms.Form):
    """Whose account it is. `key` names this form, so that one that is sent twice asks once."""

    id_number = forms.CharField(
        label="身分證字號或居留證統一證號", help_text="1 個英文字母加 9 碼，例如 A123456789。", max_length=40,
        widget=forms.TextInput(attrs={"data-kind": "identity"}),
        error_messages={"required": sentences.NUMBER[Fault.EMPTY], **NUMBER_TOO_LONG},
    )  # fmt: skip
    birth_date = DateInPartsField(label="出生日期")
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())

    def __init__(self, *arguments: Any, on: date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.initial["key"], self._on = str(uuid4()), on

    def clean_id_number(self) -> str:
        """A person's number, as numbers are written."""
        number = normalised(self.cleaned_data["id_number"])
        fault = person_number_fault(number, on=self._on)
        if fault is not None:
            raise ValidationError(sentences.NUMBER[fault])
        return number


class Both(forms.Form):
    """Both codes: the one on the phone, the one in the mailbox."""

    phone = forms.CharField(
        label="簡訊驗證碼", help_text="簡訊裡的 8 位數字。", max_length=30, error_messages={"required": "請輸入簡訊裡的 8 位數字。"},
        widget=forms.TextInput(attrs={"data-kind": "code"}),
    )  # fmt: skip
    mail = forms.CharField(
        label="電子郵件驗證碼", help_text="郵件裡的 8 位數字，和簡訊的不一樣。", max_length=30,
        error_messages={"required": "請輸入郵件裡的 8 位數字。"}, widget=forms.TextInput(attrs={"data-kind": "code"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        """Figures; what is not a code is not counted as a try."""
        return self._figures("phone")

    def clean_mail(self) -> str:
        """As the other."""
        return self._figures("mail")

    def _figures(self, name: str) -> str:
        code = Code({"code": self.cleaned_data[name]})
        if not code.is_valid():
            raise ValidationError("驗證碼是 8 位數字，這次不算一次。請再看一次簡訊或郵件。")
        return str(code.cleaned_data["code"])
