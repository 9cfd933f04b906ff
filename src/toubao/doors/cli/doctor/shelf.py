"""What the doctor says of the shelf: nothing that was put on sale was changed in its files since."""

from toubao.config.trouble import Trouble


def shelf() -> str:
    """How each product stands today. Raises Trouble for one that isn't sold since its content is another than what two people released."""
    from toubao.business.catalogue.queries import changed, shelved, today
    from toubao.doors import clock

    now = clock.now()
    others = [found.code for found in changed(now=now)]
    if others:
        raise Trouble(
            f"{', '.join(others)}: texts, tariff or limits were changed since two people released them, so nothing of it is sold: "
            "put them back, or put it on sale anew (console, 商品; or `toubao publish`)."
        )
    return "; ".join(f"{found.code} {shelved(found).value}" for found in today(now=now)) or "no product has a version today"
