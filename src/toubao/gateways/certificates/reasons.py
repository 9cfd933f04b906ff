"""What a check of a certificate can end in: good, or one of a closed list of reasons why not; the words for people are in the doors."""

from enum import StrEnum


class Reason(StrEnum):
    """The outcome of a check; each value is kept in the journal, so none is ever renamed."""

    GOOD = "good"
    # the challenge
    CHALLENGE_UNKNOWN = "challenge_unknown"
    CHALLENGE_USED = "challenge_used"
    CHALLENGE_EXPIRED = "challenge_expired"
    CHALLENGE_ELSEWHERE = "challenge_elsewhere"
    CHALLENGE_CHANGED = "challenge_changed"
    # the message
    TOO_LARGE = "too_large"
    TRAILING_BYTES = "trailing_bytes"
    NOT_DER = "not_der"
    NOT_SIGNED_DATA = "not_signed_data"
    TOO_MANY_CERTIFICATES = "too_many_certificates"
    NO_CERTIFICATE = "no_certificate"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    NOT_ONE_SIGNER = "not_one_signer"
    SIGNER_UNKNOWN = "signer_unknown"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    CONTENT_DIFFERS = "content_differs"
    ATTRIBUTES_MISSING = "attributes_missing"
    ATTRIBUTES_REPEATED = "attributes_repeated"
    DIGEST_MISSING = "digest_missing"
    DIGEST_DIFFERS = "digest_differs"
    SIGNED_FOR_ANOTHER_CERTIFICATE = "signed_for_another_certificate"
    WEAK_HASH = "weak_hash"
    WEAK_KEY = "weak_key"
    ALGORITHM_NOT_ALLOWED = "algorithm_not_allowed"
    SIGNATURE_WRONG = "signature_wrong"
    # the chain
    SELF_SIGNED = "self_signed"
    ISSUER_UNKNOWN = "issuer_unknown"
    CHAIN_SIGNATURE_WRONG = "chain_signature_wrong"
    CHAIN_WEAK = "chain_weak"
    ISSUER_NO_AUTHORITY = "issuer_no_authority"
    ISSUER_MAY_NOT_SIGN = "issuer_may_not_sign"
    PATH_TOO_LONG = "path_too_long"
    UNKNOWN_CRITICAL_EXTENSION = "unknown_critical_extension"
    CHAIN_REFUSED = "chain_refused"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    ISSUER_NOT_VALID_NOW = "issuer_not_valid_now"
    # the holder
    SIGNER_IS_AUTHORITY = "signer_is_authority"
    WRONG_PURPOSE = "wrong_purpose"
    ORGANISATION = "organisation"
    NOT_A_PERSON = "not_a_person"
    NAME_DIFFERS = "name_differs"
    TAIL_MISSING = "tail_missing"
    TAIL_DIFFERS = "tail_differs"
    # what the authority answers
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    ISSUER_REVOKED = "issuer_revoked"
    HOST_NOT_ALLOWED = "host_not_allowed"
    OCSP_UNKNOWN = "ocsp_unknown"
    OCSP_RESPONDER_UNAUTHORISED = "ocsp_responder_unauthorised"
    OCSP_RESPONDER_WITHOUT_PURPOSE = "ocsp_responder_without_purpose"
    OCSP_RESPONDER_NOT_VALID_NOW = "ocsp_responder_not_valid_now"
    OCSP_SIGNATURE_WRONG = "ocsp_signature_wrong"
    OCSP_WEAK = "ocsp_weak"
    OCSP_NONCE_WRONG = "ocsp_nonce_wrong"
    OCSP_OTHER_CERTIFICATE = "ocsp_other_certificate"
    OCSP_STALE = "ocsp_stale"
    OCSP_FROM_THE_FUTURE = "ocsp_from_the_future"
    CRL_WRONG_ISSUER = "crl_wrong_issuer"
    CRL_SIGNATURE_WRONG = "crl_signature_wrong"
    CRL_WEAK = "crl_weak"
    CRL_STALE = "crl_stale"
    CRL_FROM_THE_FUTURE = "crl_from_the_future"
    CRL_DELTA = "crl_delta"
    CRL_INDIRECT = "crl_indirect"
    CRL_SCOPE = "crl_scope"
    CRL_CRITICAL_EXTENSION = "crl_critical_extension"
    AUTHORITY_SILENT = "authority_silent"
    AUTHORITY_NOT_ASKED = "authority_not_asked"


class Unfit(Exception):
    """A check that was not passed, inside this folder; it leaves it as a result."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def must(held: bool, reason: Reason) -> None:
    """Raise Unfit unless the check was passed."""
    if not held:
        raise Unfit(reason)
