"""What the doctor says of the journal: that its guards stand, and that no entry was changed, replaced or taken out."""

from typing import Any

from toubao.config.environment import read_environment
from toubao.config.trouble import Trouble


def guarded(cursor: Any, role: str) -> None:
    """Whether the triggers of the journal stand, and the application may do no more with it than write. Raises Trouble."""
    from toubao.journal import guard

    missing = guard.missing(cursor, dated=read_environment().profile == "production")
    if missing:
        raise Trouble(f"the journal's triggers {', '.join(missing)} are gone or switched off: find out by whom, then run `toubao migrate`.")
    rights = guard.too_much(cursor, role)
    if rights:
        raise Trouble(f"{role} may {', '.join(rights)}: take these rights away (docs/operate/database.md).")
