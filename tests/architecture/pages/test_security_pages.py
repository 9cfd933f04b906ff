"""The figures on the pages about security are those of the code."""

import re
from typing import Final

import pytest

from tests.architecture.sources import ROOT
from toubao.business.identity.codes import guessing, otp
from toubao.business.identity.devices.lifetimes import lifetimes
from toubao.business.identity.devices.passkeys import challenges, keeping
from toubao.business.identity.jobs import ATTEMPTS_KEPT, KEPT
from toubao.business.identity.passwords import LONGEST, SHORTEST
from toubao.business.identity.programs import granting, repeats
from toubao.business.payment import opening
from toubao.business.payment.actions import STRAYS
from toubao.business.work import RETRY
from toubao.config.database import django_database
from toubao.doors.api.edge import MOST_BYTES
from toubao.doors.cli.up.programs import THREADS
from toubao.doors.console import staff
from toubao.gateways.breaker import Breaker
from toubao.gateways.certificates import fetching
from toubao.gateways.patience import Patience
from toubao.gateways.transport import LARGEST_ANSWER

PAGES: Final = ROOT / "docs" / "operate" / "security"
_browser, _pool, _breaker = lifetimes()["browser"], django_database("host=x dbname=y", pool=8)["OPTIONS"]["pool"], Breaker()
_wsgi = (ROOT / "src" / "toubao" / "config" / "wsgi.py").read_text("utf-8")
_each, _whole = re.findall(r"BULKHEAD\.limit\(each=(\d+), whole=(\d+)\)", _wsgi)[0]


def _word(number: int) -> str:
    """A small number as the pages write it."""
    return {5: "five", 10: "ten", 15: "fifteen"}.get(number, str(number))


def _kib(size: int) -> str:
    return f"{size // 1024} KiB"


FIGURES = {
    "connections.md": (
        f"{THREADS} threads;",
        f"| database connections, in each web process | {_pool['max_size']} | an error page after {_pool['timeout']} s",
        f"| {_each} in each process, {_whole} in all",
        f"{opening.AT_ONCE} at once, {opening.MOST_WAITING} wait",
        f"after {_breaker._limit} failures in a row nobody asks for {_breaker._rest:.0f} s",
        f"| an answer | {_kib(LARGEST_ANSWER)} (OCSP {_kib(fetching.LARGEST_ANSWER)}, CRL {fetching.LARGEST_LIST // 1024**2} MiB)",
        f"API {MOST_BYTES // 1024} KiB",
        f"{RETRY.max_attempts} times after 2, 4, 8, 16 and 32 s",
        f"about unknown orders | {STRAYS} |",
        f"{Patience().connect:.0f} s to connect",
        f"{Patience().attempts} attempts, pauses from {Patience().pause} s",
    ),
    "signing-in.md": (
        f"At least {SHORTEST} signs and at most {LONGEST}",
        f"its code {otp.LIFETIME.seconds // 60} minutes",
        f"| policyholder's browser | {_browser['idle_seconds'] // 60} minutes | {_browser['longest_seconds'] // 3600} hours |",
        f"in the last {_word(_browser['fresh_seconds'] // 60)} minutes",
        f"| program | | {granting.TOKEN_LASTS.seconds // 60} minutes",
        f"{staff.LONGEST.seconds // 3600} hours | signed out, moved",
        f"five wrong in a row lock a name for {_word(guessing.LOCK_FOR.seconds // 60)} minutes",
    ),
    "data.md": (
        f"texts to sign | {KEPT.days} days after",
        f"list for the holder | {_browser['kept_seconds'] // 86400} days",
        f"| known browsers | {_browser['known_seconds'] // 86400} days",
        f"kept answers to programs | {repeats.KEPT.total_seconds() / 3600:.0f} hours",
        f"failed attempts as rows | {ATTEMPTS_KEPT.days} days",
        f"passkeys' questions | {challenges.LIFETIME.seconds // 60} minutes",
    ),
    "inputs.md": (
        f"| password | {SHORTEST} to {LONGEST} signs",
        f"| one-time password | {otp.DIGITS} digits, or {otp.LONGER} under attack",
        "JSON in UTF-8, each name once",
        f"{_word(otp.TRIES)} tries a code",
        f"{_word(keeping.MOST)} passkeys",
    ),
}


@pytest.mark.parametrize("page", FIGURES)
def test_v13_1_the_pages_have_the_figures_of_the_code(page: str) -> None:
    text = (PAGES / page).read_text("utf-8")
    assert [figure for figure in FIGURES[page] if figure not in text] == []
