"""The pass `vat`: the one is the other with or without VAT, parties the same.

An item's own net amount first, then 25, 12 and 6 per cent to the krona. The difference becomes a
residual of its own kind, never a part of either.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ledger.matching import reasons
from ledger.matching.agreement import off_the_usual
from ledger.matching.blocks import Block, blocks, lefts_in_time
from ledger.matching.choosing import Choice, choose
from ledger.matching.differences import RATES, ROUNDING, explained, is_net_of
from ledger.matching.items import Tolerance
from ledger.matching.pool import Link, OpenItem, Pool
from ledger.terms import ResidualKind

MOST_NEAR = 10  # of one rate
OWN_NET, BY_RATE = 720, 620


def run(pool: Pool, _tolerance: Tolerance) -> Iterator[list[Choice]]:
    """Pairs whose amounts differ by VAT, the best set of each group."""
    yield choose(link for lefts, rights in blocks(pool) for link in _of_block(pool, lefts, rights))


def _of_block(pool: Pool, lefts: Block, rights: Block) -> Iterator[Link]:
    ordered = sorted(lefts.items, key=lambda x: (x.open, x.place))
    amounts = [x.open for x in ordered]
    by_net: dict[int, list[OpenItem]] = {}
    for left in lefts.items:
        if left.item.net is not None:
            by_net.setdefault(left.item.net, []).append(left)
    for right in rights.items:
        found = list(by_net.get(right.open, ()))
        for low, high in _targets(right):
            found += ordered[bisect_left(amounts, low) : bisect_right(amounts, high)][:MOST_NEAR]
        if found:
            block = Block.of(list(dict.fromkeys(found)))
            for left in lefts_in_time(pool, block, right):
                yield from _link(pool, left, right)


def _targets(right: OpenItem) -> Iterator[tuple[int, int]]:
    """Between which amounts a left item would lie."""
    for rate in RATES:
        for amount in (right.open * 100 // (100 + rate), right.open * (100 + rate) // 100):
            yield amount - 2 * ROUNDING, amount + 2 * ROUNDING
    item = right.item
    net = item.net if item.net is not None else item.amount - (item.vat or 0)
    yield net, net


def _link(pool: Pool, left: OpenItem, right: OpenItem) -> Iterator[Link]:
    found = explained(left, right)
    if found is None or found[0] != ResidualKind.VAT.value:
        return
    own = is_net_of(left, right) or is_net_of(right, left)
    off = min(off_the_usual(pool, left, right), 999)
    score = (OWN_NET if own else BY_RATE) - min(off // 2, 150)
    why = (reasons.parties(*pool.roles), found[1])
    residual = (found[0], left.open - right.open, found[1])
    weight = 2_000_000 * (1 + own) - off * off
    yield Link((left,), (right,), weight, score, why, (left.open,), (right.open,), (residual,))
