"""The pass `leftovers`: why nothing was found, by what lies nearest and how it differs.

A leftover is a proposal of one item and nothing on the other side; it is for reading, never kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.matching import reasons
from ledger.matching.agreement import doubts_of, off_the_usual
from ledger.matching.items import Considered, Part, Proposal
from ledger.matching.pool import OpenItem, PartyKey, Pool
from ledger.matching.rules import LEFTOVERS, rule_name
from ledger.messages import N_

MOST_SHOWN = 3

NOTHING = N_("Nothing was found that belongs to it.")
NOBODY = N_("Nothing has the same parties or the same amount.")


@dataclass(slots=True)
class _Side:
    """The open items of one side: by parties in order of amount, and by amount."""

    by_parties: dict[tuple[PartyKey, PartyKey], list[OpenItem]]
    by_amount: dict[int, list[OpenItem]]

    @classmethod
    def of(cls, items: list[OpenItem]) -> _Side:
        side = cls({}, {})
        for one in sorted(items, key=lambda x: (x.open, x.place)):
            side.by_parties.setdefault((one.payer, one.payee), []).append(one)
            side.by_amount.setdefault(one.open, []).append(one)
        return side

    def near(self, one: OpenItem) -> list[OpenItem]:
        """The nearest in amount of the same parties, then others of the same amount."""
        found = self.by_parties.get((one.payer, one.payee), [])
        middle = bisect_left(found, one.open, key=lambda x: x.open)
        some = found[max(middle - MOST_SHOWN, 0) : middle + MOST_SHOWN]
        some = sorted(some, key=lambda x: (abs(x.open - one.open), x.place))
        some += self.by_amount.get(one.open, ())[:MOST_SHOWN]
        return list(dict.fromkeys(some))[:MOST_SHOWN]


def leftovers(pool: Pool) -> Iterator[Proposal]:
    """What is still open on either side, each with the nearest on the other."""
    lefts, rights = list(pool.left.values()), list(pool.right.values())
    other = _Side.of(rights)
    for left in lefts:
        near = [_considered(pool, left, right) for right in other.near(left)]
        yield _left_over(pool, (_part(left),), (), near)
    other = _Side.of(lefts)
    for right in rights:
        near = [_considered(pool, left, right) for left in other.near(right)]
        yield _left_over(pool, (), (_part(right),), near)


def _left_over(
    pool: Pool, left: tuple[Part, ...], right: tuple[Part, ...], near: list[Considered]
) -> Proposal:
    why = (reasons.say(NOTHING), *near[0].reasons) if near else (
        reasons.say(NOTHING), reasons.say(NOBODY)
    )  # fmt: skip
    rule = rule_name(LEFTOVERS)
    return Proposal(pool.relation, rule, left, right, (), 0, why, settles=False, others=tuple(near))


def _considered(pool: Pool, left: OpenItem, right: OpenItem) -> Considered:
    doubts = doubts_of(pool, left, right)
    why = list(reasons.doubts(doubts.hard + doubts.soft))
    if left.open != right.open:
        why.insert(0, reasons.amounts_differ(abs(left.open - right.open)))
    if left.day is not None and right.day is not None:
        why.append(reasons.days_between(abs(right.day - left.day)))
    score = max(100 - off_the_usual(pool, left, right) // 10, 0)
    return Considered((_part(left),), (_part(right),), score, tuple(why))


def _part(one: OpenItem) -> Part:
    return Part(one.item.kind, one.item.number, one.open)
