"""What is kept counted, and what has moved since it was added up; a figure is the sum of both. Only the database writes either."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Counted(models.Model):
    """How many of something there are: of which kind, on which day in Taipei, by which key; and an amount that adds up with them.

    `case`: purchases by the day they were begun, [product, state]. `sale`: contracts by the day they were concluded, [product]; the amount
    is their premiums in NT$. `registration`: by the day begun, [way, purpose, state]. `duty`: of all time (queries.WHOLE), [name, clause,
    open or met or met_late]; the amount is the microseconds that those took that were met. What is counted of the journal is in entries.py.
    """

    what = models.CharField(max_length=20)
    day = models.DateField()
    key = ArrayField(models.TextField())
    many = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        abstract = True


class Figure(Counted):
    """What was added up until the last minute."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "day", "key"], name="figure_once")]


class Movement(Counted):
    """What came or went since: a row is only ever added, so nobody waits for anybody."""


class Mark(models.Model):
    """Up to which entry of the journal figures are counted (one row): `seen` is the next such number, to be counted once all transactions
    before `horizon` have ended.
    """

    id = models.SmallIntegerField(primary_key=True)
    upto = models.BigIntegerField()
    seen = models.BigIntegerField()
    horizon = models.BigIntegerField()
