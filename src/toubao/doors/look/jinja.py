"""The Jinja2 environment of all our pages: filters, globals and `ui`, the macros. Markup stands in templates/look/macros."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from markupsafe import Markup

from toubao.doors.look import charts, forms, words
from toubao.doors.look.brand import brand

MACRO_FILES = (
    "page",
    "forms",
    "fields",
    "choices",
    "notices",
    "summary",
    "documents",
    "progress",
    "tables",
    "charts",
    "selling",
    "verdicts",
    "pieces",
)

FILTERS: Mapping[str, Callable[..., object]] = {
    "money": words.money,
    "wan": words.wan,
    "number": words.number,
    "percent": words.percent,
    "date": words.both_calendars,
    "day": words.iso_day,
    "minguo": words.minguo,
    "datetime": words.moment,
    "datetime_both": words.moment_both,
    "clock": words.clock,
    "iso": words.iso,
    "mask": words.mask,
    "file_size": words.file_size,
    "short_digest": words.short_digest,
    "clause_name": words.clause_name,
    "attributes": words.html_attributes,
    "lines": words.lines,
    "breakable": words.breakable,
    "whole": words.whole,
}


class Parts:
    """All macros of look/macros/*.html under one name, so that a page writes ``{{ ui.button("下一步") }}`` and imports nothing."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name.startswith("_"):
            raise AttributeError(name)
        for file in MACRO_FILES:
            module = self._environment.get_template(f"look/macros/{file}.html").module
            macro = getattr(module, name, None)
            if macro is not None:
                if not self._environment.auto_reload:
                    self.__dict__[name] = macro
                return macro  # type: ignore[no-any-return]  # a template's module is untyped
        raise AttributeError(f"no macro named {name} in look/macros")


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named view."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def nonce(request: object = None) -> str:
    """The nonce that the security middleware gave this request, for script elements; empty where there is none."""
    return str(getattr(request, "csp_nonce", "") or "")


def merged(given: Mapping[str, object], **defaults: object) -> dict[str, object]:
    """A macro's own attributes with what the page gave laid over them."""
    return {**defaults, **given}


def _compiled() -> FileSystemBytecodeCache:
    """Where compiled templates are kept, so that no process's first visitors wait for them; a changed one is compiled again."""
    folder = Path(settings.HOME) / "templates"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def environment(**options: Any) -> Environment:
    """The environment that Django's Jinja2 backend asks for. An undefined name is an error, never an empty place on a page."""
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.do"])
    options.update(bytecode_cache=_compiled())
    made = Environment(**{"autoescape": True, **options})  # noqa: S701 - it is on
    made.filters.update(FILTERS)
    made.globals.update(
        brand=brand,
        url=url,
        static=cache(static),
        csp_nonce=nonce,
        described=forms.described,
        describe=forms.describe,
        choices=forms.choices,
        listed=forms.listed,
        merged=merged,
        summarise=forms.summarise,
        bars=charts.bars,
        columns=charts.columns,
        shares=charts.shares,
        fills=charts.FILLS,
        ui=Parts(made),
    )
    return made
