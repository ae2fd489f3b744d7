"""A million invoices and a million payments: the plain ones straight from the rows, in one pass.

    found = propose_rows(Relation.INVOICED_PAID, left_rows, right_rows, left_items, right_items)
    found.pairs         # settled by itself: left row, right row, öre
    found.proposals     # what `propose` makes of the rest

Nearly all of a large book is one invoice and one payment that gives its number and nothing else.
Those are looked up by number and parties, without making an item of each. Whatever could be
otherwise (a number twice, another text, a name that is not known, an item of the rest that says the
same number) is left to `propose`, so that the answer is the one `propose` gives of all: a test
compares the two.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.matching import reasons
from ledger.matching.engine import propose
from ledger.matching.items import Item, Part, Proposal, Tolerance, sides
from ledger.matching.pass_reference import SETTLED
from ledger.matching.pool import day_of
from ledger.matching.references import OCR
from ledger.matching.rules import REFERENCE, RULES, rule_name
from ledger.terms import Relation

# number of the row, its own number or what it names, öre open, day, payer, payee, whether there is
# anything else: another text with figures, a fund, a currency, a credit note
Row = tuple[int, str | None, int, str | None, int | None, int | None, Any]
Items = Callable[[Sequence[int]], Sequence[Item]]  # the items of some rows

MOST_FIGURES = 11  # of a plain number: with the parties it must fit in 63 bits
_PAIR_BITS = 24  # of a key: which payer and payee; the number stands above


@dataclass(frozen=True, slots=True)
class Found:
    """What is settled straight from the rows, and what is proposed of the rest."""

    relation: Relation
    pairs: list[tuple[int, int, int]]  # left row, right row, öre
    proposals: list[Proposal]

    def whole(self, numbers: Mapping[int, str]) -> Iterator[Proposal]:
        """The pairs as proposals too; `numbers` are the left rows' own."""
        left_kind, right_kind = sides(self.relation)
        for left, right, ore in self.pairs:
            why = (
                reasons.named(numbers[left].lstrip("0") or "0"),
                reasons.say(reasons.SAME_AMOUNT),
                reasons.say(reasons.NO_OTHER),
            )
            one, other = (Part(left_kind, left, ore),), (Part(right_kind, right, ore),)
            rule = rule_name(REFERENCE)
            yield Proposal(self.relation, rule, one, other, (), SETTLED, why, settles=True)
        yield from self.proposals


@dataclass(slots=True)
class _Plain:
    """The plain left rows as columns, and the right row that each has met."""

    at: dict[int, int] = field(default_factory=dict)  # key → place
    parties: dict[tuple[int, int], int] = field(default_factory=dict)
    row: array[int] = field(default_factory=lambda: array("q"))
    key: array[int] = field(default_factory=lambda: array("q"))
    open: array[int] = field(default_factory=lambda: array("q"))
    day: array[int] = field(default_factory=lambda: array("q"))
    partner: array[int] = field(default_factory=lambda: array("q"))  # 0: none
    doubted: set[int] = field(default_factory=set)  # places


@dataclass(slots=True)
class _Said:
    """What the rest says: where a plain pair has the same, the pair is left to the rest."""

    with_amount: set[tuple[int, int]] = field(default_factory=set)  # figures, öre
    with_parties: set[int] = field(default_factory=set)  # keys
    alone: set[int] = field(default_factory=set)  # figures, of items whose parties are not known
    as_ocr: set[int] = field(default_factory=set)  # figures that may be an OCR number


def propose_rows(
    relation: Relation,
    left: Iterable[Row],
    right: Iterable[Row],
    left_items: Items,
    right_items: Items,
    *,
    tolerance: Tolerance | None = None,
    aliases: Mapping[int, Sequence[str]] | None = None,
) -> Found:
    """What belongs together, as `propose` would say of all the rows' items."""
    plain = _Plain()
    rest_left = _take_left(plain, left)
    rest_right = _take_right(plain, right, relation)
    lone_left, lone_right = _left_over(plain)
    lefts = list(left_items(rest_left + lone_left))
    rights = list(right_items(rest_right + lone_right))
    said = _said(plain, lefts, rights)
    pairs, pulled, owned = _settled(plain, said)
    lefts += left_items([one for one, _other in pulled])
    rights += right_items([other for _one, other in pulled])
    proposals = propose(
        relation, lefts, rights, tolerance=tolerance, aliases=aliases, also_owned=owned
    )
    return Found(relation, pairs, proposals)


