"""Article 7: registration for purchase in each of its ways, and how long it lasts."""

from toubao.rules.articles.art07_registration import account, branch, certificate, web

__all__ = ["account", "branch", "certificate", "web"]
