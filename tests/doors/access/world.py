"""A holder with one of everything, whose every personal field is a canary; somebody else; and everybody's browsers and programs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.test import Client

from tests import builders
from tests.business.branches import given as branch
from tests.business.motor import given as motor
from tests.doors.console.conftest import hired
from tests.doors.console.conftest import sign_in as staff_sign_in
from tests.fixtures import programs
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.branches.models import Visit
from toubao.business.consents import actions as consents
from toubao.business.consents import texts
from toubao.business.consents.actions import Where
from toubao.business.governance import links
from toubao.business.governance.models import StaffPasskey
from toubao.business.identity import actions as identity
from toubao.business.identity.changes import asking
from toubao.business.identity.devices import choices, sessions
from toubao.business.identity.models import Account, Change, KnownBrowser, Passkey, Registration
from toubao.business.identity.programs import granting
from toubao.business.identity.proving import policyholders
from toubao.business.identity.proving.policyholders import Held, OnFile
from toubao.business.motor import jobs as proving
from toubao.business.motor.models import MotorPolicy
from toubao.business.motor.proving import apply
from toubao.business.policies.models import Policy
from toubao.business.purchase import actions as buying
from toubao.business.purchase.models import Purchase
from toubao.business.recovery import asking as recovering
from toubao.business.service import deaths, requests
from toubao.business.steps import Actor
from toubao.business.underwriting.models import Referral
from toubao.doors.console.access import ROLES
from toubao.doors.storefront.people.motor import kept
from toubao.journal.keys import seal_for
from toubao.rules.facts import Kind

NOW = builders.NOW
PASSWORD = "a long demo password"
OWNERS: Mapping[str, Any] = {
    "name": "金絲雀甲", "phone": "+886987650123", "mail": "canary-mail@demo.example", "birth_date": date(1961, 2, 3),
    "id_number": builders.id_number(7654321),
}  # fmt: skip
ADDRESS, BENEFICIARY, DEVICE, NEW_NAME = "示範市金絲雀路 77 號", "金絲雀乙", "金絲雀的手機", "金絲雀丙"
CANARIES = ("金絲雀", "0987650123", "987650123", "canary-mail", OWNERS["id_number"], "1961-02-03", "1961 年", 'value="1961"')
HOST = "localhost:8000"
NOBODY, OWN, OTHER = "nobody", "own", "other"


@dataclass(frozen=True)
class World:
    """Everybody and everything that the rows are asked with."""

    sandbox: RunningSandbox
    owner: Account
    other: Account
    informed: Purchase
    confirmed: Purchase
    policy: Policy
    registration: Registration
    by_bank: Registration
    change: Change
    passkey: Passkey
    session: UUID
    program: str
    handle: str
    death: UUID
    request: UUID
    link: str
    visit: Visit
    activation: str
    text: str
    motor_key: str
    browsers: Mapping[str, Client]
    tokens: Mapping[str, str]


def world(sandbox: RunningSandbox) -> World:
    """Everything, made by the same actions that doors call."""
    on_sale = builders.product()
    owner, other = builders.registered_account(1, **OWNERS), builders.registered_account(2)
    entered: dict[str, Any] = {"address": ADDRESS, "heirs": False, "beneficiary_name": BENEFICIARY, "beneficiary_relation": "配偶"}
    paid = builders.confirmed_purchase(owner, on_sale, days=9, **entered)
    builders.pay_at_sandbox(paid, on_sale)
    builders.advance(paid)
    builders.drain()
    session = sessions.open_session(account=owner, by="password", place=sessions.From("203.0.113.77"), now=NOW, real=NOW)
    tokens = {name: programs.open_session(account=each, now=NOW) for name, each in ((OWN, owner), (OTHER, other))}
    registration, by_bank = _registering(), _begun("bank")
    referred = builders.informed_purchase(owner, on_sale, days=7, **entered)
    assert buying.ask_to_sign(purchase=referred, authority="sample", network="t", now=NOW)
    Referral.objects.create(purchase=referred.pk, reasons=[], referred_at=NOW)
    policyholders.load(entries=[_on_file()], now=NOW)
    choices.choose(account=owner, tell_by_sms=True, second_factor=False, now=NOW)
    report = deaths.report(account=builders.registered_account(4, name="金絲雀己"), told_by=BENEFICIARY, by="service", now=NOW)
    assert report is not None
    KnownBrowser.objects.create(account=owner, mark=b"canary", first_at=NOW, seen_at=NOW)
    StaffPasskey.objects.create(member=hired("service"), credential=b"canary", public_key=b"-", sign_count=0, name="示範", made_at=NOW)
    link = links.make(hired("security"), now=NOW).rstrip("/")
    motor_policy = motor.policy(5, name="金絲雀辛")
    browsers = _browsers(owner, other, (registration, by_bank)) | {role: _staff(role) for role in ROLES}
    visit = _visited()
    return World(
        sandbox=sandbox, owner=owner, other=other, informed=builders.informed_purchase(owner, on_sale, days=5, **entered),
        confirmed=builders.confirmed_purchase(owner, on_sale, days=6, **entered), policy=Policy.objects.get(purchase=paid.pk),
        registration=registration, by_bank=by_bank, change=_change(owner), passkey=_passkey(owner), session=session.pk,
        program=tokens[OWN][0], handle=granting.handle_of(tokens[OWN][1].grant), death=report.pk,
        request=_asked(owner), link=link.rpartition("/")[2],
        visit=visit, activation=branch.tokens(visit)[-1], text=_consented(owner), motor_key=_looked_up(browsers[OWN], motor_policy),
        browsers=browsers,
        tokens={name: token for name, (token, _) in tokens.items()},
    )  # fmt: skip


def _asked(owner: Account) -> UUID:
    asked = f"{OWNERS['name']}想知道留了什麼資料，地址是{ADDRESS}"
    received = requests.receive(
        person=owner.person, kind=requests.Kind.READ, channel=requests.Channel.PHONE, asked=asked, by="service", now=NOW
    )
    return received.pk


def _browsers(owner: Account, other: Account, running: tuple[Registration, ...]) -> dict[str, Client]:
    browsers = {name: Client(HTTP_HOST=HOST, raise_request_exception=False) for name in (NOBODY, OWN, OTHER)}
    for name, account in ((OWN, owner), (OTHER, other)):
        kept: Any = browsers[name].session
        kept.update(builders.browser_session(account) | {"proved": int(NOW.timestamp())})
        if name == OWN:
            kept["registrations"] = {str(each.pk): "/members/" for each in running}
            kept["recovery"], kept["proved_strongly"] = str(_recovering()), int(NOW.timestamp())
            kept["others"] = [str(each.person_id) for each in running]
        kept.save()
        browsers[name].cookies["session"] = kept.session_key
    return browsers


def _looked_up(browser: Client, policy: MotorPolicy) -> str:
    """The key of the proof of a motor policy that the owner's browser has looked up and applied for; the worker has made it."""
    session: Any = browser.session
    kept.keep(SimpleNamespace(session=session), [policy], now=NOW)  # type: ignore[arg-type]  # as far as a request is needed
    session.save()
    browser.cookies["session"] = session.session_key  # a look-up gives it another
    there = kept.latest(SimpleNamespace(session=session), now=NOW)  # type: ignore[arg-type]  # as above
    assert there is not None
    proof = apply(policy=policy, ticket=there.digest, matched=True, until=there.until, network="203.0.113.77", now=NOW).proof
    assert proof is not None
    proving.prove(proof=str(proof.pk), now=NOW)
    return there.key(policy.pk)


