"""Which bodies have become one: both names are kept, every sum goes to the body that is left.

    same = merged(connection)
    same.root(12)          # the body that 12 is now
    same.all_of(7)         # 7 and every body that has become 7

Entries keep the body they were posted on; whoever sums or lists them asks here whose they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import body_merges


@dataclass(frozen=True, slots=True)
class Merged:
    """The merges of a book, followed to their end."""

    into: Mapping[int, int] = field(default_factory=dict)  # body → what it was merged into

    def root(self, body: int) -> int:
        """The body that `body` is now; itself where it was never merged."""
        seen = set()
        while body in self.into and body not in seen:  # a forged ring must not hold `check` up
            seen.add(body)
            body = self.into[body]
        return body

    def all_of(self, body: int) -> list[int]:
        """`body` and every body that has become it, by number."""
        return sorted({body, *(one for one in self.into if self.root(one) == body)})


def merged(connection: Connection, moment: Moment = NOW) -> Merged:
    """The merges of the book, or those it knew of at `moment`."""
    query = select(body_merges.c.body, body_merges.c.into_body).where(*moment.knew(body_merges))
    return Merged({row.body: row.into_body for row in connection.execute(query)})
