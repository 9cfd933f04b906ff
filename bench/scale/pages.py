"""What each page of the console and of a member costs the database of a system: every statement that it makes is explained and run
again; prints JSON. Run in the system's environment as `python -m bench.scale.pages --mail M --password P`.
"""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, Final

CONSOLE: Final = (
    "", "cases/", "cases/?at=before.0.00000000000000000000000000000000", "cases/?state=reported", "cases/?state=refused",
    "cases/?state=refused&product=travel-accident&at=before.0.00000000000000000000000000000000", "cases/?day={day}", "duties/",
    "duties/?kind=met", "duties/?kind=met_late", "clauses/", "clauses/10.1.3/", "clauses/10.1.3/?ruling=shut", "clauses/11.2.1/",
    "registrations/", "registrations/?way=online&state=opened", "registrations/?way=bank",
    "registrations/?at=before.0.00000000000000000000000000000000", "institutions/", "attempts/", "attempts/?hours=168", "dormant/",
    "books/", "changes/", "referrals/", "cases/{purchase}/", "cases/{purchase}/?part=papers", "registrations/{registration}/",
)  # fmt: skip
MEMBER: Final = ("/members/", "/members/messages/", "/members/account/", "/members/policies/{number}/", "/members/account/consents/")
TIMES: Final = 3


@dataclass(slots=True)
class Cost:
    """What a page's statements take: milliseconds (the best of a few times each), pages of the database found in memory and read from disk;
    and the costliest.
    """

    statements: int = 0
    ms: float = 0.0
    hit: int = 0
    read: int = 0
    worst: list[tuple[float, str]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """For printing."""
        worst = [f"{ms:.1f} ms {sql}" for ms, sql in sorted(self.worst, reverse=True)[:2]]
        return {"statements": self.statements, "ms": round(self.ms, 1), "hit": self.hit, "read": self.read, "worst": worst}


def main() -> None:
    """Ask for every page, and print what each costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mail", required=True)
    parser.add_argument("--password", required=True)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
    import django

    django.setup()
    from django.test import Client

    browser = Client(SERVER_NAME="localhost")
    found: dict[str, Any] = {}
    places = _places(chosen.mail)
    _staff(browser)
    for each in CONSOLE:
        path = f"/console/{each.format(**places)}"
        found[path] = _cost(browser, path).told()
    browser = Client(SERVER_NAME="localhost")
    browser.post("/sign-in/", {"who": chosen.mail, "password": chosen.password})
    for each in MEMBER:
        found[each] = _cost(browser, each.format(**places)).told()
    print(json.dumps(found))


def _places(mail: str) -> dict[str, str]:
    """What stands in addresses: of the buyer and their purchase; a day on which there was something."""
    from datetime import timedelta

    from toubao.business import whose
    from toubao.business.identity.personal import address_index
    from toubao.business.policies.models import Policy
    from toubao.business.purchase.models import Purchase

    with whose.system():
        purchase = Purchase.objects.select_related("account").get(account__mail_index=address_index(mail))
        number = Policy.objects.get(purchase=purchase.pk).number
    day = f"{purchase.began_at - timedelta(days=3):%Y-%m-%d}"
    return {"purchase": str(purchase.pk), "registration": str(purchase.account.registration_id), "number": number, "day": day}


def _staff(browser: Any) -> None:
    """Sign in as a member of staff who may see everything."""
    import pyotp

    from toubao.business import whose
    from toubao.business.governance import actions
    from toubao.doors.clock import now

    secret, password = pyotp.random_base32(), token_urlsafe(24)
    with whose.system():
        actions.join(username="bench", name="量測", role="compliance", password=password, secret=secret, now=now())
    answer = browser.post("/console/sign-in/", {"username": "bench", "password": password, "code": pyotp.TOTP(secret).now()})
    if answer.status_code != 302 or answer.headers["Location"] != "/console/":
        raise SystemExit(f"staff could not sign in: {answer.status_code} {answer.headers.get('Location')}")


@contextmanager
def _heard() -> Iterator[list[tuple[str, Any, str]]]:
    """Inside, every reading statement of this thread, with its values and for whom it is asked."""
    from django.db import connection

    from toubao.business import whose

    heard: list[tuple[str, Any, str]] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).split(None, 1)[0].upper() in ("SELECT", "WITH"):
            heard.append((str(sql), params, whose.now()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def _cost(browser: Any, path: str) -> Cost:
    from django.db import connection

    browser.get(path)
    with _heard() as heard:
        answer = browser.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code} {answer.headers.get('Location', '')}")
    cost = Cost(statements=len(heard))
    for sql, params, whose in heard:
        connection.whose = whose  # type: ignore[attr-defined]  # our backend's
        ms, hit, read = min(_explained(sql, params) for _ in range(TIMES))
        cost.ms, cost.hit, cost.read = cost.ms + ms, cost.hit + hit, cost.read + read
        cost.worst.append((ms, " ".join(sql.split())[:160]))
    connection.whose = ""  # type: ignore[attr-defined]  # as above
    return cost


def _explained(sql: str, params: Any) -> tuple[float, int, int]:
    """Milliseconds to run, and pages hit and read. Planning is not counted: the product's statements are prepared, and planned once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    told = (json.loads(plan) if isinstance(plan, str) else plan)[0]
    return told["Execution Time"], told["Plan"]["Shared Hit Blocks"], told["Plan"]["Shared Read Blocks"]


if __name__ == "__main__":
    main()
