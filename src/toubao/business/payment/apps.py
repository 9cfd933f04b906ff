"""The Django application `payment`."""

from django.apps import AppConfig


class PaymentConfig(AppConfig):
    """The tables and jobs of `payment`."""

    name = "toubao.business.payment"
    label = "payment"
    default_auto_field = "django.db.models.BigAutoField"