def _staff(role: str) -> Client:
    client = Client(HTTP_HOST=HOST, raise_request_exception=False)
    member = hired(role)
    assert staff_sign_in(client, member.username).status_code == 302
    return client


def _registering() -> Registration:
    """Somebody of the owner's browser who has said who they are, and waits for the code."""
    known = builders.somebody(3, name="金絲雀丁", mail="canary-mail-4@demo.example", birth_date=date(1961, 4, 5))
    registration = _begun("online")
    assert identity.identify(registration=registration, known=known, now=NOW).taken
    assert identity.send_registration_code(registration=registration, channel="sms", insurer="測試", network="t3", now=NOW).sent
    return registration


def _visited() -> Visit:
    """Somebody has been to a branch; another person has released it, and the link is on its way."""
    told = branch.statement(6, name="金絲雀庚", mail="canary-mail-6@demo.example", birth_date=date(1961, 6, 7))
    visit = branch.handed_in(6, clerk="clerk", told=told)
    assert branch.give(visit, by="officer").taken
    return branch.again(visit)


def _recovering() -> UUID:
    """The owner's run of coming back, in the owner's browser."""
    begun = recovering.begin(form="", number=OWNERS["id_number"], born=OWNERS["birth_date"], network="t", now=NOW)
    assert begun.recovery is not None
    return begun.recovery


def _consented(owner: Account) -> str:
    """The digest of a text to which the owner alone has agreed."""
    text = texts.in_force(NOW.date())["sharing"]
    actor = Actor("person", str(owner.person_id))
    given = consents.give(
        key=owner.person.key, text=text, ticked=True, seen_to_end=True, where=Where("203.0.113.77", DEVICE), actor=actor, now=NOW
    )
    assert given.taken
    return text.digest


def _begun(way: str) -> Registration:
    """Somebody of the owner's browser who has agreed, and no more."""
    notices = builders.NOTICES
    registration, _ = identity.begin_registration(
        way=way,
        channel="localhost",
        channel_is_ours=True,
        notices=notices,
        shown=tuple(notices),
        read=tuple(notices),
        consented=True,
        now=NOW,
    )
    return registration


def _on_file() -> OnFile:
    held = Held(number="OLD-1", product="舊保單", starts=date(2020, 1, 1), ends=date(2030, 1, 1))
    return OnFile(name="金絲雀戊", id_number=builders.id_number(5), birth_date=date(1961, 1, 1), phone="", mail="", policies=(held,))


def _change(owner: Account) -> Change:
    change, decision = asking.ask(account=owner, kind=Kind.NAME, value=NEW_NAME, password=PASSWORD, network="t", now=NOW)
    assert decision.taken, decision
    return change


def _passkey(owner: Account) -> Passkey:
    made = uuid4()
    return Passkey.objects.create(
        id=made, account=owner, credential=b"canary", public_key=b"-", sign_count=0, synced=True, made_at=NOW,
        sealed=seal_for(owner.person.key, {"name": DEVICE}, context=f"passkey:{made}"),
    )  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is not there afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
