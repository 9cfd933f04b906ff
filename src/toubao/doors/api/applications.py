"""An application: begun, entered, agreed to, given up; the same actions and gates as the pages. Confirming and paying is `sending.py`."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from toubao.business.catalogue.queries import product as product_of
from toubao.business.identity.programs import registering
from toubao.business.identity.programs.registering import APPLY, READ
from toubao.business.identity.queries import known as known_of
from toubao.business.policies.contract import LOCKED
from toubao.business.purchase import actions, queries, showing
from toubao.business.purchase.beforehand import Kind, Obstacle
from toubao.business.purchase.draft import Draft, screen_entered
from toubao.business.steps import Actor, Decision
from toubao.doors.api import told
from toubao.doors.api.anybody import NO_PRODUCT
from toubao.doors.api.bearer import Bearer, Caller, caller
from toubao.doors.api.once import KEY, Answer, once
from toubao.doors.api.problems import VERIFY, Problem, refused, written
from toubao.doors.api.reading import fields
from toubao.doors.api.shapes import AgreementIn, BeginIn, EntriesIn
from toubao.doors.storefront import visitor
from toubao.doors.storefront.selling import words
from toubao.doors.storefront.selling.confirming import TO_AGREE
from toubao.doors.storefront.selling.paying import GIVEN_UP
from toubao.doors.storefront.selling.shelf import shelf
from toubao.doors.storefront.selling.standing import Standing
from toubao.products import NotOnSale, Product, Refusal
from toubao.products.disclosures import REQUIRED
from toubao.rules.flows.purchase import State

router = Router(tags=["applications"], auth=Bearer(APPLY))


def standing_of(asking: Caller, application: UUID) -> Standing:
    """The caller's own application. Raises Problem: not found, somebody else's, or its product isn't sold now."""
    found = queries.own(application, asking.account.pk)
    if found is None:
        raise Problem("not-found")
    try:
        return Standing(found, queries.product(found, now=asking.now), asking.now)
    except NotOnSale:
        raise Problem("not-on-sale") from None


def told_of(standing: Standing, status: int = 200) -> Answer:
    """How an application stands after something was done."""
    return Answer(status, told.application(standing.afresh()))


def settled(decision: Decision) -> None:
    """Raise Problem unless a step was taken: refused with its verdicts, or moved on meanwhile."""
    if decision.stale:
        raise Problem("moved-on")
    if not decision.taken:
        raise refused(decision.shut)


@router.post("/applications", response={201: told.Application}, summary="開始投保")
def begin(request: HttpRequest, body: BeginIn, key: str = KEY) -> HttpResponse:
    """開始一份投保，可以先不帶行程。帶了行程就會先審核。"""
    asking = caller(request)

    def act(thing: UUID) -> Answer:
        try:
            product = product_of(body.product, now=asking.now)
        except NotOnSale:
            raise Problem("invalid", errors=fields(product=NO_PRODUCT)) from None
        draft = body.trip.onto(Draft()) if body.trip else Draft()
        insurable(asking, product, draft)
        return _begun(request, asking, product, draft, thing)

    return once(request, key, act)


def _begun(request: HttpRequest, asking: Caller, product: Product, draft: Draft, thing: UUID) -> Answer:
    _, ours = visitor.channel(request)
    channel, sells = f"{registering.PROGRAM}{asking.program.client}", registering.sells(asking.program, now=asking.now)
    try:
        with transaction.atomic():
            purchase, decision = actions.start(
                account=asking.account, product=product, channel=channel, channel_is_ours=ours and sells, draft=draft, now=asking.now,
                as_id=thing,
            )  # fmt: skip
    except IntegrityError:
        return Answer(201, told.application(standing_of(asking, thing)))
    settled(decision)
    return told_of(Standing(purchase, product, asking.now), 201)


@router.get("/applications/{uuid:application}", response=told.Application, auth=Bearer(READ), summary="案件現在的狀態和下一步")
def show(request: HttpRequest, application: UUID) -> HttpResponse:
    """真實的狀態、填過的資料、保險費，和現在可以做的事。"""
    return written(200, told.application(standing_of(caller(request), application)).model_dump(mode="json"))


