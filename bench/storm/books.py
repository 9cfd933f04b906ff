"""Our own books after a storm, printed as JSON: run as `python -m bench.storm.books` in the environment of the system that was in it."""

import json
import os
from typing import Any


def main() -> None:
    """Every purchase that was sent in, with its orders and its policy, and every open difference."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
    import django

    django.setup()
    from toubao.business import whose

    with whose.system():
        print(json.dumps(read()))


def read() -> dict[str, Any]:
    """The same, for who sees everything in this process."""
    from toubao.business.payment.models import Payment
    from toubao.business.policies.models import Policy
    from toubao.business.purchase.models import Purchase
    from toubao.business.reconciliation.models import Difference

    policies = {str(purchase): number for purchase, number in Policy.objects.values_list("purchase", "number")}
    orders: dict[str, list[str]] = {}
    for order, purchase in Payment.objects.values_list("pk", "purchase"):
        orders.setdefault(str(purchase), []).append(str(order))
    purchases = [
        {
            "id": str(each.pk), "state": each.state, "due": each.next_at is not None, "premium": each.premium or 0,
            "orders": orders.get(str(each.pk), []), "policy": policies.get(str(each.pk), ""), "next_at": str(each.next_at or ""),
        }
        for each in Purchase.objects.exclude(state__in=["started", "informed"])
    ]  # fmt: skip
    waiting = Difference.objects.filter(state="open")
    return {
        "purchases": purchases,
        "differences": [f"{each.institution} {each.kind} {each.reference}: {each.ours or '-'} / {each.theirs or '-'}" for each in waiting],
        "settled": Difference.objects.exclude(state="open").count(),
    }


if __name__ == "__main__":
    main()
