"""Ready-made people, purchases and a worker in the test's own thread; every one is made by the same actions that doors call."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import F

from tests.fixtures import http
from toubao.business.catalogue.actions import publish
from toubao.business.consents import texts
from toubao.business.consents.showing import Display
from toubao.business.correspondence import queries as messages
from toubao.business.identity import actions as identity
from toubao.business.identity.devices import sessions
from toubao.business.identity.models import Account, OneTimePassword
from toubao.business.identity.personal import Known
from toubao.business.oversight import keys
from toubao.business.policies import making
from toubao.business.policies.paper import typeset
from toubao.business.purchase import actions, facts, queries, showing
from toubao.business.purchase.draft import Draft
from toubao.business.purchase.models import Purchase
from toubao.business.steps import SYSTEM
from toubao.business.work import JOBS
from toubao.products import Product, load
from toubao.rules.identity_numbers import LETTERS, WEIGHTS
from toubao.rules.periods import day_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOTICES = {name: text.digest for name, text in texts.to_register("purchase", on=NOW.date()).items()}
GOOD_CARD = "4242424242424242"


def id_number(serial: int, letter: str = "A", second: str = "1") -> str:
    """A valid national ID made from a serial number of up to seven digits."""
    body = f"{second}{serial:07d}"
    digits = [int(d) for d in f"{LETTERS[letter]:02d}{body}"]
    total = sum(w * d for w, d in zip(WEIGHTS, digits, strict=False))
    return f"{letter}{body}{-total % 10}"


def somebody(serial: int = 1, **changes: Any) -> Known:
    """An invented adult; the same serial is the same person."""
    known = Known(
        name=f"王示範{serial}", id_number=id_number(serial), birth_date=date(1990, 5, 17), phone=f"+8869{10000000 + serial}",
        mail=f"person{serial}@demo.example",
    )  # fmt: skip
    return replace(known, **changes)


def registered_account(serial: int = 1, *, now: datetime = NOW, password: str = "a long demo password", **changes: Any) -> Account:
    """An account that went through the whole online registration."""
    known = somebody(serial, **changes)
    registration, agreed = identity.begin_registration(
        way="online",
        channel="localhost",
        channel_is_ours=True,
        notices=NOTICES,
        shown=tuple(NOTICES),
        read=tuple(NOTICES),
        consented=True,
        now=now,
    )
    assert agreed.taken
    assert identity.identify(registration=registration, known=known, now=now).taken
    assert identity.send_registration_code(registration=registration, channel="sms", insurer="測試", network=f"t{serial}", now=now).sent
    verified, _ = identity.verify_registration(registration=registration, entered=last_code(registration.pk), now=now)
    assert verified.taken
    account = identity.open_account(registration=registration, password=password, now=now)
    assert account is not None
    return account


def destroy_key(holder: UUID, *, now: datetime = NOW) -> None:
    """Destroy a person's key, as the insurer does."""
    assert keys.destroy(holder=holder, because="a test", actor=SYSTEM, now=now)


def browser_session(account: Account, *, now: datetime = NOW, lasts: timedelta = timedelta(days=3650)) -> dict[str, Any]:
    """What a browser's session holds after a sign-in by password; it lasts long and is not seen to be used, unless a test wants that."""
    real = now + lasts
    opened = sessions.open_session(account=account, by="password", place=sessions.From("127.0.0.1"), now=now, real=real)
    return {
        "account": str(account.pk), "stamp": str(account.stamp), "signed_in": str(opened.pk), "since": int(real.timestamp()),
        "person": str(account.person_id),
    }  # fmt: skip


def sign_in(*, typed: str, password: str, network: str = "n", now: datetime = NOW, mark: str = "") -> Account | None:
    """Sign in by password as the page does, where nothing more is asked for; the account, or none."""
    account = identity.password_proved(typed=typed, password=password, network=network, now=now, mark=mark)
    if account is None or identity.needs_second_step(account=account, mark=mark, now=now):
        return None
    identity.signed_in(account=account, by="password", network=network, now=now)
    return account


def last_code(subject: Any) -> str:
    """The one-time password about a subject that was sent last, and not voided by another of the same moment."""
    told = {m.message.reference.removeprefix("otp-"): m.text for m in messages.about([subject]) if m.message.purpose.startswith("otp")}
    latest = OneTimePassword.objects.filter(pk__in=told).order_by("-sent_at", "-expires_at", F("used_at").desc(nulls_first=True))[0]
    return told[str(latest.pk)].split("驗證碼為 ")[1][: latest.digits]


