"""Messages to people and what is attached to them; words and addresses encrypted under the person's key."""

from uuid import uuid4

from django.db import models

from toubao.journal.models import SubjectKey
from toubao.journal.writing import About


class Message(models.Model):
    """One SMS or e-mail: what it is about, its sealed words and address, whether a carrier took it, and whether it came back."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    subject = models.UUIDField(db_index=True)
    subject_kind = models.CharField(max_length=40)
    key = models.ForeignKey(SubjectKey, on_delete=models.DO_NOTHING, related_name="+")
    channel = models.CharField(max_length=10, choices=[("sms", "SMS"), ("mail", "e-mail")])
    purpose = models.CharField(max_length=40)
    reference = models.CharField(max_length=80, unique=True)
    message_id = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField()
    state = models.CharField(
        max_length=10, default="queued", choices=[(each, each) for each in ("queued", "sent", "failed", "bounced", "held")]
    )
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    opens_event = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["queued_at"], name="message_waiting", condition=models.Q(state="queued")),
            models.Index(fields=["queued_at"], name="message_held", condition=models.Q(state="held")),
            models.Index(fields=["message_id"], name="message_by_id", condition=~models.Q(message_id="")),
            models.Index(fields=["lost_at"], name="message_lost", condition=models.Q(lost_at__isnull=False, settled_at=None)),
        ]

    @property
    def about(self) -> About:
        """The subject of the message's journal entries."""
        return About(self.subject, self.subject_kind, self.key_id)


class Halt(models.Model):
    """A person to whom nothing goes out any more, since their death is confirmed; what was meant for them is held for people to see."""

    key = models.OneToOneField(SubjectKey, on_delete=models.DO_NOTHING, primary_key=True, related_name="+")
    since = models.DateTimeField()


class Attachment(models.Model):
    """A file that goes with a message, sealed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    sealed = models.BinaryField()