def _take_left(plain: _Plain, rows: Iterable[Row]) -> list[int]:
    """Keep the plain rows as columns; the numbers of the others."""
    rest: list[int] = []
    at, parties = plain.at, plain.parties
    for number, written, amount, day, payer, payee, more in rows:
        if more or payer is None or payee is None or not _is_plain(written):
            rest.append(number)
            continue
        key = int(written) << _PAIR_BITS | parties.setdefault((payer, payee), len(parties))  # type: ignore[arg-type]
        place = at.setdefault(key, len(plain.row))
        if place < len(plain.row):
            plain.doubted.add(place)
            rest.append(number)
            continue
        plain.row.append(number)
        plain.key.append(key)
        plain.open.append(amount)
        plain.day.append((day_of(day) if day else None) or 0)
    plain.partner = array("q", bytes(8 * len(plain.row)))
    return rest


def _take_right(plain: _Plain, rows: Iterable[Row], relation: Relation) -> list[int]:
    """Let the plain rows meet their left ones; the numbers of those that do not."""
    rest: list[int] = []
    at, parties, partner, opened, days = (
        plain.at, plain.parties, plain.partner, plain.open, plain.day,
    )  # fmt: skip
    before, after = -RULES[relation].before, RULES[relation].after
    for number, written, amount, day, payer, payee, more in rows:
        pair = parties.get((payer, payee))  # type: ignore[arg-type]
        place = None
        if pair is not None and not more and _is_plain(written):
            place = at.get(int(written) << _PAIR_BITS | pair)  # type: ignore[arg-type]
        if place is None:
            rest.append(number)
            continue
        own, its = days[place], (day_of(day) if day else None) or 0
        in_time = not own or not its or before <= its - own <= after
        if partner[place] or opened[place] != amount or not in_time:
            plain.doubted.add(place)
            rest.append(number)
        else:
            partner[place] = number
    return rest


def _is_plain(written: str | None) -> bool:
    """Whether a text is one number and nothing else."""
    return (
        written is not None
        and written.isdigit()
        and written.isascii()
        and len(written) <= MOST_FIGURES
    )


def _left_over(plain: _Plain) -> tuple[list[int], list[int]]:
    """The rows of left places that met nothing or are doubted, and those they met."""
    lefts, rights = [], []
    for place, other in enumerate(plain.partner):
        if not other or place in plain.doubted:
            lefts.append(plain.row[place])
            if other:
                rights.append(other)
                plain.partner[place] = 0
    return lefts, rights


def _said(plain: _Plain, lefts: Sequence[Item], rights: Sequence[Item]) -> _Said:
    said = _Said()
    for side in (lefts, rights):
        for item in side:
            parties = None
            if item.payer is not None and item.payee is not None:
                parties = plain.parties.get((item.payer, item.payee), -1)
            for token in (*item.references, *item.mentions):
                for figures in _figures(token, is_right=side is rights):
                    said.with_amount.add((figures, item.open))
                    if parties is None:
                        said.alone.add(figures)
                    elif parties >= 0:
                        said.with_parties.add(figures << _PAIR_BITS | parties)
                if token[0] == OCR and side is rights:
                    said.as_ocr.add(int(token[1:]))
    return said


def _figures(token: str, *, is_right: bool) -> Iterator[int]:
    """The numbers that a token may be of a plain row."""
    figures = token.lstrip("-*~").lstrip("abcdefghijklmnopqrstuvwxyzåäöéü")
    if not figures.isdecimal():
        return
    yield int(figures)
    if is_right and token[0] == OCR:
        yield int(figures) // 10
        yield int(figures) // 100


def _settled(
    plain: _Plain, said: _Said
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]], set[str]]:
    """The pairs that nothing else speaks of, those that something does, and numbers taken."""
    pairs, pulled, owned = [], [], set()
    for row, key, amount, other in zip(
        plain.row, plain.key, plain.open, plain.partner, strict=True
    ):
        if not other:
            continue
        figures = key >> _PAIR_BITS
        if (
            (figures, amount) in said.with_amount
            or key in said.with_parties
            or figures in said.alone
        ):
            pulled.append((row, other))
            continue
        pairs.append((row, other, amount))
        if figures in said.as_ocr:
            owned.add(str(figures))
    return pairs, pulled, owned
