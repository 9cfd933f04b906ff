"""What people were asked to sign with their certificate (7.2.3.3, 10.1.3)."""

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


class TextToSign(models.Model):
    """One text with which somebody confirms something by certificate (10.1.3): for which purpose and subject, the digest of what is agreed
    to, which stands in the text; used once, soon over.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    purpose = models.CharField(max_length=20)
    subject = models.UUIDField()
    authority = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    text = models.CharField(max_length=240)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
