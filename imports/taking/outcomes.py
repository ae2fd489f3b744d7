"""What taking a file into the book did, or would do: the one account that is said and kept.

    outcome = take(connection, run, item)
    outcome.did["invoices"]["taken"], [line.text for line in outcome.said], outcome.exit_code

An import, a dry run, a plan and the carrying out of a plan all make it the same way, so what is
shown is what is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ledger.errors import MedelError
from ledger.messages import _


@dataclass(frozen=True, slots=True)
class Line:
    """A line to say, among the results or (`aside`) beside them."""

    text: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: what it is, what it was read with, what came of it, and what is said of that."""

    name: str
    state: str  # stored, known, answered, left, failed
    kind: str = ""
    sha256: str = ""
    size: int = 0
    reader: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    did: Mapping[str, Any] = field(default_factory=dict)  # no number that others' work moves
    said: tuple[Line, ...] = ()
    exit_code: int = 0
    batch: int | None = None
    error: MedelError | None = None

    def in_short(self) -> Outcome:
        """Without its account, once that has been said."""
        return replace(self, did={}, said=())

    def fields(self) -> dict[str, Any]:
        """As a plan holds it."""
        return {
            "name": self.name, "state": self.state, "kind": self.kind, "sha256": self.sha256,
            "size": self.size, "reader": self.reader, "options": dict(self.options),
            "did": dict(self.did), "said": [line.text for line in self.said],
            "error": str(self.error) if self.error else None,
        }  # fmt: skip


def known(outcome: Outcome) -> Outcome:
    """The outcome of a file that the book has already."""
    said = _("{file}: known already, nothing added.").format(file=outcome.name)
    return replace(outcome, state="known", said=(Line(said),))


def failed(name: str, error: MedelError) -> Outcome:
    """The outcome of a file that could not be read or taken."""
    return Outcome(name, "failed", exit_code=error.exit_code, error=error)
