"""The texts that were shown, byte for byte, and who agreed to which; they decide nothing."""

from hashlib import sha256
from uuid import uuid4

from django.db import models

from toubao.journal.models import SubjectKey
from toubao.journal.writing import About


class ShownText(models.Model):
    """One text as people agreed to it, with the insurer's data of that day filled in; found by the digest of its bytes.

    Insert and read only: triggers refuse update, delete and truncate, and the application's role lacks the right.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=30)
    version = models.CharField(max_length=20)
    source = models.BinaryField()
    kept_at = models.DateTimeField()

    @property
    def intact(self) -> bool:
        """Whether the bytes are still those that were agreed to."""
        return sha256(bytes(self.source)).hexdigest() == self.digest


class Consent(models.Model):
    """One person's consent to one text: when, where and by whose hand it was given, and whether it still stands.

    `seen_to_end`: the page saw that the text was opened to its end; else the person says so. `sealed`: the network and the browser it
    came from. `subject`: the registration that it was part of. A consent that ended keeps its row; a new one is a new row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.ForeignKey(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    name = models.CharField(max_length=30)
    text = models.ForeignKey(ShownText, on_delete=models.DO_NOTHING, related_name="+")
    state = models.CharField(max_length=12, default="new")
    place = models.CharField(max_length=12, choices=[(place, place) for place in ("register", "branch", "members")])
    by = models.CharField(max_length=60)
    seen_to_end = models.BooleanField()
    sealed = models.BinaryField()
    subject = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="consent_stands_once", condition=models.Q(state="given"))]
        indexes = [models.Index(fields=["subject"], name="consent_subject", condition=models.Q(subject__isnull=False))]

    @property
    def about(self) -> About:
        """The subject of this consent's journal entries."""
        return About(self.id, "consent", self.key_id)
