"""Programs that act for an account, and the requests that they repeat."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Account


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
