"""The project's own files, read once: what is in the checkout and not ignored, parsed where it is Python."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from shutil import which

ROOT = Path(__file__).parents[2]
CODE = ROOT / "src" / "toubao"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of the project."""

    path: Path

    @property
    def name(self) -> str:
        """Its path in the project, as people write it."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        """What it says."""
        return self.path.read_text("utf-8")

    @cached_property
    def lines(self) -> list[str]:
        """The same, by line."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """The same, parsed."""
        return ast.parse(self.text)

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, the inner ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    @property
    def imports(self) -> Iterator[str]:
        """The full name of everything it imports, as `package.module` or `package.module.name`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{'.' * node.level}{node.module or ''}.{each.name}" for each in node.names)

    @property
    def calls(self) -> Iterator[tuple[int, str]]:
        """The line and the words of everything it calls: (12, "datetime.now")."""
        return ((node.lineno, ast.unparse(node.func)) for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def everything() -> tuple[Source, ...]:
    """Every file that is, or would be, committed."""
    asked = subprocess.run(
        [which("git") or "git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return tuple(Source(path) for name in sorted(set(asked.stdout.decode().split("\0"))) if name and (path := ROOT / name).is_file())


@cache
def python(under: Path = ROOT) -> tuple[Source, ...]:
    """The Python files under a folder; migrations are written by Django and left out."""
    return tuple(s for s in everything() if s.path.suffix == ".py" and s.path.is_relative_to(under) and "migrations" not in s.path.parts)


def each_line(sources: Iterable[Source], wrong: Callable[[str], object]) -> list[str]:
    """The places, as `file:line: words`, where a line is wrong."""
    return [f"{s.name}:{n}: {line.strip()[:100]}" for s in sources for n, line in enumerate(s.lines, 1) if wrong(line)]


def each_import(sources: Iterable[Source], wrong: Callable[[str], object]) -> list[str]:
    """The places, as `file: name`, where something wrong is imported."""
    return [f"{source.name}: {name}" for source in sources for name in source.imports if wrong(name)]


def each_call(sources: Iterable[Source], wrong: Callable[[str], object]) -> list[str]:
    """The places, as `file:line: words`, where something wrong is called."""
    return [f"{source.name}:{line}: {words}" for source in sources for line, words in source.calls if wrong(words)]


def texts() -> Iterator[Source]:
    """The files that are text."""
    for source in everything():
        try:
            assert source.text is not None
        except UnicodeDecodeError:
            continue
        yield source
