"""Persons, their registrations and their accounts."""

from uuid import uuid4

from django.db import models

from toubao.journal.models import SubjectKey
from toubao.journal.writing import About

WAYS = [(way, way) for way in ("online", "bank", "partner", "branch", "certificate")]


class Person(models.Model):
    """A natural person: what we know of them is sealed under their own key; numbers are found by blind index only."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.OneToOneField(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    id_index = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["id_index"], name="person_id_index")]


class Registration(models.Model):
    """One run through registration; several may be begun, one opens the account."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="registrations")
    state = models.CharField(max_length=20, default="started")
    way = models.CharField(max_length=20, choices=WAYS)
    channel = models.CharField(max_length=120)
    notices = models.JSONField(default=dict)
    otp_channel = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    @property
    def about(self) -> About:
        """The subject of this registration's journal entries."""
        return About(self.id, "registration", self.person_id)


class Account(models.Model):
    """The right to sign in, one a person; purchase is allowed while it is verified (7.1, 7.3).

    `blocked` says why nobody may sign in (empty: nothing is in the way); a closed account keeps its row, and its person may register
    anew. Until `cooled_until` no application is confirmed and nothing is paid out to a new instrument.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.OneToOneField(Person, on_delete=models.DO_NOTHING, related_name="account")
    registration = models.OneToOneField(Registration, on_delete=models.DO_NOTHING, related_name="account")
    way = models.CharField(max_length=20, choices=WAYS)
    id_index = models.BinaryField()
    phone_index = models.BinaryField()
    mail_index = models.BinaryField()
    password = models.CharField(max_length=256)
    stamp = models.UUIDField(default=uuid4)
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    verified_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    cooled_until = models.DateTimeField(null=True)
    blocked = models.CharField(max_length=20, blank=True, choices=[(why, why) for why in ("not_me", "death")])
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=[name], name=f"account_{name}_once", condition=models.Q(closed_at=None))
            for name in ("id_index", "phone_index", "mail_index")
        ]

    @property
    def about(self) -> About:
        """The subject of this account's journal entries."""
        return About(self.id, "account", self.person_id)
