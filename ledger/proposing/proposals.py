"""Proposals: the candidates in the book, with what has become of each.

    for proposal in proposals(connection, CandidateState.OPEN):
        proposal.number, proposal.found.quote, proposal.file

Reading only; `inbox` decides. A proposal's state is what its latest review says: rows are never
changed, a decision is a row of its own, and so is the undoing of its file's import.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, select

from ledger.drafts import Candidate, Mention, Reason, Span, fields_of
from ledger.money import Money
from ledger.parties.names import kind_of_new_body
from ledger.proposing.sources import new_bodies_of, standing
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import candidates, reviews, sources, undos
from ledger.terms import (
    ENTRY_OF_STATEMENT,
    BodyKind,
    Bound,
    CandidateState,
    EntryKind,
    Exactness,
    FollowUp,
    StatementKind,
    Status,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate in the inbox, with the source it was found in and what has become of it."""

    number: int
    state: CandidateState
    found: Candidate
    source: int
    file: str
    sha256: str
    forum: str | None
    meeting_date: date | None
    county: str | None
    new_bodies: tuple[tuple[str, str, Span, tuple[str, ...]], ...]
    duplicate_of: int | None
    digest: str
    entry: int | None = None  # the entry it became
    why: str | None = None  # why it was turned down, or posted although in doubt


def proposals(
    connection: Connection, state: CandidateState | None = None, numbers: Sequence[int] = (),
    moment: Moment = NOW,
) -> list[Proposal]:  # fmt: skip
    """Proposals in order of number: those in `state`, or all; only `numbers` where given.

    `moment`: as the inbox was then; only from meetings up to that day.
    """
    where: list[ColumnElement[bool]] = [candidates.c.id.in_(numbers)] if numbers else []
    where += [*moment.knew(candidates), *moment.by_day(sources.c.meeting_date)]
    found = [_proposal(row) for row in connection.execute(_query(where, moment))]
    return [p for p in found if state is None or p.state is state]


def entry_kind_of(found: Candidate, payer: str | None = None) -> EntryKind | None:
    """The kind of entry a statement becomes, or None where someone must say.

    The state grants (beviljat); what a region, a kommun or an association hands on is allocated
    (fördelat), so that it leaves the payer's line as it enters the payee's.
    """
    payer = payer or (found.payer.name if found.payer else None)
    if found.kind is StatementKind.GRANT and payer:
        handed_on = kind_of_new_body(payer) not in {BodyKind.STATE, BodyKind.OTHER}
        return EntryKind.ALLOCATED if handed_on else EntryKind.GRANTED
    return ENTRY_OF_STATEMENT.get(found.kind)


def follow_ups(connection: Connection) -> list[Proposal]:
    """Open money decisions without a sum, and decisions that were put off."""
    return [p for p in proposals(connection, CandidateState.OPEN) if p.found.follow_up]


def fields_of_proposal(proposal: Proposal) -> dict[str, Any]:
    """The fields of `explain` plus `number` and `state`."""
    return {
        "number": proposal.number,
        "state": proposal.state.value,
        **fields_of(proposal.found, proposal.file),
        "forum": proposal.forum,
        "meeting_date": proposal.meeting_date.isoformat() if proposal.meeting_date else None,
        "duplicate_of": proposal.duplicate_of,
        "entry": proposal.entry,
        "why": proposal.why,
    }


def _query(where: Sequence[ColumnElement[bool]], moment: Moment) -> Any:
    last = (
        select(reviews.c.candidate, func.max(reviews.c.id).label("id"))
        .where(*moment.knew(reviews))
        .group_by(reviews.c.candidate)
        .subquery()
    )
    # The first that stands with the same fingerprint: the one it is a duplicate of may be undone.
    other = candidates.alias()
    first = (
        select(func.min(other.c.id))
        .where(other.c.fingerprint == candidates.c.fingerprint, standing(other.c.source, moment))
        .scalar_subquery()
    )
    return (
        select(
            candidates, sources.c.name.label("file"), sources.c.sha256, sources.c.forum,
            sources.c.meeting_date, sources.c.county, sources.c.new_bodies,
            reviews.c.outcome, reviews.c.entry, reviews.c.why,
            undos.c.id.label("undone"), undos.c.why.label("why_undone"),
            case((candidates.c.duplicate_of.is_(None), None), else_=first).label("first"),
        )
        .join(sources, sources.c.id == candidates.c.source)
        .join(last, last.c.candidate == candidates.c.id, isouter=True)
        .join(reviews, reviews.c.id == last.c.id, isouter=True)
        .join(
            undos, and_(undos.c.source == candidates.c.source, *moment.knew(undos)), isouter=True
        )
        .where(*where)
        .order_by(candidates.c.id)
    )  # fmt: skip


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        number=row.id, state=_state(row), found=_candidate(row), source=row.source, file=row.file,
        sha256=row.sha256, forum=row.forum, county=row.county,
        meeting_date=date.fromisoformat(row.meeting_date) if row.meeting_date else None,
        new_bodies=tuple(new_bodies_of(row.new_bodies)), duplicate_of=_duplicate_of(row),
        digest=row.digest, entry=row.entry, why=row.why_undone if row.undone else row.why,
    )  # fmt: skip


def _state(row: Row[Any]) -> CandidateState:
    if row.undone:
        return CandidateState.UNDONE
    if row.outcome:
        return CandidateState.of(row.outcome)
    return CandidateState.DUPLICATE if _duplicate_of(row) else CandidateState.OPEN


def _duplicate_of(row: Row[Any]) -> int | None:
    """The row it is a duplicate of; None where it is the first one that is left."""
    return None if row.undone or row.first == row.id else row.first


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        kind=StatementKind.of(row.kind), status=Status.of(row.status),
        amount=None if row.amount is None else Money(row.amount), amount_text=row.amount_text,
        amount_span=_span(row.amount_start, row.amount_end), quote=row.quote,
        quote_span=Span(row.quote_start, row.quote_end), exactness=Exactness.of(row.exactness),
        bound=Bound.of(row.bound), per=row.per,
        fund=_mention(row.fund_text, row.fund_start, row.fund_end, row.fund_name),
        payer=_mention(row.payer_text, row.payer_start, row.payer_end, row.payer_name),
        payee=_mention(row.payee_text, row.payee_start, row.payee_end, row.payee_name),
        years=tuple(json.loads(row.years)), section=row.section, page=row.page,
        follow_up=FollowUp.of(row.follow_up) if row.follow_up else None,
        reasons=tuple(Reason(r["rule"], r["note"]) for r in json.loads(row.reasons)),
    )  # fmt: skip


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _mention(words: str | None, start: int, end: int, name: str | None) -> Mention | None:
    return None if words is None else Mention(words, Span(start, end), name)