@router.put("/applications/{uuid:application}/entries", response=told.Application, summary="填寫行程、旅客、受益人")
def enter(request: HttpRequest, application: UUID, body: EntriesIn) -> HttpResponse:
    """只送要改的部分。改了內容，先前的同意就失效，要重新同意。重複送同樣的內容沒有影響。"""
    asking = caller(request)
    standing = standing_of(asking, application)
    if not standing.entering:
        raise Problem("moved-on")
    draft = body.onto(standing.draft)
    if body.delivery and draft.mailed == LOCKED and not asking.account.mail_proved:
        raise Problem("invalid", errors=[{"field": "delivery.mailed", "message": words.UNPROVED_COPY}])
    insurable(asking, standing.product, draft)
    if draft != standing.draft:
        settled(actions.describe(purchase=standing.purchase, draft=draft, product=standing.product, now=asking.now))
    return written(200, told_of(standing).body.model_dump(mode="json"))


@router.get("/applications/{uuid:application}/documents", response=told.ShownPapers, summary="這份投保要出示的條款與投保須知，全文")
def documents(request: HttpRequest, application: UUID) -> HttpResponse:
    """條款、投保須知與十一項交易條件的全文，出示給要保人閱讀。取得過全文，之後的同意才算數；取得的時間和雜湊值會留下紀錄。"""
    asking = caller(request)
    standing = standing_of(asking, application)
    if not standing.entering:
        raise Problem("moved-on")
    read = shelf(standing.product)
    shown, items = read.display(*TO_AGREE), read.display(*REQUIRED)
    showing.display(purchase=standing.purchase, place="api", shown=(*shown, *items), now=asking.now)
    papers = [
        told.ShownPaper(
            name=each.name, title=standing.product.document(each.name).title, version=each.version, digest=each.digest, markdown=each.source
        )
        for each in shown
    ]
    conditions = [told.ShownItem(clause=each.name, digest=each.digest, markdown=each.source) for each in items]
    return written(200, told.ShownPapers(documents=papers, items=conditions).model_dump(mode="json"))


@router.post("/applications/{uuid:application}/agreement", response=told.Application, summary="同意條款與投保須知")
def agree(request: HttpRequest, application: UUID, body: AgreementIn, key: str = KEY) -> HttpResponse:
    """出示了哪些文件、逐份同意了哪些，都用 name:digest 說明。必須是今天的版本，而且先用 GET documents 取得過全文。"""
    asking = caller(request)

    def act(_: UUID) -> Answer:
        standing = standing_of(asking, application)
        if not standing.entering:
            raise Problem("moved-on")
        if standing.agreed:
            return told_of(standing)
        unhindered(standing.obstacle)
        purchase, product, where = standing.purchase, standing.product, visitor.where(request)
        if purchase.state == State.INFORMED:
            settled(actions.describe(purchase=purchase, draft=standing.draft, product=product, now=asking.now))
        settled(actions.inform(purchase=purchase, product=product, shown=body.shown, agreed=body.agreed, now=asking.now, where=where))
        return told_of(standing)

    return once(request, key, act)


@router.delete("/applications/{uuid:application}", response=told.Application, summary="放棄投保")
def give_up(request: HttpRequest, application: UUID) -> HttpResponse:
    """付款前可以放棄。已經放棄的再送一次，答案一樣。"""
    asking = caller(request)
    standing = standing_of(asking, application)
    if standing.purchase.state != State.WITHDRAWN:
        actor = Actor("person", str(standing.purchase.person_id))
        settled(actions.withdraw(purchase=standing.purchase, because=GIVEN_UP, actor=actor, now=asking.now))
    return written(200, told_of(standing).body.model_dump(mode="json"))


def unhindered(found: Obstacle | None) -> None:
    """Raise Problem with what would stop the application later, so that nobody goes on or pays in vain."""
    if found:
        raise Problem(VERIFY if found.kind is Kind.ASLEEP else "refused", words.of_obstacle(found).why, for_now=True)


def insurable(asking: Caller, product: Product, draft: Draft) -> None:
    """Raise Problem with every reason of the insurer's own against what was entered."""
    found = screen_entered(draft, product, known_of(asking.account.person), now=asking.now)
    if found:
        raise Problem("screened", " ".join(each.sentence for each in found), errors=[_error(each) for each in found])


def _error(refusal: Refusal) -> dict[str, str]:
    return {"field": refusal.field, "message": refusal.sentence, "reason": refusal.reason.value}
