"""Personal data found exactly, for a reason: the form, and that who looked is journaled, found or not; what is shown is each page's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toubao.business.governance.actions import read_personal
from toubao.doors.clock import now
from toubao.doors.console import staff
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show


class Search(Reason):
    """What to look for, and why; each page says by what, and how it is typed."""

    by = forms.ChoiceField(
        label="用什麼找", widget=forms.RadioSelect(attrs={"data-kind": "radio"}), error_messages={"required": "請選擇用什麼找。"}
    )
    typed = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("by", "typed", "because")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One page to look on: its address and template, by what one can look (name, words, and how it is found), how what is typed is called,
    what a look that finds nothing is called in the journal, and who shows what was found.
    """

    here: str
    template: str
    ways: Mapping[str, tuple[str, Callable[[str], tuple[Any, ...]]]]
    label: str
    hint: str
    sought: str
    shown: Callable[[HttpRequest, tuple[Any, ...], str], HttpResponse]

    def search(self, request: HttpRequest) -> HttpResponse:
        """Look; whether something was found or not, who looked and why is journaled."""
        form = self._form(request)
        if request.method != "POST":
            return self._asked(request, form)
        if not form.is_valid():
            return self._asked(request, form, status=422)
        given = form.cleaned_data
        found = self.ways[given["by"]][1](given["typed"])
        if found:
            return self.shown(request, found, given["because"])
        member = staff.me(request)
        read_personal(about=member.about, what=self.sought, because=given["because"], member=member, now=now())
        return self._asked(request, form, nobody=True)

    def _form(self, request: HttpRequest) -> Search:
        form = Search(request.POST if request.method == "POST" else None)
        by, typed, because = (form.fields[name] for name in form.field_order)
        by.choices = [(name, words) for name, (words, _) in self.ways.items()]  # type: ignore[attr-defined]  # a choice field
        typed.label, typed.help_text = self.label, self.hint
        typed.error_messages["required"] = f"請填寫{self.label}。"
        because.help_text = "例如：客戶來電詢問。事由會記入軌跡。"
        return form

    def _asked(self, request: HttpRequest, form: Search, *, nobody: bool = False, status: int = 200) -> HttpResponse:
        return show(request, self.template, here=self.here, status=status, form=form, nobody=nobody)
