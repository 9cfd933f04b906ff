"""Form fields that our questions need and Django lacks: a date in three parts, a day within what calendars and columns hold,
a mailbox that can be sent to.
What a date may mean is decided elsewhere.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from toubao.gateways.addresses import LONGEST, mailbox

PARTS = ("year", "month", "day")
MINGUO_OFFSET = 1911
LAST_MINGUO_YEAR = 200
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
EARLIEST_BORN = date(1850, 1, 1)
TOO_LONG = {"max_length": "請再寫短一點，最多 %(limit_value)d 個字。"}
NUMBER_TOO_LONG = {"max_length": "號碼太長了，請檢查。"}


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
