"""The shapes of what the API tells, and how they are made from what business knows."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from toubao.business.identity.proving import certificates
from toubao.business.motor import models, queries
from toubao.business.payment import queries as payments
from toubao.business.policies import queries as policies
from toubao.business.purchase import facts
from toubao.business.purchase.draft import Draft
from toubao.doors.api.shapes import BeneficiaryIn, DeliveryIn, TravellerIn
from toubao.doors.storefront.selling.standing import Standing
from toubao.doors.storefront.selling.words import of_payment
from toubao.products import Refusal
from toubao.rules.flows import purchase as flow

STEPS = {
    "trip": "entries", "traveller": "entries", "beneficiary": "entries", "documents": "agreement", "check": "codes", "pay": "payment",
}  # fmt: skip
METHODS = {
    "entries": "PUT", "agreement": "POST", "codes": "POST", "confirmation": "POST", "text-to-sign": "POST", "payment": "POST", "": "GET",
}  # fmt: skip
CONCLUDED = (flow.State.CONCLUDED, flow.State.REPORTED)


class Reason(BaseModel):
    """One reason of the insurer's own against a trip: the field, a name for programs, words for people, and how to mend it."""

    field: str
    reason: str
    words: str
    mend: str


class Ruled(BaseModel):
    """Why an application was refused, with the clause where the norm says so."""

    clause: str
    words: str


class Item(BaseModel):
    """One of the items that must be disclosed (5.2)."""

    clause: str
    title: str
    markdown: str


class Paper(BaseModel):
    """A document: `name` and `digest` together are what an applicant agrees to, as `name:digest`."""

    name: str
    title: str
    version: str
    digest: str
    page: str
    pdf: str


class ShownPaper(BaseModel):
    """A document in full, as it was shown for this application; `digest` is of `markdown` as UTF-8."""

    name: str
    title: str
    version: str
    digest: str
    markdown: str


class ShownItem(BaseModel):
    """One of the eleven items of article 5 in full; `digest` is of `markdown` as UTF-8."""

    clause: str
    digest: str
    markdown: str


class ShownPapers(BaseModel):
    """The documents that this application is about and the trading conditions, in the wording of today."""

    documents: list[ShownPaper]
    items: list[ShownItem]


class Product(BaseModel):
    """A product as it is today."""

    code: str
    name: str
    version: str
    approval: str
    on_sale: bool
    summary: str
    sums_insured: list[int]
    items: list[Item]
    documents: list[Paper]


class Place(BaseModel):
    """Where a trip may go."""

    code: str
    name: str
    english: str
    region: str
    zone: str


class Places(BaseModel):
    """Every destination."""

    destinations: list[Place]


class Quote(BaseModel):
    """What a trip would cost, or each reason against it. `premium` in NT$; null while there is a reason."""

    product: str
    version: str
    days: int
    covered_until: datetime | None
    premium: int | None
    refusals: list[Reason]


class Stage(BaseModel):
    """How far a case has come: done, current, todo or failed."""

    label: str
    state: str
    note: str


class Case(BaseModel):
    """A case by its serial number: nothing about the person or the money."""

    serial: str
    stages: list[Stage]


class MotorPolicy(BaseModel):
    """A motor policy as anybody is told of it who knows number and plate: nothing about the person."""

    line: str
    number: str
    plate: str
    starts: datetime
    ends: datetime
    standing: str
    premium: int
    due_on: date
    payment: str
    paid: int
    paid_on: date | None


class MotorPolicies(BaseModel):
    """What runs, comes, or ended last for one vehicle."""

    policies: list[MotorPolicy]


class TripOut(BaseModel):
    """The trip as entered."""

    destinations: list[str]
    departs: datetime
    returns: datetime
    sum_insured: int


class Next(BaseModel):
    """What can be done next."""

    step: str
    method: str
    href: str


class Payment(BaseModel):
    """The last try to pay; `words` says why it did not come about."""

    state: str
    words: str


class Application(BaseModel):
    """An application as it truly stands now."""

    id: str
    state: str
    product: str
    version: str
    began_at: datetime
    premium: int = Field(description="新臺幣元；行程還不能計價時是 0。")
    trip: TripOut | None
    traveller: TravellerIn | None
    beneficiary: BeneficiaryIn | None
    delivery: DeliveryIn
    refusals: list[Reason]
    documents: list[str] = Field(description="現在要出示並取得同意的文件，`name:digest`。")
    agreed: bool
    next: list[Next]
    payment: Payment | None
    refused: list[Ruled]
    serial: str | None
    policy_number: str | None


