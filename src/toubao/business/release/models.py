"""Requests that a second person releases; they decide nothing."""

from uuid import uuid4

from django.db import models

from toubao.journal.writing import About


class Release(models.Model):
    """One request: of which kind (kinds.toml), about which thing, exactly what (`asked`, and its digest), why, by whom, until when, and how
    it ended. `concerns` is the member of staff whom it is about, if any; nothing personal of customers stands in `asked`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=40)
    thing = models.UUIDField()
    asked = models.JSONField()
    digest = models.CharField(max_length=64)
    because = models.CharField(max_length=200)
    concerns = models.CharField(max_length=60, blank=True)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="new")
    decided_by = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing"], name="release_asked_once", condition=models.Q(state="asked")),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="release_open", condition=models.Q(state="asked")),
            models.Index(fields=["-asked_at"], name="release_newest"),
            models.Index(fields=["-ended_at"], name="release_ended", condition=~models.Q(state="asked")),
        ]

    @property
    def about(self) -> About:
        """The subject of this request's journal entries."""
        return About(self.id, "release")
