"""The Django application `governance`."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The tables and jobs of `governance`."""

    name = "toubao.business.governance"
    label = "governance"
    default_auto_field = "django.db.models.BigAutoField"
