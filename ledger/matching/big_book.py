"""A million invoices and a million payments: plain pairs by the database, the rest by `propose`.

    book = Rows(pairs, left_rows, right_rows, left_items, right_items, body_of_name)
    found = propose_beside(Relation.INVOICED_PAID, book)
    found.pairs         # settled by itself: left row, right row, öre
    found.proposals     # what `propose` makes of the rest

Nearly all of a large book is one invoice and one payment that gives its number, its amount and
nothing else. The database joins those (`pairs`) where they stand, and no item is made of them. A
pair is left to `propose` where anything could be otherwise: a row in two pairs, days out of time,
or a row of the rest that says the same number with the same amount or the same parties. So the
answer is the one that `propose` gives of all the rows: a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.matching import reasons
from ledger.matching.engine import no_collecting, propose
from ledger.matching.items import Item, Part, Proposal, Tolerance, sides
from ledger.matching.pass_reference import SETTLED
from ledger.matching.pool import day_of
from ledger.matching.references import OCR, as_ocr
from ledger.matching.rules import LEFTOVERS, REFERENCE, RULES, rule_name
from ledger.terms import Relation

# left row, right row, the number that the left one has and the right one names, öre, the day of
# each, payer and payee as they are written (the same of both); neither says anything else.
Pair = tuple[int, int, str, int, str | None, str | None, str | None, str | None]
Items = Callable[[Sequence[int]], Sequence[Item]]  # the items of some rows


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows stand: what is plain joined, the rows of each side, and items of some."""

    pairs: Iterable[Pair]
    left: Iterable[int]
    right: Iterable[int]
    left_items: Items
    right_items: Items
    body: Callable[[str | None], int | None]  # what a name resolves to


@dataclass(frozen=True, slots=True)
class Found:
    """What is settled straight from the rows, and what is proposed of the rest."""

    relation: Relation
    pairs: list[tuple[int, int, str, int]]  # left row, right row, number, öre
    proposals: list[Proposal]

    def whole(self) -> Iterator[Proposal]:
        """All of it as proposals."""
        left_kind, right_kind = sides(self.relation)
        rule = rule_name(REFERENCE)
        same, alone = reasons.say(reasons.SAME_AMOUNT), reasons.say(reasons.NO_OTHER)
        for left, right, number, ore in self.pairs:
            one, other = (Part(left_kind, left, ore),), (Part(right_kind, right, ore),)
            why = (reasons.named(number), same, alone)
            yield Proposal(self.relation, rule, one, other, (), SETTLED, why, settles=True)
        yield from self.proposals


@dataclass(slots=True)
class _Said:
    """What the rest says: where a pair has the same, it is left to the rest."""

    with_amount: set[tuple[str, int]] = field(default_factory=set)  # number, öre
    with_parties: set[tuple[str, int, int]] = field(default_factory=set)  # number, payer, payee
    alone: set[str] = field(default_factory=set)  # numbers of items whose parties are not known
    as_ocr: set[str] = field(default_factory=set)  # numbers that may be OCR numbers of others


def propose_beside(
    relation: Relation,
    rows: Rows,
    *,
    passes: Sequence[str] | None = None,
    tolerance: Tolerance | None = None,
    aliases: Mapping[int, Sequence[str]] | None = None,
) -> Found:
    """What belongs together, as `propose` would say of all rows; without leftovers if not asked."""
    with no_collecting():
        kept = _in_one_pair(list(_plain(relation, rows)))
        lefts = list(rows.left_items(_others(rows.left, {pair[0] for pair in kept})))
        rights = list(rows.right_items(_others(rows.right, {pair[1] for pair in kept})))
        settled, pulled, owned = _apart(kept, _said(lefts, rights), rows)
        lefts += rows.left_items([pair[0] for pair in pulled])
        rights += rows.right_items([pair[1] for pair in pulled])
        wanted = passes or [name for name in RULES[relation].passes if name != LEFTOVERS]
        proposals = propose(
            relation, lefts, rights, passes=wanted, tolerance=tolerance, aliases=aliases,
            also_owned=owned,
        )  # fmt: skip
    return Found(relation, settled, proposals)


def _plain(relation: Relation, rows: Rows) -> Iterator[Pair]:
    """Pairs that are what they should be: a number as it is folded, known parties, days in time."""
    before, after, body = -RULES[relation].before, RULES[relation].after, rows.body
    for pair in rows.pairs:
        _left, _right, number, _ore, day, its, payer, payee = pair
        if number.isdecimal() and number[0] != "0" and body(payer) and body(payee):
            own = day_of(day) if day else None
            other = day_of(its) if its else None
            if own is None or other is None or before <= other - own <= after:
                yield pair


def _apart(
    kept: list[Pair], said: _Said, rows: Rows
) -> tuple[list[tuple[int, int, str, int]], list[Pair], set[str]]:
    """The pairs that nothing else speaks of, those that something does, and OCR-like numbers."""
    settled: list[tuple[int, int, str, int]] = []
    pulled: list[Pair] = []
    owned: set[str] = set()
    body = rows.body
    for pair in kept:
        left, right, number, ore, _day, _its, payer, payee = pair
        if (
            (number, body(payer), body(payee)) in said.with_parties
            or (number, ore) in said.with_amount
            or number in said.alone
        ):
            pulled.append(pair)
        else:
            settled.append((left, right, number, ore))
            if number in said.as_ocr:
                owned.add(number)
    return settled, pulled, owned


def _in_one_pair(kept: list[Pair]) -> list[Pair]:
    """The pairs whose rows are in no other."""
    lefts, rights = {pair[0] for pair in kept}, {pair[1] for pair in kept}
    if len(lefts) == len(kept) == len(rights):
        return kept
    seen: dict[tuple[str, int], int] = {}
    for pair in kept:
        for row in (("left", pair[0]), ("right", pair[1])):
            seen[row] = seen.get(row, 0) + 1
    return [pair for pair in kept if seen["left", pair[0]] == seen["right", pair[1]] == 1]


def _others(rows: Iterable[int], taken: set[int]) -> list[int]:
    return [row for row in rows if row not in taken]


def _said(lefts: Sequence[Item], rights: Sequence[Item]) -> _Said:
    said = _Said()
    for side in (lefts, rights):
        for item in side:
            payer, payee = item.payer, item.payee
            for token in (*item.references, *item.mentions):
                number = token.lstrip("-*~").lstrip("abcdefghijklmnopqrstuvwxyzåäöéü")
                said.with_amount.add((number, item.open))
                if payer is None or payee is None:
                    said.alone.add(number)
                else:
                    said.with_parties.add((number, payer, payee))
                if token[0] == OCR and side is rights:
                    said.as_ocr.update(as_ocr(number))
    return said
