"""One-time passwords that were sent, and what was used of each allowance."""

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
