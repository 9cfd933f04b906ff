"""Documents agreed to one by one, answers checked, and the one-time password or the signature that sends the application in."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from toubao.business.identity.codes import otp
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import certificates
from toubao.business.purchase import actions, facts, showing
from toubao.business.purchase.beforehand import Kind
from toubao.doors.look.brand import brand
from toubao.doors.storefront import visitor
from toubao.doors.storefront.people.register import outcomes
from toubao.doors.storefront.people.register.certifying import NOBODYS, Authority, Signature, number
from toubao.doors.storefront.selling import words
from toubao.doors.storefront.selling.shelf import AT_CHECKING, Paper, shelf
from toubao.doors.storefront.selling.standing import Standing, again, at
from toubao.products.disclosures import REQUIRED
from toubao.products.travel_accident.destinations import by_code
from toubao.rules.flows.purchase import State
from toubao.rules.kit import Verdict

TO_AGREE = ("terms", "notice")
CHANNELS = {"sms": "簡訊", "mail": "電子郵件"}
UNPROCESSABLE = 422
CODE_GATES = frozenset({"otp_entered", "otp_binds_what_is_confirmed"})
SIGNATURE_GATES = frozenset({"certificate_verified", "signature_binds_what_is_confirmed"})

pages = require_http_methods(["GET", "HEAD", "POST"])


@pages
@at("documents")
def documents(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Terms and important notice, read here and agreed to one by one (10.1.2); what was shown is posted as its digest."""
    papers = [paper for name in TO_AGREE if (paper := shelf(standing.product).paper(name))]
    if request.method != "POST":
        return _documents(request, standing, papers)
    if standing.agreed:
        return standing.lead()
    ours = {paper.named for paper in papers}
    shown, given = [named for named in request.POST.getlist("shown") if named in ours], request.POST.getlist("agreed")
    agreed = [named for named in given if named in ours]
    unread = {paper.name: f"請閱讀「{paper.title}」後勾選同意。" for paper in papers if paper.named not in agreed}
    if unread:
        newer = [words.refused("", "文件剛更新過，下面是最新的版本。")] if len(agreed) < len(given) else []
        return _documents(request, standing, papers, unread, newer)
    purchase = standing.purchase
    if purchase.state == State.INFORMED:
        actions.describe(purchase=purchase, draft=standing.draft, product=standing.product, now=standing.now)
    decision = actions.inform(
        purchase=purchase, product=standing.product, shown=shown, agreed=agreed, now=standing.now, where=visitor.where(request)
    )
    if decision.outcome == "refused":
        return _documents(request, standing, papers, refusals=words.of_verdicts(decision.shut))
    return again(purchase, "moved") if decision.stale else standing.afresh().lead()


def _documents(
    request: HttpRequest,
    standing: Standing,
    papers: list[Paper],
    unread: Mapping[str, str] | None = None,
    refusals: Sequence[words.Refused] = (),
) -> HttpResponse:
    read = shelf(standing.product)
    showing.display(purchase=standing.purchase, place="documents", shown=read.display(*TO_AGREE, *REQUIRED), now=standing.now)
    missed = unread or {}
    errors = [(f"agree_{name}", sentence) for name, sentence in missed.items()]
    status = UNPROCESSABLE if missed or refusals else 200
    until = facts.review_last_day(standing.purchase, standing.product)
    return standing.show(
        request, "documents", status, papers=papers, unread=missed, errors=errors, refusals=refusals, review_until=until, items=read.items
    )


@pages
@at("check")
def check(request: HttpRequest, standing: Standing) -> HttpResponse:
    """All answers on one page, each with its way back; the button sends the one-time password (10.1.3)."""
    if request.method != "POST":
        return _check(request, standing)
    channel = request.POST.get("channel", "")
    if channel not in CHANNELS:
        return _check(request, standing, "請選擇驗證碼要寄到手機還是電子信箱。", UNPROCESSABLE)
    if standing.obstacle:
        return _stopped(request, standing, [words.of_obstacle(standing.obstacle)])
    sending = _send(request, standing, channel)
    if sending.sent:
        return HttpResponseRedirect(standing.path("code"))
    return _check(request, standing, words.of_limit(sending.limit), UNPROCESSABLE if sending.limit == otp.UNPROVED else 429)


def _check(request: HttpRequest, standing: Standing, wrong: str = "", status: int = 200) -> HttpResponse:
    shown = shelf(standing.product)
    showing.display(purchase=standing.purchase, place="check", shown=shown.display(*AT_CHECKING), now=standing.now)
    papers = [paper.title for name in TO_AGREE if (paper := shown.paper(name))]
    places = [by_code()[code].name for code in standing.draft.destinations]
    return standing.show(
        request, "check", status, known=standing.known,
        handed=words.of_handing_over(standing.purchase.account, standing.known, standing.draft.mailed),
        items=shown.at_checking, papers=papers, places=places, wrong=wrong,
        signs=bool(certificates.trusted()), beforehand=words.beforehand(standing.obstacle),
    )  # fmt: skip


def _send(request: HttpRequest, standing: Standing, channel: str) -> otp.Sending:
    return actions.send_code(
        purchase=standing.purchase, product=standing.product, channel=channel, insurer=brand().short_name, network=visitor.network(request),
        now=standing.now,
    )  # fmt: skip


