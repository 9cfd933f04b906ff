"""Whether the pinned packages are in order: known vulnerabilities against their times and exceptions, and how old our knowledge is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from toubao.config.trouble import Trouble
from toubao.doors.cli.components.advisories import Advisory, Copy
from toubao.doors.cli.components.inventory import Component, Inventory
from toubao.doors.cli.counting import counted

SEVERITIES = ("critical", "high", "medium", "low")
MEND, UNAFFECTED = "mend", "not affected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Why a known vulnerability stands for now, and until when."""

    package: str
    id: str
    severity: str
    verdict: str
    reason: str
    judged: date
    until: date

    def covers(self, advisory: Advisory) -> bool:
        """Whether it speaks of this vulnerability of this package."""
        return self.package == advisory.pin.partition("==")[0] and self.id in (advisory.id, *advisory.aliases)


@dataclass(frozen=True, slots=True)
class Policy:
    """The days within which what is known is mended, versions are chosen again and advisories are asked again."""

    remediation: Mapping[str, int]
    pins: int
    advisories: int
    unaffected: int
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong whatever the profile is, what is wrong where customers are, and the whole in one line."""

    vulnerable: tuple[str, ...]
    stale: tuple[str, ...]
    words: str


def policy(declared: Mapping[str, Any]) -> Policy:
    """The policy of requirements/components.toml. Raises Trouble if an exception lacks something or a severity has no days."""
    updates = declared["updates"]
    try:
        exemptions = tuple(Exemption(**entry) for entry in declared.get("exception", ()))
        remediation = {severity: declared["remediation"][severity] for severity in SEVERITIES}
    except (TypeError, KeyError) as error:
        raise Trouble(f"requirements/components.toml: {error}.") from error
    for each in exemptions:
        _check(each)
    return Policy(remediation, updates["pins"], updates["advisories"], updates[UNAFFECTED], exemptions)


def judge(inventory: Inventory, copy: Copy, policy: Policy, *, today: date) -> Judgement:
    """Lay pins, copy, exceptions and times beside each other."""
    pins = {each.pin for each in inventory.packages}
    known = [each for each in copy.advisories if each.pin in pins]
    silent = pins - set(copy.answered)
    vulnerable = [words for each in known if (words := _standing(each, policy, today))]
    stale = [f"{len(silent)} of {counted(len(pins), 'pinned package')} never audited"] if silent else []
    age, chosen = (today - copy.asked).days, (today - inventory.pinned).days
    if age > policy.advisories:
        stale.append(f"advisories were asked {counted(age, 'day')} ago, and {policy.advisories} are allowed (make advisories)")
    if chosen > policy.pins:
        stale.append(f"versions were chosen {counted(chosen, 'day')} ago, and {policy.pins} are allowed (make pins)")
    words = f"{counted(len(pins), 'package')}, chosen {counted(chosen, 'day')} ago; {_audited(len(pins), len(silent), copy)}"
    if len(silent) < len(pins):
        words += f", {counted(len(known), 'known vulnerability', 'known vulnerabilities')}"
    return Judgement(tuple(vulnerable), tuple(stale), words)


def _audited(pins: int, silent: int, copy: Copy) -> str:
    """How many were audited and when; where nobody answered, that nothing is known of any."""
    if silent == pins:
        return f"none audited, so nothing is known of them: asked in vain on {copy.asked}"
    return f"{pins - silent} audited on {copy.asked}" + (f", {silent} without an answer" if silent else "")


def unused(inventory: Inventory, copy: Copy, policy: Policy) -> tuple[Exemption, ...]:
    """Exceptions for what is no longer known of a pinned package: they can go."""
    pins: Sequence[Component] = inventory.packages
    known = [each for each in copy.advisories if each.pin in {pin.pin for pin in pins}]
    return tuple(each for each in policy.exemptions if not any(each.covers(advisory) for advisory in known))


def _standing(advisory: Advisory, policy: Policy, today: date) -> str:
    """What is wrong with a known vulnerability's standing; nothing if an exception covers it today."""
    name = f"{advisory.pin} has {advisory.id} (better: {', '.join(advisory.fixed_in) or 'no version yet'})"
    exemption = next((each for each in policy.exemptions if each.covers(advisory)), None)
    if exemption is None:
        last = advisory.first_seen + timedelta(days=policy.remediation["critical"])
        return f"{name}, nobody has judged it, so it is critical: mend it by {last} or say why it may stand"
    if exemption.until < today:
        return f"{name}, its exception ended on {exemption.until}"
    if exemption.verdict == UNAFFECTED:
        last, since = exemption.judged + timedelta(days=policy.unaffected), f"judged {exemption.judged}"
    else:
        last, since = advisory.first_seen + timedelta(days=policy.remediation[exemption.severity]), f"first seen {advisory.first_seen}"
    if exemption.until > last:
        return f"{name}, {exemption.severity}, {since}: its exception until {exemption.until} is longer than allowed ({last})"
    return ""


def _check(each: Exemption) -> None:
    if each.severity not in SEVERITIES:
        raise Trouble(f"the exception for {each.id} has the severity {each.severity!r}: one of {', '.join(SEVERITIES)}.")
    if each.verdict not in (MEND, UNAFFECTED):
        raise Trouble(f"the exception for {each.id} has the verdict {each.verdict!r}: {MEND} or {UNAFFECTED}.")
    if len(each.reason.strip()) < 20:
        raise Trouble(f"the exception for {each.id} needs a reason in a sentence.")
