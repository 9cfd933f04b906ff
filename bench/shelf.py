"""Puts the travel product on sale in a system without demo data; run as `python -m bench.shelf` in its environment."""

import os


def main() -> None:
    """Publish the product as of now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
    import django

    django.setup()
    from toubao.business import whose
    from toubao.business.catalogue.actions import publish
    from toubao.business.policies import making
    from toubao.business.policies.paper import typeset
    from toubao.business.steps import SYSTEM
    from toubao.doors.clock import now
    from toubao.products import load
    from toubao.rules.periods import day_of

    at, insurer = now(), making.insurer()
    product = load("travel-accident", on=day_of(at))
    with whose.system():
        publish(product=product, typeset=lambda each: typeset.document(product, each.name, insurer), actor=SYSTEM, now=at)


if __name__ == "__main__":
    main()
