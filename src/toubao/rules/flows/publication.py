"""A product's version on its way to the shelf: nothing incomplete is offered (5, 10.1.1)."""

from enum import StrEnum

from toubao.rules.articles import art05_trading_terms as art05
from toubao.rules.articles import art10_application as art10
from toubao.rules.events import Event
from toubao.rules.facts import Noted, Publishing
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a product's version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


S = State
# fmt: off
_WHOLE = (art05.items_complete, art10.documents_provided, art10.documents_as_offered)
#               event                      from             to            judged on   gates
PUBLISH  = Step(Event.PRODUCT_PUBLISHED,   (S.DRAFT,),      S.PUBLISHED,  Publishing, _WHOLE)
RENEW    = Step(Event.PRODUCT_REPUBLISHED, (S.PUBLISHED,),  S.PUBLISHED,  Publishing, _WHOLE)
WITHDRAW = Step(Event.PRODUCT_WITHDRAWN,   (S.PUBLISHED,),  S.WITHDRAWN,  Noted)
# fmt: on

FLOW = Flow("publication", "商品上架", State, S.DRAFT, (S.WITHDRAWN,), (PUBLISH, RENEW, WITHDRAW))
