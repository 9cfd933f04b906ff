"""Reads and writes the project's own files, for commands and pages about the project itself: names of tests, generated docs."""

import ast
from collections.abc import Iterator
from pathlib import Path

from toubao.config.trouble import Trouble

ROOT = Path(__file__).resolve().parents[3]


def ids_of_tests(folder: Path = ROOT / "tests") -> tuple[str, ...]:
    """The ids of all tests in a folder, as pytest gives them (`tests/rules/test_x.py::test_y`); none where there is no such folder."""
    return tuple(
        f"{path.relative_to(folder.parent).as_posix()}::{name}"
        for path in sorted(folder.rglob("test_*.py"))
        for name in _names(ast.parse(path.read_text("utf-8")).body)
    )


def write_generated(name: str, text: str, *, root: Path = ROOT) -> Path:
    """Write a page of docs/generated and give its path; raises Trouble outside a checkout of the project."""
    folder = root / "docs" / "generated"
    if not folder.parent.is_dir():
        raise Trouble(f"The docs are written in a checkout of the project, and there is no folder {folder.parent}.")
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def _names(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from (f"{node.name}::{name}" for name in _names(node.body))
