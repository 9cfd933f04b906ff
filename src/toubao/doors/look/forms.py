"""From a Django form to our macros: which macro, which arguments, which errors. The macros themselves know no form library."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from markupsafe import Markup

from toubao.doors.look import words
from toubao.doors.look.fields import DateInputs

KINDS: Mapping[type[forms.Widget], str] = {
    DateInputs: "date",
    forms.EmailInput: "email",
    forms.PasswordInput: "password",
    forms.NumberInput: "number",
    forms.Textarea: "textarea",
    forms.DateInput: "day",
    forms.TimeInput: "time",
    forms.CheckboxSelectMultiple: "checkboxes",  # before RadioSelect, whose kind of widget it is
    forms.RadioSelect: "radio",
    forms.Select: "select",
    forms.CheckboxInput: "checkbox",
    forms.ClearableFileInput: "file",
    forms.FileInput: "file",
    forms.HiddenInput: "hidden",
    forms.TextInput: "text",
}
MACROS: Mapping[str, str] = {
    "text": "text_field",
    "email": "email_field",
    "tel": "tel_field",
    "password": "password_field",
    "new-password": "password_field",
    "identity": "identity_field",
    "code": "code_field",
    "number": "number_field",
    "money": "money_field",
    "textarea": "textarea_field",
    "date": "date_field",
    "day": "day_field",
    "time": "time_field",
    "select": "select_field",
    "radio": "radio_cards",
    "amount": "amount_select",
    "checkbox": "checkbox",
    "checkboxes": "checkboxes",
    "consent": "consent",
    "file": "file_field",
    "hidden": "hidden_field",
}
CHOOSING = {"select", "radio", "amount", "checkboxes"}
TICKED = {"checkbox", "consent"}
OURS = {"data-kind", "data-optional"}


@dataclass(frozen=True)
class Choice:
    """One of several answers: its value, its words, a sentence below them, and something short at the right (a price)."""

    value: str
    label: str
    hint: str = ""
    note: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class Described:
    """A bound field as a macro's name and arguments."""

    macro: str
    arguments: dict[str, Any]


def listed(errors: str | Iterable[object] | None) -> list[str]:
    """Errors as a list of sentences, whether one string or many were given."""
    if not errors:
        return []
    return [errors] if isinstance(errors, str) else [str(error) for error in errors]


def choices(options: Iterable[Any]) -> list[Choice]:
    """Options as Choice, from Choice, mappings, (value, label[, hint[, note]]) or bare values."""
    return [_choice(option) for option in options]


def _choice(option: Any) -> Choice:
    if isinstance(option, Choice):
        return option
    if isinstance(option, Mapping):
        return Choice(**{**option, "value": str(option["value"])})
    if isinstance(option, (list, tuple)):
        value, label, hint, note = (*option, "", "")[:4] if len(option) > 1 else (option[0], option[0], "", "")
        return Choice("" if value is None else str(value), str(label), str(hint), str(note))
    return Choice(str(option), str(option))


def described(field_id: str, hint: str = "", errors: Sequence[object] | str = ()) -> Markup:
    """The attributes that tie a field to its hint and its error for a screen reader."""
    ids = [f"{field_id}-hint"] * bool(hint) + [f"{field_id}-error"] * bool(errors)
    return words.html_attributes({"aria_describedby": " ".join(ids) or None, "aria_invalid": "true" if errors else None})


def kind_of(field: BoundField) -> str:
    """What kind of question a field asks: its widget's ``data-kind``, else what its widget's class tells."""
    widget = field.field.widget
    named = widget.attrs.get("data-kind")
    if named:
        return str(named)
    if getattr(widget, "input_type", "") == "tel":
        return "tel"
    return next((kind for cls, kind in KINDS.items() if isinstance(widget, cls)), "text")


def describe(field: BoundField, overrides: Mapping[str, Any] | None = None) -> Described:
    """The macro and the arguments that show a bound field; overrides replace any of them."""
    kind = kind_of(field)
    arguments: dict[str, Any] = {
        "name": field.html_name,
        "label": field.label,
        "errors": sentences(field),
        "hint": field.help_text or "",
        "id": field.auto_id or f"id_{field.html_name}",
    }
    if kind == "hidden":
        arguments = {"name": field.html_name}
    elif not field.field.required and kind not in TICKED:
        arguments["optional"] = True
    arguments.update(_value(field, kind))
    arguments.update({name.replace("-", "_"): value for name, value in field.field.widget.attrs.items() if name not in OURS})
    if kind == "new-password":
        arguments["new"] = True
    arguments.update(overrides or {})
    return Described(MACROS[kind], arguments)


def _value(field: BoundField, kind: str) -> dict[str, Any]:
    value = field.value()
    if kind == "consent":
        return {"given": bool(value) and field.form.is_bound}
    if kind == "checkbox":
        return {"checked": bool(value)}
    if kind in CHOOSING:
        chosen = [str(one) for one in value] if isinstance(value, (list, tuple)) else "" if value is None else str(value)
        return {"value": chosen, "options": choices(getattr(field.field, "choices", ()))}
    if kind in {"password", "new-password", "file"}:
        return {}
    if kind == "date":
        return {"value": DateInputs.parts(value)}
    return {"value": field.field.widget.format_value(value) or ""}  # Django makes nothing of what was left empty


def summarise(form: forms.BaseForm | None = None, errors: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """What the error summary lists: (id to jump to, sentence), the whole form's errors first (they jump nowhere)."""
    found = list(errors)
    if form is None:
        return found
    found += [("", sentence) for sentence in listed(form.non_field_errors())]
    for field in form:
        found += [(target(field), sentence) for sentence in sentences(field)]
    return found


def sentences(field: BoundField) -> list[str]:
    """A field's errors; where its form says no more than Django's "required", a sentence that says what to do with this question."""
    if not field.errors:
        return []
    plain = str(forms.Field.default_error_messages["required"])
    kind = kind_of(field)
    wanted = f"請勾選：{field.label}" if kind in TICKED else f"請{'選擇' if kind in CHOOSING else '填寫'}{field.label}。"
    return [wanted if error == plain else error for error in listed(field.errors)]


def target(field: BoundField) -> str:
    """The id of the first thing to fill in of a field: its widget's ``data-first``, else what its kind tells."""
    if named := field.field.widget.attrs.get("data-first"):
        return str(named)
    base = field.auto_id or f"id_{field.html_name}"
    kind = kind_of(field)
    if kind == "date":
        return f"{base}_year"
    return f"{base}_0" if kind in {"radio", "amount", "checkboxes"} else str(base)
