"""Open items with the same payer, payee and currency, in order of their days: what passes search.

    for left, right in blocks(pool): left.near(pool, one, count=24) ...

No pass compares all with all: only what stands in the same block, and of it only what lies in time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.matching.agreement import funds_agree, off_the_usual
from ledger.matching.pool import OpenItem, PartyKey, Pool

_Key = tuple[PartyKey, PartyKey, str]


@dataclass(slots=True)
class Block:
    """One side of a block, by day; items without a day stand first."""

    items: list[OpenItem]
    days: list[int]
    least: int  # the smallest two amounts together: no sum is less

    @classmethod
    def of(cls, items: list[OpenItem]) -> Block:
        """The items in order of day and place."""
        items.sort(key=lambda x: (x.day or 0, x.place))
        two = sorted(x.open for x in items)[:2]
        return cls(items, [x.day or 0 for x in items], sum(two))

    def between(self, first: int, last: int) -> list[OpenItem]:
        """Those of these days, and those without a day."""
        unknown = bisect_right(self.days, 0)
        start = max(bisect_left(self.days, first), unknown)
        return self.items[:unknown] + self.items[start : bisect_right(self.days, last)]


def blocks(pool: Pool) -> Iterator[tuple[Block, Block]]:
    """Left and right of each block that has both, in a fixed order."""
    lefts, rights = _by_parties(pool, pool.left.values()), _by_parties(pool, pool.right.values())
    for key, items in lefts.items():
        if key in rights:
            yield Block.of(items), Block.of(rights[key])


def lefts_in_time(
    pool: Pool, block: Block, right: OpenItem, *, more: int = 0, unnamed_too: bool = False
) -> list[OpenItem]:
    """The left items of a block that may belong to a right one, by fund, days and number."""
    found = block.items
    if right.day is not None:
        rules = pool.rules
        found = block.between(right.day - rules.after - more, right.day + rules.before + more)
    return [
        x
        for x in found
        if x.open > 0 and funds_agree(x, right) and (unnamed_too or pool.may_take(x, right))
    ]


def rights_in_time(pool: Pool, block: Block, left: OpenItem) -> list[OpenItem]:
    """The right items of a block that may belong to a left one, by fund, days and number."""
    found = block.items
    if left.day is not None:
        rules = pool.rules
        found = block.between(left.day - rules.before, left.day + rules.after)
    return [x for x in found if x.open > 0 and funds_agree(left, x) and pool.may_take(left, x)]


def nearest_in_time(
    pool: Pool, one: OpenItem, many: list[OpenItem], most: int, *, one_is_right: bool
) -> list[OpenItem]:
    """The `most` that lie nearest to what is usual, in the order they came."""
    if len(many) <= most:
        return many
    off = {
        x.place: off_the_usual(pool, x, one) if one_is_right else off_the_usual(pool, one, x)
        for x in many
    }
    kept = {x.place for x in sorted(many, key=lambda x: (off[x.place], x.place))[:most]}
    return [x for x in many if x.place in kept]


def _by_parties(pool: Pool, items: Iterable[OpenItem]) -> dict[_Key, list[OpenItem]]:
    groups: dict[_Key, list[OpenItem]] = {}
    for one in items:
        parties = pool.parties(one)
        if parties is not None:
            groups.setdefault((*parties, one.item.currency), []).append(one)
    return groups
