"""Runs of coming back into an account; they decide nothing."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models import Account, Person
from toubao.journal.writing import About


class Recovery(models.Model):
    """One run: by which way, how far, and until when what it waits for is good. Whoever types what fits no account gets a row as well,
    without a person, so that nobody can tell by what happens whether there is one.

    The two codes are kept as keyed digests and tried together. `stamp` is the account's when it was asked: another one means that its keys
    changed since. `to_sign` is the text that waits for a signature by certificate, empty once it was used. At a branch a clerk keeps the
    document that was shown (sealed), and to which address (`channel`) the one-time link goes. Until `cool_until` the new password can be
    disowned, with a link of which only the keyed digest is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, null=True, related_name="recoveries")
    way = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="new")
    stamp = models.UUIDField(null=True)
    phone_mac = models.BinaryField(null=True)
    mail_mac = models.BinaryField(null=True)
    tries = models.IntegerField(default=0)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    cool_until = models.DateTimeField(null=True)
    stop_mac = models.BinaryField(null=True, unique=True)
    authority = models.CharField(max_length=40, blank=True)
    to_sign = models.CharField(max_length=200, blank=True)
    branch = models.CharField(max_length=40, blank=True)
    clerk = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    document = models.BinaryField(null=True)
    link_mac = models.BinaryField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="recovery_lapses", condition=models.Q(state__in=["asked", "proved"])),
            models.Index(fields=["cool_until"], name="recovery_settles", condition=models.Q(state="recovered")),
            models.Index(fields=["began_at"], name="recovery_began"),
        ]

    @property
    def about(self) -> About:
        """The subject of this run's journal entries."""
        return About(self.id, "recovery", self.person_id)
