"""One edition of the norm as frozen values: its clauses, their order, their place and how to cite them; loads nothing."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

NUMERALS = "零一二三四五六七八九"
LEVELS = ("項", "款", "目")


class UnknownClause(LookupError):
    """No clause with that id stands in the edition."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the norm. `id` is ARTICLE.PARAGRAPH.SUBPARAGRAPH.ITEM…; a leaf has nothing below it; a paragraph has no parent."""

    id: str
    article: str
    text: str
    leaf: bool
    parent: str | None


@dataclass(frozen=True)
class Edition:
    """The norm as amended on one day; `version` is that day, and `clauses` stand in the norm's own order."""

    version: str
    title: str
    amended_on: date
    adopted_by: tuple[str, ...]
    clauses: tuple[Clause, ...]

    @cached_property
    def leaves(self) -> tuple[Clause, ...]:
        """The clauses that must be answered: those with nothing below them."""
        return tuple(clause for clause in self.clauses if clause.leaf)

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The numbers of the articles, as "1" … "4", "4-1", "5" … "32"."""
        return tuple(dict.fromkeys(clause.article for clause in self.clauses))

    def clause(self, clause_id: str) -> Clause:
        """The clause with that id; raises UnknownClause."""
        try:
            return self._by_id[clause_id]
        except KeyError:
            raise UnknownClause(f"no clause {clause_id!r} in the edition of {self.version}") from None

    def has(self, clause_id: str) -> bool:
        """Whether a clause with that id stands in this edition."""
        return clause_id in self._by_id

    def under(self, place: str) -> tuple[Clause, ...]:
        """The clause or article `place` and everything below it, in order; raises UnknownClause."""
        found = tuple(c for c in self.clauses if c.id == place or c.id.startswith(f"{place}."))
        if not found:
            raise UnknownClause(f"nothing stands at {place!r} in the edition of {self.version}")
        return found

    def citation(self, clause_id: str) -> str:
        """How the norm itself cites the clause, as 第十條第一項第三款; an article of one paragraph is cited without it (第三條第五款)."""
        clause = self.clause(clause_id)
        counts = [int(part) for part in clause.id.split(".")[1:]]
        places = [f"第{numeral(count)}{level}" for count, level in zip(counts, LEVELS, strict=False)]
        if not self.has(f"{clause.article}.2"):
            places = places[1:]
        return _article_in_words(clause.article) + "".join(places) + "".join(f"之{count}" for count in counts[len(LEVELS) :])

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}


def natural(clause_id: str) -> tuple[tuple[int, ...], ...]:
    """The key that sorts ids as the norm counts them: 4.2 before 4-1.1 before 5.1, 5.2.2 before 5.2.11."""
    return tuple(tuple(int(number) for number in part.split("-")) for part in clause_id.split("."))


def numeral(number: int) -> str:
    """A number from 1 to 99 as the norm writes it: 3 is 三, 11 is 十一, 20 is 二十, 32 is 三十二."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


def read(text: str) -> tuple[Clause, ...]:
    """The clauses in a text of one clause a line: id, tab, words.

    Raises ValueError for a line without words, an id that stands twice, or a clause whose parent is missing.
    """
    pairs = [line.split("\t") for line in text.splitlines()]
    ids = {pair[0] for pair in pairs}
    if len(ids) != len(pairs):
        raise ValueError("an id stands twice")
    parents = {_above(clause_id) for clause_id in ids}
    if parents - ids - {None}:
        raise ValueError("a clause stands under one that isn't there")
    return tuple(_clause(pair, leaf=pair[0] not in parents) for pair in pairs)


def _clause(pair: list[str], *, leaf: bool) -> Clause:
    if len(pair) != 2 or not all(pair):
        raise ValueError(f"not an id, a tab and words: {pair}")
    clause_id, words = pair
    return Clause(id=clause_id, article=clause_id.split(".")[0], text=words, leaf=leaf, parent=_above(clause_id))


def _above(clause_id: str) -> str | None:
    """The id one level up, or None for a paragraph."""
    above = clause_id.rpartition(".")[0]
    return above if "." in above else None


def _article_in_words(article: str) -> str:
    number, _, inserted = article.partition("-")
    return f"第{numeral(int(number))}條" + (f"之{numeral(int(inserted))}" if inserted else "")
