"""The pass `near`: what nearly agrees, with what differs said.

* one names the other, but a party, the fund or the amount speaks against it
* the same amount, the parties known only in part, or their names nearly alike
* the same parties, the amount within the tolerance (and a tenth of itself)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ledger.matching import reasons
from ledger.matching.agreement import (
    DIFFERS,
    NEAR,
    SAME,
    UNCLEAR,
    UNKNOWN,
    doubts_of,
    funds_agree,
    off_the_usual,
    party,
)
from ledger.matching.blocks import Block, blocks, lefts_in_time
from ledger.matching.choosing import Choice, choose
from ledger.matching.differences import REMINDER_FEE, ROUNDING
from ledger.matching.items import Tolerance
from ledger.matching.pool import Link, Naming, OpenItem, Pool
from ledger.terms import ResidualKind

MOST_OF_AN_AMOUNT = 20  # with the same amount, the nearest in time for each
MOST_NEAR = 10  # of the same parties, the nearest in amount for each
SHARE = 10  # the difference is at most one in ten of the amount

NAMED, NAMED_APART, PARTIES, ONE_PARTY, ALIKE, BY_TOLERANCE, NOBODY, WRONG_PARTY = (
    480, 340, 600, 540, 560, 500, 240, 260,
)  # fmt: skip


def run(pool: Pool, tolerance: Tolerance) -> Iterator[list[Choice]]:
    """Pairs that nearly agree, the best set of each group."""
    links: dict[tuple[object, ...], Link] = {}
    for link in (*_named(pool), *_same_amount(pool, tolerance), *_near_amount(pool, tolerance)):
        known = links.get(link.key)
        if known is None or link.weight > known.weight:
            links[link.key] = link
    yield choose(links.values())


# ---------------------------------------------------------------- named, but


def _named(pool: Pool) -> Iterator[Link]:
    for naming in pool.namings:
        if naming.open and "currency" not in naming.doubts.hard:
            yield _named_but(pool, naming)


def _named_but(pool: Pool, naming: Naming) -> Link:
    left, right = naming.left, naming.right
    part = min(left.open, right.open)
    doubts = naming.doubts.hard + naming.doubts.soft
    why = [reasons.named(naming.token), *reasons.doubts(doubts)]
    if left.open == right.open:
        why.insert(1, reasons.say(reasons.SAME_AMOUNT))
        score = NAMED
    else:
        why.append(reasons.amounts_differ(abs(left.open - right.open)))
        score = NAMED_APART
    return _link(pool, left, right, score - 30 * len(doubts), why, part)


# ---------------------------------------------------------------- the same amount


def _same_amount(pool: Pool, tolerance: Tolerance) -> Iterator[Link]:
    lefts: dict[tuple[int, str], list[OpenItem]] = {}
    wanted = {(x.open, x.item.currency) for x in pool.right.values()}
    for left in pool.left.values():
        key = left.open, left.item.currency
        if key in wanted:
            lefts.setdefault(key, []).append(left)
    by_amount = {key: Block.of(items) for key, items in lefts.items()}
    for right in pool.right.values():
        block = by_amount.get((right.open, right.item.currency))
        if block:
            for left in _some_in_time(pool, block, right, tolerance.days):
                yield from _equal_but(pool, left, right)


def _some_in_time(pool: Pool, block: Block, right: OpenItem, days: int) -> list[OpenItem]:
    """The nearest in time of a block, however large: only about the usual day is looked."""
    if len(block.items) > 4 * MOST_OF_AN_AMOUNT and right.day is not None:
        middle = bisect_left(block.days, right.day - pool.rules.usual)
        some = block.items[max(middle - 2 * MOST_OF_AN_AMOUNT, 0) : middle + 2 * MOST_OF_AN_AMOUNT]
        block = Block.of(some)
    found = [x for x in block.items if pool.may_take(x, right) and _within(pool, x, right, days)]
    found.sort(key=lambda x: (off_the_usual(pool, x, right), x.place))
    return found[:MOST_OF_AN_AMOUNT]


def _within(pool: Pool, left: OpenItem, right: OpenItem, days: int) -> bool:
    if left.day is None or right.day is None:
        return True
    return -pool.rules.before - days <= right.day - left.day <= pool.rules.after + days


def _equal_but(pool: Pool, left: OpenItem, right: OpenItem) -> Iterator[Link]:
    """The same amount: how good it is depends on what is known of the parties."""
    how = (
        party(pool, left.payer, left.payer_text, right.payer, right.payer_text),
        party(pool, left.payee, left.payee_text, right.payee, right.payee_text),
    )
    agree, alike = how.count(SAME), how.count(NEAR)
    if agree == 2:
        score, said = PARTIES, reasons.SAME_PARTIES
    elif agree + alike == 2:
        score, said = ALIKE, reasons.NAMES_ALIKE
    elif agree + alike and UNKNOWN in how:
        score, said = ONE_PARTY - 20 * alike, reasons.ONE_PARTY
    elif how == (UNKNOWN, UNKNOWN):
        score, said = NOBODY, reasons.NO_PARTY_KNOWN
    elif agree and (DIFFERS in how or UNCLEAR in how):
        score, said = WRONG_PARTY, ""
    else:
        return
    doubts = doubts_of(pool, left, right)
    why = [reasons.say(reasons.SAME_AMOUNT)] + ([reasons.say(said)] if said else [])
    why += reasons.doubts(doubts.hard + doubts.soft)
    if not {"currency", "changed_about"} & set(doubts.hard):
        minus = 100 * ("fund" in doubts.hard or "fund_year" in doubts.hard) + 60 * bool(doubts.soft)
        yield _link(pool, left, right, score - minus, why, left.open)


# ---------------------------------------------------------------- nearly the same amount


def _near_amount(pool: Pool, tolerance: Tolerance) -> Iterator[Link]:
    for lefts, rights in blocks(pool):
        ordered = sorted(lefts.items, key=lambda x: (x.open, x.place))
        amounts = [x.open for x in ordered]
        for right in rights.items:
            most = min(tolerance.amount, right.open // SHARE)
            low = bisect_left(amounts, right.open - most)
            high = bisect_right(amounts, right.open + most)
            some = sorted(ordered[low:high][: 10 * MOST_NEAR],
                          key=lambda x: (abs(x.open - right.open), x.place))  # fmt: skip
            block = Block.of(some[:MOST_NEAR])
            for left in lefts_in_time(pool, block, right, more=tolerance.days):
                if left.open != right.open and funds_agree(left, right):
                    yield _nearly(pool, left, right)


def _nearly(pool: Pool, left: OpenItem, right: OpenItem) -> Link:
    difference = left.open - right.open
    why = [reasons.parties(*pool.roles), reasons.amounts_differ(abs(difference))]
    kind, said = ResidualKind.UNEXPLAINED, why[1]
    score = BY_TOLERANCE - min(200, abs(difference) * 1000 // max(left.open, right.open))
    if abs(difference) <= ROUNDING:
        kind, said, score = ResidualKind.ROUNDING, reasons.say(reasons.ROUNDING), PARTIES
    elif difference == -REMINDER_FEE:
        kind, said = ResidualKind.FEE, reasons.say(reasons.REMINDER)
    if said != why[1]:
        why.append(said)
    off = min(off_the_usual(pool, left, right), 999)
    score = max(score - min(off // 3, 120), 100)
    weight = score * 1_000_000 - off * off
    residual = (kind.value, difference, said)
    parts = (left.open,), (right.open,)
    return Link((left,), (right,), weight, score, tuple(why), *parts, (residual,))


def _link(
    pool: Pool, left: OpenItem, right: OpenItem, score: int, why: list[str], part: int
) -> Link:
    off = min(off_the_usual(pool, left, right), 999)
    if left.day is not None and right.day is not None:
        why.append(reasons.days_between(abs(right.day - left.day)))
    score = max(score - min(off // 3, 120), 50)
    weight = score * 1_000_000 - off * off
    return Link((left,), (right,), weight, score, tuple(why), (part,), (part,))
