"""People and how they come in: persons, registrations, accounts, one-time passwords, allowances; they decide nothing."""

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
    """The right to sign in, one a person; purchase is allowed while it is verified (7.1, 7.3)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.OneToOneField(Person, on_delete=models.DO_NOTHING, related_name="account")
    registration = models.OneToOneField(Registration, on_delete=models.DO_NOTHING, related_name="account")
    way = models.CharField(max_length=20, choices=WAYS)
    id_index = models.BinaryField(unique=True)
    phone_index = models.BinaryField(unique=True)
    mail_index = models.BinaryField(unique=True)
    password = models.CharField(max_length=256)
    stamp = models.UUIDField(default=uuid4)
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    verified_at = models.DateTimeField()
    opened_at = models.DateTimeField()

    @property
    def about(self) -> About:
        """The subject of this account's journal entries."""
        return About(self.id, "account", self.person_id)


class OneTimePassword(models.Model):
    """A code that was sent: what for, bound to what, checked and counted in one statement; the code itself isn't kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    purpose = models.CharField(max_length=20)
    subject = models.UUIDField(db_index=True)
    bound = models.BinaryField()
    mac = models.BinaryField()
    channel = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class Allowance(models.Model):
    """How often something was done in a window of time: sendings, failures, look-ups."""

    bucket = models.CharField(max_length=120)
    starts = models.DateTimeField()
    used = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "starts"], name="allowance_once")]


class ApiSession(models.Model):
    """The right of a program to act for an account for a while: its token's keyed digest only;
    ended by time, by its holder, or with the stamp.
    """

    token = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    stamp = models.UUIDField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()


class ApiRequest(models.Model):
    """A request that came with an Idempotency-Key, and its sealed answer, so that it is acted on once.

    It stands in identity, as allowances do, because a key counts for whoever asks: an account, or a network. The primary key is the guard:
    of two requests at once one is written. `thing`: what the request makes is called so, and trying again makes the same.
    """

    index = models.CharField(primary_key=True, max_length=64)
    fingerprint = models.BinaryField()
    thing = models.UUIDField(default=uuid4)
    began_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    answer = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["began_at"], name="api_request_began")]
