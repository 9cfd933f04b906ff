"""What tests of a purchase share."""

from tests.business.reconciliation.bought import account, confirmed, on_sale

__all__ = ["account", "confirmed", "on_sale"]