@pages
@at("code")
def code(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The one-time password is entered here, and the application is sent in with it; or another one is asked for."""
    if request.method == "POST":
        again_by = request.POST.get("resend", "")
        if again_by in CHANNELS:
            if standing.obstacle:
                return _stopped(request, standing, [words.of_obstacle(standing.obstacle)])
            sending = _send(request, standing, again_by)
            if not sending.sent:
                return _code(request, standing, words.of_limit(sending.limit), 429)
            return HttpResponseRedirect(standing.path("code") + (f"?sent={again_by}" if sending.at == standing.now else ""))
        return _confirm(request, standing)
    return _code(request, standing)


def _confirm(request: HttpRequest, standing: Standing) -> HttpResponse:
    entered = request.POST.get("code", "").strip()
    if not entered:
        return _code(request, standing, "請輸入訊息裡的驗證碼。", UNPROCESSABLE)
    decision, checked = actions.confirm(
        purchase=standing.purchase, product=standing.product, entered=entered, now=standing.now, where=visitor.where(request)
    )
    if decision.taken or (decision.stale and checked.outcome == "used"):
        return standing.afresh().lead()
    if decision.stale or checked.outcome == "used":
        return again(standing.purchase)
    others = [verdict for verdict in decision.shut if verdict.gate not in CODE_GATES]
    if not others or not checked.right:
        return _code(request, standing, words.of_code(checked), UNPROCESSABLE)
    return _refused(request, standing, others)


def _refused(request: HttpRequest, standing: Standing, others: Sequence[Verdict]) -> HttpResponse:
    """What else than the code or the signature stopped it: the insurer's own reasons in their own words."""
    if standing.obstacle:
        return _stopped(request, standing, [words.of_obstacle(standing.obstacle)])
    own = [words.refused("", f"{r.words}{r.mend}") for r in standing.refusals]
    return _stopped(request, standing, own or words.of_verdicts(others))


@pages
@at("certificate")
def certificate(request: HttpRequest, standing: Standing) -> HttpResponse:
    """In place of a code: whose certificate, the text to sign, and the signature, with which the application is sent in (10.1.3)."""
    if not certificates.trusted():
        return standing.lead()
    if "message" in request.POST:
        return _signed(request, standing)
    form = Authority(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if standing.obstacle:
            return _stopped(request, standing, [words.of_obstacle(standing.obstacle)])
        made = actions.ask_to_sign(
            purchase=standing.purchase, authority=form.cleaned_data["authority"], network=visitor.network(request), now=standing.now
        )
        return _to_sign(standing, {"text": str(made)} if made else {"came": actions.BUSY})
    asked = request.GET.get("text", "")
    if asked and not form.is_bound:
        return _sign(request, standing, asked, Signature())
    came = outcomes.confirming(request.GET.get("came", ""))
    return standing.show(request, "certificate", UNPROCESSABLE if form.is_bound else 200, form=form, came=came)


def _sign(request: HttpRequest, standing: Standing, asked: str, form: Signature) -> HttpResponse:
    """The page with the text; the component's window may speak with it, which few other pages allow."""
    waiting = actions.to_sign(purchase=standing.purchase, text=number(asked) or NOBODYS, now=standing.now)
    chosen = certificates.named(waiting.authority) if waiting else None
    if waiting is None or chosen is None:
        return _to_sign(standing, {"came": "challenge_expired"})
    answer = standing.show(request, "signing", UNPROCESSABLE if form.is_bound else 200, form=form, waiting=waiting, chosen=chosen)
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return answer


def _signed(request: HttpRequest, standing: Standing) -> HttpResponse:
    asked, form = request.POST.get("text", ""), Signature(request.POST)
    if not form.is_valid():
        return _sign(request, standing, asked, form)
    decision, came = actions.confirm_by_certificate(
        purchase=standing.purchase, product=standing.product, text=number(asked) or NOBODYS, message=form.cleaned_data["message"],
        where=visitor.where(request), now=standing.now,
    )  # fmt: skip
    if decision.taken:
        return standing.afresh().lead()
    if decision.stale:
        return again(standing.purchase)
    others = [verdict for verdict in decision.shut if verdict.gate not in SIGNATURE_GATES]
    if others and came == "good":
        return _refused(request, standing.afresh(), others)
    return _to_sign(standing, {"came": "challenge_changed" if came == "good" else came})


def _to_sign(standing: Standing, told: dict[str, str]) -> HttpResponse:
    return HttpResponseRedirect(f"{standing.path('certificate')}?{urlencode(told)}")


def _stopped(request: HttpRequest, standing: Standing, refusals: list[words.Refused]) -> HttpResponse:
    """Why it can't be sent in; an account that is asleep is verified anew, and the purchase goes on where it stands (7.3)."""
    asleep = standing.obstacle is not None and standing.obstacle.kind is Kind.ASLEEP
    verifies = words.VERIFIES["awake_to_confirm"] if asleep else ""
    back = visitor.verifying(f"{standing.path()}?told=awake")
    return standing.show(request, "stopped", UNPROCESSABLE, refusals=refusals, verifies=verifies, verifying=back)


def _code(request: HttpRequest, standing: Standing, wrong: str = "", status: int = 200) -> HttpResponse:
    sent = otp.latest(purpose="confirm", subject=standing.purchase.pk)
    if sent is None:
        return HttpResponseRedirect(standing.path("check"))
    alive = not otp.void(sent, standing.now)
    return standing.show(
        request, "code", status, sent=sent, alive=alive, left=otp.TRIES - sent.tries, to=_to(standing.known, sent.channel), wrong=wrong,
        by=CHANNELS[sent.channel], other=_other(standing, sent.channel), resent=request.GET.get("sent", "") in CHANNELS,
    )  # fmt: skip


def _other(standing: Standing, channel: str) -> str:
    """The other way to get a code; none where that is a mailbox which nobody proved."""
    return "sms" if channel == "mail" else "mail" if standing.purchase.account.mail_proved else ""


def _to(known: Known, channel: str) -> str:
    return known.phone if channel == "sms" else known.mail
