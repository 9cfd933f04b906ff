"""Gets Django ready inside a command; not a command itself."""

import os

from toubao.config.trouble import Trouble


def django_ready(*, as_owner: bool = False) -> None:
    """Load the settings and the applications; as the database's owner for what changes tables."""
    if as_owner:
        os.environ["TOUBAO_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
    import django

    django.setup()
    from toubao.business import whose

    whose.command()


def need_database() -> None:
    """Raise Trouble, in one sentence, unless the database answers."""
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0].strip()
        advice = "check DATABASE_URL" if os.environ.get("DATABASE_URL") else "is the system running? Start it with: make up"
        raise Trouble(f"The database doesn't answer ({reason}): {advice}.") from error


def need_open_doors() -> None:
    """Raise Trouble while an older state of the database has not been dealt with (business/restoration)."""
    from toubao.business.restoration import guard
    from toubao.doors.clock import now

    standing = guard.look(now())
    if standing.shut:
        raise Trouble(f"The doors are shut, so nothing is done: {standing.words}. See toubao restore.")
