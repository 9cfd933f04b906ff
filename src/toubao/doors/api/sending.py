"""Sending an application in with its one-time password or a signature by certificate, and the way to the acquirer's page; card numbers
are never here.
"""

import binascii
from base64 import b64decode
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from toubao.business.identity.codes import otp
from toubao.business.identity.proving import certificates
from toubao.business.payment import opening
from toubao.business.purchase import actions
from toubao.doors.api import told
from toubao.doors.api.applications import settled, standing_of, told_of, unhindered
from toubao.doors.api.bearer import Bearer, caller, wait
from toubao.doors.api.once import KEY, Answer, once
from toubao.doors.api.problems import Problem, later, refused
from toubao.doors.api.reading import fields
from toubao.doors.api.shapes import CodeIn, ConfirmationIn, SignatureIn, SigningIn
from toubao.doors.look.brand import brand
from toubao.doors.look.words import mask
from toubao.doors.storefront import visitor
from toubao.doors.storefront.people.register import outcomes
from toubao.doors.storefront.people.register.certifying import NOT_SIGNED
from toubao.doors.storefront.selling import words
from toubao.doors.storefront.selling.standing import Standing
from toubao.gateways.evidence import GatewayError

router = Router(tags=["applications"], auth=Bearer())
A_WHILE, A_MOMENT = 20, 2


@router.post("/applications/{uuid:application}/codes", response={202: told.Sent}, summary="寄驗證碼")
def send_code(request: HttpRequest, application: UUID, body: CodeIn, key: str = KEY) -> HttpResponse:
    """寄到要保人註冊時驗證過的手機或信箱；驗證碼只對現在這份內容有效，10 分鐘內有效。"""
    asking = caller(request)

    def act(_: UUID) -> Answer:
        standing = standing_of(asking, application)
        if not standing.entering or not standing.lets("code"):
            raise Problem("moved-on")
        unhindered(standing.obstacle)
        sending = actions.send_code(
            purchase=standing.purchase, product=standing.product, channel=body.channel, insurer=brand().short_name,
            network=visitor.network(request), now=asking.now,
        )  # fmt: skip
        if sending.limit in (otp.ABROAD, otp.UNPROVED):
            raise Problem("refused", words.of_limit(sending.limit))
        if not sending.sent:
            raise wait(sending.limit, now=asking.now, detail=words.of_limit(sending.limit))
        return _sent(standing, body.channel, sending.at or asking.now)

    return once(request, key, act)


def _sent(standing: Standing, channel: str, sent_at: datetime) -> Answer:
    to = standing.known.phone if channel == "sms" else standing.known.mail
    return Answer(202, told.Sent(channel=channel, to=mask(to), expires_at=sent_at + otp.LIFETIME))


@router.post("/applications/{uuid:application}/confirmation", response=told.Application, summary="用驗證碼確認投保")
def confirm(request: HttpRequest, application: UUID, body: ConfirmationIn, key: str = KEY) -> HttpResponse:
    """驗證碼對了，這份投保就送出，接著付款。內容在寄出驗證碼後改過，驗證碼就失效。"""
    asking = caller(request)

    def act(_: UUID) -> Answer:
        standing = standing_of(asking, application)
        decision, checked = actions.confirm(
            purchase=standing.purchase, product=standing.product, entered=body.code, now=asking.now, where=visitor.where(request)
        )
        if decision.outcome == "refused" and not checked.right:
            raise refused(decision.shut, errors=fields(code=words.of_code(checked)))
        settled(decision)
        return told_of(standing)

    return once(request, key, act)


@router.post("/applications/{uuid:application}/text-to-sign", response={201: told.ToSign}, summary="取得要用憑證簽的文字")
def text_to_sign(request: HttpRequest, application: UUID, body: SigningIn, key: str = KEY) -> HttpResponse:
    """不用驗證碼，改用要保人的數位憑證確認。文字裡有同意內容的雜湊值，10 分鐘內有效，只能簽一次。"""
    asking = caller(request)

    def act(_: UUID) -> Answer:
        standing = standing_of(asking, application)
        if not standing.entering or not standing.lets("certificate"):
            raise Problem("moved-on")
        if certificates.named(body.authority) is None:
            raise Problem("invalid", errors=fields(authority="沒有這一家發證機構。"))
        unhindered(standing.obstacle)
        made = actions.ask_to_sign(purchase=standing.purchase, authority=body.authority, network=visitor.network(request), now=asking.now)
        found = actions.to_sign(purchase=standing.purchase, text=made, now=asking.now) if made else None
        if found is None:
            raise wait("certificate_registration", now=asking.now, detail=_came(actions.BUSY))
        return Answer(201, told.ToSign(id=str(found.pk), authority=found.authority, text=found.text, expires_at=found.expires_at))

    return once(request, key, act)


@router.post("/applications/{uuid:application}/signature", response=told.Application, summary="用憑證的簽章確認投保")
def sign(request: HttpRequest, application: UUID, body: SignatureIn, key: str = KEY) -> HttpResponse:
    """簽章是要保人本人的、憑證現在有效、簽的是現在的內容，這份投保就送出，接著付款。"""
    asking = caller(request)

    def act(_: UUID) -> Answer:
        standing = standing_of(asking, application)
        try:
            message = b64decode(body.message, validate=True)
        except binascii.Error:
            raise Problem("invalid", errors=fields(message=NOT_SIGNED)) from None
        decision, came = actions.confirm_by_certificate(
            purchase=standing.purchase, product=standing.product, text=body.text, message=message, where=visitor.where(request),
            now=asking.now,
        )  # fmt: skip
        if came == actions.BUSY:
            raise wait("certificate_checks", now=asking.now, detail=_came(came))
        if decision.outcome == "refused" and came != "good":
            raise refused(decision.shut, errors=fields(message=_came(came)))
        settled(decision)
        return told_of(standing)

    return once(request, key, act)


def _came(outcome: str) -> str:
    """What came of a signature, and what to do."""
    return "：".join(outcomes.confirming(outcome) or ())


@router.post("/applications/{uuid:application}/payment", response=told.Page, summary="取得付款頁的網址")
def pay(request: HttpRequest, application: UUID, key: str = KEY) -> HttpResponse:
    """收單機構自己的付款頁，由要保人在瀏覽器開啟，刷本人的信用卡。之後用 GET 看結果。"""
    asking = caller(request)

    def act(_: UUID) -> Answer:
        standing = standing_of(asking, application)
        scheme = "https" if settings.SECURE else request.scheme
        try:
            address = actions.pay(
                purchase=standing.purchase, product=standing.product,
                return_url=standing.back(scheme),
                webhook_url=f"{settings.PUBLIC_URL}/webhooks/card", now=asking.now,
            )  # fmt: skip
        except opening.StillOpening:
            raise later("institution", A_MOMENT) from None
        except (GatewayError, opening.TooMany):
            raise later("institution", A_WHILE) from None
        if address is None:
            raise Problem("moved-on")
        return Answer(200, told.Page(address=address))

    return once(request, key, act)
