"""What waits to be matched: the items of a relation that are not wholly settled.

    found = open_items(connection, (Relation.INVOICED_PAID, SeenBy.PAYEE), Wanted(year=2023))
    found.left, found.right

Entries call for an invoice, a payment or a booking by their kind. Rows of registers stand unless
their import was undone; their bodies and fund are what rules and names say (`registers.meaning`).
A credit note has its payer and payee changed about: whoever sent it owes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.matching import references
from ledger.matching.items import Item, sides
from ledger.parties.merged import Merged, merged
from ledger.proposing.sources import standing
from ledger.reconciling.amounts import (
    AT_ONCE,
    IN_FORCE,
    REGISTERS,
    Draw,
    Key,
    Settled,
    settled_amounts,
)
from ledger.reconciling.decisions import Decision, standing_decisions
from ledger.registers.meaning import Facts, facts_of
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import candidates, sources
from ledger.terms import EntryKind, ItemKind, Relation, SeenBy

# What a decision of each kind calls for. What was granted is called for by a requisition; what is
# carried to another year moves no money between bodies.
CALLS_FOR = {
    Relation.DECIDED_INVOICED: frozenset(
        {EntryKind.TO_INVOICE, EntryKind.ALLOCATED, EntryKind.TRANSFERRED, EntryKind.RETURNED}
    ),
    Relation.DECIDED_PAID: frozenset(
        {EntryKind.REQUISITIONED, EntryKind.ALLOCATED, EntryKind.TRANSFERRED, EntryKind.RETURNED}
    ),
    Relation.DECIDED_BOOKED: frozenset(
        {EntryKind.TO_INVOICE, EntryKind.ALLOCATED, EntryKind.TRANSFERRED, EntryKind.RETURNED,
         EntryKind.SPENT, EntryKind.RECEIVED}
    ),
}  # fmt: skip
RESULT_ACCOUNTS = tuple("345678")  # what a booking's account begins with: income and cost


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items: of a fund year, a fund, a body; what is not known of an item leaves it in."""

    year: int | None = None
    fund: int | None = None
    body: int | None = None


@dataclass(frozen=True, slots=True)
class OpenItems:
    """The open items of the two sides of a relation."""

    left: list[Item]
    right: list[Item]


