"""The notices that are read and agreed to before registration (7.2.1.1), in the wording in force today; the texts and who agreed to
which are business.
"""

from typing import Final

from toubao.business.consents import texts
from toubao.business.consents.texts import Text
from toubao.doors.clock import now
from toubao.doors.look.words import TAIPEI

NAMES: Final = tuple(name for name, each in texts.notices().items() if each.needed)


def notices() -> dict[str, Text]:
    """Every notice that registration needs, by its name, in the order in which they are read."""
    found = texts.in_force(now().astimezone(TAIPEI).date())
    return {name: found[name] for name in NAMES}


def digests() -> dict[str, str]:
    """The digest of each notice by its name, as registration keeps them."""
    return {name: notice.digest for name, notice in notices().items()}