def product(now: datetime = NOW) -> Product:
    """The travel product, published."""
    found = load("travel-accident", on=day_of(now))
    publish(product=found, typeset=lambda d: typeset.document(found, d.name, making.insurer()), actor=SYSTEM, now=now)
    return found


def draft(now: datetime = NOW, *, days: int = 5, sum_insured: int = 5_000_000, **changes: Any) -> Draft:
    """A complete application for a trip to Japan that starts in a week."""
    departs = now + timedelta(days=7)
    made = Draft(
        destinations=("JP",), departs=departs, returns=departs + timedelta(days=days), sum_insured=sum_insured, leaves_from_taiwan=True,
        for_myself=True, address="示範市安禾區稻香路 2 號", heirs=True,
    )  # fmt: skip
    return made.with_(**changes)


def started_purchase(account: Account, on_sale: Product, *, now: datetime = NOW, **changes: Any) -> Purchase:
    """A purchase with everything entered."""
    entered = draft(now, **changes)
    purchase, decision = actions.start(account=account, product=on_sale, channel="localhost", channel_is_ours=True, draft=entered, now=now)
    assert decision.taken, decision
    return purchase


def shown_documents(purchase: Purchase, on_sale: Product, *, now: datetime = NOW) -> None:
    """Show the documents to an application, as its page does."""
    papers = [Display(each.name, each.version, each.source) for each in map(on_sale.document, ("terms", "notice"))]
    showing.display(purchase=purchase, place="documents", shown=(*papers, *showing.items(on_sale)), now=now)


def informed_purchase(account: Account, on_sale: Product, *, now: datetime = NOW, **changes: Any) -> Purchase:
    """A purchase whose documents were read and agreed to."""
    purchase = started_purchase(account, on_sale, now=now, **changes)
    documents = facts.current_documents(on_sale)
    shown_documents(purchase, on_sale, now=now)
    assert actions.inform(purchase=purchase, product=on_sale, shown=documents, agreed=documents, now=now).taken
    return reread(purchase)


def confirmed_purchase(account: Account, on_sale: Product, *, now: datetime = NOW, **changes: Any) -> Purchase:
    """A purchase that was sent in with its one-time password."""
    purchase = informed_purchase(account, on_sale, now=now, **changes)
    sent = actions.send_code(purchase=purchase, product=on_sale, channel="sms", insurer="測試", network=f"n{uuid4()}", now=now)
    assert sent.sent
    decision, _ = actions.confirm(purchase=purchase, product=on_sale, entered=last_code(purchase.pk), now=now)
    assert decision.taken, decision
    return reread(purchase)


def pay_at_sandbox(purchase: Purchase, on_sale: Product, *, card: str = GOOD_CARD, now: datetime = NOW) -> None:
    """Open the acquirer's page and pay there with a test card, as a buyer's browser would."""
    page = actions.pay(
        purchase=purchase,
        product=on_sale,
        return_url=f"{settings.PUBLIC_URL}/back",
        webhook_url=f"{settings.PUBLIC_URL}/webhooks/card",
        now=now,
    )
    assert page is not None
    paid = http.post(page, data={"number": card, "expiry": "12/30", "cvc": "123"}, headers={"Origin": page.rpartition("/card")[0]})
    assert paid.status_code in (302, 303), paid.text[:500]


def reread(purchase: Purchase) -> Purchase:
    """The purchase as the database has it now."""
    found = queries.purchase(purchase.pk)
    assert found is not None
    return found


def drain(*, now: datetime = NOW, limit: int = 200) -> int:
    """Run the queued jobs that are due at once, in this thread and transaction, until none is left; returns how many ran."""
    with connection.cursor() as cursor:
        for ran in range(limit):
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL ORDER BY id LIMIT 1"
            )
            row = cursor.fetchone()
            if row is None:
                return ran
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
            arguments = row[2] if isinstance(row[2], dict) else json.loads(row[2])
            JOBS[row[1]](now=now, **arguments)
    raise AssertionError("the queue does not run empty")


def advance(purchase: Purchase, *, now: datetime = NOW) -> None:
    """Let the worker go on with one purchase, as after a webhook."""
    JOBS["purchase.advance"](purchase=str(purchase.pk), now=now)
