"""What a device is asked: to make a passkey, or to use one; each question is a challenge that waits here for its answer."""

from datetime import datetime
from typing import Final
from uuid import UUID

from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from toubao.business.identity import queries
from toubao.business.identity.devices.passkeys import challenges
from toubao.business.identity.devices.passkeys.party import Party
from toubao.business.identity.devices.passkeys.verifying import ALGORITHMS
from toubao.business.identity.models import Account, Passkey
from toubao.rules.personal import masked, masked_name

ADD, SIGN_IN, SECOND, PROVE, RECOVER = "add", "sign-in", "second", "prove", "recover"
TIMEOUT_MS: Final = 240_000


def to_add(*, account: Account, party: Party, now: datetime) -> tuple[UUID, str]:
    """Ask for a new passkey of this account; devices that hold one already decline. Gives the challenge's id and what the browser needs."""
    known = queries.known(account.person)
    return question_to_make(
        party=party, owner=account.pk, label=f"{masked_name(known.name)}（{masked(known.phone)}）", purpose=ADD, has=_of(account), now=now
    )


def to_use(*, purpose: str, account: Account | None, party: Party, now: datetime) -> tuple[UUID, str]:
    """Ask for a passkey: this account's, or, where nobody is known yet, whichever the device offers."""
    has = _of(account) if account else []
    return question_to_use(party=party, owner=account.pk if account else None, purpose=purpose, has=has, now=now)


def question_to_make(*, party: Party, owner: UUID, label: str, purpose: str, has: list[bytes], now: datetime) -> tuple[UUID, str]:
    """Options for making a passkey, with their challenge; `label` is what the device shows when one chooses among several."""
    made = challenges.make(purpose=purpose, owner=owner, now=now)
    options = generate_registration_options(
        rp_id=party.domain, rp_name=party.name, user_name=label, user_display_name=label, user_id=owner.bytes,
        challenge=bytes(made.challenge), timeout=TIMEOUT_MS, attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in has], supported_pub_key_algs=ALGORITHMS,
    )  # fmt: skip
    return made.pk, options_to_json(options)


def question_to_use(*, party: Party, owner: UUID | None, purpose: str, has: list[bytes], now: datetime) -> tuple[UUID, str]:
    """Options for using a passkey, with their challenge."""
    made = challenges.make(purpose=purpose, owner=owner, now=now)
    options = generate_authentication_options(
        rp_id=party.domain, challenge=bytes(made.challenge), timeout=TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in has],
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return made.pk, options_to_json(options)


def _of(account: Account) -> list[bytes]:
    return [bytes(each) for each in Passkey.objects.filter(account=account, suspended_at=None).values_list("credential", flat=True)]
