"""The Django application `reconciliation`."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """The tables and jobs of `reconciliation`."""

    name = "toubao.business.reconciliation"
    label = "reconciliation"
    default_auto_field = "django.db.models.BigAutoField"
