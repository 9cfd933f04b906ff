"""What the doctor says of the state that is kept: that the database is not an older one than the mark knows, and that there is room."""

from toubao.config.trouble import Trouble
from toubao.doors.cli.doctor.finding import Unknown


def doors() -> str:
    """Whether the doors are open, and what the mark says. Raises Trouble while an older state has not been dealt with."""
    from toubao.business.restoration import guard

    standing = guard.judge()
    if standing.shut:
        raise Trouble(f"the doors are shut: {standing.words}. Run `toubao restore`; the steps are in docs/operate/restore.md.")
    return standing.words


def disk() -> str:
    """How much room is left for the home and the database. Raises Trouble where it is little, or a place can't be looked at; Unknown
    where the database's disk is another machine's.
    """
    from django.conf import settings

    from toubao.config.monitoring.disk import left

    disks, found = settings.DISKS, left(settings.DISKS)
    unseen = [str(place) for name, place in disks.places.items() if name not in found]
    if unseen:
        raise Trouble(f"{', '.join(unseen)} can't be looked at, so nobody knows how much room is left.")
    words = ", ".join(f"{name} {room:,} MB" for name, room in found.items())
    if min(found.values()) < disks.warning_mb:
        raise Trouble(f"little room: {words} are left (warned below {disks.warning_mb:,} MB): docs/operate/health.md says what can go.")
    if "database" not in found:
        raise Unknown(f"{words} left; the database's disk can't be seen from here: watch it where it stands")
    return f"{words} left"
