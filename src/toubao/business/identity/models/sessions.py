"""Browsers in which a person is signed in; the cookie and what else it remembers are Django's session, doors' business."""

from uuid import uuid4

from django.db import models

from toubao.business.identity.models.people import Account


class KnownBrowser(models.Model):
    """A browser in which an account signed in before: a keyed digest of a random mark in its cookie, another for every account."""

    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    mark = models.BinaryField()
    first_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "mark"], name="known_browser_once")]


class SignInChoice(models.Model):
    """How a person wants their sign-ins guarded; without a row, as everybody's are."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.DO_NOTHING, related_name="sign_in_choice")
    tell_by_sms = models.BooleanField(default=False)
    second_factor = models.BooleanField(default=False)


class BrowserSession(models.Model):
    """One sign-in in one browser: by which way and how strong, in what kind of browser, from where (shortened, sealed), and how it ended.

    `ends_at` and `latest_end` are in the world's own time, as cookies are; the other times are those of the insurer's clock.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="browser_sessions")
    known_browser = models.ForeignKey(KnownBrowser, null=True, on_delete=models.SET_NULL, related_name="+")
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
