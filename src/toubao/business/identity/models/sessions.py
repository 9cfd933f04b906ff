"""Browsers in which a person is signed in; the cookie and what else it remembers are Django's session, doors' business."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Account


class BrowserSession(models.Model):
    """One sign-in in one browser: by which way and how strong, in what kind of browser, from where (shortened, sealed), and how it ended.

    `ends_at` and `latest_end` are in the world's own time, as cookies are; the other times are those of the insurer's clock.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="browser_sessions")
    by = models.CharField(max_length=20)
    strength = models.CharField(max_length=10, choices=[("one", "one"), ("two", "two")])
    browser = models.CharField(max_length=30)
    system = models.CharField(max_length=30)
    sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    latest_end = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-opened_at"], name="browser_session_account")]
