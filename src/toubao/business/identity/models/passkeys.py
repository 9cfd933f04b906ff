"""Passkeys of people, and the challenges that wait for an answer."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Account


class Passkey(models.Model):
    """A key that one of a person's devices holds: its public half, how often it was used, and its sealed name.

    A suspended one opens nothing: its count went back, so somebody may have a copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="passkeys")
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    synced = models.BooleanField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)


class PasskeyChallenge(models.Model):
    """A random challenge for one purpose, answered at most once; `owner` is the account or member of staff whose passkey must answer."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    purpose = models.CharField(max_length=20)
    owner = models.UUIDField(null=True)
    challenge = models.BinaryField()
    made_at = models.DateTimeField()
