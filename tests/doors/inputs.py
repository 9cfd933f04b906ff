"""Every name that a request may carry at our doors, read from the code: the fields of all forms, and what views look for by name."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

from django import forms

import toubao.doors
from tests.architecture.sources import CODE, python

PARTS = ("year", "month", "day")
BAGS = {"GET", "POST"}


@cache
def form_classes() -> tuple[type[forms.Form], ...]:
    """Every form of the doors, each loaded by importing its module."""
    for module in pkgutil.walk_packages(toubao.doors.__path__, "toubao.doors."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {form for form in _below(forms.Form) if form.__module__.startswith("toubao.doors.")}
    return tuple(sorted(ours, key=lambda form: (form.__module__, form.__name__)))


@cache
def names() -> tuple[str, ...]:
    """Every name, once: fields of forms (a date in three parts, too) and keys that views look for in a query or a form."""
    fields = {name for form in form_classes() for name in form.base_fields}
    parts = {f"{name}_{part}" for name in fields if "birth" in name or "issued" in name for part in PARTS}
    return tuple(sorted(fields | parts | set(_looked_for())))


def _looked_for() -> Iterator[str]:
    """The keys of `request.GET.get("x")`, `request.POST["x"]`, `"x" in request.GET` and their like."""
    for source in python(CODE / "doors"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _bag(node.func.value) and node.args:
                yield from _text(node.args[0])
            elif isinstance(node, ast.Subscript) and _bag(node.value):
                yield from _text(node.slice)
            elif isinstance(node, ast.Compare) and any(_bag(each) for each in node.comparators):
                yield from _text(node.left)


def _bag(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr in BAGS) or (isinstance(node, ast.Name) and node.id == "posted")


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _below(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for each in form.__subclasses__():
        yield each
        yield from _below(each)
