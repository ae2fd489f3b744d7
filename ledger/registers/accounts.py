"""What became of each row of a file: an account of rows, sums and lines.

>>> account = Account()
>>> account.took([2, 3, 4], ["a", "b", "c"], {"a", "c"})
>>> account.lines_of("taken"), account.lines_of("known")
('2, 4', '3')

Lines are told as runs of rows with the same fate; of very many runs the first are told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ledger.money import Money

MOST_RUNS = 200  # of lines, told for each fate
FATES = ("taken", "known", "refused")


@dataclass(slots=True)
class Runs:
    """Lines of rows with one fate: first and last of each unbroken run, the first of them."""

    told: list[list[int]] = field(default_factory=list)
    more: bool = False

    def add(self, first: int, last: int, *, goes_on: bool) -> None:
        """Rows that stand between two lines; `goes_on` where no other row is between."""
        if goes_on and self.told and not self.more:
            self.told[-1][1] = last
        elif len(self.told) < MOST_RUNS:
            self.told.append([first, last])
        elif not goes_on:
            self.more = True

    def __str__(self) -> str:
        said = [f"{first}" if first == last else f"{first}–{last}" for first, last in self.told]
        return ", ".join([*said, "…"] if self.more else said)


@dataclass(slots=True)
class Account:
    """What became of a file's rows; sums in öre, of every row and of those that were stored.

    `read` is the sum of `taken`, `known` and `refused`: of those, their sum is not known.
    """

    read: int = 0
    taken: int = 0
    known: int = 0
    refused: int = 0
    sum_read: int = 0
    sum_taken: int = 0
    runs: dict[str, Runs] = field(default_factory=lambda: {fate: Runs() for fate in FATES})
    _last: str = ""  # the fate of the row before
    _keys: Any = field(default_factory=sha256)  # over the keys of the rows that were taken

    def took(
        self, lines: Sequence[int], keys: Sequence[str], new: Collection[str] | None = None
    ) -> None:
        """Of rows by their lines and keys, in the order of their file, those that were taken.

        `new` are the keys of those; None where all were.
        """
        taken = keys if new is None else [key for key in keys if key in new]
        self._keys.update("".join(taken).encode())
        self.read += len(lines)
        self.taken += len(taken)
        self.known += len(lines) - len(taken)
        if len(taken) == len(lines) or not taken or new is None:
            self._add("taken" if taken else "known", lines[0], lines[-1])
            return
        for line, key in zip(lines, keys, strict=True):
            self._add("taken" if key in new else "known", line, line)

    def refuse(self, lines: Sequence[int], count: int) -> None:
        """Rows that could not be read, and the lines of the first of them."""
        self.refused = count
        self.read += count
        for line in lines:
            self.runs["refused"].add(line, line, goes_on=False)
        self.runs["refused"].more |= count > len(lines)

    def lines_of(self, fate: str) -> str:
        """The lines of the rows with this fate, as people write them."""
        return str(self.runs[fate])

    def fields(self) -> dict[str, Any]:
        """The account as plain values: kronor as decimal strings, lines as people write them."""
        return {
            "read": self.read, "taken": self.taken, "known": self.known, "refused": self.refused,
            "sum_read": Money(self.sum_read).decimal_string,
            "sum_taken": Money(self.sum_taken).decimal_string,
            "lines": {fate: str(runs) for fate, runs in self.runs.items() if runs.told},
            "rows_sha256": self._keys.hexdigest(),
        }  # fmt: skip

    def _add(self, fate: str, first: int, last: int) -> None:
        self.runs[fate].add(first, last, goes_on=fate == self._last)
        self._last = fate
