"""What a product is, and how its folder is read for a day; prices and screening are each product's own files."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from toubao.products import markup
from toubao.products.dated import Dated, NothingInForce, in_force
from toubao.products.dated import read as read_dated

DOCUMENTS = ("terms", "notice", "description")


class NotOnSale(LookupError):
    """There is no such product, or no version of it is in force on that day."""


@dataclass(frozen=True, slots=True)
class Version:
    """An approved version: its code, the authority's reference, and from when to when it may be sold."""

    code: str
    approval: str
    dated: Dated[Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a version (terms, notice, description) as its Markdown source, the thing that is agreed to and digested."""

    name: str
    version: str
    source: str

    @property
    def title(self) -> str:
        """The first heading."""
        return markup.title(self.source)

    @property
    def digest(self) -> str:
        """SHA-256 of the source as UTF-8, in hexadecimal: what an applicant agreed to, and what the policy names."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    def html(self) -> str:
        """The text below the title as accessible HTML; the page gives the title."""
        return markup.html(markup.body(self.source))

    def tree(self) -> list[markup.Node]:
        """The text below the title as a tree of plain data, for typesetting."""
        return markup.tree(markup.body(self.source))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One item that a clause wants shown (5.2.1 … 5.3, 6.1.4, 10.1.5), as Markdown with `{places}` for figures and the insurer's data."""

    clause: str
    source: str

    @property
    def title(self) -> str:
        """What the item is about."""
        return markup.title(self.source)


@dataclass(frozen=True, slots=True)
class Review:
    """Whether the law wants a review period for this product (10.1.5), how many days, and why."""

    required: bool
    days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as it is sold on one day: identity, version, texts, and its dated parameters with their sources.

    `content`: a digest of everything that decides what is sold in this version, on whichever day: all texts, tariff, limits and lists.
    """

    code: str
    line: str
    personal: bool
    name: str
    english: str
    summary: str
    sample: bool
    version: Version
    documents: tuple[Document, ...]
    disclosures: tuple[Disclosure, ...]
    parameters: Mapping[str, Dated[Any]]
    figures: Mapping[str, str] = field(default_factory=dict)
    content: str = ""

    def document(self, name: str) -> Document:
        """One document by name. Raises KeyError if the version lacks it."""
        found = next((d for d in self.documents if d.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def value(self, name: str) -> Any:
        """One parameter's value. Raises KeyError for an unknown name."""
        return self.parameters[name].value

    @property
    def review(self) -> Review:
        """The review period of this product, with its reason (10.1.5)."""
        return Review(**self.value("review_period"))

    @property
    def documents_missing(self) -> tuple[str, ...]:
        """The documents that 10.1.1 and 10.1.2 want and this version lacks or left empty."""
        present = {d.name for d in self.documents if markup.body(d.source).strip()}
        return tuple(name for name in DOCUMENTS if name not in present)


def read(folder: Path, *, on: date, version: str = "") -> Product:
    """The product in a folder as it is on that day, or with the texts of that `version`, whatever day it is of.

    Raises NotOnSale if there is no such version, or if a version, or a value of each parameter, is not in force then.
    """
    data = tomllib.loads((folder / "product.toml").read_text("utf-8"))
    versions = [read_dated(row) for row in data["versions"]]
    try:
        chosen = _named(versions, version) if version else in_force(versions, on)
        parameters = {name: in_force([read_dated(r) for r in rows], on) for name, rows in data["parameters"].items()}
    except NothingInForce as missing:
        raise NotOnSale(f"{data['code']}: {missing}") from missing
    wording = folder / "wording" / chosen.value["code"]
    return Product(
        **{key: data[key] for key in ("code", "line", "personal", "name", "english", "summary", "sample")},
        version=Version(chosen.value["code"], chosen.value["approval"], chosen),
        documents=_documents(wording, chosen.value["code"]),
        disclosures=_disclosures(wording / "disclosures"),
        parameters=MappingProxyType(parameters),
        content=_content(folder, wording),
    )


def _named(versions: Iterable[Dated[Any]], code: str) -> Dated[Any]:
    """The version of that code. Raises NothingInForce if there is none."""
    found = next((each for each in versions if each.value["code"] == code), None)
    if found is None:
        raise NothingInForce(f"there is no version {code}")
    return found


def _content(folder: Path, wording: Path) -> str:
    """SHA-256, in hexadecimal, of the names and digests of all data files of a product and of one version's texts, in their order."""
    files = sorted([*folder.glob("*.toml"), *wording.rglob("*.md")])
    lines = (f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.relative_to(folder).as_posix()}\n" for each in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _documents(folder: Path, version: str) -> tuple[Document, ...]:
    """The documents that stand in a version's folder, in the order in which people read them."""
    files = ((name, folder / f"{name}.md") for name in DOCUMENTS)
    return tuple(Document(name, version, path.read_text("utf-8")) for name, path in files if path.is_file())


def _disclosures(folder: Path) -> tuple[Disclosure, ...]:
    """The disclosed items of a version, one file a clause, in the order of the clauses."""
    found = [Disclosure(path.stem, path.read_text("utf-8")) for path in folder.glob("*.md")]
    return tuple(sorted(found, key=lambda d: [int(part) for part in d.clause.split(".")]))
