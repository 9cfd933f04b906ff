"""Deaths that were reported; they decide nothing."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models import Account, Person
from toubao.journal.writing import About


class DeathReport(models.Model):
    """Somebody told us that a person died: who told it (sealed), who wrote it down, who confirmed it on what evidence."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="deaths_reported")
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    state = models.CharField(max_length=12, default="new")
    sealed = models.BinaryField()
    reported_by = models.CharField(max_length=60)
    confirmed_by = models.CharField(max_length=60, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="death_once_a_person", condition=models.Q(state__in=["reported", "confirmed"]))
        ]
        indexes = [models.Index(fields=["-reported_at"], name="death_newest")]

    @property
    def about(self) -> About:
        """The subject of this report's journal entries."""
        return About(self.id, "death", self.person_id)
