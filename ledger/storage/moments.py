"""Two times, kept apart: the day something concerned, and the moment the book came to say it.

    when = moment_of(connection, as_of="2024-06-30", known_at="2024-09-01 12:00")
    listing(connection, *when.knew(entries), *when.by_day(entries.c.date))

`--as-of` leaves out what concerned a later day. `--known-at` leaves out what had not been said
yet: the book as it was, with the errors it had before they were corrected. Both follow from rows
that only grow: the day is a column, and the moment is that of the event that made the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from ledger.dates import parse_date
from ledger.errors import WrongUse
from ledger.messages import _
from ledger.storage.tables import events

_DATE_LENGTH = len("2024-06-30")


@dataclass(frozen=True, slots=True)
class Moment:
    """Up to which day, and up to which event of the book; None where all counts."""

    as_of: date | None = None
    up_to_event: int | None = None

    def knew(self, table: Table) -> list[ColumnElement[bool]]:
        """Conditions on a sealed table: only rows the book had then."""
        return [] if self.up_to_event is None else [table.c.event <= self.up_to_event]

    def by_day(self, day: Any) -> list[ColumnElement[bool]]:
        """Conditions on a column of days: none after the day; what has no day stays."""
        if self.as_of is None:
            return []
        return [or_(day.is_(None), day <= self.as_of.isoformat())]


NOW = Moment()


def moment_of(
    connection: Connection, as_of: str | None = None, known_at: str | None = None
) -> Moment:
    """The moment that two options name. Raises WrongUse."""
    day = parse_date(as_of) if as_of else None
    return Moment(day, _last_event(connection, parse_moment(known_at)) if known_at else None)


def parse_moment(text: str) -> str:
    """A date or time as events store theirs; a date means to its end, a time here if no zone.

    >>> parse_moment("2026-01-31T13:00:00+01:00")
    '2026-01-31T12:00:00.000000Z'
    """
    said = text.strip()
    try:
        if len(said) <= _DATE_LENGTH:
            moment = datetime.combine(date.fromisoformat(said), time.max)
        else:
            moment = datetime.fromisoformat(said)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (ValueError, OverflowError):
        raise WrongUse(
            _("“{text}” is not a date or a time.").format(text=text),
            next_step=_("Write 2024-09-01 for the end of that day, or 2024-09-01T12:00."),
        ) from None


def event_at(connection: Connection, moment: Moment) -> tuple[int, str] | None:
    """Number and hash of the last event the book had then; None where all counts."""
    if moment.up_to_event is None:
        return None
    query = select(events.c.hash).where(events.c.id == moment.up_to_event)
    return moment.up_to_event, str(connection.execute(query).scalar_one())


def time_of(connection: Connection, event: int) -> str:
    """When an event was, as the book keeps it (UTC); "" where there is none."""
    return str(connection.execute(select(events.c.at).where(events.c.id == event)).scalar() or "")


def _last_event(connection: Connection, until: str) -> int:
    query = select(func.max(events.c.id)).where(events.c.at <= until)
    found = connection.execute(query).scalar()
    if found is None:
        raise WrongUse(
            _("The book had not been started at that time."),
            next_step=_("Give a later time with --known-at."),
        )
    return int(found)
