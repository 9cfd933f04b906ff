"""The shapes of what programs send; whether it can be insured is screening's and the gates'."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema
from pydantic_core import PydanticCustomError

from toubao.business.purchase.draft import Draft
from toubao.doors.look.fields import NAME
from toubao.doors.storefront.selling.forms import HEIRS_INSTEAD, RELATIONS
from toubao.doors.storefront.selling.trip import LARGEST_SUM, MOST_PLACES
from toubao.products.travel_accident.naming import codes
from toubao.rules.personal import names as person_names
from toubao.rules.personal.names import Fault, beneficiary_fault

TRAVEL: Final = "travel-accident"
PRODUCT: Final = "^[a-z]+(-[a-z]+)*$"
SERIAL_NUMBER: Final = "^TB(-[2-9A-HJKMNP-Z]{4}){3}$"
PLATE: Final = "^[0-9A-Z]{2,4}-[0-9A-Z]{2,4}$"
"""Of serial numbers and plates the form in which they are printed; others that mean the same are read as well, and a fault is named."""
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)")
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _moment(given: object) -> datetime:
    if isinstance(given, str) and _RFC3339.fullmatch(given):
        try:
            read = datetime.fromisoformat(given.upper())
            if _FIRST <= read <= _LAST:
                return read
        except (ValueError, OverflowError):
            pass
    raise PydanticCustomError("told", "{words}", {"words": "請寫成有時區的時間，例如 2026-12-24T09:30:00+08:00。"})


def _name(given: str) -> str:
    fault = beneficiary_fault(given) if given else None
    if fault is not None:
        raise PydanticCustomError("told", "{words}", {"words": HEIRS_INSTEAD if fault is Fault.NO_NAME else NAME[fault]})
    return person_names.tidy(given)


Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Words = Annotated[str, Field(strict=True, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name = Annotated[str, Field(strict=True, max_length=person_names.LONGEST, pattern=r"^[^\x00-\x1f\x7f]*$"), AfterValidator(_name)]
Product = Annotated[str, Field(strict=True, max_length=60, pattern=PRODUCT)]
Named = Annotated[str, Field(strict=True, max_length=100, pattern=r"^[a-z_-]+:[0-9a-f]{64}$")]


class Asked(BaseModel):
    """A body: what we don't know is refused rather than passed over. What is said of it here is for us, not for the API's page."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=lambda schema: schema.pop("description", None))


class TripIn(Asked):
    """Where to, from when to when, for how much."""

    destinations: list[Words] = Field(min_length=1, max_length=MOST_PLACES, description="代碼或名稱，見 GET /api/v1/destinations。")
    departs: Moment = Field(description="離家的時間，含時區。")
    returns: Moment = Field(description="回到家的時間，含時區。")
    sum_insured: StrictInt = Field(ge=0, le=LARGEST_SUM, description="保險金額，新臺幣元。")

    def onto(self, draft: Draft) -> Draft:
        """The trip laid over a draft."""
        places = tuple(dict.fromkeys(code for word in self.destinations for code in codes(word)))
        return draft.with_(destinations=places, departs=self.departs, returns=self.returns, sum_insured=self.sum_insured)


class TravellerIn(Asked):
    """Where the traveller lives, and the two declarations."""

    address: Words = Field(min_length=1, description="通訊地址。")
    for_myself: StrictBool = Field(description="要保人就是旅客本人。")
    leaves_from_taiwan: StrictBool = Field(description="從臺灣、澎湖、金門或馬祖出發，而且還沒有出發。")

    def onto(self, draft: Draft) -> Draft:
        """The traveller laid over a draft."""
        return draft.with_(address=self.address, for_myself=self.for_myself, leaves_from_taiwan=self.leaves_from_taiwan)


class BeneficiaryIn(Asked):
    """Who gets the death benefit: the legal heirs, or one named person."""

    heirs: StrictBool = Field(description="true 是法定繼承人；false 請填姓名與關係。")
    name: Name = ""
    relation: Literal[("", *RELATIONS)] = ""  # type: ignore[valid-type]  # the same list as the page's
    phone: Annotated[str, Field(strict=True, pattern=r"^(|09[0-9]{8}|\+8869[0-9]{8})$")] = ""

    def onto(self, draft: Draft) -> Draft:
        """The beneficiary laid over a draft; what was said beside heirs is let go."""
        told: dict[str, Any] = {"beneficiary_name": self.name, "beneficiary_relation": self.relation, "beneficiary_phone": self.phone}
        return draft.with_(heirs=self.heirs, **(dict.fromkeys(told, "") if self.heirs else told))


class DeliveryIn(Asked):
    """How the e-policy comes by mail."""

    mailed: Literal["link", "encrypted-pdf"] = Field(
        description="電子保單怎麼用電子郵件寄：link 是會員中心的連結；encrypted-pdf 是附加密的 PDF，開啟密碼只在會員中心看得到。沒有送就是 link，兩種都免費。"
    )

    def onto(self, draft: Draft) -> Draft:
        """The choice laid over a draft."""
        return draft.with_(mailed=self.mailed)


class QuoteIn(Asked):
    """A trip to be priced."""

    product: Product = TRAVEL
    trip: TripIn = Field(description="行程。")


class LookUpIn(Asked):
    """A vehicle's insurance to be looked up: in the body, so that no number stands in an address."""

    kind: Literal["person", "business", "tax"] = Field(
        default="person", description="證號的種類：個人（身分證字號、居留證統一證號）、營利事業統一編號、財稅機關編發的統一編號。"
    )
    number: Words = Field(description="被保險人的證號。")
    plate: Words = Field(json_schema_extra={"pattern": PLATE}, description="汽車牌照號碼；全形、小寫、有沒有「-」都行。")


class BeginIn(Asked):
    """An application to be begun, with its trip or without."""

    product: Product = TRAVEL
    trip: TripIn | None = Field(default=None, description="行程。")


class EntriesIn(Asked):
    """Any of the parts; a part that is left out stays as it was."""

    trip: TripIn | None = Field(default=None, description="行程。")
    traveller: TravellerIn | None = Field(default=None, description="旅客的地址與聲明。")
    beneficiary: BeneficiaryIn | None = Field(default=None, description="身故受益人。")
    delivery: DeliveryIn | None = Field(default=None, description="電子保單怎麼用電子郵件寄。")

    def onto(self, draft: Draft) -> Draft:
        """The parts that were sent, laid over a draft."""
        for part in (self.trip, self.traveller, self.beneficiary, self.delivery):
            draft = part.onto(draft) if part else draft
        return draft


class AgreementIn(Asked):
    """Which documents, each as `name:digest`, were shown to the applicant, and which they agreed to one by one."""

    shown: list[Named] = Field(max_length=20)
    agreed: list[Named] = Field(max_length=20)


class CodeIn(Asked):
    """Where the one-time password goes."""

    channel: Literal["sms", "mail"]


class SigningIn(Asked):
    """Whose certificate the applicant signs with."""

    authority: Annotated[str, Field(strict=True, min_length=1, max_length=40, pattern="^[a-z0-9_-]+$")]


class SignatureIn(Asked):
    """The text that was signed, by its number, and what the applicant's component signed: PKCS#7 in base64."""

    text: UUID
    message: Annotated[str, Field(strict=True, min_length=1, max_length=15_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]


class ConfirmationIn(Asked):
    """The one-time password as the applicant typed it."""

    code: Annotated[str, Field(strict=True, min_length=1, max_length=20, pattern=r"^[0-9０-９ \-]+$")]
