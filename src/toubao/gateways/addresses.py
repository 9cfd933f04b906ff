"""Which mailboxes and telephone numbers our lines carry, in the form in which they are kept: what a door takes, a gateway can send to."""

import re
import unicodedata
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

LONGEST: Final = 254
_FULL_WIDTH: Final = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20, 0x3002: 0x2E}
_AS_DIALLED: Final = re.compile(r"\+?[0-9][0-9 .()/-]{4,30}")


def mailbox(typed: str) -> str | None:
    """A mailbox as it is written on the envelope (RFC 5321): small letters, its domain as A-labels; None for what can't be carried.

    Invisible signs that came along with a copy are dropped. What only looks like a plain sign (the Kelvin sign for a k) is not taken for
    it, since that is somebody else's address.
    """
    text = _cleaned(typed)
    if len(text) > LONGEST:
        return None
    try:
        read = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    made: str = (read.ascii_email or "").lower()
    same = zip(text.rpartition("@")[2].split("."), made.rpartition("@")[2].split("."), strict=False)
    lookalike = any(not typed.isascii() and not carried.startswith("xn--") for typed, carried in same)
    return None if lookalike or not made or len(made) > LONGEST else made


def telephone(typed: str) -> str | None:
    """A telephone number as +886…; without a country it is one of Taiwan. None for what is none: letters and extensions are not dialled."""
    text = _cleaned(typed)
    if not _AS_DIALLED.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, "TW")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mobile(typed: str) -> str | None:
    """A mobile number of Taiwan as +8869…; None for anything else."""
    read = telephone(typed)
    if read is None:
        return None
    number = phonenumbers.parse(read)
    its = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return read if number.country_code == 886 and its and phonenumbers.is_valid_number(number) else None


def _cleaned(typed: str) -> str:
    """Without blanks round it and invisible signs, full-width signs as plain ones."""
    return "".join(c for c in typed.translate(_FULL_WIDTH) if unicodedata.category(c) != "Cf").strip()
