"""Persons, their registrations and their accounts."""

from uuid import uuid4

from django.db import models

from toubao.journal.models import SubjectKey
from toubao.journal.writing import About


class Person(models.Model):
    """A natural person: what we know of them is sealed under their own key; numbers are found by blind index only."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.OneToOneField(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    id_index = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["id_index"], name="person_id_index")]


class Registration(models.Model):
    """One run through registration; several may be begun, one opens the account."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="registrations")
    state = models.CharField(max_length=20, default="started")
    way = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20, default="purchase")
    renews = models.ForeignKey("identity.Account", on_delete=models.DO_NOTHING, null=True, related_name="renewals")
    channel = models.CharField(max_length=120)
    notices = models.JSONField(default=dict)
    otp_channel = models.CharField(max_length=10, blank=True)
    contact_confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="registration_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="registration_state_newest"),
            models.Index(fields=["completed_at"], name="registration_completed", condition=models.Q(completed_at__isnull=False)),
        ]

    @property
    def about(self) -> About:
        """The subject of this registration's journal entries."""
        return About(self.id, "registration", self.person_id)


class Account(models.Model):
    """The right to sign in, one a person. `verified_at`: for purchase (7.1), empty where it only serves; `served_from`: for service (8.1).

    Each has its own clock: five years without a purchase, or without a service, and identity is to be verified again (7.3, 8.2).

    It signs in with the phone or mailbox of an index; one that was only stated, not proved, goes to whoever proves it (empty then).

    `blocked` says why nobody may sign in (empty: nothing is in the way); a closed account keeps its row, and its person may register
    anew. Until `cooled_until` no application is confirmed and nothing is paid out to a new instrument.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.OneToOneField(Person, on_delete=models.DO_NOTHING, related_name="account")
    registration = models.OneToOneField(Registration, on_delete=models.DO_NOTHING, related_name="account")
    way = models.CharField(max_length=40)
    id_index = models.BinaryField()
    phone_index = models.BinaryField(null=True)
    mail_index = models.BinaryField(null=True)
    phone_proved = models.BooleanField()
    mail_proved = models.BooleanField()
    password = models.CharField(max_length=256)
    stamp = models.UUIDField(default=uuid4)
    verified_at = models.DateTimeField(null=True)
    served_from = models.DateTimeField()
    last_purchase_at = models.DateTimeField(null=True)
    last_service_at = models.DateTimeField(null=True)
    purchase_warned_at = models.DateTimeField(null=True)
    service_warned_at = models.DateTimeField(null=True)
    purchase_slept_at = models.DateTimeField(null=True)
    service_slept_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    cooled_until = models.DateTimeField(null=True)
    blocked = models.CharField(max_length=20, blank=True, choices=[(why, why) for why in ("not_me", "death", "staff")])
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=[name], name=f"account_{name}_once", condition=models.Q(closed_at=None))
            for name in ("id_index", "phone_index", "mail_index")
        ]
        indexes = [
            models.Index(fields=[begins], name=f"account_{clock}_awake", condition=models.Q(closed_at=None, **{f"{clock}_slept_at": None}))
            for clock, begins in (("purchase", "verified_at"), ("service", "served_from"))
        ]
        indexes += [models.Index(fields=["id_index"], name="account_id_index")]
        indexes += [models.Index(fields=["id"], name="account_blocked", condition=~models.Q(blocked=""))]
        indexes += [
            models.Index(
                fields=[f"{clock}_{told}_at"], name=f"account_{clock}_{told}",
                condition=models.Q(closed_at=None, **{f"{clock}_{told}_at__isnull": False}),
            )
            for clock in ("purchase", "service")
            for told in ("warned", "slept")
        ]  # fmt: skip

    @property
    def about(self) -> About:
        """The subject of this account's journal entries."""
        return About(self.id, "account", self.person_id)


class Policyholder(models.Model):
    """Somebody who holds policies from before or from elsewhere, as the insurer's books have them (8.1): found by the keyed number alone,
    shown to nobody until a verified person is known to be the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.OneToOneField(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    id_index = models.BinaryField(unique=True)
    sealed = models.BinaryField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, null=True, related_name="held_before")
    matched_at = models.DateTimeField(null=True)
    matched_by = models.CharField(max_length=40, blank=True)
    loaded_at = models.DateTimeField()

    @property
    def about(self) -> About:
        """The subject of this policyholder's journal entries."""
        return About(self.id, "policyholder", self.id)
