"""Visits to a branch, and the links that take what came of them into use; they decide nothing."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models import Registration


class Visit(models.Model):
    """One person who came to a branch: at which, what for, before which clerk; then the registration that their signature began.

    `read` has the digest of each notice that was read, on paper or on a tablet (`medium`). What was signed with, and what they showed of
    themselves (`stated`), are sealed under the person's key; `checked` is what the second source said of their document: empty before it
    is asked, waiting while it didn't answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    branch = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20)
    medium = models.CharField(max_length=10, choices=[("tablet", "tablet"), ("paper", "paper")])
    clerk = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    read = models.JSONField(default=dict)
    registration = models.OneToOneField(Registration, on_delete=models.DO_NOTHING, null=True, related_name="visit")
    shown = models.JSONField(default=dict)
    signed_by = models.CharField(max_length=10, blank=True, choices=[("pad", "pad"), ("paper", "paper")])
    signature = models.BinaryField(null=True)
    signature_digest = models.CharField(max_length=64, blank=True)
    stated = models.BinaryField(null=True)
    stated_digest = models.CharField(max_length=64, blank=True)
    checked = models.CharField(max_length=20, blank=True)
    checked_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["clerk", "-began_at"], name="visit_of_clerk"),
            models.Index(fields=["-handed_in_at"], name="visit_handed_in", condition=models.Q(handed_in_at__isnull=False)),
        ]


class ActivationLink(models.Model):
    """A link that takes what a branch registered into use, once: its keyed digest only, until when, and how often somebody tried."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    registration = models.ForeignKey(Registration, on_delete=models.DO_NOTHING, related_name="links")
    mac = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)
