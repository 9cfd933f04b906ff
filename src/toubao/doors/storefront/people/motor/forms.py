"""What the open look-up asks: the insured's number, of one of three kinds, and the plate; says how to mend them, looks nothing up."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from toubao.business.motor.numbers import LONGEST, Kind, number_fault
from toubao.business.motor.plates import Fault as PlateFault
from toubao.business.motor.plates import normalised as plain_plate
from toubao.business.motor.plates import plate_fault
from toubao.doors.storefront.people import sentences
from toubao.rules.identity_numbers import Fault, normalised

KINDS: Final = (
    (Kind.PERSON.value, "個人：身分證字號或居留證統一證號"),
    (Kind.BUSINESS.value, "公司、行號：統一編號（8 位數字）"),
    (Kind.TAX.value, "其他單位：財稅機關編發的統一編號"),
)
BUSINESS: Final = {
    Fault.EMPTY: "請填寫 8 位數的統一編號。",
    Fault.LENGTH: "統一編號是 8 位數字。請看是不是少打或多打了。",
    Fault.DIGITS: "統一編號只有數字。請看是不是把 0 打成 O，或把 1 打成 I。",
    Fault.CHECKSUM: "這個統一編號的檢查碼對不上，可能有一碼打錯，或兩碼前後顛倒。請再對照一次。",
}
TAX: Final = {
    Fault.EMPTY: "請填寫財稅機關編發的統一編號。",
    Fault.DIGITS: "這個編號只有英文字母和數字。請看是不是多打了別的符號。",
    Fault.LENGTH: f"這個編號最多 {LONGEST} 個字。請看是不是多打了。",
}
PERSON: Final = sentences.NUMBER | {Fault.EXPIRED_FORM: "舊式統一證號已經停用。請用新式號碼查詢；查不到的話，請打客服電話。"}
NUMBER: Final = {Kind.PERSON: PERSON, Kind.BUSINESS: BUSINESS, Kind.TAX: TAX}
PLATE: Final = {
    PlateFault.EMPTY: "請填寫車牌號碼，例如 ABC-1234。",
    PlateFault.SIGN: "車牌號碼只有英文字母、數字和中間的「-」。請看是不是多打了別的符號。",
    PlateFault.SHORT: "這個車牌太短了。請對照車牌或行車執照，再填一次。",
    PlateFault.LONG: "這個車牌太長了。請對照車牌或行車執照，只填一輛車的號碼。",
}


class LookUp(forms.Form):
    """Number and plate, as people type them."""

    kind = forms.ChoiceField(
        label="被保險人的證號是哪一種？", choices=KINDS, initial=Kind.PERSON.value, error_messages={"required": "請選擇證號是哪一種。"},
        widget=forms.RadioSelect(attrs={"data-kind": "radio"}),
    )  # fmt: skip
    number = forms.CharField(
        label="被保險人的證號", help_text="保險證上被保險人的證號，不一定是您本人的。", max_length=40,
        error_messages={"max_length": "這個號碼太長了。請對照證件，再填一次。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 40}),
    )  # fmt: skip
    plate = forms.CharField(
        label="車牌號碼", help_text="汽車或機車都可以，例如 ABC-1234。全形、小寫、有沒有「-」都行。", max_length=40,
        error_messages={"required": PLATE[PlateFault.EMPTY], "max_length": PLATE[PlateFault.LONG]},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 40}),
    )  # fmt: skip

    def __init__(self, *arguments: Any, on: date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._on = on
        said = self.data.get("kind", "")
        self.fields["number"].error_messages["required"] = NUMBER[Kind(said) if said in tuple(Kind) else Kind.PERSON][Fault.EMPTY]

    def clean_number(self) -> str:
        """The number as it is kept, if it can be one of its kind."""
        typed, said = self.cleaned_data["number"], self.cleaned_data.get("kind", "")
        if said not in tuple(Kind):
            return normalised(typed)
        kind = Kind(said)
        fault = number_fault(kind, typed, on=self._on)
        if fault is not None:
            raise ValidationError(NUMBER[kind][fault])
        return normalised(typed)

    def clean_plate(self) -> str:
        """The plate as it is kept, if it can be one."""
        fault = plate_fault(self.cleaned_data["plate"])
        if fault is not None:
            raise ValidationError(PLATE[fault])
        return plain_plate(self.cleaned_data["plate"])
