"""The drawn flows: what the picture and the table show, and that the page in the docs is fresh."""

from enum import StrEnum
from pathlib import Path

from toubao.rules.drawing import diagram, flows, markdown
from toubao.rules.events import Event
from toubao.rules.facts import Nothing
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step

PAGE = Path(__file__).parents[2] / "docs" / "generated" / "flows.md"


class Door(StrEnum):
    SHUT = "shut"
    AJAR = "ajar"
    WIDE = "wide"


KNOCKED = Gate(clause="10.1.3", quote="輸入該 OTP", name="knocked", decides=bool)
FLOW = Flow(
    "door", "門", Door, Door.SHUT, (Door.WIDE,),
    (
        Step(Event.PURCHASE_STARTED, (Door.SHUT,), Door.AJAR, Nothing, (KNOCKED,)),
        Step(Event.PURCHASE_CONFIRMED, (Door.SHUT, Door.AJAR), Door.WIDE, Nothing),
    ),
)  # fmt: skip


def test_every_arrow_of_the_table_is_in_the_picture() -> None:
    assert diagram(FLOW).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> shut",
        "    shut --> ajar: started (1)",
        "    shut --> wide: confirmed",
        "    ajar --> wide: confirmed",
        "    wide --> [*]",
    ]


def test_the_table_names_the_gates_with_their_clauses() -> None:
    page = markdown((FLOW,))
    assert "## door (門)" in page
    assert "| `purchase.started` | shut | ajar | 10.1.3 `knocked` |" in page
    assert "| `purchase.confirmed` | shut, ajar | wide | none |" in page


def test_all_flows_are_drawn() -> None:
    names = [flow.name for flow in flows()]
    assert {"registration", "purchase", "payment", "delivery"} <= set(names)
    assert names == sorted(names)
    assert all(f"## {flow.name} ({flow.title})" in markdown(flows()) for flow in flows())


def test_the_page_in_the_docs_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == markdown(flows()), "the flows have changed: run `toubao flows --markdown`"
