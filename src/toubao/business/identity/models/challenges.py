"""What people were asked to sign with their certificate (7.2.3.3)."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Registration


class CertificateChallenge(models.Model):
    """One text to sign: sealed; bound to the registration, its notices and who was stated, by a digest; used once, soon over."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    registration = models.ForeignKey(Registration, on_delete=models.DO_NOTHING, related_name="challenges")
    authority = models.CharField(max_length=40)
    bound = models.BinaryField()
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
