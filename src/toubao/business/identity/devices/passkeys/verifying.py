"""Judging what a device answered: the library checks form, origin and signature; here each refusal gets its reason. Pure."""

import json
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_attestation_object, parse_authenticator_data, parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.parse_authentication_credential_json import parse_authentication_credential_json
from webauthn.helpers.parse_registration_credential_json import parse_registration_credential_json
from webauthn.helpers.structs import AttestationFormat, AuthenticatorData

from toubao.business.identity.devices.passkeys.party import Party

ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
LONGEST: Final = 16_000
BROKEN: Final = (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


class Fault(StrEnum):
    """Why an answer was refused."""

    MALFORMED = "malformed"
    TYPE = "type"
    CHALLENGE = "challenge"
    ORIGIN = "origin"
    CROSS_ORIGIN = "cross origin"
    DOMAIN = "domain"
    PRESENCE = "presence"
    VERIFICATION = "verification"
    SIGNATURE = "signature"
    UNKNOWN = "unknown passkey"
    OTHERS = "somebody else's"
    COUNT = "count went back"
    SUSPENDED = "suspended"
    TAKEN = "known already"
    MANY = "too many"
    BUSY = "limit"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that a device has just made."""

    credential: bytes
    public_key: bytes
    sign_count: int
    synced: bool


def named(answer: str) -> tuple[bytes, UUID | None] | None:
    """Which credential an answer names, and whose it says it is; nothing of that is proved. None if it can't be read."""
    try:
        parsed = parse_authentication_credential_json(answer[:LONGEST])
        handle = parsed.response.user_handle
        return parsed.raw_id, UUID(bytes=handle) if handle else None
    except BROKEN:
        return None


def verify_used(answer: str, *, challenge: bytes, party: Party, public_key: bytes) -> int | Fault:
    """The count of a passkey that answered rightly, its holder verified by the device, or why not. The count itself isn't judged here."""
    try:
        parsed = parse_authentication_credential_json(answer[:LONGEST])
        data = parse_authenticator_data(parsed.response.authenticator_data)
        fault = _client(parsed.response.client_data_json, "webauthn.get", challenge, party) or _device(data, party)
        return fault or _signed(answer, challenge, party, public_key)
    except BROKEN:
        return Fault.MALFORMED


def verify_made(answer: str, *, challenge: bytes, party: Party) -> Made | Fault:
    """The passkey that a device made, its holder verified by it, or why not. No attestation is asked for, and none is believed."""
    try:
        parsed = parse_registration_credential_json(answer[:LONGEST])
        made = parse_attestation_object(parsed.response.attestation_object)
        fault = _client(parsed.response.client_data_json, "webauthn.create", challenge, party) or _device(made.auth_data, party)
        if fault is not None:
            return fault
        if made.fmt != AttestationFormat.NONE:
            return Fault.MALFORMED
        found = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=party.domain, expected_origin=party.origin,
            require_user_verification=True, supported_pub_key_algs=ALGORITHMS,
        )  # fmt: skip
    except BROKEN:
        return Fault.MALFORMED
    return Made(found.credential_id, found.credential_public_key, found.sign_count, found.credential_backed_up)


def _client(told: bytes, kind: str, challenge: bytes, party: Party) -> Fault | None:
    """What the browser says it was asked, and by whom. A page of ours inside another's frame is refused, which the library lets pass."""
    values: dict[str, Any] = json.loads(told)
    if values["type"] != kind:
        return Fault.TYPE
    if parse_client_data_json(told).challenge != challenge:
        return Fault.CHALLENGE
    if values["origin"] != party.origin:
        return Fault.ORIGIN
    return Fault.CROSS_ORIGIN if values.get("crossOrigin", False) is not False or "topOrigin" in values else None


def _device(data: AuthenticatorData, party: Party) -> Fault | None:
    """What the device says: for which domain, whether somebody was there, and whether it verified who."""
    if data.rp_id_hash != sha256(party.domain.encode()).digest():
        return Fault.DOMAIN
    if not data.flags.up:
        return Fault.PRESENCE
    return None if data.flags.uv else Fault.VERIFICATION


def _signed(answer: str, challenge: bytes, party: Party, public_key: bytes) -> int | Fault:
    """Whether the signature is this key's; the count that was kept is not told to the library, which would judge it first."""
    try:
        found = verify_authentication_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=party.domain, expected_origin=party.origin,
            credential_public_key=public_key, credential_current_sign_count=0, require_user_verification=True,
        )  # fmt: skip
    except WebAuthnException:
        return Fault.SIGNATURE
    return found.new_sign_count
