"""What registration asks: who one is, the code, the password; says how to mend what is wrong, decides nothing about insurance."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from toubao.business.identity.codes.otp import DIGITS, LONGER
from toubao.business.identity.passwords import password_fault
from toubao.business.identity.personal import Known, is_mobile, tidy_address
from toubao.doors.look.fields import NUMBER_TOO_LONG, TOO_LONG, DateInPartsField, MailboxField, NameField
from toubao.doors.storefront.people import sentences
from toubao.rules.identity_numbers import Fault, business_number_fault, normalised, person_number_fault

OLDEST: Final = 130
_NARROW: Final = {ord("０") + digit: str(digit) for digit in range(10)}


def _guardianship() -> forms.ChoiceField:
    """What only the person can say, whoever says the rest (7.1)."""
    return forms.ChoiceField(
        label="您是否受監護宣告或輔助宣告？", help_text="這是法院的宣告。大多數人沒有。",
        choices=[("no", "沒有"), ("assisted", "受輔助宣告"), ("yes", "受監護宣告")], widget=forms.RadioSelect(attrs={"data-kind": "radio"}),
        error_messages={"required": "請選擇您是否受監護宣告或輔助宣告。"},
    )  # fmt: skip


def _channel() -> forms.ChoiceField:
    """Where the one-time password goes (7.2.1.3)."""
    return forms.ChoiceField(
        label="驗證碼寄到哪裡？", choices=[("sms", "手機簡訊"), ("mail", "電子信箱")],
        widget=forms.RadioSelect(attrs={"data-kind": "radio"}), error_messages={"required": "請選擇驗證碼寄到手機或電子信箱。"},
    )  # fmt: skip


class JudgedConsent(forms.BooleanField):
    """A consent that is asked for, and judged by a gate, which keeps it on record where it was not given."""

    def validate(self, value: Any) -> None:
        """Either is an answer."""


class ByAccount(forms.Form):
    """The consent to be told by a bank or a partner who one is (7.2.1.2), and what only the person can say."""

    guardianship = _guardianship()
    consent = JudgedConsent(widget=forms.CheckboxInput(attrs={"data-kind": "consent"}))


class Channel(forms.Form):
    """Where the one-time password goes, where the rest was said by a bank or a partner."""

    channel = _channel()


class Identity(forms.Form):
    """Enough personal data to verify who somebody is (7.2.1.2), and where the one-time password goes (7.2.1.3).

    `own`: the holder of the account that is verified anew: the code goes where they are reached already. `coded`: whether one is sent now.
    """

    name = NameField(label="姓名", help_text="和身分證或居留證上的一樣。", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    id_number = forms.CharField(
        label="身分證字號或居留證統一證號", help_text="1 個英文字母加 9 碼，例如 A123456789。",
        max_length=40,
        widget=forms.TextInput(attrs={"data-kind": "identity"}),
        error_messages={"required": sentences.NUMBER[Fault.EMPTY], **NUMBER_TOO_LONG},
    )  # fmt: skip
    birth_date = DateInPartsField(label="出生日期")
    phone = forms.CharField(
        label="手機號碼", help_text="台灣的手機號碼，09 開頭，10 碼。", max_length=40, error_messages=NUMBER_TOO_LONG,
        widget=forms.TextInput(attrs={"data-kind": "tel"}),
    )  # fmt: skip
    mail = MailboxField(label="電子信箱", help_text="確認是您的信箱以後，電子保單的連結會寄到這裡。")
    guardianship = _guardianship()
    channel = _channel()

    def __init__(self, *arguments: Any, on: date, own: Known | None = None, coded: bool = True, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._on, self._own = on, own
        if own is not None:
            del self.fields["phone"], self.fields["mail"]
        if not coded:
            del self.fields["channel"]

    def clean_id_number(self) -> str:
        """A person's number; a business number goes on to the gate, which says that it is none of a person."""
        number = normalised(self.cleaned_data["id_number"])
        fault = person_number_fault(number, on=self._on)
        if fault is not None and business_number_fault(number) is not None:
            raise ValidationError(sentences.NUMBER[fault])
        return number

    def clean_birth_date(self) -> date:
        """A day on which a living person may have been born."""
        born: date = self.cleaned_data["birth_date"]
        if born > self._on:
            raise ValidationError("出生日期不能晚於今天，請檢查年份。")
        if self._on.year - born.year > OLDEST:
            raise ValidationError("出生年份太早了，請檢查。民國年請直接填，例如 80。")
        return born

    def clean_phone(self) -> str:
        """A mobile number of Taiwan as +886…"""
        typed = self.cleaned_data["phone"]
        if not is_mobile(typed):
            raise ValidationError("請填台灣的手機號碼，09 開頭，共 10 碼，例如 0912 345 678。")
        return tidy_address(typed)

    def known(self) -> Known:
        """What was said, as one value; with the phone and mailbox of the account that is there."""
        given, own = self.cleaned_data, self._own
        phone, mail = (own.phone, own.mail) if own else (given["phone"], given["mail"])
        return Known(
            name=given["name"], id_number=given["id_number"], birth_date=given["birth_date"], phone=phone, mail=mail,
            guardianship_declared=given["guardianship"] == "yes", assistance_declared=given["guardianship"] == "assisted",
        )  # fmt: skip


class Code(forms.Form):
    """The six figures that were sent."""

    code = forms.CharField(
        label="驗證碼", help_text="簡訊或郵件裡的那一組數字。", max_length=30, error_messages={"required": "請輸入簡訊或郵件裡的那一組數字。"},
        widget=forms.TextInput(attrs={"data-kind": "code"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """As many figures as a code has; what is not one is not counted as a try."""
        code = "".join(c for c in self.cleaned_data["code"].translate(_NARROW) if not c.isspace() and c != "-")
        if len(code) not in (DIGITS, LONGER) or not (code.isascii() and code.isdigit()):
            raise ValidationError(f"驗證碼是 {DIGITS} 位數字，有時是 {LONGER} 位，這次不算一次。請再看一次簡訊或郵件。")
        return code


class NewPassword(forms.Form):
    """A password of one's own; `again` is asked only where it can't be shown (no JavaScript)."""

    password = forms.CharField(
        label="設定登入密碼", strip=False, max_length=1000, help_text="至少 12 個字。可以用一句話，也可以有空格；不必混用大小寫、數字或符號。",
        widget=forms.PasswordInput(attrs={"data-kind": "new-password"}), error_messages={"required": "請設定登入密碼。", **TOO_LONG},
    )  # fmt: skip

    def __init__(self, *arguments: Any, known: Known, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._known = known

    def clean_password(self) -> str:
        """A password that is long enough, uncommon, and not the person's own data."""
        password: str = self.cleaned_data["password"]
        fault = password_fault(password, self._known)
        if fault is not None:
            raise ValidationError(sentences.PASSWORD[fault])
        if "again" in self.data and self.data["again"] != password:
            raise ValidationError("兩次輸入的密碼不一樣，請再輸入一次。")
        return password
