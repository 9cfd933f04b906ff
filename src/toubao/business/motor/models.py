"""Motor policies as the insurer's books have them, whose they are, and the electronic proofs of them; they decide nothing."""

from uuid import uuid4

from django.db import models

from toubao.journal.models import SubjectKey
from toubao.journal.writing import About

KINDS = [(kind, kind) for kind in ("person", "business", "tax")]
LINES = [(line, line) for line in ("compulsory", "voluntary")]


class Insured(models.Model):
    """Whose vehicles are insured: a person or a company, found by the keyed number alone; number and name sealed under their own key."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.OneToOneField(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    id_index = models.BinaryField(unique=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    sealed = models.BinaryField()
    loaded_at = models.DateTimeField()


class MotorPolicy(models.Model):
    """One contract for one vehicle. `number`: of the certificate, or of a voluntary policy. `look_up`: the keyed digest of the insured's
    number and the plate together, so that only who knows both finds it; `entered`: that of the line of the books, to see what changed.
    Money is NT$; `ended_at` is empty unless the contract ended before its time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    insured = models.ForeignKey(Insured, on_delete=models.DO_NOTHING, related_name="policies")
    look_up = models.BinaryField(db_index=True)
    plate_index = models.BinaryField(db_index=True)
    line = models.CharField(max_length=12, choices=LINES)
    number = models.CharField(max_length=30, unique=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    premium = models.IntegerField()
    due_on = models.DateField()
    paid_on = models.DateField(null=True)
    paid = models.IntegerField(default=0)
    sealed = models.BinaryField()
    entered = models.BinaryField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="motor_policy_lasts"),
            models.CheckConstraint(condition=models.Q(premium__gte=0, paid__gte=0), name="motor_policy_money"),
        ]

    @property
    def about(self) -> About:
        """The subject of this policy's journal entries: who looked, and which proofs were issued."""
        return About(self.id, "motor policy", self.insured_id)


class ElectronicProof(models.Model):
    """One application for the electronic proof of a policy, made in one look-up (`ticket`: its digest), and the signed PDF, sealed.
    `issue` counts those that were issued of a policy: the first is 1. After `expires_at` nobody can fetch it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    policy = models.ForeignKey(MotorPolicy, on_delete=models.DO_NOTHING, related_name="proofs")
    state = models.CharField(max_length=12, default="new")
    ticket = models.BinaryField()
    issue = models.IntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField(null=True)
    applied_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "ticket"], name="proof_once_a_look_up"),
            models.UniqueConstraint(fields=["policy", "issue"], name="proof_issue_once"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="proof_under_way", condition=models.Q(state__in=["applied", "issued"])),
        ]

    @property
    def about(self) -> About:
        """Entries about a proof stand in its policy's journal."""
        return self.policy.about
