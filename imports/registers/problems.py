"""What is wrong in a register's file, line by line; of very many faults the first are told.

problems = Problems()
problems.note(12, "“abc” is not an amount.")
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 1_000  # told one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in the file: where, and what."""

    line: int
    what: str


@dataclass(slots=True)
class Problems:
    """Those found so far, in the order they were met."""

    told: list[Problem] = field(default_factory=list)
    more: int = 0

    def note(self, line: int, what: str) -> None:
        """Keep one, or count it where there are too many to tell."""
        if len(self.told) < MOST:
            self.told.append(Problem(line, what))
        else:
            self.more += 1
