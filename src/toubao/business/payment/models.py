"""Payments of purchases and the webhooks that spoke of them; never a card number."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from toubao.gateways import bounds
from toubao.journal.writing import About


class Payment(models.Model):
    """One try to pay for one purchase; its id is the order at the acquirer. At most one of a purchase is live or charged."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    purchase = models.UUIDField(db_index=True)
    holder = models.UUIDField()
    state = models.CharField(max_length=20, default="new")
    instrument = models.CharField(max_length=20, default="own_card")
    amount = models.IntegerField()
    page = models.CharField(max_length=bounds.ADDRESS, blank=True)
    authorisation_code = models.CharField(max_length=bounds.AUTHORISATION_CODE, blank=True)
    last_four = models.CharField(max_length=bounds.LAST_FOUR, blank=True)
    reason = models.CharField(max_length=bounds.REASON, blank=True)
    intended_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purchase"], name="payment_one_live", condition=Q(state__in=["new", "intended", "authorised"])),
            models.UniqueConstraint(fields=["purchase"], name="payment_one_charge", condition=Q(state__in=["authorised", "captured"])),
        ]
        indexes = [models.Index(fields=["intended_at"], name="payment_unsettled", condition=Q(state="intended"))]

    @property
    def about(self) -> About:
        """Entries about a payment stand in its purchase's journal."""
        return About(self.purchase, "purchase", self.holder)


class Stray(models.Model):
    """A webhook that was believed and names no order of ours, until somebody has looked at it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    event = models.CharField(max_length=bounds.EVENT_ID, unique=True)
    order = models.CharField(max_length=bounds.ORDER)
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    examined_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["heard_at"], name="stray_waiting", condition=Q(examined_at=None))]

    @property
    def about(self) -> About:
        """The subject of its journal entries."""
        return About(self.id, "stray")


class Heard(models.Model):
    """A webhook that was believed, by its event's id, so that a second delivery changes nothing."""

    event = models.CharField(primary_key=True, max_length=bounds.EVENT_ID)
    payment = models.UUIDField()
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
