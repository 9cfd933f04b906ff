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
    """What entries are about: one purchase, one registration; counts its entries."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    holder = models.UUIDField(null=True)
    last = models.IntegerField(default=0)


class Entry(models.Model):
    """One event. Insert and read only: triggers refuse update, delete and truncate (proof: evidence 1)."""

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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="entry_number_once")]
        indexes = [BTreeIndex(fields=["event", "at"], name="entry_event_at")]


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
        indexes = [BTreeIndex(fields=["due_at"], name="duty_open_due", condition=models.Q(met_at=None))]
        constraints = [models.UniqueConstraint(fields=["subject", "name"], name="duty_open_once", condition=models.Q(met_at=None))]
