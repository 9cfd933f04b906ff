"""Programs that act for an account, and the requests that they repeat."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Account
from toubao.journal.writing import About


class Program(models.Model):
    """A program that people may let act for them: its client id, owner, who set it up (facts.SetUpBy), what it may be let do, where its
    answers may go, and from which day to which. All are public clients: what they prove themselves with is PKCE (RFC 7636).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    owner = models.CharField(max_length=80)
    set_up_by = models.CharField(max_length=20)
    scopes = models.JSONField()
    redirects = models.JSONField()
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=12, default="asked")
    asked_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    @property
    def about(self) -> About:
        """The subject of this program's journal entries."""
        return About(self.id, "program")


class ProgramGrant(models.Model):
    """A person let a program act for them: for what, until when. Of the code and of the token that renews only keyed digests are kept;
    a code stays known after its use, so that a second use is noticed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    stamp = models.UUIDField()
    scopes = models.JSONField()
    redirect = models.CharField(max_length=300)
    challenge = models.CharField(max_length=128)
    code = models.BinaryField()
    code_ends_at = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True)
    renewal = models.BinaryField(null=True)
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-given_at"], name="program_grant_account", condition=models.Q(ended_at=None)),
        ]


class ApiSession(models.Model):
    """The right of a program to act for an account for a while: its token's keyed digest only;
    ended by time, with what the person granted, or with the stamp.
    """

    token = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    grant = models.ForeignKey(ProgramGrant, on_delete=models.CASCADE, related_name="sessions")
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
