"""What stands above a line: the headings, the label below them, and whose items they are.

>>> above = Above()
>>> above.begin(0, 1, "4. Beslut"), above.begin(1, 3, "Medel"), above.headings
((), (0,), (1, 0))
>>> above.number, above.may_come_next(5, surely=True), above.may_come_next(7, surely=True)
(4, True, False)

A heading of an item ends the label before it, and its own words may be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imports.minutes.lines import MARKS, Label, item_of, label_of, paragraph_sign, without_number

_DIGITS = re.compile(r"\d+")
LOWEST_TITLE = 3  # the rank of a heading that still ends a label


@dataclass(slots=True)
class Above:
    """The headings that are open, with the label that holds for what comes next."""

    label: Label | None = None
    headings: tuple[int, ...] = ()  # indices of blocks, nearest first
    number: int = 0  # of the last numbered heading
    body: str | None = None  # whose items these are: "ks" of "KS § 12"; "" where none is named
    _path: list[tuple[int, int]] = field(default_factory=list)  # their (rank, index)

    def begin(self, index: int, rank: int, words: str) -> tuple[int, ...]:
        """Begin the heading that is block number `index`; the headings above it, nearest first."""
        if rank == 1:
            self.label = label_of(without_number(words))
            digits = _DIGITS.match(words.strip(MARKS))
            self.number = int(digits[0]) if digits else self.number
        elif self._path and rank <= LOWEST_TITLE:
            self.label = None
        while self._path and self._path[-1][0] >= rank:
            self._path.pop()
        above = tuple([i for _rank, i in reversed(self._path)])
        self._path.append((rank, index))
        self.headings = (index, *above)
        return above

    def may_come_next(self, number: int, *, surely: bool) -> bool:
        """Whether a numbered title may have `number`; `surely`: only if it follows the last."""
        is_next = number == self.number + 1 or (number == 1 and self.number == 0)
        in_list = self.label in (Label.DECISION, Label.PROPOSAL)
        return is_next and bool(self.number) if in_list else is_next or not surely

    def is_of_other_body(self, line: str) -> bool:
        """Whether the number of an item names a body, and not the one whose items these are."""
        body = item_of(line)
        if self.body is None and (body or paragraph_sign(line)):
            self.body = body or ""
        return body is not None and body != self.body
