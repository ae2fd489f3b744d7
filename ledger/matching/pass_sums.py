"""The passes `sum` and `one-payment`: several on one side are exactly the amount of the other.

Searched for within one block (same payer, payee, currency), in time, over what is still open: every
combination of up to 12, of more those of at most four parts, among the 24 nearest in time. Beyond
that only what lies together by itself: all that is open, all of one day, all of one month.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.matching import reasons
from ledger.matching.blocks import (
    Block,
    blocks,
    lefts_in_time,
    nearest_in_time,
    rights_in_time,
)
from ledger.matching.choosing import Choice, choose
from ledger.matching.items import Tolerance
from ledger.matching.pool import Link, OpenItem, Pool
from ledger.matching.subset_sums import MOST_AMOUNTS, subsets

BASE = 760
BEST = 3  # sums of one amount that are weighed


def run(pool: Pool, _tolerance: Tolerance) -> Iterator[list[Choice]]:
    """Several for one, either way about, the best set of each group."""
    links = (link for lefts, rights in blocks(pool) for link in _of_block(pool, lefts, rights))
    yield choose(links)


def _of_block(pool: Pool, lefts: Block, rights: Block) -> Iterator[Link]:
    if len(lefts.items) > 1:
        for right in rights.items:
            if right.open >= lefts.least:
                found = lefts_in_time(pool, lefts, right, unnamed_too=True)
                many = [x for x in found if x.open < right.open]
                yield from _sums(pool, right, many, one_is_right=True)
    if len(rights.items) > 1:
        for left in lefts.items:
            if left.open >= rights.least:
                many = [x for x in rights_in_time(pool, rights, left) if x.open < left.open]
                yield from _sums(pool, left, many, one_is_right=False)


def _sums(pool: Pool, one: OpenItem, many: list[OpenItem], *, one_is_right: bool) -> Iterator[Link]:
    total = sum(x.open for x in many)
    if len(many) < 2 or total < one.open:
        return
    found = {tuple(group) for group in _together(many) if sum(x.open for x in group) == one.open}
    tried = nearest_in_time(pool, one, many, MOST_AMOUNTS, one_is_right=one_is_right)
    amounts = [x.open for x in tried]
    if sum(amounts) >= one.open:
        found |= {tuple(tried[x] for x in places) for places in subsets(amounts, one.open)}
    links = [
        _link(pool, one, group, one_is_right=one_is_right, bounded=len(tried) < len(many),
              is_all=len(group) == len(many), others=len(found) - 1)
        for group in found
        if not one_is_right or any(pool.may_take(x, one) for x in group)
    ]  # fmt: skip
    yield from sorted(links, key=lambda link: (-link.weight, link.key))[:BEST]


def _together(many: list[OpenItem]) -> Iterator[list[OpenItem]]:
    """What lies together by itself: all, one day's, one month's."""
    yield many
    for length in (len("2023-05-12"), len("2023-05")):
        groups: dict[str, list[OpenItem]] = {}
        for x in many:
            groups.setdefault((x.item.date or "")[:length], []).append(x)
        yield from (group for group in groups.values() if len(group) > 1)


def _link(
    pool: Pool,
    one: OpenItem,
    group: tuple[OpenItem, ...],
    *,
    one_is_right: bool,
    bounded: bool,
    is_all: bool,
    others: int,
) -> Link:
    days = [x.day for x in group if x.day is not None]
    spread = max(days) - min(days) if days else 0
    why = [reasons.parties(*pool.roles), reasons.sum_of(len(group))]
    if is_all:
        why.append(reasons.say(reasons.ALL_THAT_IS_OPEN))
    elif spread == 0 and len(days) == len(group):
        why.append(reasons.say(reasons.SAME_DAY))
    if others:
        why.append(reasons.other_sums(others))
    if bounded and not is_all:
        why.append(reasons.only_nearest(MOST_AMOUNTS))
    score = BASE + 50 * is_all - 15 * (len(group) - 2) - min(spread // 2, 120) - 40 * min(others, 4)
    alone, parts, whole = (one,), tuple(x.open for x in group), (one.open,)
    return Link(
        group if one_is_right else alone,
        alone if one_is_right else group,
        1_000 + score,
        max(score, 100),
        tuple(why),
        parts if one_is_right else whole,
        whole if one_is_right else parts,
    )
