"""The notices that are read and agreed to before registration (7.2.1.1, 8.1.1.1), in the wording in force today; the texts and who
agreed to which are business.
"""

from toubao.business.consents import texts
from toubao.business.consents.texts import Text
from toubao.doors.clock import now
from toubao.doors.look.words import TAIPEI
from toubao.rules.facts import Purpose


def notices() -> dict[str, Text]:
    """Every notice that a registration needs, for whatever purpose, by its name."""
    return {name: text for name, text in texts.in_force(now().astimezone(TAIPEI).date()).items() if texts.notices()[name].needed}


def names(purpose: str) -> tuple[str, ...]:
    """The notices that are read before somebody registers to buy, or to be served, in their order."""
    return tuple(name for name, each in texts.notices().items() if purpose in each.needed)


def digests(purpose: str = Purpose.PURCHASE) -> dict[str, str]:
    """The digest of each notice by its name, as registration keeps them."""
    return {name: text.digest for name, text in texts.to_register(purpose, on=now().astimezone(TAIPEI).date()).items()}
