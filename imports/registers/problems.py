"""What is wrong in a register's file, line by line; of very many faults the first are told.

problems = Problems()
problems.note(12, "“abc” is not an amount.")
problems.refuse("payments", 13, "It has no amount.")       # and its row is not taken
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ledger.errors import UnreadableFile
from ledger.messages import _
from ledger.registers.rows import MOST_LINES

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
    refused: Counter[str] = field(default_factory=Counter)  # table → rows that are not taken
    lines: dict[str, list[int]] = field(default_factory=dict)  # where the first of those stand

    def refuse(self, table: str, line: int, what: str) -> None:
        """Keep one for which a row of a table is not taken."""
        self.leave(table, line)
        self.note(line, what)

    def leave(self, table: str, line: int) -> None:
        """Count a row that is not taken for what has been told already."""
        self.refused[table] += 1
        if self.refused[table] <= MOST_LINES:
            self.lines.setdefault(table, []).append(line)

    def note(self, line: int, what: str) -> None:
        """Keep one, or count it where there are too many to tell."""
        if len(self.told) < MOST:
            self.told.append(Problem(line, what))
        else:
            self.more += 1

    def none_read(self, file: str) -> UnreadableFile:
        """What a file is that has rows, of which none can be read."""
        first = self.told[0]
        return UnreadableFile(
            _("None of its rows can be read; line {line}: {what}").format(
                line=first.line, what=first.what
            ),
            place=file,
            next_step=_("Export it again from the system it comes from, or mend the lines."),
        )
