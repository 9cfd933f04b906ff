"""Limits reserved for applications, and what people decided about referred ones."""

from django.db import models


class Cumulation(models.Model):
    """One row an insured and line, locked while a reservation is made, so that parallel buyers can't overshoot (11.2.2)."""

    insured = models.UUIDField()
    line = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["insured", "line"], name="cumulation_once")]


class Reservation(models.Model):
    """A sum insured held for one application while it is decided, kept when it is accepted, released otherwise."""

    purchase = models.UUIDField(primary_key=True)
    insured = models.UUIDField()
    line = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    others = models.BigIntegerField()
    state = models.CharField(max_length=10, default="held", choices=[("held", "held"), ("kept", "kept"), ("released", "released")])
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["insured", "line", "starts"], name="reservation_insured", condition=~models.Q(state="released")),
            models.Index(fields=["insured", "made_at"], name="reservation_made"),
        ]


class Referral(models.Model):
    """An application that a person decides (11.2.4): why it was referred, who decided what, when, and with which reasons."""

    purchase = models.UUIDField(primary_key=True)
    reasons = models.JSONField()
    referred_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    accepted = models.BooleanField(null=True)
    because = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["referred_at"], name="referral_undecided", condition=models.Q(decided_at=None)),
            models.Index(fields=["-decided_at"], name="referral_decided", condition=models.Q(decided_at__isnull=False)),
        ]
