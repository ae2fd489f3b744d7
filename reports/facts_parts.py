"""A part of the book: the entries it holds, what each rests on, and what is not posted.

    part = part_of(connection, year=2023, fund="RSS-medel", up_to=book.up_to_entry)
    posted = listing(connection, *part.where)
    evidence_of(connection, part, posted, status)

Every report that shows entries reads them here, whichever part of the book it is of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from ledger.drafts import Mention
from ledger.grants.fund_terms import in_force
from ledger.grants.funds import fund_names_by_number, fund_number
from ledger.parties.bodies import body_number, names_by_number
from ledger.parties.merged import Merged, merged
from ledger.posting.journal import Entry
from ledger.proposing.proposals import Proposal
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import entries, evidence, sources
from ledger.terms import CandidateState, EntryKind, Status
from reports.figures import DecisionFact, EntryFact, TermsFact
from reports.layout import swedish_order

Where = Sequence[ColumnElement[bool]]


class Part(NamedTuple):
    """The part of the book that is asked for, by numbers and names."""

    year: int | None  # None: every year
    body: int | None
    forum: int | None
    fund: int | None
    body_name: str | None
    forum_name: str | None
    fund_name: str | None
    up_to: int
    moment: Moment
    same: Merged

    @property
    def where(self) -> Where:
        """Conditions on entries. What is carried to the year belongs to it too, as its opening."""
        where = [entries.c.id <= self.up_to, *self.moment.by_day(entries.c.date)]
        if self.year is not None:
            carried = entries.c.kind == EntryKind.CARRIED.value
            carried_here = and_(carried, entries.c.to_year == self.year)
            where.append(or_(entries.c.fund_year == self.year, carried_here))
        if self.fund is not None:
            where.append(entries.c.fund == self.fund)
        if self.body is not None:
            its = self.same.all_of(self.body)
            where.append(or_(entries.c.payer.in_(its), entries.c.payee.in_(its)))
        if self.forum is not None:
            where.append(entries.c.forum.in_(self.same.all_of(self.forum)))
        return where


def part_of(
    connection: Connection, *, year: int | None = None, body: str | None = None,
    forum: str | None = None, fund: str | None = None, up_to: int, moment: Moment = NOW,
) -> Part:  # fmt: skip
    """The part that these words name. Raises NotResolved where no one goes by such a name."""
    name_of = names_by_number(connection, moment)
    body_, forum_ = (
        body_number(connection, words, moment=moment) if words else None for words in (body, forum)
    )
    fund_ = fund_number(connection, fund) if fund else None
    return Part(
        year, body_, forum_, fund_,
        None if body_ is None else name_of[body_],
        None if forum_ is None else name_of[forum_],
        None if fund_ is None else fund_names_by_number(connection)[fund_],
        up_to, moment, merged(connection, moment),
    )  # fmt: skip


def terms_of_part(connection: Connection, part: Part) -> tuple[TermsFact, ...]:
    """The terms that hold, of funds in their order, each from its first year on."""
    funds, bodies = fund_names_by_number(connection), names_by_number(connection, part.moment)
    found = in_force(connection, year=part.year, moment=part.moment)
    held = [
        (funds[fund], year, one) for (fund, year), one in found.items() if part.fund in {None, fund}
    ]
    return tuple(
        TermsFact(
            fund=name, carry_over=one.carry_over, carry_until=one.carry_until,
            applies_from=one.applies_from, on_word=one.on_word,
            grantor=bodies[one.grantor] if one.grantor else None, agreement=one.agreement,
            requisition_by=one.requisition_by, use_by=one.use_by, report_by=one.report_by,
            conditions=one.conditions, year=year,
        )
        for name, year, one in sorted(held, key=lambda row: (swedish_order(row[0]), row[1]))
    )  # fmt: skip


def entry_facts(
    connection: Connection, part: Part, posted: Sequence[Entry]
) -> tuple[EntryFact, ...]:
    """The entries, each with those that correct it."""
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


def evidence_of(
    connection: Connection, part: Part, posted: Sequence[Entry], status: Mapping[int, Status]
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
        amount_span=within(row.quote_start, row.amount_start, row.amount_end),
        payer=entry.payer, payee=entry.payee, fund=entry.fund, years=(entry.fund_year,),
        forum=entry.forum, meeting_date=date.fromisoformat(row.meeting_date or entry.date),
        section=row.section, page=row.page, file=row.file, sha256=row.sha256, paper=row.paper,
        stated_by=row.stated_by, remark=entry.reason or row.note, corrects=entry.corrects,
    )  # fmt: skip


def of_proposal(proposal: Proposal) -> DecisionFact:
    """A statement of the minutes that rests in the inbox."""
    found = proposal.found
    return DecisionFact(
        number=proposal.number, kind=found.kind, status=found.status, state=proposal.state,
        amount=found.amount, amount_text=found.amount_text, quote=found.quote,
        amount_span=within(found.quote_span.start, *(found.amount_span or (None, None))),
        payer=_name(found.payer), payee=_name(found.payee), fund=_name(found.fund),
        years=found.years, forum=proposal.forum, meeting_date=proposal.meeting_date,
        section=found.section, page=found.page, file=proposal.file, sha256=proposal.sha256,
        remark=proposal.why, follow_up=found.follow_up,
    )  # fmt: skip


def is_unposted(proposal: Proposal) -> bool:
    """A decision that has not become an entry: nobody has looked at it, or it was turned down."""
    state, status = proposal.state, proposal.found.status
    waiting_or_down = state in {CandidateState.OPEN, CandidateState.REJECTED}
    return waiting_or_down and status in {Status.DECIDED, Status.REJECTED}


def within(quote_start: int | None, start: int | None, end: int | None) -> tuple[int, int] | None:
    """A span of the text as one of the quote."""
    if quote_start is None or start is None or end is None:
        return None
    return start - quote_start, end - quote_start


def _name(mention: Mention | None) -> str | None:
    return (mention.name or mention.text) if mention else None
