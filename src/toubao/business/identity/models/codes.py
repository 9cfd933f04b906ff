"""One-time passwords that were sent, what was used of each allowance, and who failed to come in."""

from uuid import uuid4

from django.db import models


class OneTimePassword(models.Model):
    """A code that was sent: what for, bound to what, checked and counted in one statement; the code itself isn't kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    purpose = models.CharField(max_length=20)
    subject = models.UUIDField(db_index=True)
    bound = models.BinaryField()
    mac = models.BinaryField()
    channel = models.CharField(max_length=10)
    digits = models.SmallIntegerField(default=6)
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


class Guessing(models.Model):
    """How often in a row somebody failed to come in as somebody: as an account, a member of staff, or a name that nobody has."""

    subject = models.UUIDField(primary_key=True)
    failures = models.IntegerField()
    locked_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["locked_until"], name="guessing_locked", condition=models.Q(locked_until__isnull=False))]


class FailedAttempt(models.Model):
    """One failure to come in, the same row whether the name exists (`known`) or not; the journal is told of those that concern somebody.

    `kind` is account, staff, or motor (the open look-up, which concerns nobody), `by` the way that was tried, `failures` how many there
    were in a row.
    """

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=10)
    subject = models.UUIDField()
    known = models.BooleanField()
    by = models.CharField(max_length=20)
    network = models.CharField(max_length=45)
    failures = models.IntegerField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="failed_attempt_untold", condition=models.Q(known=True, told_at=None)),
            models.Index(fields=["kind"], name="failed_attempt_of_nobody", condition=models.Q(known=False, told_at=None, kind="motor")),
        ]
