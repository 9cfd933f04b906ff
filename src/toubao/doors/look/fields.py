"""Form fields that our questions need and Django lacks: a date in three parts, a day within what calendars and columns hold,
a mailbox that can be sent to, a name as a card has it.
What a date may mean is decided elsewhere.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from toubao.gateways.addresses import LONGEST, mailbox
from toubao.rules.personal import names as person_names
from toubao.rules.personal.names import Fault, name_fault

PARTS = ("year", "month", "day")
MINGUO_OFFSET = 1911
LAST_MINGUO_YEAR = 200
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
EARLIEST_BORN = date(1850, 1, 1)
TOO_LONG = {"max_length": "請再寫短一點，最多 %(limit_value)d 個字。"}
NUMBER_TOO_LONG = {"max_length": "號碼太長了，請檢查。"}
NAME: Final = {
    Fault.EMPTY: "請填寫姓名。",
    Fault.TURNED: "姓名裡有改變文字方向的隱形符號，可能是複製時帶進來的。請刪掉，重新打字。",
    Fault.LONG: f"姓名最多 {person_names.LONGEST} 個字（中文 50 個字，加羅馬拼音 50 個字）。",
    Fault.UNTYPED: "有一個字別的電腦顯示不出來，例如自造字，或用 □、？ 代替的字。請在全字庫（www.cns11643.gov.tw）查到這個字，複製貼上。",
    Fault.DIGITS: "姓名裡不會有數字。請填寫證件上的全名。",
    Fault.SCRIPT: "請用證件上的中文姓名或英文（羅馬拼音）姓名。",
    Fault.SIGNS: "姓名裡有不屬於姓名的符號。請照證件填寫；可以用間隔號「·」、撇號、連字號、逗號、斜線、句點、冒號和「^」，前後要接著字。",
    Fault.MARKS: "聲調或附加符號要緊接在字母後面，而且不會疊好幾個。請照證件重新打字。",
    Fault.SHORT: "請填寫證件上的全名，至少兩個字。",
    Fault.NO_NAME: "這不是一個人的姓名。請填寫證件上的全名。",
    Fault.COMPANY: "這是公司或團體的名稱。請填寫一個人的姓名，和證件上的一樣。",
}


class DayField(forms.DateField):
    """A day of our business: none before 2000 or after 2200, so that no zone or period leads beyond the calendar."""

    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    default_error_messages = {
        "invalid": "請寫成 2026-12-31 的樣子。",
        "min_value": "日期太早了，請檢查年份。",
        "max_value": "日期太晚了，請檢查年份。",
    }


class MailboxField(forms.CharField):
    """A mailbox that can be sent to, as it is carried; the one that was typed need not be written like that."""

    widget = forms.EmailInput
    default_error_messages = {
        "invalid": "電子信箱的格式不對，或寄不到。請檢查，例如 name@example.com。",
        "max_length": "電子信箱太長了，請檢查。",
    }

    def __init__(self, **named: Any) -> None:
        super().__init__(max_length=LONGEST, **named)

    def clean(self, value: Any) -> str:
        """The mailbox in small letters, its domain as A-labels; "" where none is needed and none was given."""
        typed = str(super().clean(value))
        read = mailbox(typed) if typed else ""
        if read is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return read


class NameField(forms.CharField):
    """A person's name as their card has it, in the one form in which it is kept."""

    widget = forms.TextInput
    default_error_messages = {"required": NAME[Fault.EMPTY], "max_length": NAME[Fault.LONG]}

    def __init__(self, *, judged: Callable[[str], Fault | None] = name_fault, **named: Any) -> None:
        super().__init__(max_length=2 * person_names.LONGEST, **named)
        self._judged = judged

    def clean(self, value: Any) -> str:
        """The name as tidied; "" where none is needed and none was given. What was typed may have invisible signs beside it."""
        typed = str(super().clean(value))
        fault = self._judged(typed) if typed else None
        if fault is not None:
            raise ValidationError(NAME[fault], code=fault)
        return person_names.tidy(typed)


class DateInputs(forms.Widget):
    """Year, month and day as three inputs named ``name_year``, ``name_month``, ``name_day``; shown by the macro date_field."""

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: object,  # noqa: ARG002 - Django's signature
        name: str,
    ) -> dict[str, str] | None:
        """The three parts as typed, or None if all are empty."""
        typed = {part: str(data.get(f"{name}_{part}", "")).strip() for part in PARTS}
        return typed if any(typed.values()) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:  # noqa: ARG002 - Django's signature
        """Whether none of the three inputs was sent at all."""
        return not any(f"{name}_{part}" in data for part in PARTS)

    @staticmethod
    def parts(value: object) -> dict[str, str]:
        """What stands in the three inputs: as typed, or from a date or an ISO text."""
        if isinstance(value, str) and value:
            value = date.fromisoformat(value)
        if isinstance(value, date):
            return {"year": str(value.year), "month": str(value.month), "day": str(value.day)}
        given = value if isinstance(value, Mapping) else {}
        return {part: str(given.get(part, "")) for part in PARTS}


class DateInPartsField(forms.Field):
    """A date that a person knows by heart. A year up to 200 is read as 民國 (80 is 1991)."""

    widget = DateInputs
    default_error_messages = {
        "required": "請填寫年、月、日。",
        "incomplete": "年、月、日都要填寫，還缺{missing}。",
        "invalid": "沒有這個日期，請檢查年、月、日。例如 1991 年 5 月 3 日。",
    }

    def to_python(self, value: object) -> date | None:
        """The date that was meant; raises ValidationError naming what is missing or that there is no such day."""
        if value is None or isinstance(value, date):
            return value
        typed = DateInputs.parts(value)
        missing = [word for part, word in zip(PARTS, "年月日", strict=True) if not typed[part]]
        if missing:
            raise ValidationError(str(self.error_messages["incomplete"]).format(missing="、".join(missing)), code="incomplete")
        try:
            year, month, day = (int(typed[part]) for part in PARTS)
            meant = date(year + MINGUO_OFFSET if 0 < year <= LAST_MINGUO_YEAR else year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError(str(self.error_messages["invalid"]), code="invalid") from error
        if not EARLIEST_BORN <= meant <= LAST_DAY:
            raise ValidationError(str(self.error_messages["invalid"]), code="invalid")
        return meant

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether other parts were typed than stood there."""
        return DateInputs.parts(initial) != DateInputs.parts(data)
