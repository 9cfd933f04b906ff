"""The Django application `policies`."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The tables and jobs of `policies`."""

    name = "toubao.business.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"
