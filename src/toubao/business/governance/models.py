"""The insurer's people who sign in to the console, with their second factor; what they may do is in doors/console."""

from uuid import uuid4

from django.db import models

from toubao.journal.models import SubjectKey
from toubao.journal.writing import About

ROLES = [(role, role) for role in ("compliance", "underwriter", "service", "auditor", "operator")]


class Staff(models.Model):
    """One member of staff: sign-in name, role, password, and a sealed TOTP secret; `last_step` keeps a code from being used twice."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.OneToOneField(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=ROLES)
    password = models.CharField(max_length=256)
    totp_sealed = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    stamp = models.UUIDField(default=uuid4)
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField()

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