@dataclass(slots=True)
class Reading:
    """The book as items are read from it: once, for all relations."""

    connection: Connection
    settled: Settled
    moment: Moment = NOW
    facts: Facts = field(init=False)
    same: Merged = field(init=False)
    _read: dict[ItemKind, list[Item]] = field(default_factory=dict)
    _entry_kinds: dict[int, EntryKind] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = facts_of(self.connection, self.moment)
        self.same = merged(self.connection, self.moment)

    def items(self, kind: ItemKind) -> list[Item]:
        """Every item of a kind that stands, with all of its amount open."""
        if kind not in self._read:
            self._read[kind] = list(self._of_kind(kind, None))
        return self._read[kind]

    def some(self, kind: ItemKind, numbers: Collection[int]) -> dict[int, Item]:
        """These items, by number; those that do not stand are left out."""
        ordered = sorted(set(numbers))
        chunks = [ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE)]
        return {item.number: item for chunk in chunks for item in self._of_kind(kind, chunk)}

    def open_in(self, draw: Draw, wanted: Wanted) -> OpenItems:
        """What is open on both sides of a relation, in one's books or the other's."""
        relation, seen_by = draw
        left, right = sides(relation)
        return OpenItems(
            [
                item
                for item in self._still_open(left, draw, wanted)
                if self._calls_for(item, relation)
                and not (item.is_credit and relation is Relation.CREDITED)
            ],
            [
                item
                for item in self._still_open(right, draw, wanted)
                if item.seen_by is seen_by and (item.is_credit or relation is not Relation.CREDITED)
            ],
        )

    def _still_open(self, kind: ItemKind, draw: Draw, wanted: Wanted) -> Iterator[Item]:
        for item in self.items(kind):
            if not is_wanted(item, wanted):
                continue
            held = self.settled.held((kind, item.number), draw)
            if held < item.amount:
                yield replace(item, open=item.amount - held) if held else item

    def _calls_for(self, item: Item, relation: Relation) -> bool:
        if item.kind is not ItemKind.DECISION:
            return True
        return self._entry_kinds[item.number] in CALLS_FOR[relation]

    def _of_kind(self, kind: ItemKind, numbers: list[int] | None) -> Iterator[Item]:
        if kind is ItemKind.DECISION:
            decisions = standing_decisions(self.connection, numbers, self.moment)
            dnr = self._registry_numbers(decisions.values())
            for one in decisions.values():
                self._entry_kinds[one.number] = EntryKind.of(one.row.kind)
                yield self._decision(one, dnr.get(one.row.candidate))
            return
        table = REGISTERS[kind]
        query = select(table).where(
            standing(table.c.source, self.moment), table.c.amount != 0, *self.moment.knew(table)
        )
        if numbers is not None:
            query = query.where(table.c.id.in_(numbers))
        if kind is ItemKind.BOOKING:
            query = query.where(table.c.change == IN_FORCE)
        made_of: Callable[[Row[Any]], Item | None] = {
            ItemKind.INVOICE: self._invoice,
            ItemKind.BOOKING: self._booking,
            ItemKind.PAYMENT: self._payment,
        }[kind]
        rows = self.connection.execute(
            query.order_by(table.c.id), execution_options={"yield_per": 1000}
        )
        for row in rows:
            if item := made_of(row):
                yield item

    def _decision(self, one: Decision, dnr: str | None) -> Item:
        row = one.row
        own = tuple(token for number in one.numbers for token in references.decision(number))
        return Item(
            kind=ItemKind.DECISION, number=one.number, amount=row.amount, open=row.amount,
            date=row.date, payer=self.same.root(row.payer), payee=self.same.root(row.payee),
            fund=row.fund, fund_year=row.fund_year, references=own,
            mentions=_mentioned(row.text, dnr),
        )  # fmt: skip

    def _invoice(self, row: Row[Any]) -> Item:
        meaning = self.facts.of("invoices", row)
        credit = row.amount < 0
        payer, payee = meaning.payer, meaning.payee
        payer_text, payee_text = row.recipient, row.issuer
        if credit:
            payer, payee, payer_text, payee_text = payee, payer, payee_text, payer_text
        return Item(
            kind=ItemKind.INVOICE, number=row.id, amount=abs(row.amount), open=abs(row.amount),
            date=row.date, payer=payer, payee=payee, payer_text=payer_text, payee_text=payee_text,
            fund=meaning.fund, fund_year=meaning.fund_year,
            references=references.own(row.number) if row.number else (),
            mentions=_mentioned(row.reference, row.order_reference, row.text),
            net=None if row.net is None else abs(row.net),
            vat=None if row.vat is None else abs(row.vat),
            due_date=row.due_date, credits=row.credits, is_credit=credit,
            currency=row.currency, account=row.account, counts_as=meaning.counts_as,
        )  # fmt: skip

    def _booking(self, row: Row[Any]) -> Item | None:
        """Income (credit) is what its body gets, a cost (debit) what it pays."""
        meaning = self.facts.of("bookings", row)
        if meaning.fund is None and not row.account.startswith(RESULT_ACCOUNTS):
            return None
        income = row.amount < 0
        voucher = f"{row.series or ''}{row.number}" if row.number else None
        return Item(
            kind=ItemKind.BOOKING, number=row.id, amount=abs(row.amount), open=abs(row.amount),
            date=row.date, payer=None if income else meaning.body,
            payee=meaning.body if income else None,
            payer_text=None if income else row.company, payee_text=row.company if income else None,
            fund=meaning.fund, fund_year=meaning.fund_year,
            references=references.own(voucher) if voucher else (),
            mentions=_mentioned(row.text, row.voucher_text), account=row.account,
            seen_by=SeenBy.PAYEE if income else SeenBy.PAYER, counts_as=meaning.counts_as,
        )  # fmt: skip

    def _payment(self, row: Row[Any]) -> Item:
        meaning = self.facts.of("payments", row)
        return Item(
            kind=ItemKind.PAYMENT, number=row.id, amount=abs(row.amount), open=abs(row.amount),
            date=row.date, payer=meaning.payer, payee=meaning.payee,
            payer_text=row.payer, payee_text=row.payee,
            fund=meaning.fund, fund_year=meaning.fund_year,
            references=references.own(row.bank_reference) if row.bank_reference else (),
            mentions=_mentioned(row.reference, row.message),
            currency=row.currency, account=row.account,
            seen_by=SeenBy.PAYEE if row.amount > 0 else SeenBy.PAYER,
            counts_as=meaning.counts_as,
        )  # fmt: skip

    def _registry_numbers(self, decisions: Collection[Decision]) -> dict[int | None, str]:
        """The diarienummer of the minutes that each candidate was found in."""
        if not decisions:
            return {}
        query = (
            select(candidates.c.id, sources.c.reference)
            .join(sources, sources.c.id == candidates.c.source)
            .where(sources.c.reference.is_not(None))
        )
        return {row.id: row.reference for row in self.connection.execute(query)}


def open_items(
    connection: Connection, draw: Draw, wanted: Wanted | None = None, moment: Moment = NOW
) -> OpenItems:
    """What is open on both sides of a relation, in order of number; see `amounts.DRAWS`."""
    reading = Reading(connection, settled_amounts(connection, moment=moment), moment)
    return reading.open_in(draw, wanted or Wanted())


def items_of(
    connection: Connection, keys: Collection[Key], moment: Moment = NOW
) -> dict[Key, Item]:
    """These items with what they say, all of each open; those that do not stand are left out."""
    reading = Reading(connection, Settled(), moment)
    return {
        (kind, number): item
        for kind in ItemKind
        for number, item in reading.some(
            kind, [n for of_kind, n in keys if of_kind is kind]
        ).items()
    }


def is_wanted(item: Item, wanted: Wanted) -> bool:
    """Whether an item is among those asked for, as far as anything is known of it."""
    if wanted.fund is not None and item.fund not in {None, wanted.fund}:
        return False
    if wanted.body is not None:
        known = {item.payer, item.payee} - {None}
        if wanted.body not in known and len(known) == 2:
            return False
    if wanted.year is None:
        return True
    if item.fund_year is not None:
        return item.fund_year == wanted.year
    return item.date is None or item.date >= f"{wanted.year}-01-01"


def _mentioned(*texts: str | None) -> tuple[str, ...]:
    found = dict.fromkeys(token for text in texts if text for token in references.mentioned(text))
    return tuple(found)
