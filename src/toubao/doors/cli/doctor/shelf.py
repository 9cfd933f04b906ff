"""What the doctor says of the shelf: nothing that was put on sale was changed in its files since."""

from toubao.config.trouble import Trouble


def shelf() -> str:
    """How each product stands today. Raises Trouble for one that isn't sold since its content is another than what two people released."""
    from toubao.business.catalogue.queries import Shelved, shelved, today
    from toubao.doors import clock

    standing = {found.code: shelved(found) for found in today(now=clock.now())}
    changed = [code for code, how in standing.items() if how is Shelved.CHANGED]
    if changed:
        raise Trouble(
            f"{', '.join(changed)}: texts, tariff or limits were changed since two people released them, so nothing of it is sold: "
            "put them back, or put it on sale anew (console, 商品; or `toubao publish`)."
        )
    return "; ".join(f"{code} {how.value}" for code, how in standing.items()) or "no product has a version today"
