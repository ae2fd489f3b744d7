"""Reads the book and returns frozen figures: the one module of reports that touches the database.

    with book.reading() as connection:
        facts = year_facts(connection, 2023, body="Region Kalmar län")

Sums come from `ledger.posting.balances`; here they are only put beside the entries and the
words they rest on. Everything is read in one transaction, so all figures are of the same moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from ledger.columns import PLANNED, Column
from ledger.drafts import Mention
from ledger.grants.fund_terms import in_force
from ledger.grants.funds import fund_names_by_number
from ledger.money import Money
from ledger.parties.bodies import body_number, known_bodies, names_by_number, names_of_bodies
from ledger.parties.merged import Merged, merged
from ledger.planning.deviations import deviation, planned_costs
from ledger.posting.balances import REMAINING_SIGNS, lines
from ledger.posting.journal import Entry, listing
from ledger.proposing.inbox_cells import cells_of
from ledger.proposing.proposals import Proposal, proposals
from ledger.proposing.waiting import Part, concerns, waits
from ledger.reconciling import match_columns
from ledger.reconciling.evidence import describe
from ledger.reconciling.groups import groups, keys_of
from ledger.reconciling.line_sums import booked, of_matches
from ledger.storage.chain import book_id, head_of
from ledger.storage.moments import NOW, Moment, event_at, time_of
from ledger.storage.tables import entries, evidence, sources
from ledger.terms import CandidateState, EntryKind, MatchState, PlanKind, Status
from reports.figures import (
    BookedFact,
    BookFacts,
    DecisionFact,
    EntryFact,
    InboxFacts,
    LineFact,
    MatchFacts,
    ProposalFact,
    TermsFact,
    YearFacts,
    YearSum,
)
from reports.layout import swedish_order

Where = Sequence[ColumnElement[bool]]

MOST_YEARS = 10  # that are looked back at
_OVER_YEARS = (Column.GRANTED, Column.RECEIVED, Column.SPENT, Column.REMAINING)
_LineKey = tuple[str, str]  # body and fund
_Columns = dict[Column, Money | None]
_NOTHING: _Columns = {column: None if column in PLANNED else Money(0) for column in Column}
_COLUMN_OF = {
    EntryKind.SPENT: Column.SPENT,
    EntryKind.RECEIVED: Column.RECEIVED,
    EntryKind.RETURNED: Column.RETURNED,
}


class _Part(NamedTuple):
    """The part of the book that is asked for, by numbers and names."""

    year: int
    body: int | None
    forum: int | None
    body_name: str | None
    forum_name: str | None
    up_to: int
    moment: Moment
    same: Merged

    @property
    def where(self) -> Where:
        """Conditions on entries. What is carried to the year belongs to it too, as its opening."""
        carried_here = and_(
            entries.c.kind == EntryKind.CARRIED.value, entries.c.to_year == self.year
        )
        where = [or_(entries.c.fund_year == self.year, carried_here), entries.c.id <= self.up_to]
        where += self.moment.by_day(entries.c.date)
        if self.body is not None:
            its = self.same.all_of(self.body)
            where.append(or_(entries.c.payer.in_(its), entries.c.payee.in_(its)))
        if self.forum is not None:
            where.append(entries.c.forum.in_(self.same.all_of(self.forum)))
        return where


def year_facts(
    connection: Connection, year: int, *, body: str | None = None, forum: str | None = None,
    up_to: int | None = None, moment: Moment = NOW,
) -> YearFacts:  # fmt: skip
    """The fund year `year`; only what concerns `body` or was decided by `forum` where given.

    `moment`: only what concerned that day, and what the book said then.
    Raises NotResolved where no one body goes by such a name.
    """
    book = _book(connection, up_to, moment)
    part = _part(connection, year, body, forum, book.up_to_entry, moment)
    posted = listing(connection, *part.where, moment=moment)
    names = names_of_bodies(connection, moment)
    everything = proposals(connection, moment=moment)
    of_part = Part(year, part.body_name, part.forum_name)
    found = [p for p in everything if concerns(p, of_part, names)]
    status = {p.number: p.found.status for p in everything}
    rests_on = _evidence(connection, part, posted, status)
    counted, held_out = _booked(connection, part)
    return YearFacts(
        book=book,
        year=year,
        lines=_lines(connection, part, counted),
        entries=_entries(connection, part, posted),
        decisions=(*rests_on, *(_of_proposal(p) for p in found if _unposted(p))),
        follow_ups=tuple(_of_proposal(p) for p in found if waits(p)),
        body=part.body_name,
        forum=part.forum_name,
        before=_before(connection, part._replace(year=year - 1)),
        booked=counted,
        held_out=held_out,
        terms=_terms(connection, part),
        years=_years(connection, part),
    )


def inbox_facts(connection: Connection, language: str) -> InboxFacts:
    """The open proposals, and the names of bodies and funds to choose from."""
    waiting = proposals(connection, CandidateState.OPEN)
    seen = {name for p in waiting for name, _kind, _span, _aliases in p.new_bodies}
    bodies = seen | {body.name for body in known_bodies(connection)}
    funds = set(fund_names_by_number(connection).values())
    return InboxFacts(
        book=_book(connection, None, NOW),
        proposals=tuple(_proposal(p, language) for p in waiting),
        bodies=tuple(sorted(bodies, key=swedish_order)),
        funds=tuple(sorted(funds, key=swedish_order)),
    )


def match_facts(connection: Connection, language: str) -> MatchFacts:
    """The suggested matches, the surest first."""
    waiting = groups(connection, state=MatchState.SUGGESTED)
    waiting.sort(key=lambda one: (-one.score, one.number))
    items = describe(connection, {key for one in waiting for key in keys_of(one.parts)})
    return MatchFacts(
        book=_book(connection, None, NOW),
        matches=tuple(match_columns.cells_of(one, items, language) for one in waiting),
    )


def _proposal(proposal: Proposal, language: str) -> ProposalFact:
    found = proposal.found
    mentions = {"payer": found.payer, "payee": found.payee, "fund": found.fund}
    return ProposalFact(
        cells=cells_of(proposal, language),
        amount_span=_within(found.quote_span.start, *(found.amount_span or (None, None))),
        words={key: m.text for key, m in mentions.items() if m and not m.name},
        years=found.years,
    )


def _book(connection: Connection, up_to: int | None, moment: Moment) -> BookFacts:
    query = select(func.max(entries.c.id)).where(*moment.knew(entries))
    last = connection.execute(query).scalar() or 0
    event, hash_ = event_at(connection, moment) or head_of(connection)
    return BookFacts(
        book_id=book_id(connection),
        up_to_entry=last if up_to is None else min(up_to, last),
        head=hash_,
        program=_program(),
        as_of=moment.as_of,
        event=event,
        at=time_of(connection, event),
    )


def _program() -> str:
    try:
        return f"Medelsbok {version('medelsbok')}"
    except PackageNotFoundError:
        return "Medelsbok"


def _part(
    connection: Connection, year: int, body: str | None, forum: str | None, up_to: int,
    moment: Moment,
) -> _Part:  # fmt: skip
    numbers = [
        body_number(connection, words, moment=moment) if words else None for words in (body, forum)
    ]
    name_of = names_by_number(connection, moment)
    names = [None if number is None else name_of[number] for number in numbers]
    same = merged(connection, moment)
    return _Part(year, numbers[0], numbers[1], names[0], names[1], up_to, moment, same)


def _lines(
    connection: Connection, part: _Part, counted: Sequence[BookedFact] = ()
) -> tuple[LineFact, ...]:
    found = lines(
        connection, year=part.year, body=part.body, forum=part.forum, up_to=part.up_to,
        moment=part.moment,
    )  # fmt: skip
    facts = {(line.body, line.fund): dict(line.columns) for line in found}
    _add(facts, _came(connection, part))
    for one in counted:
        column = _COLUMN_OF[one.kind]
        _add(facts, {(one.body, one.fund): {
            column: one.amount, Column.REMAINING: Money(REMAINING_SIGNS[column] * one.amount.ore),
        }})  # fmt: skip
    for (body, fund), plans in _plans(connection, part).items():
        columns = facts.setdefault((body, fund), dict(_NOTHING))
        budget, spent = plans.get(PlanKind.BUDGET), columns[Column.SPENT] or Money(0)
        columns[Column.BUDGET] = budget
        columns[Column.FORECAST] = plans.get(PlanKind.FORECAST)
        columns[Column.DEVIATION] = deviation(EntryKind.SPENT, budget, spent)
    return tuple(
        LineFact(body, fund, columns)
        for (body, fund), columns in sorted(
            facts.items(), key=lambda item: tuple(map(swedish_order, item[0]))
        )
    )


def _before(connection: Connection, part: _Part) -> tuple[LineFact, ...]:
    """The lines of the year before, in the same way."""
    counted, _held_out = _booked(connection, part)
    return _lines(connection, part, counted)


def _years(connection: Connection, part: _Part) -> tuple[YearSum, ...]:
    """What the entries of each year sum to, up to this one, beside what was forecast."""
    sums: dict[int, dict[Column, int]] = defaultdict(lambda: defaultdict(int))
    found = lines(
        connection, body=part.body, forum=part.forum, up_to=part.up_to, moment=part.moment
    )
    for line in found:
        if part.year - MOST_YEARS < line.year <= part.year:
            for column in _OVER_YEARS:
                sums[line.year][column] += (line.columns[column] or Money(0)).ore
    for year, of_year in sums.items():
        for plans in _plans(connection, part._replace(year=year)).values():
            if forecast := plans.get(PlanKind.FORECAST):
                of_year[Column.FORECAST] += forecast.ore
    return tuple(
        YearSum(year, {column: Money(ore) for column, ore in sums[year].items() if ore})
        for year in sorted(sums)
    )


def _add(facts: dict[_LineKey, _Columns], more: Mapping[_LineKey, Mapping[Column, Money]]) -> None:
    for key, sums in more.items():
        columns = facts.setdefault(key, dict(_NOTHING))
        for column, amount in sums.items():
            columns[column] = (columns[column] or Money(0)) + amount


def _came(connection: Connection, part: _Part) -> dict[_LineKey, dict[Column, Money]]:
    """What settled matches say is invoiced and paid."""
    found = of_matches(connection, part.year, forum=part.forum, moment=part.moment)
    bodies = names_by_number(connection, part.moment)
    funds = fund_names_by_number(connection)
    return {
        (bodies[body], funds[fund]): {column: Money(ore) for column, ore in sums.items() if ore}
        for (body, fund), sums in found.items()
        if part.body in {None, body} and any(sums.values())
    }


def _booked(
    connection: Connection, part: _Part
) -> tuple[tuple[BookedFact, ...], tuple[BookedFact, ...]]:
    """What rules say of bookings: counted, and held out. Books do not say which forum decided."""
    if part.forum is not None:
        return (), ()
    found = booked(connection, part.year, part.moment)
    bodies = names_by_number(connection, part.moment)
    funds = fund_names_by_number(connection)
    counted, held_out = (
        tuple(
            BookedFact(
                body=bodies[one.body], fund=funds[one.fund],
                kind=EntryKind.of(one.counts_as.value), account=one.account,
                account_name=one.account_name, amount=Money(one.amount), rows=one.rows,
                last_day=date.fromisoformat(one.last_day), place=one.place,
            )
            for one in rows
            if part.body in {None, one.body}
        )
        for rows in (found.counted, found.held_out)
    )  # fmt: skip
    return counted, held_out


def _plans(
    connection: Connection, part: _Part
) -> dict[tuple[str, str], dict[PlanKind, Money]]:  # fmt: skip
    """The costs the plans foresee; a plan is of the whole year, not of what a forum decided."""
    if part.forum is not None:
        return {}
    costs = planned_costs(connection, part.year, part.moment)
    return {key: plans for key, plans in costs.items() if part.body_name in {None, key[0]}}


def _terms(connection: Connection, part: _Part) -> tuple[TermsFact, ...]:
    """The terms of the year that hold, of funds in their order."""
    funds, bodies = fund_names_by_number(connection), names_by_number(connection, part.moment)
    found = in_force(connection, year=part.year, moment=part.moment)
    held = ((funds[one.fund], one) for one in found.values())
    return tuple(
        TermsFact(
            fund=name, carry_over=one.carry_over, carry_until=one.carry_until,
            applies_from=one.applies_from, on_word=one.on_word,
            grantor=bodies[one.grantor] if one.grantor else None, agreement=one.agreement,
            requisition_by=one.requisition_by, use_by=one.use_by, report_by=one.report_by,
            conditions=one.conditions,
        )
        for name, one in sorted(held, key=lambda pair: swedish_order(pair[0]))
    )  # fmt: skip


def _entries(connection: Connection, part: _Part, posted: Sequence[Entry]) -> tuple[EntryFact, ...]:
    later = defaultdict(list)
    query = select(entries.c.id, entries.c.corrects).where(
        entries.c.corrects.is_not(None), entries.c.id <= part.up_to,
        *part.moment.by_day(entries.c.date),
    )  # fmt: skip
    for row in connection.execute(query.order_by(entries.c.id)):
        later[row.corrects].append(row.id)
    return tuple(
        EntryFact(
            number=e.number, date=date.fromisoformat(e.date), kind=e.kind, payer=e.payer,
            payee=e.payee, fund=e.fund, fund_year=e.fund_year, amount=e.amount, text=e.text,
            to_year=e.to_year, forum=e.forum, corrects=e.corrects,
            corrected_by=tuple(later[e.number]), reason=e.reason,
        )
        for e in posted
    )  # fmt: skip


def _evidence(
    connection: Connection, part: _Part, posted: Sequence[Entry], status: Mapping[int, Status]
) -> list[DecisionFact]:
    """What each entry rests on, in order of the entries."""
    entry_of = {entry.number: entry for entry in posted}
    query = (
        select(evidence, sources.c.name.label("file"), sources.c.sha256, sources.c.meeting_date)
        .join(entries, entries.c.id == evidence.c.entry)
        .join(sources, sources.c.id == evidence.c.source, isouter=True)
        .where(*part.where)
        .order_by(evidence.c.entry, evidence.c.id)
    )
    rows = connection.execute(query)
    return [_decision(row, entry_of[row.entry], status) for row in rows]


def _decision(row: Row[Any], entry: Entry, status: Mapping[int, Status]) -> DecisionFact:
    return DecisionFact(
        number=entry.candidate, entry=entry.number, kind=entry.kind,
        status=status.get(entry.candidate or 0, Status.DECIDED), state=CandidateState.ACCEPTED,
        amount=entry.amount, amount_text=row.amount_text, quote=row.quote or "",
        amount_span=_within(row.quote_start, row.amount_start, row.amount_end),
        payer=entry.payer, payee=entry.payee, fund=entry.fund, years=(entry.fund_year,),
        forum=entry.forum, meeting_date=date.fromisoformat(row.meeting_date or entry.date),
        section=row.section, page=row.page, file=row.file, sha256=row.sha256, paper=row.paper,
        stated_by=row.stated_by, remark=entry.reason or row.note, corrects=entry.corrects,
    )  # fmt: skip


def _of_proposal(proposal: Proposal) -> DecisionFact:
    found = proposal.found
    return DecisionFact(
        number=proposal.number, kind=found.kind, status=found.status, state=proposal.state,
        amount=found.amount, amount_text=found.amount_text, quote=found.quote,
        amount_span=_within(found.quote_span.start, *(found.amount_span or (None, None))),
        payer=_name(found.payer), payee=_name(found.payee), fund=_name(found.fund),
        years=found.years, forum=proposal.forum, meeting_date=proposal.meeting_date,
        section=found.section, page=found.page, file=proposal.file, sha256=proposal.sha256,
        remark=proposal.why, follow_up=found.follow_up,
    )  # fmt: skip


def _unposted(proposal: Proposal) -> bool:
    """A decision that has not become an entry: nobody has looked at it, or it was turned down."""
    state, status = proposal.state, proposal.found.status
    waiting_or_down = state in {CandidateState.OPEN, CandidateState.REJECTED}
    return waiting_or_down and status in {Status.DECIDED, Status.REJECTED}


def _within(quote_start: int | None, start: int | None, end: int | None) -> tuple[int, int] | None:
    if quote_start is None or start is None or end is None:
        return None
    return start - quote_start, end - quote_start


def _name(mention: Mention | None) -> str | None:
    return (mention.name or mention.text) if mention else None
