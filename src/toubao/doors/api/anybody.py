"""What everybody may ask: products, destinations, a price, a case by its serial number, a vehicle's insurance; within the allowances of
a network.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import WithJsonSchema

from toubao.business import whose
from toubao.business.catalogue import queries as catalogue
from toubao.business.identity.codes.allowances import count, left
from toubao.business.motor import looking
from toubao.business.policies.queries import of_purchase
from toubao.business.purchase.draft import Draft, premium, screen_trip
from toubao.business.purchase.queries import by_serial
from toubao.business.purchase.settling import read_serial
from toubao.doors.api import told
from toubao.doors.api.bearer import spared, wait
from toubao.doors.api.problems import Problem, written
from toubao.doors.api.reading import fields
from toubao.doors.api.shapes import PRODUCT, SERIAL_NUMBER, LookUpIn, QuoteIn
from toubao.doors.storefront.people.case import UNKNOWN, stages
from toubao.doors.storefront.people.motor.forms import LookUp
from toubao.doors.storefront.people.motor.looking import UNKNOWN as NOT_LOOKED_UP
from toubao.doors.storefront.people.sentences import SERIAL
from toubao.doors.storefront.visitor import network
from toubao.products import NotOnSale
from toubao.products.disclosures import REQUIRED, shown
from toubao.products.product import Product
from toubao.products.travel_accident import screening
from toubao.products.travel_accident.destinations import by_code
from toubao.rules.periods import day_of

router = Router(tags=["public"])
Code = Annotated[str, Path(max_length=60), WithJsonSchema({"type": "string", "maxLength": 60, "pattern": PRODUCT})]
Serial = Annotated[str, Path(max_length=60), WithJsonSchema({"type": "string", "maxLength": 60, "pattern": SERIAL_NUMBER})]
NO_PRODUCT: Final = "沒有這項商品，或今天沒有販售。"


@router.get("/products/{code}", response=told.Product, summary="商品：十一項交易條件、文件與雜湊值")
def product(request: HttpRequest, code: Code) -> HttpResponse:
    """商品今天的版本、揭露事項全文、條款與投保須知的雜湊值。投保時要出示並同意的就是這些雜湊值。"""
    now = spared(request, "api_network")
    try:
        found = catalogue.product(code, now=now)
    except NotOnSale:
        raise Problem("not-found", NO_PRODUCT) from None
    items = [
        told.Item(clause=each.clause, title=each.title, markdown=each.source)
        for each in shown(found, settings.INSURER)
        if each.clause in REQUIRED
    ]
    body = told.Product(
        code=found.code, name=found.name, version=found.version.code, approval=found.version.approval,
        on_sale=catalogue.on_sale(code, now=now),
        summary=found.summary, sums_insured=list(screening.of(found).sums), items=items, documents=list(_papers(found)),
    )  # fmt: skip
    return written(200, body.model_dump(mode="json"))


def _papers(found: Product) -> Iterable[told.Paper]:
    for paper in found.documents:
        at = f"{settings.PUBLIC_URL}/products/{found.code}/documents/{paper.name}"
        yield told.Paper(name=paper.name, title=paper.title, version=paper.version, digest=paper.digest, page=f"{at}/", pdf=f"{at}.pdf")


@router.get("/destinations", response=told.Places, summary="旅遊地點")
def destinations(request: HttpRequest) -> HttpResponse:
    """所有可以填的旅遊地點。投保時填代碼或名稱都可以。"""
    spared(request, "api_network")
    places = [
        told.Place(code=each.code, name=each.name, english=each.english, region=each.region, zone=each.zone.value)
        for each in by_code().values()
    ]
    return written(200, told.Places(destinations=places).model_dump(mode="json"))


@router.post("/quotes", response=told.Quote, summary="試算保險費")
def quote(request: HttpRequest, body: QuoteIn) -> HttpResponse:
    """天數、保險費，或每一個不能投保的原因。不保存任何資料，所以不需要 Idempotency-Key。"""
    now = spared(request, "api_network")
    try:
        found = catalogue.product(body.product, now=now)
    except NotOnSale:
        raise Problem("invalid", errors=fields(product=NO_PRODUCT)) from None
    draft = body.trip.onto(Draft())
    refusals = screen_trip(draft, found, now=now)
    trip: Any = draft.trip
    answer = told.Quote(
        product=found.code, version=found.version.code, days=max(0, trip.days), covered_until=trip.cover_ends if trip.days > 0 else None,
        premium=None if refusals else premium(draft, found), refusals=[told.reason(each) for each in refusals],
    )  # fmt: skip
    return written(200, answer.model_dump(mode="json"))


@router.post("/motor/look-ups", response=told.MotorPolicies, summary="查汽車保險的期間與繳費")
def motor(request: HttpRequest, body: LookUpIn) -> HttpResponse:
    """和網站的車險查詢一樣，不必登入：被保險人的證號和車牌要同時符合（自律規範第八條第三項）。只有保險證號碼、期間與繳費，沒有姓名、證號或地址。

    查不到的原因不分別回答：沒有這個人、沒有這輛車，或兩者不符，都是同一個 404。次數的限制和網站共用。電子式投保證明請在網站申請。
    """
    now = spared(request, "api_network")
    form = LookUp({"kind": body.kind, "number": body.number, "plate": body.plate}, on=day_of(now))
    if not form.is_valid():
        raise Problem("invalid", errors=fields(**{name: str(errors[0]) for name, errors in form.errors.items()}))
    given = form.cleaned_data
    question = looking.Question(kind=given["kind"], number=given["number"], plate=given["plate"], network=network(request))
    answer = looking.look_up(question, now=now)
    if answer.limit:
        raise wait(answer.limit, now=now)
    if not answer.found:
        raise Problem("not-found", NOT_LOOKED_UP)
    return written(200, told.MotorPolicies(policies=[told.motor(each, now) for each in answer.found]).model_dump(mode="json"))


@router.get("/cases/{serial}", response=told.Case, summary="用序號查案件進度")
def case(request: HttpRequest, serial: Serial) -> HttpResponse:
    """付款授權後的進度，和網站的案件查詢一樣：沒有姓名、商品、金額、原因或保單號碼。"""
    number, fault = read_serial(serial)
    if fault is not None:
        raise Problem("invalid", errors=fields(serial=SERIAL[fault]))
    now = spared(request, "api_network", "case_network")
    if not left("case_all", "all", now=now):
        raise wait("case_all", now=now)
    found = by_serial(number)
    if found is None:
        count(("case_all", "all"), now=now)
        raise Problem("not-found", UNKNOWN)
    with whose.person(found.person_id):
        policy = of_purchase(found.pk)
    lines = [told.Stage(label=each["label"], state=each["state"], note=each["note"]) for each in stages(found, policy)]
    return written(200, told.Case(serial=number, stages=lines).model_dump(mode="json"))
