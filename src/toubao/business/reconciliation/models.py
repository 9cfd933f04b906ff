"""Comparisons of books, how far each has come, and the differences that were found; they decide nothing."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from toubao.gateways import bounds
from toubao.journal.writing import About


class Comparison(models.Model):
    """One comparison of all books over what moved from `since` until `until`. `reason`: daily, by hand, after a restore, or the beginning,
    which only says from when on books are compared. `lost`: what we don't know may have been ours, since an older state was restored.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    reason = models.CharField(max_length=12)
    lost = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-began_at"], name="comparison_newest")]

    @property
    def about(self) -> About:
        """The subject of this comparison's journal entries."""
        return About(self.id, "comparison")


class Book(models.Model):
    """One institution's book in a comparison: which part is read next, and where; why it could not be read the last time."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="books")
    institution = models.CharField(max_length=20)
    part = models.CharField(max_length=10, default="theirs", choices=[(part, part) for part in ("theirs", "ours", "done")])
    cursor = models.CharField(max_length=bounds.CURSOR, blank=True)
    read = models.IntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comparison", "institution"], name="book_once")]


class Listed(models.Model):
    """That an institution listed an entry in a comparison: what of ours is not among these is asked about one by one."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="+")
    institution = models.CharField(max_length=20)
    reference = models.CharField(max_length=bounds.REFERENCE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comparison", "institution", "reference"], name="listed_once")]


class Difference(models.Model):
    """One thing on which two books differ. `remedy`: what the system does about it; empty where a person decides."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    institution = models.CharField(max_length=20)
    reference = models.CharField(max_length=bounds.REFERENCE)
    kind = models.CharField(max_length=20)
    ours = models.CharField(max_length=120, blank=True)
    theirs = models.CharField(max_length=120, blank=True)
    purchase = models.UUIDField(null=True, db_index=True)
    lost = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="new")
    remedy = models.CharField(max_length=10, blank=True)
    tries = models.IntegerField(default=0)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "reference"], name="difference_open_once", condition=Q(state="open")),
        ]
        indexes = [
            models.Index(fields=["found_at"], name="difference_open", condition=Q(state="open")),
            models.Index(fields=["institution", "reference"], name="difference_of"),
            models.Index(fields=["-ended_at"], name="difference_ended", condition=~Q(state="open")),
        ]

    @property
    def about(self) -> About:
        """The subject of this difference's journal entries."""
        return About(self.id, "difference")
