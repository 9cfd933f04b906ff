"""The sample holders of the demo's cards: who they are, and what is the matter with each card; nobody of them exists."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ObjectIdentifier

from toubao.sandbox.certificates.authority import Authority, Made, addresses, draft, name, usage

YEAR = timedelta(days=365)
DIRECTORY = ObjectIdentifier("2.5.29.9")
TAIL, KIND = "2.16.886.1.100.2.51", "2.16.886.1.100.2.1"
PERSON, ORGANISATION = "2.16.886.1.100.3.1.1", "2.16.886.1.100.3.2.14"
STATES = ("good", "revoked", "suspended")


@dataclass(frozen=True, slots=True)
class Holder:
    """A card: whose it is, what number to type for it, what is the matter with it, and how its certificate is made."""

    key: str
    person: str
    id_number: str
    matter: str
    state: str = "good"
    kind: str = PERSON
    uses: tuple[str, ...] = ("digital_signature", "content_commitment")
    starts: timedelta = -YEAR
    ends: timedelta = 4 * YEAR
    stranger: bool = False

    @property
    def serial(self) -> int:
        """The certificate's serial number, which follows from who holds it."""
        return int.from_bytes(hashlib.sha256(self.key.encode()).digest()[:8], "big") >> 1


HOLDERS = (
    Holder("wang", "王小明", "A123456789", "有效的卡"),
    Holder("chen", "陳美玲", "A223456781", "有效的卡"),
    Holder("lin", "林志成", "B123456780", "已經廢止", state="revoked"),
    Holder("chang", "張雅婷", "C223456783", "已經停用（暫時）", state="suspended"),
    Holder("huang", "黃國華", "D123456782", "過期了", starts=-6 * YEAR, ends=-YEAR),
    Holder("wu", "吳淑芬", "E223456785", "還沒生效", starts=timedelta(days=30)),
    Holder("company", "示範股份有限公司", "F123456784", "公司的憑證，不是自然人的", kind=ORGANISATION),
    Holder("li", "李家豪", "G223456787", "只能加密，不能簽章", uses=("key_encipherment",)),
    Holder("stranger", "王小明", "A123456789", "別的機構發的，不受信任", stranger=True),
)
BY_KEY = {one.key: one for one in HOLDERS}


class _Attribute(core.Sequence):  # type: ignore[misc] # asn1crypto has no types
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SequenceOf):  # type: ignore[misc] # as above
    _child_spec = _Attribute


def card(holder: Holder, authority: Authority, *, now: datetime) -> Made:
    """The holder's certificate with its key; its validity is reckoned from the day of the sandbox's clock."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = Made(authority.issuing.certificate, ec.generate_private_key(ec.SECP256R1())) if holder.stranger else authority.issuing
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    made = draft(name(holder.person, organisation=""), issuer.certificate.subject, key.public_key(), holder.serial)
    made = made.not_valid_before(day + holder.starts).not_valid_after(day + holder.ends)
    made = made.add_extension(usage(*holder.uses), critical=True)
    made = made.add_extension(x509.UnrecognizedExtension(DIRECTORY, _directory(holder)), critical=False)
    for extension in addresses(authority.base_url, "issuing"):
        made = made.add_extension(extension, critical=False)
    return Made(made.sign(issuer.key, hashes.SHA256()), key)


def _directory(holder: Holder) -> bytes:
    told = [
        {"type": TAIL, "values": [core.Any(core.PrintableString(holder.id_number[-4:]))]},
        {"type": KIND, "values": [core.Any(core.ObjectIdentifier(holder.kind))]},
    ]
    return bytes(_Attributes(told).dump())
