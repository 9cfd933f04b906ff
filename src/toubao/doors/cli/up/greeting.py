"""What `up` prints when everything runs: where to look, and whom to sign in as."""

import json
from dataclasses import dataclass

from toubao.config.environment import Environment


@dataclass(frozen=True)
class Person:
    """One line of the demo's people."""

    role: str
    where: str
    sign_in: str
    password: str
    second_factor: str


def read_people(printed: str) -> list[Person]:
    """The people that `toubao demo --json` named (on the last line that it printed)."""
    lines = [line for line in printed.splitlines() if line.startswith("[")]
    return [Person(**person) for person in json.loads(lines[-1])] if lines else []


def greeting(environment: Environment, people: list[Person]) -> str:
    """Addresses and people, as text for a terminal."""
    url = environment.url
    lines = ["", "Toubao is up.", "", f"  storefront  {url}/", f"  console     {environment.console_url or url}/console/"]
    if environment.profile != "production":
        lines.append(f"  sandbox     http://127.0.0.1:{environment.sandbox_port}/   (phone, mailbox, institutions)")
    lines.append(f"  API docs    {url}/api/docs")
    if people:
        lines += ["", "Sign in as one of these invented people (who, where, name, password):", ""]
        lines += [f"  {_row(person)}" for person in people]
    lines += ["", f"State and logs: {environment.home}", "Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _row(person: Person) -> str:
    second = f"   second factor: {person.second_factor}" if person.second_factor else ""
    return f"{person.role:<14} {person.where:<11} {person.sign_in:<14} {person.password}{second}".rstrip()
