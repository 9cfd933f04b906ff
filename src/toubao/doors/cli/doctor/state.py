"""What the doctor says of the state that is kept: that the database is not an older one than the mark knows."""

from toubao.config.trouble import Trouble


def doors() -> str:
    """Whether the doors are open, and what the mark says. Raises Trouble while an older state has not been dealt with."""
    from toubao.business.restoration import guard

    standing = guard.judge()
    if standing.shut:
        raise Trouble(f"the doors are shut: {standing.words}. Run `toubao restore`; the steps are in docs/operate/restore.md.")
    return standing.words
