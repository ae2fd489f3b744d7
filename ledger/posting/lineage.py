"""Whose money paid what: each grant, what was drawn on it, and what is left of it.

    of = lineage(connection, fund, 2024)
    of.lots[0].entry, of.lots[0].left, of.lots[0].draws

What a body gets of a fund in a year are *lots*: received, allocated or transferred in, carried
from before. What it hands on, spends, repays or carries is *drawn* on them: on the lot that was
named (`draw`), else first in first out, by date and number. A grant is drawn on by what is received
of it, and by what goes out beyond all that has come in. So of every lot: drawn + left = its sum.

A sum handed on is a lot of the next body, whose draws are followed to their end. Every öre of a lot
is drawn once, and no öre of a grant was drawn on anything; so the way from a grant always ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.errors import Refused, WrongUse
from ledger.messages import _, language
from ledger.money import Money
from ledger.parties.merged import merged
from ledger.posting.journal import Entry, corrected_by, listing
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import draws, entries
from ledger.terms import EntryKind

Pool = tuple[str, str, int]  # body, fund, year: within it money is money

INTO = {EntryKind.RECEIVED, EntryKind.ALLOCATED, EntryKind.TRANSFERRED, EntryKind.CARRIED}
OUT_OF = {
    EntryKind.ALLOCATED, EntryKind.TRANSFERRED, EntryKind.SPENT, EntryKind.RETURNED,
    EntryKind.CARRIED,
}  # fmt: skip
GRANTS = (EntryKind.GRANTED, EntryKind.RECEIVED)


@dataclass(frozen=True, slots=True)
class Draw:
    """`ore` of `entry`, from `start` of the lot on and from `at` of the entry on."""

    entry: Entry
    start: int
    at: int
    ore: int


@dataclass(slots=True)
class Lot:
    """An entry that brought money, and what was drawn on it, in order."""

    entry: Entry
    draws: list[Draw] = field(default_factory=list)

    @property
    def drawn(self) -> int:
        return sum(draw.ore for draw in self.draws)

    @property
    def left(self) -> int:
        return self.entry.amount.ore - self.drawn


@dataclass(frozen=True, slots=True)
class End:
    """Where a part of a grant is now: left with a body, or gone with the last entry that moved it.

    `entry` is None where it is left on the grant itself.
    """

    body: str
    entry: Entry | None
    gone: bool
    ore: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """Every lot of the book by its entry's number, and what was drawn on nothing."""

    lots: Mapping[int, Lot]
    uncovered: Mapping[int, int]  # entry → öre that no lot could cover

    def grants(self, fund: str, year: int, body: str | None = None) -> list[Lot]:
        """What was granted, received and carried to a year of a fund, by date and number."""
        found = [
            lot
            for lot in self.lots.values()
            if lot.entry.fund == fund
            and body in {None, lot.entry.payee}
            and (
                (lot.entry.kind in GRANTS and lot.entry.fund_year == year)
                or lot.entry.to_year == year
            )
        ]
        return sorted(found, key=lambda lot: _order(lot.entry))

    def ends(self, lot: Lot) -> list[End]:
        """Where the whole of a lot is now; together it is the lot's sum."""
        found: dict[tuple[str, int, bool], int] = defaultdict(int)
        for body, number, gone, ore in self._follow(lot, 0, lot.entry.amount.ore):
            found[body, number, gone] += ore
        by_number = {draw.entry.number: draw.entry for one in self.lots.values()
                     for draw in one.draws}  # fmt: skip
        return [
            End(body, by_number.get(number), gone, ore)
            for (body, number, gone), ore in sorted(found.items())
        ]

    def _follow(self, lot: Lot, start: int, stop: int) -> Iterator[tuple[str, int, bool, int]]:
        """The way of the öre from `start` to `stop` of a lot, without recursing."""
        ways = [(lot, start, stop)]
        while ways:
            lot, start, stop = ways.pop()
            rest = stop - start
            for draw in lot.draws:
                first, last = max(start, draw.start), min(stop, draw.start + draw.ore)
                if first >= last:
                    continue
                rest -= last - first
                into = self.lots.get(draw.entry.number)
                if into is None:
                    yield lot.entry.payee, draw.entry.number, True, last - first
                else:
                    moved = draw.at - draw.start
                    ways.append((into, first + moved, last + moved))
            if rest:
                yield lot.entry.payee, lot.entry.number, False, rest


def lineage(connection: Connection, moment: Moment = NOW, *, fund: int | None = None) -> Lineage:
    """Every lot of the book, or of a fund, and what was drawn on it; what is corrected is left out.

    No fund pays for another, so one of them can be looked at alone.
    """
    where = [] if fund is None else [entries.c.fund == fund]
    when = (*moment.knew(entries), *moment.by_day(entries.c.date))
    posted = listing(connection, *where, *when, moment=moment)
    standing = _standing(posted)
    lots = {e.number: Lot(e) for e in standing if e.kind in INTO or e.kind is EntryKind.GRANTED}
    met: dict[int, int] = defaultdict(int)  # entry → öre that are covered
    for entry, lot in _named_draws(connection, posted, lots, moment):
        _draw(lot, entry, entry.amount.ore, met)
    money, promised = _pools(lots.values(), INTO), _pools(lots.values(), {EntryKind.GRANTED})
    for entry in standing:  # what is received is drawn on what was granted, as far as it goes
        if entry.kind is EntryKind.RECEIVED:
            _first_in_first_out(promised[_into(entry)], entry, met)
    uncovered = {}
    for entry in standing:
        if entry.kind in OUT_OF:
            pool = (entry.payer, entry.fund, entry.fund_year)
            _first_in_first_out(money[pool], entry, met)
            _first_in_first_out(promised[pool], entry, met)
            if met[entry.number] < entry.amount.ore:
                uncovered[entry.number] = entry.amount.ore - met[entry.number]
    return Lineage(lots, uncovered)


