"""Deaths that were reported, what people asked for or complained of, and who was told of a new contract; they decide nothing."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import models

from toubao.business.identity.models import Account, Person
from toubao.journal.writing import About
from toubao.rules.periods import day_of


class DeathReport(models.Model):
    """Somebody told us that a person died: who told it (sealed), who wrote it down, who confirmed it on what evidence."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="deaths_reported")
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    state = models.CharField(max_length=12, default="new")
    sealed = models.BinaryField()
    reported_by = models.CharField(max_length=60)
    confirmed_by = models.CharField(max_length=60, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="death_once_a_person", condition=models.Q(state__in=["reported", "confirmed"]))
        ]
        indexes = [models.Index(fields=["-reported_at"], name="death_newest")]

    @property
    def about(self) -> About:
        """The subject of this report's journal entries."""
        return About(self.id, "death", self.person_id)


class ContractRound(models.Model):
    """One new version of the contract of services, of which every member is told before it starts: how far that has come. Accounts are
    told in the order in which they were opened; the last one that was told is kept, so that a round goes on where it stopped.
    """

    version = models.CharField(max_length=20, primary_key=True)
    starts = models.DateField()
    begun_at = models.DateTimeField()
    opened_until = models.DateTimeField(null=True)
    last = models.UUIDField(null=True)
    told = models.IntegerField(default=0)


class Request(models.Model):
    """What a person asked for or complained of, otherwise than on our pages: what was said and what was answered (both sealed), by when it
    is to be answered, who wrote it down, and how it was decided by whom. `received_at` is when it came, which may be before it was
    recorded; the answer may be put off once, with its reason (sealed as well) told in writing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    sealed = models.BinaryField()
    extension = models.BinaryField(default=bytes)
    answer = models.BinaryField(default=bytes)
    outcome = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="request_open", condition=models.Q(answered_at=None)),
            models.Index(fields=["-answered_at"], name="request_answered", condition=models.Q(answered_at__isnull=False)),
        ]

    @property
    def about(self) -> About:
        """The subject of this request's journal entries."""
        return About(self.id, "request", self.person_id)

    @property
    def came(self) -> date:
        """The day on which it came."""
        return day_of(self.received_at)

    @property
    def last_day(self) -> date:
        """The last day on which an answer is in time."""
        return day_of(self.due_at - timedelta(microseconds=1))
