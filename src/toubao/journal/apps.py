"""The Django application of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal's tables."""

    name = "toubao.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
