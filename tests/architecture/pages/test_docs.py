"""Pages that lead somewhere: every link of the docs to a file of the project finds it, and every command that is named exists."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT, everything

PAGES = [s for s in everything() if s.path.suffix == ".md" and not s.path.is_relative_to(ROOT / "src")]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def test_every_link_to_a_file_finds_it() -> None:
    links = [(page, link) for page in PAGES for link in LINK.findall(page.text) if not re.match(r"[a-z]+:", link)]
    assert [f"{page.name}: {link}" for page, link in links if not (page.path.parent / link).exists()] == []


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = [(page, name) for page in PAGES for name in re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z]+)`", page.text)]
    assert [f"{page.name}: make {name}" for page, name in named if name not in targets] == []


def test_every_file_of_ours_that_is_named_in_full_exists() -> None:
    named = [(page, name) for page in PAGES for name in re.findall(r"`((?:src|tests|docs|bench|deploy)/[\w./-]+\.\w+)`", page.text)]
    assert [f"{page.name}: {name}" for page, name in named if not _there(name)] == []


def test_every_file_below_the_package_that_the_readme_or_the_glossary_names_exists() -> None:
    pages = [page for page in PAGES if page.path.name.startswith("README") or page.path.name == "glossary.md"]
    named = [(page, name) for page in pages for name in re.findall(r"`([a-z_]+/[\w/]+(?:\.py|/))`", page.text)]
    assert [f"{page.name}: {name}" for page, name in named if not (ROOT / "src" / "toubao" / name).exists() and not _there(name)] == []


def _there(name: str) -> bool:
    return (ROOT / name).exists() or "…" in name or Path(name).stem.startswith("test_artNN")
