"""Restorations: that an older state was found, and how far it has come; they decide nothing."""

from uuid import uuid4

from django.db import models

from toubao.journal.writing import About


class Restoration(models.Model):
    """One time that an older state of the database was found. `open`: true while it lasts, else empty, so that there is one at a time.

    Journal entries after `last_entry` up to `lost_until` were lost with it, or given to what was written before it was found. `numbers`:
    what had been given out of each sequence by the mark; none where there was no mark. `comparison`: the one that looked for what was lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    open = models.BooleanField(null=True, default=True, unique=True)
    state = models.CharField(max_length=12, default="new")
    because = models.CharField(max_length=300)
    last_entry = models.BigIntegerField()
    last_at = models.DateTimeField(null=True)
    lost_until = models.BigIntegerField(null=True)
    numbers = models.JSONField(default=dict)
    comparison = models.UUIDField(null=True)
    found_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=60, blank=True)

    @property
    def about(self) -> About:
        """The subject of this restoration's journal entries."""
        return About(self.id, "restoration")
