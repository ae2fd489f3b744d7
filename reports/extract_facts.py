"""Reads a part of the book: a fund, a body or a forum over its years, plans, what is due, trails.

with book.reading() as connection:
    facts = of_part(connection, Spec("fund", fund="RSS-medel"))

Sums are the ledger's; here they are put beside what they rest on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from ledger.money import Money
from ledger.parties.bodies import names_of_bodies
from ledger.planning.deviations import deviations
from ledger.posting.balances import lines
from ledger.posting.journal import listing
from ledger.proposing.proposals import Proposal, proposals
from ledger.proposing.waiting import Part as InboxPart
from ledger.proposing.waiting import concerns, waits
from ledger.reconciling.chains import met
from ledger.reconciling.decisions import first_number
from ledger.storage.tables import fund_years
from ledger.terms import CandidateState, EntryKind, ItemKind
from ledger.years.deadlines import deadlines
from reports.extract_figures import Chosen, ExtractFacts, OwedFact, YearLine
from reports.facts import book_facts
from reports.facts_lines import all_of_lines
from reports.facts_parts import (
    Part,
    entry_facts,
    evidence_of,
    is_unposted,
    of_proposal,
    part_of,
    terms_of_part,
)
from reports.figures import EntryFact

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.spec import Spec


def of_part(connection: Connection, spec: Spec) -> ExtractFacts:
    """The lines of its years, its entries and what they rest on, and what is not posted."""
    facts, part = _chosen(connection, spec)
    posted = listing(connection, *part.where, moment=part.moment)
    everything = proposals(connection, moment=part.moment)
    status = {p.number: p.found.status for p in everything}
    return replace(
        facts,
        lines=_lines(connection, part),
        entries=entry_facts(connection, part, posted),
        decisions=tuple(evidence_of(connection, part, posted, status)),
        unposted=tuple(map(of_proposal, _unposted(connection, part, everything))),
        terms=terms_of_part(connection, part),
    )


def with_owed(connection: Connection, spec: Spec) -> ExtractFacts:
    """The same of a body, with what it is owed and owes."""
    facts = of_part(connection, spec)
    _facts, part = _chosen(connection, spec)
    return replace(facts, owed=_owed(connection, part, facts))


def trail_facts(connection: Connection, spec: Spec) -> ExtractFacts:
    """The entries and what each rests on, without their sums."""
    facts, part = _chosen(connection, spec)
    posted = listing(connection, *part.where, moment=part.moment)
    status = {p.number: p.found.status for p in proposals(connection, moment=part.moment)}
    return replace(
        facts,
        entries=entry_facts(connection, part, posted),
        decisions=tuple(evidence_of(connection, part, posted, status)),
    )


def plan_facts(connection: Connection, spec: Spec) -> ExtractFacts:
    """Budget and forecast beside what came of them. Raises WrongUse where none holds."""
    facts, part = _chosen(connection, spec)
    assert part.year is not None  # noqa: S101  the command asks for it
    found = deviations(
        connection, part.year, fund=part.fund_name, body=part.body_name, moment=part.moment
    )
    return replace(facts, deviations=tuple(found))


def deadline_facts(connection: Connection, spec: Spec) -> ExtractFacts:
    """What is due, counted from the report's day."""
    facts, part = _chosen(connection, spec)
    day = date.fromisoformat(spec.day) if spec.day else None
    found = deadlines(connection, within=spec.within, moment=part.moment, day=day)
    return replace(
        facts,
        due=tuple(
            one
            for one in found.due
            if part.body_name in {None, one.body} and part.fund_name in {None, one.fund}
        ),
        terms_unknown=found.terms_unknown,
        counted_to=part.moment.as_of or day,
    )


def _chosen(connection: Connection, spec: Spec) -> tuple[ExtractFacts, Part]:
    moment = spec.moment(connection)
    book = book_facts(connection, None, moment)
    part = part_of(
        connection, year=spec.year, body=spec.body, forum=spec.forum, fund=spec.fund,
        up_to=book.up_to_entry, moment=moment,
    )  # fmt: skip
    chosen = Chosen(part.year, part.body_name, part.forum_name, part.fund_name)
    return ExtractFacts(book, chosen), part


def _lines(connection: Connection, part: Part) -> tuple[YearLine, ...]:
    return tuple(
        YearLine(year, line)
        for year in _years(connection, part)
        for line in all_of_lines(connection, part, year)
    )


def _years(connection: Connection, part: Part) -> list[int]:
    """The years that money is kept for, as far as the book knew."""
    if part.year is not None:
        return [part.year]
    opened = select(fund_years.c.year).where(*part.moment.knew(fund_years))
    if part.fund is not None:
        opened = opened.where(fund_years.c.fund == part.fund)
    found = set(connection.execute(opened).scalars())
    posted = lines(connection, body=part.body, fund=part.fund, forum=part.forum, moment=part.moment)
    return sorted(found | {line.year for line in posted})


def _unposted(connection: Connection, part: Part, everything: list[Proposal]) -> list[Proposal]:
    names = names_of_bodies(connection, part.moment)
    wanted = InboxPart(part.year, part.body_name, part.forum_name)
    return [
        p
        for p in everything
        if p.state is not CandidateState.ACCEPTED
        and (is_unposted(p) or waits(p))
        and concerns(p, wanted, names)
        and (part.fund is None or (p.found.fund and p.found.fund.name == part.fund_name))
    ]


def _owed(connection: Connection, part: Part, facts: ExtractFacts) -> tuple[OwedFact, ...]:
    """Decisions to invoice that are not wholly paid, as they stand after corrections."""
    standing = _to_invoice(connection, facts.entries)
    firsts = {first for first, _entry in standing}
    came = met(connection, ItemKind.DECISION, sorted(firsts), part.moment) if firsts else {}
    found = []
    days = {entry.number: entry.date for entry in facts.entries}
    for (first, entry), decided in standing.items():
        so_far = came.get(first)
        paid = Money(so_far.paid if so_far else 0)
        if decided in {Money(0), paid} or part.body_name not in {entry.payer, entry.payee}:
            continue
        claim = entry.payee == part.body_name
        found.append(
            OwedFact(
                first, days.get(first), claim, entry.payer if claim else entry.payee, entry.fund,
                entry.fund_year, decided, Money(so_far.invoiced if so_far else 0), paid,
            )
        )  # fmt: skip
    return tuple(found)


class _Owed(NamedTuple):
    """What the entries of one decision must agree on to be of one sum."""

    payer: str
    payee: str
    fund: str
    fund_year: int


def _to_invoice(
    connection: Connection, posted: Sequence[EntryFact]
) -> dict[tuple[int, _Owed], Money]:
    """By the first entry that states it, what its entries sum to: reversals take back the rest."""
    corrects = {entry.number: entry.corrects for entry in posted}
    sums: dict[tuple[int, _Owed], Money] = defaultdict(lambda: Money(0))
    for entry in posted:
        if entry.kind is EntryKind.TO_INVOICE:
            owed = _Owed(entry.payer, entry.payee, entry.fund, entry.fund_year)
            sums[_first(connection, entry.number, corrects), owed] += entry.amount
    return sums


def _first(connection: Connection, number: int, corrects: Mapping[int, int | None]) -> int:
    while earlier := corrects.get(number):
        number = earlier
    return number if number in corrects else first_number(connection, number)