class Sent(BaseModel):
    """A one-time password is on its way."""

    channel: str
    to: str
    expires_at: datetime


class ToSign(BaseModel):
    """A text for the applicant to sign, good once: sign exactly this line, in a component of theirs."""

    id: str
    authority: str
    text: str
    expires_at: datetime


class Page(BaseModel):
    """The acquirer's own page, where the applicant pays in a browser."""

    address: str


def motor(policy: models.MotorPolicy, now: datetime) -> MotorPolicy:
    """A motor policy as the open look-up tells it. Raises Unreadable where the insured's key was destroyed."""
    return MotorPolicy(
        line=policy.line, number=policy.number, plate=queries.vehicle(policy).plate, starts=policy.starts, ends=policy.ends,
        standing=queries.standing(policy, now), premium=policy.premium, due_on=policy.due_on, payment=queries.payment(policy, now),
        paid=policy.paid, paid_on=policy.paid_on,
    )  # fmt: skip


def reason(refusal: Refusal) -> Reason:
    """A refusal as it is told."""
    return Reason(field=refusal.field, reason=refusal.reason.value, words=refusal.words, mend=refusal.mend)


def application(standing: Standing) -> Application:
    """An application with its next steps; reads its payments and its policy where it has come so far."""
    purchase, draft = standing.purchase, standing.draft
    tried = [] if standing.entering else payments.of(purchase.pk)
    policy = policies.of_purchase(purchase.pk) if purchase.state in CONCLUDED else None
    return Application(
        id=str(purchase.pk), state=purchase.state, product=purchase.product, version=purchase.product_version, began_at=purchase.began_at,
        premium=purchase.premium, **_entered(draft), refusals=[reason(each) for each in standing.refusals] if standing.entering else [],
        documents=list(facts.current_documents(standing.product)) if standing.entering else list(purchase.documents),
        agreed=not standing.entering or standing.agreed, next=_next(standing, bool(tried)),
        payment=Payment(state=tried[-1].state, words=of_payment(tried[-1].state, tried[-1].reason)) if tried else None,
        refused=[Ruled(clause=each["clause"], words=each["words"]) for each in purchase.refusal],
        serial=purchase.serial, policy_number=policy.number if policy else None,
    )  # fmt: skip


def _entered(draft: Draft) -> dict[str, Any]:
    trip = TripOut(destinations=list(draft.destinations), departs=draft.departs, returns=draft.returns, sum_insured=draft.sum_insured) \
        if draft.departs and draft.returns else None  # fmt: skip
    traveller = TravellerIn.model_construct(address=draft.address, for_myself=draft.for_myself, leaves_from_taiwan=draft.leaves_from_taiwan)
    beneficiary = BeneficiaryIn.model_construct(
        heirs=bool(draft.heirs), name=draft.beneficiary_name, relation=draft.beneficiary_relation, phone=draft.beneficiary_phone
    )
    return {
        "trip": trip, "traveller": traveller if draft.address else None, "beneficiary": None if draft.heirs is None else beneficiary,
        "delivery": DeliveryIn.model_construct(mailed=draft.mailed),
    }  # fmt: skip


def _next(standing: Standing, tried: bool) -> list[Next]:
    """The step at which it stands, what else is open there, and the way out of it."""
    purchase, at = standing.purchase, f"/api/v1/applications/{standing.purchase.pk}"
    steps = [STEPS[standing.page]] if standing.entering else _after_sending(standing, tried)
    if standing.entering and standing.lets("code"):
        steps += ["confirmation", *(["text-to-sign"] if certificates.trusted() else [])]
    found = [Next(step=step or "wait", method=METHODS[step], href=f"{at}/{step}" if step else at) for step in steps]
    if purchase.state in flow.WITHDRAW.sources:
        found.append(Next(step="give-up", method="DELETE", href=at))
    return found


def _after_sending(standing: Standing, tried: bool) -> list[str]:
    """Once it was sent in: to be waited for, unless nobody has tried to pay yet; to be paid while it can be."""
    if standing.purchase.state in flow.FLOW.finals:
        return []
    payable = standing.lets("pay")
    return ([""] if tried or not payable else []) + (["payment"] if payable else [])
