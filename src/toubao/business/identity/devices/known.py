"""Whether a browser is known: somebody signed in to this account there before."""

from uuid import UUID

from toubao.business.identity.models import KnownBrowser
from toubao.journal.keyring import keyring


def digest_of(account: UUID, mark: str) -> bytes:
    """What is kept of a mark: for each account another digest, so that rows of two people can't be put together."""
    return keyring().blind("browser-mark", f"{account}:{mark}")


def knows(account: UUID, mark: str) -> bool:
    """Whether this account knows the browser with this mark; nobody's browser is known to a name that nobody has."""
    return bool(mark) and KnownBrowser.objects.filter(account_id=account, mark=digest_of(account, mark)).exists()
