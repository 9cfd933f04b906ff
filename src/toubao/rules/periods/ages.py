"""Ages as the Civil Code counts them (articles 12 and 124), with the dated adult age; an insurer's own age limits are in products."""

from datetime import date

from toubao.rules import dated


def turns(birth: date, age: int) -> date:
    """The first day on which a person is that old: the birthday, as age is counted from the day of birth (Civil Code 124).

    Who was born on 29 February is a year older from 1 March in a year without that day: the year before it ends with 28 February (121).
    """
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Full years on that day; raises ValueError before birth."""
    if day < birth:
        raise ValueError("not born yet on that day")
    age = day.year - birth.year
    return age if turns(birth, age) <= day else age - 1


def adult_age_on(day: date) -> int:
    """The age from which people were of age on that day (Civil Code 12: 18 since 2023-01-01, 20 before).

    Raises LookupError for a day before that law.
    """
    return dated.number("adult_age", day)


def is_adult_on(birth: date, day: date) -> bool:
    """Whether a person born then was of age on that day (norm 7.1, legal capacity; guardianship is another question)."""
    return age_on(birth, day) >= adult_age_on(day)
