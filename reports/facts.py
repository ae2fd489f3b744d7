"""Reads the book and returns frozen figures: the one module of reports that touches the database.

    with book.reading() as connection:
        facts = year_facts(connection, 2023, body="Region Kalmar län")

Sums come from `ledger.posting.balances`; here they are only put beside the entries and the
words they rest on. Everything is read in one transaction, so all figures are of the same moment.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Connection, func, select

from ledger.grants.funds import fund_names_by_number
from ledger.parties.bodies import known_bodies, names_of_bodies
from ledger.posting.journal import listing
from ledger.proposing.inbox_cells import cells_of
from ledger.proposing.proposals import Proposal, proposals
from ledger.proposing.waiting import Part as InboxPart
from ledger.proposing.waiting import concerns, waits
from ledger.reconciling import match_columns
from ledger.reconciling.evidence import describe
from ledger.reconciling.groups import groups, keys_of
from ledger.storage.chain import book_id, head_of
from ledger.storage.moments import NOW, Moment, event_at, time_of
from ledger.storage.tables import entries
from ledger.terms import CandidateState, MatchState
from reports.facts_lines import all_of_lines, booked_facts, line_facts, year_sums
from reports.facts_parts import (
    entry_facts,
    evidence_of,
    is_unposted,
    of_proposal,
    part_of,
    terms_of_part,
    within,
)
from reports.figures import BookFacts, InboxFacts, MatchFacts, ProposalFact, YearFacts
from reports.layout import swedish_order


def year_facts(
    connection: Connection, year: int, *, body: str | None = None, forum: str | None = None,
    up_to: int | None = None, moment: Moment = NOW,
) -> YearFacts:  # fmt: skip
    """The fund year `year`; only what concerns `body` or was decided by `forum` where given.

    `moment`: only what concerned that day, and what the book said then.
    Raises NotResolved where no one body goes by such a name.
    """
    book = book_facts(connection, up_to, moment)
    part = part_of(
        connection, year=year, body=body, forum=forum, up_to=book.up_to_entry, moment=moment
    )
    posted = listing(connection, *part.where, moment=moment)
    names = names_of_bodies(connection, moment)
    everything = proposals(connection, moment=moment)
    of_part = InboxPart(year, part.body_name, part.forum_name)
    found = [p for p in everything if concerns(p, of_part, names)]
    status = {p.number: p.found.status for p in everything}
    rests_on = evidence_of(connection, part, posted, status)
    counted, held_out = booked_facts(connection, part, year)
    return YearFacts(
        book=book,
        year=year,
        lines=line_facts(connection, part, year, counted),
        entries=entry_facts(connection, part, posted),
        decisions=(*rests_on, *(of_proposal(p) for p in found if is_unposted(p))),
        follow_ups=tuple(of_proposal(p) for p in found if waits(p)),
        body=part.body_name,
        forum=part.forum_name,
        before=all_of_lines(connection, part, year - 1),
        booked=counted,
        held_out=held_out,
        terms=terms_of_part(connection, part),
        years=year_sums(connection, part, year),
    )


def inbox_facts(connection: Connection, language: str) -> InboxFacts:
    """The open proposals, and the names of bodies and funds to choose from."""
    waiting = proposals(connection, CandidateState.OPEN)
    seen = {name for p in waiting for name, _kind, _span, _aliases in p.new_bodies}
    bodies = seen | {body.name for body in known_bodies(connection)}
    funds = set(fund_names_by_number(connection).values())
    return InboxFacts(
        book=book_facts(connection, None, NOW),
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
        book=book_facts(connection, None, NOW),
        matches=tuple(match_columns.cells_of(one, items, language) for one in waiting),
    )


def _proposal(proposal: Proposal, language: str) -> ProposalFact:
    found = proposal.found
    mentions = {"payer": found.payer, "payee": found.payee, "fund": found.fund}
    return ProposalFact(
        cells=cells_of(proposal, language),
        amount_span=within(found.quote_span.start, *(found.amount_span or (None, None))),
        words={key: m.text for key, m in mentions.items() if m and not m.name},
        years=found.years,
    )


def book_facts(connection: Connection, up_to: int | None = None, moment: Moment = NOW) -> BookFacts:
    """Which book it is, and as of when."""
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
