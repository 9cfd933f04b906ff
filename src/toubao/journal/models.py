"""The journal's tables: subjects and their keys, entries that only grow, duties that are open; they decide nothing."""

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models


class SubjectKey(models.Model):
    """The wrapped key of one person (or other holder); without it, what was encrypted for them can't be read again."""

    holder = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)


class Subject(models.Model):
    """What entries are about: one purchase, one registration. How many entries it has and the digest of the last are kept here, apart from
    them, and moved by a trigger as one is inserted. Entries before `chained_from` were written without a chain, and linked later.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    holder = models.UUIDField(null=True)
    last = models.IntegerField(db_default=0)
    head = models.BinaryField(db_default=b"")
    chained_from = models.IntegerField(db_default=1)


class Entry(models.Model):
    """One event. Insert and read only: triggers refuse update, delete and truncate (proof: evidence 1). `previous` is the digest of the
    entry before, empty for the first; NULL in entries of before there was a chain.
    """

    subject = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, related_name="entries", db_index=False)
    number = models.IntegerField()
    event = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=60)
    at = models.DateTimeField()
    norm = models.CharField(max_length=20)
    release = models.CharField(max_length=40)
    facts = models.JSONField()
    personal = models.BinaryField(null=True)
    verdicts = models.JSONField()
    digest = models.BinaryField()
    previous = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="entry_number_once")]
        indexes = [
            BTreeIndex(fields=["event", "at"], name="entry_event_at"),
            BTreeIndex(fields=["event", "at"], name="entry_refused", condition=models.Q(outcome="refused")),
        ]


class OpenDuty(models.Model):
    """A duty that an event opened; met by another event, else late after `due_at` (UTC)."""

    subject = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, related_name="duties")
    name = models.CharField(max_length=60)
    clause = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    told_late_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            BTreeIndex(fields=["due_at"], name="duty_open_due", condition=models.Q(met_at=None)),
            models.Index("met_at", "id", name="duty_met", condition=models.Q(met_at__isnull=False)),
            models.Index("met_at", "id", name="duty_met_late", condition=models.Q(met_at__gt=models.F("due_at"))),
            models.Index(
                "name", "clause", models.F("met_at") - models.F("opened_at"), name="duty_took", condition=models.Q(met_at__isnull=False)
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["subject", "name"], name="duty_open_once", condition=models.Q(met_at=None))]
