"""Policies and their signed documents, sealed; they decide nothing."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models import Person
from toubao.journal.writing import About


class Policy(models.Model):
    """One contract in force: its number, its period, and what its document says, sealed. `stopped_at`: since when its document is neither
    issued nor sent, since it is not what was agreed to or its signature does not hold. `paper_due_at`: since when somebody is to send it on
    paper, since nobody signed for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    purchase = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="policies")
    number = models.CharField(max_length=30, unique=True)
    state = models.CharField(max_length=20, default="new")
    product = models.CharField(max_length=60)
    product_version = models.CharField(max_length=40)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    sum_insured = models.BigIntegerField()
    premium = models.IntegerField()
    sealed = models.BinaryField()
    concluded_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    signed_for_at = models.DateTimeField(null=True)
    paper_due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-concluded_at"], name="policy_of_person"),
            models.Index(fields=["concluded_at"], name="policy_unsent", condition=models.Q(state__in=["new", "issued", "returned"])),
            models.Index(
                fields=["sent_at"], name="policy_unsigned", condition=models.Q(state__in=["sent", "opened"], paper_due_at__isnull=True)
            ),
            models.Index(fields=["stopped_at"], name="policy_stopped", condition=models.Q(stopped_at__isnull=False)),
        ]

    @property
    def about(self) -> About:
        """Entries about a policy stand in its purchase's journal."""
        return About(self.purchase, "purchase", self.person_id)


class PolicyDocument(models.Model):
    """The signed PDF of a policy, sealed, and the digest of its bytes."""

    policy = models.OneToOneField(Policy, on_delete=models.DO_NOTHING, related_name="document")
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
