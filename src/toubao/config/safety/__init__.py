"""Whether it is safe to start like this: one list of findings, for the settings, `toubao up` and `toubao doctor` alike."""

import os
from collections.abc import Mapping

from toubao.config.environment import Environment
from toubao.config.safety import addresses, leftovers, rights, strength
from toubao.config.safety.finding import Finding, Situation
from toubao.config.trouble import Trouble

MEASURING = ("TOUBAO_COSTS", "TOUBAO_THROWAWAY", "TOUBAO_DEMO_DATA", "TOUBAO_FAILPOINT", "TOUBAO_FAILPOINT_ONCE", "TOUBAO_FAILPOINT_RECORD")


def judge(situation: Situation) -> list[Finding]:
    """Everything that is unsafe, in production; elsewhere, where all is invented, only who could reach it."""
    if situation.environment.profile != "production":
        return addresses.bound(situation)
    return [
        *addresses.own(situation), *addresses.institutions(situation), *addresses.mail(situation),
        *addresses.returns(situation), *addresses.databases(situation),
        *strength.secrets(situation), *leftovers.judged(situation), *_measuring(situation), *_owner(situation),
    ]  # fmt: skip


def look(environment: Environment, variables: Mapping[str, str] = os.environ, *, owner: bool | None = None) -> Situation:
    """What `judge` needs to know, read from variables and from TOUBAO_HOME; nothing is made. `owner`: this process may hold the address
    of the database's owner (by default: if it says that it connects as the owner).
    """
    return Situation(
        environment=environment,
        variables=variables,
        secrets=strength.read(environment, variables),
        leftovers=(*leftovers.read(environment, variables), *rights.read(environment)),
        owner=variables.get("TOUBAO_AS_OWNER") == "1" if owner is None else owner,
    )


def insist(environment: Environment, variables: Mapping[str, str] = os.environ, *, owner: bool | None = None) -> None:
    """Raise Trouble that names everything unsafe, if anything is."""
    found = judge(look(environment, variables, owner=owner))
    if found:
        raise Trouble(
            "It isn't safe to start like this (docs/operate/security/production.md):\n" + "\n".join(f"- {finding}" for finding in found)
        )


def _measuring(situation: Situation) -> list[Finding]:
    words = "is set: it is for tests and measurements alone, never where customers are"
    return [Finding(name, words) for name in MEASURING if situation.variables.get(name)]


def _owner(situation: Situation) -> list[Finding]:
    if situation.owner or not situation.variables.get("DATABASE_OWNER_URL"):
        return []
    return [
        Finding("DATABASE_OWNER_URL", "is set where it isn't needed: only `toubao migrate` and `toubao up` may hold the owner's address")
    ]
