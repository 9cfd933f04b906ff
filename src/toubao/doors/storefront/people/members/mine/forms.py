"""What a change asks: the password, what shall stand there, the codes; says how to mend what is wrong."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from toubao.business.identity.personal import Known, is_mobile, tidy_address
from toubao.doors.look.fields import NUMBER_TOO_LONG, DateInPartsField, MailboxField, NameField
from toubao.doors.storefront.people.register.forms import Code
from toubao.rules.facts import Kind
from toubao.rules.identity_numbers import normalised
from toubao.rules.personal.names import tidy

SAME = "這和現在的一樣，不必變更。"
STATED = "這就是現在登記的信箱，還沒有確認。要確認，請回「我的帳號」按「寄確認連結到這個信箱」。"


class Asking(forms.Form):
    """The password of now; kinds add what shall stand there."""

    password = forms.CharField(
        label="登入密碼", strip=False, max_length=1000, help_text="先確認是您本人。",
        widget=forms.PasswordInput(attrs={"data-kind": "password"}), error_messages={"required": "請輸入登入密碼。"},
    )  # fmt: skip

    def __init__(self, *arguments: Any, known: Known, proved: bool = True, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._known, self._proved = known, proved

    def value(self) -> str:
        """What shall stand there; nothing for leaving."""
        return ""


class NewPhone(Asking):
    """Another mobile number."""

    phone = forms.CharField(
        label="新的手機號碼", help_text="台灣的手機號碼，09 開頭，10 碼。", max_length=40, error_messages=NUMBER_TOO_LONG,
        widget=forms.TextInput(attrs={"data-kind": "tel"}),
    )  # fmt: skip
    field_order = ("phone", "password")

    def clean_phone(self) -> str:
        """A mobile number of Taiwan as +886…, and another than now; or the one that was only stated, to prove it."""
        typed = self.cleaned_data["phone"]
        if not is_mobile(typed):
            raise ValidationError("請填台灣的手機號碼，09 開頭，共 10 碼，例如 0912 345 678。")
        if self._proved and tidy_address(typed) == self._known.phone:
            raise ValidationError(SAME)
        return tidy_address(typed)

    def value(self) -> str:
        """The number."""
        return str(self.cleaned_data["phone"])


class NewMail(Asking):
    """Another mailbox."""

    mail = MailboxField(label="新的電子信箱")
    field_order = ("mail", "password")

    def clean_mail(self) -> str:
        """Another mailbox than now."""
        typed: str = self.cleaned_data["mail"]
        if tidy_address(typed) == tidy_address(self._known.mail):
            raise ValidationError(SAME if self._proved else STATED)
        return typed

    def value(self) -> str:
        """The mailbox."""
        return str(self.cleaned_data["mail"])


class NewName(Asking):
    """Another name, as the documents have it."""

    name = NameField(label="新的姓名", help_text="和新的身分證或居留證上的一樣。", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "password")

    def clean_name(self) -> str:
        """Another name than now, however that one was written."""
        name: str = self.cleaned_data["name"]
        if name == tidy(self._known.name):
            raise ValidationError(SAME)
        return name

    def value(self) -> str:
        """The name."""
        return str(self.cleaned_data["name"])


class NewAddress(Asking):
    """Another postal address."""

    address = forms.CharField(
        label="通訊地址", max_length=200, min_length=6, help_text="紙本文件會寄到這裡。",
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}), error_messages={"min_length": "請填完整的地址，包括縣市、路名和門牌。"},
    )  # fmt: skip
    field_order = ("address", "password")

    def clean_address(self) -> str:
        """Another address than now."""
        address = " ".join(self.cleaned_data["address"].split())
        if address == self._known.address:
            raise ValidationError(SAME)
        return address

    def value(self) -> str:
        """The address."""
        return str(self.cleaned_data["address"])


class CodeAndIdentity(Code):
    """The code, and what only the person knows of their documents, for what is lost."""

    id_number = forms.CharField(
        label="身分證字號或居留證統一證號",
        max_length=40,
        error_messages=NUMBER_TOO_LONG,
        widget=forms.TextInput(attrs={"data-kind": "identity"}),
    )
    birth_date = DateInPartsField(label="出生日期")
    field_order = ("id_number", "birth_date", "code")

    def identity(self) -> tuple[str, date]:
        """Number and birth date, as they are compared."""
        return normalised(self.cleaned_data["id_number"]), self.cleaned_data["birth_date"]


FORMS: dict[Kind, type[Asking]] = {
    Kind.PHONE: NewPhone, Kind.PHONE_LOST: NewPhone, Kind.MAIL: NewMail, Kind.MAIL_LOST: NewMail, Kind.NAME: NewName,
    Kind.ADDRESS: NewAddress, Kind.LEAVE: Asking,
}  # fmt: skip
