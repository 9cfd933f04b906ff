"""Statements that are compiled once and then run many times: on the hot path compiling costs more than asking;
which queries there are is in queries.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
_EMPTY = "IS NULL"
_STAND_INS: dict[type, Callable[[int], Any]] = {
    UUID: lambda place: UUID(int=place),
    str: lambda place: f"value {place}",
    datetime: lambda place: datetime(1, 1, place, tzinfo=UTC),
}


class Prepared(Generic[M]):
    """A query whose values change and whose shape does not.

    `build` makes the queryset from one value of each of `kinds` (UUID, str, datetime); select_related works, prefetching does not.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *kinds: type) -> None:
        self._build = build
        self._samples = [_STAND_INS[kind](place) for place, kind in enumerate(kinds, start=1)]

    def all(self, *values: object) -> list[M]:
        """The rows for these values, in the queryset's order."""
        sql, places, read = self._compiled
        parameters: list[Any] = [values[place] if place is not None else fixed for place, fixed in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: Any = cursor.fetchall()
        return [read(row) for row in rows]

    def first(self, *values: object) -> M | None:
        """The first row for these values, or None."""
        return next(iter(self.all(*values)), None)

    def one(self, *values: object) -> M:
        """The row that there must be for these values. Raises the model's DoesNotExist."""
        found = self.first(*values)
        if found is None:
            raise self._build(*self._samples).model.DoesNotExist  # type: ignore[attr-defined]  # which every model has
        return found

    @cached_property
    def _compiled(self) -> tuple[str, list[tuple[int | None, object]], Callable[[Sequence[Any]], M]]:
        """The SQL, where in its parameters each value goes, and how a row becomes an object (as Django's ModelIterable does it)."""
        compiler: Any = self._build(*self._samples).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, given = compiler.as_sql()
        places: list[tuple[int | None, object]] = [
            (self._samples.index(each), None) if each in self._samples else (None, each) for each in given
        ]
        info = compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in compiler.select[start:end]]
        related: Any = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are of a later Django
        converting = compiler.get_converters([column[0] for column in compiler.select])

        def read(given: Sequence[Any]) -> M:
            row = list(given)
            for place, (converters, expression) in converting.items():
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
            made: M = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in related:
                populator.populate(row, made)
            return made

        return sql, places, read


def change(model: type[Model], *, where: Mapping[str, object], to: Mapping[str, object]) -> int:
    """Write the values `to` into the rows in which all of `where` holds, in one statement; how many there were.

    A tuple in `where` means any of its values, None means empty. What QuerySet.update does with plain values, its text made once a shape.
    """
    sql, fields = _change(model, tuple(to), tuple((name, _comparison(value)) for name, value in where.items()))
    given = [*to.values(), *(value for value in where.values() if value is not None)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [_kept(field, value) for field, value in zip(fields, given, strict=True)])
        changed: int = cursor.rowcount
        return changed


@cache
def _change(model: type[Model], to: tuple[str, ...], where: tuple[tuple[str, str], ...]) -> tuple[str, list[Any]]:
    """The statement of one shape, and the fields of its parameters in their order."""
    name = connection.ops.quote_name
    written: list[Any] = [model._meta.get_field(each) for each in to]
    compared: list[Any] = [model._meta.pk if each == "pk" else model._meta.get_field(each) for each, _ in where]
    sets = ", ".join(f"{name(field.column)} = %s" for field in written)
    holds = " AND ".join(f"{name(field.column)} {how}" for field, (_, how) in zip(compared, where, strict=True))
    parameters = [*written, *(field for field, (_, how) in zip(compared, where, strict=True) if how != _EMPTY)]
    return f"UPDATE {name(model._meta.db_table)} SET {sets} WHERE {holds}", parameters  # noqa: S608 names of columns, no values


def _comparison(value: object) -> str:
    return _EMPTY if value is None else "= ANY(%s)" if isinstance(value, tuple) else "= %s"


def _kept(field: Any, value: object) -> Any:
    """A value, or each of several, as the field keeps it; a row by its key."""
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, tuple):
        return [field.get_db_prep_save(each, connection) for each in value]
    return field.get_db_prep_save(value, connection)
