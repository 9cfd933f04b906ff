"""What is looked at before a start, and one thing that was found unsafe."""

from collections.abc import Mapping
from dataclasses import dataclass

from toubao.config.environment import Environment


@dataclass(frozen=True, slots=True)
class Finding:
    """One unsafe thing: the variable or file that it is about, and what is wrong with it. Never the secret itself."""

    about: str
    words: str

    def __str__(self) -> str:
        return f"{self.about} {self.words}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a start was given: variables, secrets by name (of variables and files), what is in the home or is a demo's and should not be so,
    and whether this process is one that may connect as the database's owner.
    """

    environment: Environment
    variables: Mapping[str, str]
    secrets: Mapping[str, str]
    leftovers: tuple[Finding, ...]
    owner: bool
