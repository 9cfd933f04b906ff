"""From Django forms to macros."""

from datetime import date

import pytest
from django import forms
from django.template.loader import engines

from toubao.doors.look.fields import DateInPartsField
from toubao.doors.look.forms import MACROS, Choice, choices, describe, described, listed, summarise


class Everything(forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(label="姓名", max_length=40, help_text="同身分證")
    phone = forms.CharField(label="手機", widget=forms.TextInput(attrs={"data-kind": "tel", "autocomplete": "tel"}))
    tel = forms.CharField(widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label="信箱", required=False)
    password = forms.CharField(widget=forms.PasswordInput)
    fresh = forms.CharField(widget=forms.PasswordInput(attrs={"data-kind": "new-password"}))
    id_number = forms.CharField(max_length=10, widget=forms.TextInput(attrs={"data-kind": "identity"}))
    code = forms.CharField(widget=forms.TextInput(attrs={"data-kind": "code"}))
    days = forms.IntegerField(label="天數")
    premium = forms.IntegerField(widget=forms.NumberInput(attrs={"data-kind": "money"}))
    words = forms.CharField(widget=forms.Textarea)
    born = DateInPartsField(label="生日")
    starts = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d"))
    at = forms.TimeField()
    area = forms.ChoiceField(label="目的地", choices=[("", "—"), ("JP", "日本")])
    plan = forms.ChoiceField(label="方案", choices=[("a", "安心")], widget=forms.RadioSelect)
    amount = forms.TypedChoiceField(coerce=int, choices=[(2000000, "200 萬元")], widget=forms.RadioSelect(attrs={"data-kind": "amount"}))
    wants = forms.MultipleChoiceField(choices=[("sms", "簡訊"), ("mail", "郵件")], widget=forms.CheckboxSelectMultiple)
    keep = forms.BooleanField(label="記住", required=False)
    agree = forms.BooleanField(label="我同意", widget=forms.CheckboxInput(attrs={"data-kind": "consent"}))
    paper = forms.FileField()
    back = forms.CharField(widget=forms.HiddenInput)


EXPECTED = {
    "name": "text_field", "phone": "tel_field", "email": "email_field", "password": "password_field", "fresh": "password_field",
    "id_number": "identity_field", "code": "code_field", "days": "number_field", "premium": "money_field", "words": "textarea_field",
    "born": "date_field", "starts": "day_field", "at": "time_field", "area": "select_field", "plan": "radio_cards",
    "amount": "amount_select", "wants": "checkboxes", "keep": "checkbox", "agree": "consent", "paper": "file_field",
    "back": "hidden_field", "tel": "tel_field",
}  # fmt: skip


@pytest.mark.parametrize(("field", "macro"), EXPECTED.items())
def test_each_kind_of_question_has_its_macro(field: str, macro: str) -> None:
    assert describe(Everything()[field]).macro == macro


def test_every_field_is_drawn_with_its_value_and_label() -> None:
    form = Everything(initial={"name": "林<小安>", "born": date(1991, 5, 3), "area": "JP", "wants": ["sms"], "starts": date(2026, 12, 1)})
    page = engines.all()[0].from_string("{{ ui.form_fields(form) }}").render({"form": form})
    assert 'value="林&lt;小安&gt;"' in page
    assert 'name="born_year" type="text" inputmode="numeric" maxlength="4" value="1991"' in page
    assert '<option value="JP" selected>日本</option>' in page
    assert 'value="2026-12-01"' in page
    assert 'value="sms" checked' in page
    assert 'value="mail" checked' not in page
    assert page.count('autocomplete="one-time-code"') == 1
    assert page.count("（選填）") == 1
    assert set(MACROS.values()) == set(EXPECTED.values())


@pytest.mark.parametrize("left", ["", None])
def test_what_was_left_empty_comes_back_empty(left: str | None) -> None:
    """Django makes nothing of it, which would be written as the word None: a reason of four signs."""
    form = Everything({} if left is None else dict.fromkeys(Everything.base_fields, left))
    for name in ("words", "name", "phone", "days", "premium", "email", "starts", "at"):
        assert describe(form[name]).arguments["value"] == ""
    page = engines.all()[0].from_string('{{ ui.form_field(form["words"]) }}').render({"form": form})
    assert ">None<" not in page


def test_consent_is_never_ticked_by_us() -> None:
    assert describe(Everything(initial={"agree": True})["agree"]).arguments["given"] is False
    assert describe(Everything({"agree": "on"})["agree"]).arguments["given"] is True


def test_a_password_never_comes_back() -> None:
    assert "value" not in describe(Everything({"password": "secret"})["password"]).arguments


def test_required_reads_as_what_to_do() -> None:
    found = {sentence: where for where, sentence in summarise(Everything({}))}
    assert found["請填寫姓名。"] == "id_name"
    assert found["請選擇目的地。"] == "id_area"
    assert found["請選擇方案。"] == "id_plan_0"
    assert found["請勾選：我同意"] == "id_agree"
    assert found["請填寫年、月、日。"] == "id_born_year"


def test_errors_of_the_whole_form_come_first_and_jump_nowhere() -> None:
    form = Everything({})
    form.add_error(None, "驗證碼已過期。")
    assert summarise(form)[0] == ("", "驗證碼已過期。")
    assert summarise(errors=[("id_x", "句子")]) == [("id_x", "句子")]


def test_overrides_win() -> None:
    assert describe(Everything()["name"], {"hint": "另一句", "heading": True}).arguments["hint"] == "另一句"


def test_options_come_in_many_shapes() -> None:
    given = [("a", "甲"), ("b", "乙", "說明", "NT$1"), {"value": 3, "label": "丙", "disabled": True}, Choice("d", "丁"), 5]
    assert choices(given) == [
        Choice("a", "甲"),
        Choice("b", "乙", "說明", "NT$1"),
        Choice("3", "丙", disabled=True),
        Choice("d", "丁"),
        Choice("5", "5"),
    ]
    assert choices([(None, "—")]) == [Choice("", "—")]


def test_a_field_names_its_hint_and_its_error() -> None:
    assert described("id_x", "hint", ["wrong"]) == ' aria-describedby="id_x-hint id_x-error" aria-invalid="true"'
    assert described("id_x") == ""
    assert listed("one") == ["one"]
    assert listed(None) == []
