"""The insurer's people who sign in to the console, with their second factor; what they may do is in doors/console."""

from uuid import uuid4

from django.db import models

from toubao.journal.models import SubjectKey
from toubao.journal.writing import About

ROLES = [(role, role) for role in ("compliance", "underwriter", "service", "auditor", "operator", "clerk", "officer", "security")]


class Staff(models.Model):
    """One member of staff: sign-in name, role, branch, password, and a sealed TOTP secret; `last_step` keeps a code from being used twice.

    Written down when somebody asks that they be admitted, `admitted_at` when another person released it, `joined_at` when they took their
    one-time link into use, `left_at` when they left.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.OneToOneField(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=ROLES)
    branch = models.CharField(max_length=60, blank=True)
    mail_sealed = models.BinaryField(null=True)
    password = models.CharField(max_length=256)
    totp_sealed = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    stamp = models.UUIDField(default=uuid4)
    signed_in_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    outgrown = False
    """No column: whether the password with which this member just came would not be taken any more."""

    @property
    def about(self) -> About:
        """The subject of this member's journal entries."""
        return About(self.id, "staff", self.id)


class StaffPasskey(models.Model):
    """A passkey of a member of staff, which stands in for the authenticator's code; a suspended one opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    member = models.ForeignKey(Staff, on_delete=models.DO_NOTHING, related_name="passkeys")
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    name = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)


class StaffLink(models.Model):
    """A one-time link with which a member sets password and authenticator: its keyed digest, and the sealed secret that comes with it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    member = models.ForeignKey(Staff, on_delete=models.DO_NOTHING, related_name="links")
    mac = models.BinaryField(unique=True)
    secret = models.BinaryField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccessReview(models.Model):
    """A time at which each person's role is looked at by somebody else."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    number = models.IntegerField(unique=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    @property
    def about(self) -> About:
        """The subject of this review's journal entries."""
        return About(self.id, "access review")


class ReviewedAccess(models.Model):
    """One member in a review: with which role, and what was decided by whom (kept, taken; left: they were gone before)."""

    id = models.BigAutoField(primary_key=True)
    review = models.ForeignKey(AccessReview, on_delete=models.DO_NOTHING, related_name="lines")
    member = models.ForeignKey(Staff, on_delete=models.DO_NOTHING, related_name="reviewed")
    role = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, blank=True)
    because = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "member"], name="reviewed_once")]