def draw(connection: Connection, made: Act, number: int, of: int) -> None:
    """Say that an entry is drawn on the grant `of`. Raises WrongUse, Refused.

    The entry may be one that this act has just posted: it is read without its event.
    """
    rows = {
        row.id: row
        for row in connection.execute(select(entries).where(entries.c.id.in_([number, of])))
    }
    entry, grant = rows[number], rows.get(of)
    if grant is None or grant is entry or not _may_name(connection, entry, grant):
        raise WrongUse(
            _("Entry {number} cannot be drawn on entry {of}, which brings it no money.").format(
                number=number, of=of
            ),
            next_step=_("“medel lineage FUND YEAR” shows what there is to draw on."),
        )
    corrected = select(entries.c.corrects).where(entries.c.corrects.is_not(None))
    named = select(draws.c.amount).where(draws.c.grant_entry == of, draws.c.entry.not_in(corrected))
    left = grant.amount - sum(connection.execute(named).scalars())
    if entry.amount > left:
        raise Refused(
            _("Of entry {of}, {left} kr are left to name; entry {number} is {amount} kr.").format(
                of=of, left=Money(left).kronor_text(language()), number=number,
                amount=Money(entry.amount).kronor_text(language()),
            ),
            next_step=_("Split it, or leave --of out."),
        )  # fmt: skip
    made.add(draws, entry=number, grant_entry=of, amount=entry.amount)


def _may_name(connection: Connection, entry: Row[Any], grant: Row[Any]) -> bool:
    """`_may_draw` of stored rows; and the grant must stand."""
    kind, of_kind, same = EntryKind.of(entry.kind), EntryKind.of(grant.kind), merged(connection)
    year = grant.to_year or grant.fund_year
    if grant.amount <= 0 or corrected_by(connection, grant.id):
        return False
    if (entry.fund, entry.fund_year) != (grant.fund, year):
        return False
    if kind is EntryKind.RECEIVED:
        return of_kind is EntryKind.GRANTED and same.root(entry.payee) == same.root(grant.payee)
    brings = of_kind in INTO or of_kind is EntryKind.GRANTED
    return kind in OUT_OF and brings and same.root(entry.payer) == same.root(grant.payee)


def _standing(posted: Sequence[Entry]) -> list[Entry]:
    """Entries that move money now: neither corrected nor reversals."""
    corrected = {entry.corrects for entry in posted}
    standing = [e for e in posted if e.number not in corrected and e.amount.ore > 0]
    return sorted(standing, key=_order)


def _named_draws(
    connection: Connection, posted: Sequence[Entry], lots: Mapping[int, Lot], moment: Moment
) -> Iterator[tuple[Entry, Lot]]:
    """What somebody has said; of what was corrected since, the right values hold."""
    by_number = {entry.number: entry for entry in posted}
    right = {e.corrects: e.number for e in posted if e.corrects and e.amount.ore > 0}
    reversed_ = {e.corrects for e in posted}

    def now(number: int) -> int:
        while number in right:
            number = right[number]
        return number

    query = select(draws).where(*moment.knew(draws)).order_by(draws.c.id)
    for row in connection.execute(query):
        entry, lot = by_number.get(now(row.entry)), lots.get(now(row.grant_entry))
        if entry and lot and entry.number not in reversed_ and _may_draw(entry, lot.entry):
            yield entry, lot


def _may_draw(entry: Entry, lot: Entry) -> bool:
    if entry.kind is EntryKind.RECEIVED:
        return lot.kind is EntryKind.GRANTED and _into(lot) == _into(entry)
    return entry.kind in OUT_OF and _into(lot) == (entry.payer, entry.fund, entry.fund_year)


def _first_in_first_out(lots: Sequence[Lot], entry: Entry, met: dict[int, int]) -> None:
    for lot in lots:
        if met[entry.number] >= entry.amount.ore:
            return
        if lot.entry.number != entry.number:
            _draw(lot, entry, entry.amount.ore - met[entry.number], met)


def _draw(lot: Lot, entry: Entry, ore: int, met: dict[int, int]) -> None:
    ore = min(ore, lot.left, entry.amount.ore - met[entry.number])
    if ore > 0:
        lot.draws.append(Draw(entry, lot.drawn, met[entry.number], ore))
        met[entry.number] += ore


def _pools(lots: Iterable[Lot], kinds: set[EntryKind]) -> dict[Pool, list[Lot]]:
    pools: dict[Pool, list[Lot]] = defaultdict(list)
    for lot in sorted(lots, key=lambda lot: _order(lot.entry)):
        if lot.entry.kind in kinds:
            pools[_into(lot.entry)].append(lot)
    return pools


def _into(entry: Entry) -> Pool:
    return entry.payee, entry.fund, entry.to_year or entry.fund_year


def _order(entry: Entry) -> tuple[str, int]:
    return entry.date, entry.number
