"""From an entry back to what it rests on (spårning): file, section, page and the very words.

    trail = trail_of(connection, 12)
    trail.entry, trail.grounds[0].file, trail.grounds[0].quote

The first law read backwards: every figure leads to its sentence, or to who typed it from what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.drafts import Span
from ledger.posting.journal import Entry, corrected_by, entry
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import evidence, sources


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence: a quote in a stored file, or a paper somebody typed from."""

    file: str | None
    sha256: str | None
    source: int | None
    section: str | None
    page: int | None
    quote: str | None
    quote_span: Span | None
    amount_text: str | None
    amount_span: Span | None
    forum: str | None
    meeting_date: str | None
    paper: str | None
    stated_by: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Trail:
    """An entry with its grounds, and its place among corrections."""

    entry: Entry
    grounds: tuple[Ground, ...]
    corrected_by: tuple[int, ...]


def trail_of(connection: Connection, number: int, moment: Moment = NOW) -> Trail:
    """What entry `number` rests on. Raises WrongUse where there is (or was then) no such entry."""
    posted = entry(connection, number, moment)
    numbers, wrong = [number], posted.corrects
    while wrong is not None:  # a correction rests on what the corrected entry rests on, too
        numbers.append(wrong)
        wrong = entry(connection, wrong).corrects
    found = grounds_of(connection, numbers)
    grounds = tuple(ground for n in numbers for ground in found[n])
    return Trail(posted, grounds, tuple(corrected_by(connection, number, moment)))


def grounds_of(connection: Connection, numbers: list[int]) -> dict[int, tuple[Ground, ...]]:
    """The evidence of each entry in `numbers`."""
    query = (
        select(
            evidence, sources.c.name, sources.c.sha256, sources.c.forum, sources.c.meeting_date
        )
        .join(sources, sources.c.id == evidence.c.source, isouter=True)
        .where(evidence.c.entry.in_(numbers))
        .order_by(evidence.c.id)
    )  # fmt: skip
    found: dict[int, tuple[Ground, ...]] = dict.fromkeys(numbers, ())
    for row in connection.execute(query):
        found[row.entry] = (*found[row.entry], _ground(row))
    return found


def _ground(row: Row[Any]) -> Ground:
    return Ground(
        file=row.name, sha256=row.sha256, source=row.source, section=row.section, page=row.page,
        quote=row.quote, quote_span=_span(row.quote_start, row.quote_end),
        amount_text=row.amount_text, amount_span=_span(row.amount_start, row.amount_end),
        forum=row.forum, meeting_date=row.meeting_date, paper=row.paper,
        stated_by=row.stated_by, note=row.note,
    )  # fmt: skip


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)
