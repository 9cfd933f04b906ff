"""The flows as pictures: Mermaid state diagrams and tables, printed from the tables in flows; what the flows are is decided there."""

from importlib import import_module
from pkgutil import iter_modules

from toubao.rules import flows as folder
from toubao.rules.table import Flow, Step


def flows() -> tuple[Flow, ...]:
    """Every flow, by the name of its file; a table that no thing's state goes through is none."""
    names = sorted(each.name for each in iter_modules(folder.__path__))
    modules = [import_module(f"{folder.__name__}.{name}") for name in names]
    return tuple(module.FLOW for module in modules if hasattr(module, "FLOW"))


def diagram(flow: Flow) -> str:
    """A Mermaid state diagram of the flow: an arrow for each step from each of its states, with the number of its gates."""
    lines = ["stateDiagram-v2", f"    [*] --> {flow.start}"]
    for step in flow.steps:
        lines += [f"    {source} --> {step.target}: {_label(step)}" for source in step.sources]
    lines += [f"    {final} --> [*]" for final in flow.finals]
    return "\n".join(lines)


def markdown(drawn: tuple[Flow, ...]) -> str:
    """A page of the docs with each flow's picture and table."""
    origin = "Written by `toubao flows --markdown` from the tables in `src/toubao/rules/flows/`; a test says that it is fresh."
    return f"# The flows\n\n{origin}\n" + "".join(_section(flow) for flow in drawn)


def _section(flow: Flow) -> str:
    rows = [f"| `{s.event}` | {', '.join(s.sources)} | {s.target} | {_gates(s)} |" for s in flow.steps]
    table = ["| event | from | to | gates |", "| --- | --- | --- | --- |", *rows]
    return "\n".join(["", f"## {flow.name} ({flow.title})", "", "```mermaid", diagram(flow), "```", "", *table, ""])


def _label(step: Step) -> str:
    word = step.event.rpartition(".")[2]
    return f"{word} ({len(step.gates)})" if step.gates else word


def _gates(step: Step) -> str:
    return ", ".join(f"{gate.clause} `{gate.name}`" for gate in step.gates) or "none"
