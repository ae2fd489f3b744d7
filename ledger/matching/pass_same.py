"""The passes `same` and, for credit notes, `credit`: same parties, fund and amount, in time.

Where several have the same amount the days decide, over the whole group: each payment lies about as
long after its invoice as is usual. Days count by their square, so that payments keep the order of
their invoices. Always suggestions: the same amount every month is no proof.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.matching import reasons
from ledger.matching.agreement import funds_agree, in_time, off_the_usual
from ledger.matching.choosing import Choice, choose
from ledger.matching.items import Tolerance
from ledger.matching.pool import Link, OpenItem, PartyKey, Pool

MOST_OF_AN_AMOUNT = 8  # of one block and amount, the nearest in time for each

BASE = 850

_Key = tuple[tuple[PartyKey, PartyKey] | None, int, str]


def run(pool: Pool, _tolerance: Tolerance) -> Iterator[list[Choice]]:
    """Pairs of the same parties and amount, the best set of each group."""
    yield choose(_links(pool))


def _links(pool: Pool) -> Iterator[Link]:
    wanted = {_key(pool, x) for x in pool.right.values()}
    lefts: dict[_Key, list[OpenItem]] = {}
    for left in pool.left.values():
        key = _key(pool, left)
        if key[0] is not None and key in wanted:
            lefts.setdefault(key, []).append(left)
    for right in pool.right.values():
        found = [
            left
            for left in lefts.get(_key(pool, right), ())
            if funds_agree(left, right)
            and in_time(pool, left, right)
            and pool.may_take(left, right)
        ]
        if len(found) > MOST_OF_AN_AMOUNT:
            found.sort(key=lambda x: (off_the_usual(pool, x, right), x.place))
        for left in found[:MOST_OF_AN_AMOUNT]:
            yield _link(pool, left, right)


def _link(pool: Pool, left: OpenItem, right: OpenItem) -> Link:
    off = min(off_the_usual(pool, left, right), 999)
    same_fund = left.item.fund is not None and left.item.fund == right.item.fund
    alike = same_fund + bool(set(left.item.mentions) & set(right.item.mentions))
    why = [reasons.parties(*pool.roles), reasons.say(reasons.SAME_AMOUNT)]
    if same_fund:
        why.append(reasons.say(reasons.SAME_FUND))
    if left.day is not None and right.day is not None:
        why.append(reasons.days_between(abs(right.day - left.day)))
    weight = 2_000_000 + 200_000 * alike - off * off
    score = BASE + 20 * alike - min(off, 200) - 100 * (not all(pool.roles))
    return Link((left,), (right,), weight, score, tuple(why), (left.open,), (right.open,))


def _key(pool: Pool, one: OpenItem) -> _Key:
    return pool.parties(one), one.open, one.item.currency
