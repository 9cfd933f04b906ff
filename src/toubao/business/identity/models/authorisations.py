"""People on their way to a bank or a partner that says who they are, and back (7.2.1.2.1, 7.2.1.2.2)."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Registration


class Authorisation(models.Model):
    """One way there and back: found by the digest of its state, used once, soon over; nonce, verifier and what was said before, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    registration = models.ForeignKey(Registration, on_delete=models.DO_NOTHING, related_name="authorisations")
    provider = models.CharField(max_length=40)
    state_digest = models.BinaryField(unique=True)
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
