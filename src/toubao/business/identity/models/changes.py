"""Changes that people ask for: of how they are reached, of their name and address, and of leaving."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Account
from toubao.journal.writing import About

KINDS = [(kind, kind) for kind in ("phone", "phone_lost", "mail", "mail_lost", "name", "address", "leave")]
OPEN = ("asked", "proved", "waiting", "reviewed", "applied")


class Change(models.Model):
    """One change: what shall stand and what stood before (sealed), what was proved, and how far it is.

    `due_at`: when the worker looks at it again. `cool_until`: until then the old address can stop it, with a link of which only the
    keyed digest is kept. Of one topic, one is under way for an account.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="changes")
    kind = models.CharField(max_length=12, choices=KINDS)
    topic = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="new")
    sealed = models.BinaryField()
    new_index = models.BinaryField(null=True)
    given = models.JSONField(default=list)
    new_proved = models.BooleanField(default=False)
    old_proved = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    cool_until = models.DateTimeField(null=True)
    stop_mac = models.BinaryField(null=True, unique=True)
    evidence = models.CharField(max_length=200, blank=True)
    reviewed_by = models.CharField(max_length=60, blank=True)
    released_by = models.CharField(max_length=60, blank=True)
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "topic"], name="change_one_under_way", condition=models.Q(state__in=list(OPEN)))
        ]
        indexes = [
            models.Index(fields=["due_at"], name="change_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["account", "-asked_at"], name="change_of_account"),
            models.Index(fields=["-asked_at"], name="change_proved", condition=models.Q(proved_at__isnull=False)),
        ]

    @property
    def about(self) -> About:
        """The subject of this change's journal entries."""
        return About(self.id, "change", self.account.person_id)
