"""What is decided to be invoiced, with all that an invoice must lean on: read from the book.

    facts = basis_facts(connection, Spec("basis", entries=(12,)))
    facts.claims[0].remaining

A claim is a decision with its corrections, under its first entry's number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ledger.errors import WrongUse
from ledger.messages import _
from ledger.money import Money
from ledger.parties.bodies import names_by_number, numbers_of
from ledger.posting.journal import Entry, entry, listing
from ledger.posting.trail import Ground, grounds_of
from ledger.reconciling.chains import Met, met
from ledger.reconciling.decisions import Decision, first_number, standing_decisions
from ledger.reconciling.evidence import describe
from ledger.reconciling.groups import groups_that_hold
from ledger.storage.tables import entries
from ledger.terms import EntryKind, ItemKind, MatchState, Relation
from reports.facts import book_facts
from reports.facts_parts import part_of
from reports.figures import BookFacts
from reports.spec import Spec

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.storage.moments import Moment


class InvoiceFact(NamedTuple):
    """An invoice that is settled with the decision."""

    name: str
    date: str | None
    amount: Money
    place: str


class CorrectedFact(NamedTuple):
    """What the decision was said to be before."""

    entry: int
    amount: Money
    reason: str  # why it was corrected


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """One decision that somebody is to invoice."""

    number: int  # under which it is known
    entry: int  # that says what holds
    date: str
    payer: str
    payee: str
    fund: str
    fund_year: int
    amount: Money
    invoiced: Money
    payer_number: str | None = None
    payee_number: str | None = None
    forum: str | None = None
    grounds: tuple[tuple[int, Ground], ...] = ()  # by entry
    invoices: tuple[InvoiceFact, ...] = ()
    corrected: tuple[CorrectedFact, ...] = ()

    @property
    def remaining(self) -> Money:
        """What is left to invoice."""
        return Money(self.amount.ore - self.invoiced.ore)


@dataclass(frozen=True, slots=True)
class BasisFacts:
    """The claims that were asked for, and which book they are of."""

    book: BookFacts
    claims: tuple[ClaimFact, ...] = ()


def basis_facts(connection: Connection, spec: Spec) -> BasisFacts:
    """The claims of a part of the book. Raises WrongUse, NotResolved."""
    moment = spec.moment(connection)
    book = book_facts(connection, None, moment)
    part = part_of(
        connection, year=spec.year, body=spec.body, forum=spec.forum, fund=spec.fund,
        up_to=book.up_to_entry, moment=moment,
    )  # fmt: skip
    to_invoice = (entries.c.kind == EntryKind.TO_INVOICE.value, entries.c.amount > 0)
    posted = {e.number: e for e in listing(connection, *part.where, *to_invoice, moment=moment)}
    if part.body_name:
        posted = {number: e for number, e in posted.items() if e.payee == part.body_name}
    named = [_checked(connection, number, moment) for number in spec.entries]
    first = named or [
        number if e.corrects is None else first_number(connection, number)
        for number, e in posted.items()
    ]
    standing = standing_decisions(connection, list(dict.fromkeys(first)), moment)
    wanted = [d for d in standing.values() if int(d.row.id) in posted]
    return BasisFacts(book, tuple(_claims(connection, wanted, posted, moment)))


def _checked(connection: Connection, number: int, moment: Moment) -> int:
    """The number a named entry's decision goes by. Raises WrongUse where nobody is to invoice."""
    said = entry(connection, number, moment)
    first = first_number(connection, number)
    if said.kind is not EntryKind.TO_INVOICE:
        raise WrongUse(_("Entry {number} is no decision to invoice.").format(number=number))
    if first not in standing_decisions(connection, [first], moment):
        raise WrongUse(
            _("Entry {number} has been taken back: nothing is to be invoiced.").format(
                number=number
            )
        )
    return first


def _claims(
    connection: Connection, wanted: Sequence[Decision], posted: Mapping[int, Entry], moment: Moment
) -> list[ClaimFact]:
    grounds = grounds_of(connection, [number for one in wanted for number in one.numbers])
    came = met(connection, ItemKind.DECISION, [one.number for one in wanted], moment)
    numbers, name_of = numbers_of(connection, moment), names_by_number(connection, moment)
    org_number = {name_of[body]: number for body, number in numbers.items() if body in name_of}
    return [
        _claim(connection, one, posted[int(one.row.id)], grounds, came, org_number, moment)
        for one in wanted
    ]


def _claim(
    connection: Connection, one: Decision, holds: Entry, grounds: Mapping[int, Sequence[Ground]],
    came: Mapping[int, Met], org_number: Mapping[str, str], moment: Moment,
) -> ClaimFact:  # fmt: skip
    return ClaimFact(
        number=one.number, entry=holds.number, date=holds.date, payer=holds.payer,
        payee=holds.payee, fund=holds.fund, fund_year=holds.fund_year, amount=holds.amount,
        invoiced=Money(came[one.number].invoiced), forum=holds.forum,
        payer_number=org_number.get(holds.payer), payee_number=org_number.get(holds.payee),
        grounds=tuple((number, said) for number in one.numbers for said in grounds[number]),
        invoices=_invoices(connection, one.number, moment),
        corrected=_corrected(connection, one, moment),
    )  # fmt: skip


def _invoices(connection: Connection, number: int, moment: Moment) -> tuple[InvoiceFact, ...]:
    holding = groups_that_hold(connection, {(ItemKind.DECISION, number)}, moment)
    keys = {
        (part.kind, part.number)
        for one in holding
        if one.state is MatchState.SETTLED and one.relation is Relation.DECIDED_INVOICED
        for part in one.right
    }
    found = describe(connection, keys, moment)
    return tuple(
        InvoiceFact(one.name, one.date, Money(one.amount), one.place)
        for _key, one in sorted(found.items(), key=lambda item: item[0][1])
    )


def _corrected(connection: Connection, one: Decision, moment: Moment) -> tuple[CorrectedFact, ...]:
    said = [entry(connection, number, moment) for number in one.numbers]
    return tuple(
        CorrectedFact(before.number, before.amount, after.reason or "")
        for before, after in pairwise(said)
    )
