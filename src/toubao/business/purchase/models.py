"""Purchases: one row each, with what is open in columns and what is personal sealed; it decides nothing."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from toubao.business.identity.models import Account, Person
from toubao.gateways import bounds
from toubao.journal.writing import About

LIVE = ("confirmed", "authorised", "received", "accepted", "referred", "concluded", "reported")


class Purchase(models.Model):
    """One application from its first entry on. `next_at`: when the worker looks at it again; empty when nothing is left to do. `held`: the
    worker leaves it alone, whoever wakes it, since a person goes through what an institution knows of it and we lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="purchases")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="purchases")
    state = models.CharField(max_length=20, default="new")
    product = models.CharField(max_length=60)
    product_version = models.CharField(max_length=40)
    channel = models.CharField(max_length=120)
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    sum_insured = models.BigIntegerField(default=0)
    premium = models.IntegerField(default=0)
    sealed = models.BinaryField()
    documents = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    serial = models.CharField(max_length=20, null=True, unique=True)
    receipt = models.CharField(max_length=bounds.REPORT_NUMBER, blank=True)
    report = models.CharField(max_length=bounds.REPORT_NUMBER, blank=True)
    refusal = models.JSONField(default=list)
    began_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    authorised_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    held = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "product", "starts", "ends"], name="purchase_once_a_period", condition=Q(state__in=list(LIVE))
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="purchase_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["began_at"], name="purchase_began"),
            models.Index(fields=["concluded_at"], name="purchase_concluded", condition=Q(concluded_at__isnull=False)),
            models.Index(fields=["-ended_at"], name="purchase_refused", condition=Q(state="refused")),
            models.Index(fields=["began_at"], name="purchase_held", condition=Q(held=True)),
        ]

    @property
    def about(self) -> About:
        """The subject of this purchase's journal entries."""
        return About(self.id, "purchase", self.person_id)
