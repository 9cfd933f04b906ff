"""What we ask of each institution, and the codes by which each says no; every other answer that isn't good is unknown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of question: the institution's part, its name, and the codes of a refusal that the contract lists.

    `acts` says whether asking changes anything there. Only a listed code counts as a no, and of an operation that acts only as long as no
    earlier attempt may have acted: a status without a listed code (a proxy's 403, a gateway's 404, our own signature that came twice) says
    nothing about what happened behind it.
    """

    part: str
    name: str
    refusals: frozenset[str] = frozenset()
    acts: bool = True

    def refuses(self, code: str, *, after_acting: bool) -> bool:
        """Whether `code` is this institution's no; `after_acting`: an attempt before this one may have acted."""
        return code in self.refusals and not (self.acts and after_acting)


def _acting(part: str, name: str, *refusals: str) -> Operation:
    return Operation(part, name, frozenset(refusals))


def _reading(part: str, name: str, *refusals: str) -> Operation:
    return Operation(part, name, frozenset(refusals), acts=False)


# fmt: off
CARD_OPEN           = _acting("card", "open_page", "order-differs")
CARD_LOOK_UP        = _reading("card", "look_up", "unknown-order")
CARD_CAPTURE        = _acting("card", "capture", "capture-declined", "authorisation-expired", "already-voided", "already-refunded",
                              "not-authorised", "unknown-order")
CARD_VOID           = _acting("card", "void", "already-captured", "already-refunded", "unknown-order")
CARD_REFUND         = _acting("card", "refund", "not-captured", "unknown-order")
CARD_ORDERS         = _reading("card", "orders")
HOLDER_CHECK        = _reading("holder_check", "check", "unknown-card")
INDUSTRY_CUMULATED  = _reading("industry_query", "cumulated")
INDUSTRY_RECEIPT    = _acting("industry_report", "receipt")
INDUSTRY_ISSUE      = _acting("industry_report", "issue", "unknown-receipt", "receipt-withdrawn", "already-issued")
INDUSTRY_WITHDRAW   = _acting("industry_report", "withdraw", "unknown-receipt", "receipt-withdrawn", "already-issued")
INDUSTRY_RECEIPTS   = _reading("industry_report", "receipts")
DOCUMENT_CHECK      = _reading("document_check", "document", "unknown-kind")
SMS_SEND            = _acting("sms", "send", "bad-number", "invalid-question")
SMS_MESSAGES        = _reading("sms", "messages")
MAIL_SEND           = _acting("mail", "send", "550", "551", "552", "553", "554", "555", "556")
MOBILE_ID_BEGIN     = _acting("mobile_id", "begin")
MOBILE_ID_ASK       = _reading("mobile_id", "ask", "unknown-session")
TIMESTAMP           = _reading("timestamp", "stamp", "tsa-rejection", "tsa-waiting", "tsa-revocation_warning",
                               "tsa-revocation_notification")
PROVIDER_DISCOVERY  = _reading("provider", "discovery")
PROVIDER_KEYS       = _reading("provider", "keys")
PROVIDER_EXCHANGE   = _acting("provider", "exchange", "invalid_grant", "access_denied")
PROVIDER_USERINFO   = _reading("provider", "userinfo", "invalid_token", "insufficient_scope")
CERTIFICATES_OCSP   = _reading("certificates", "ocsp")
CERTIFICATES_CRL    = _reading("certificates", "crl")
# fmt: on

OPERATIONS: tuple[Operation, ...] = tuple(each for each in list(globals().values()) if isinstance(each, Operation))
"""Every operation there is, for tests that walk them all."""
