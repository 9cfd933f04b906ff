"""What an application would contract as its row stands, to be compared with what was agreed to (6.1.2, 10.1.2)."""

from toubao.business.identity.personal import Known
from toubao.business.policies.contract import Terms
from toubao.business.purchase import draft as drafts
from toubao.business.purchase.draft import Draft
from toubao.business.purchase.models import Purchase
from toubao.products.travel_accident.destinations import by_code


def stands(purchase: Purchase, draft: Draft, known: Known) -> str:
    """The digest of the application as its row has it; empty where the row's period or sum is not what was entered."""
    if (purchase.starts, purchase.ends, purchase.sum_insured) != (*draft.period, draft.sum_insured):
        return ""
    return drafts.digest(draft, known, purchase.product, purchase.product_version, purchase.documents, purchase.premium)


def terms(purchase: Purchase, draft: Draft, known: Known) -> Terms:
    """What the contract will say if it is concluded as the row has it."""
    return Terms(
        product=purchase.product, product_version=purchase.product_version, documents=tuple(purchase.documents), starts=purchase.starts,
        ends=purchase.ends, sum_insured=purchase.sum_insured, premium=purchase.premium, name=known.name, id_number=known.id_number,
        born=known.birth_date, address=draft.address, destinations=tuple(by_code()[code].name for code in draft.destinations),
        days=draft.trip.days if draft.trip else 0, beneficiary_name="" if draft.heirs else draft.beneficiary_name,
        beneficiary_relation="" if draft.heirs else draft.beneficiary_relation,
    )  # fmt: skip
