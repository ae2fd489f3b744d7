"""The decision that a calculation rests on: an entry, a row of the inbox, or a paper.

    cited = cite(connection, row=12)
    cited.lines, cited.date, cited.forum, cited.status

A row that was turned down, or an entry that has been corrected, is no decision to rest on. What the
minutes only propose makes proposals of the same standing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ledger.dates import today
from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.bodies import find_body
from ledger.posting.trail import Ground, trail_of
from ledger.proposing.proposals import proposals
from ledger.terms import CandidateState, Status


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited, in lines of text, and the meeting it belongs to."""

    lines: tuple[str, ...]
    date: date
    forum: str | None
    county: str | None
    status: Status


def cite(
    connection: Connection, *, entry: int | None = None, row: int | None = None,
    paper: str | None = None, day: date | None = None,
) -> Cited | None:  # fmt: skip
    """The one decision that is named; None where none is. Raises WrongUse, Refused."""
    if sum(one is not None for one in (entry, row, paper)) > 1:
        raise WrongUse(_("Name one decision: --decision, --row or --paper."))
    if entry is not None:
        return _cite_entry(connection, entry, day)
    if row is not None:
        return _cite_row(connection, row, day)
    if paper is not None and not paper.strip():
        raise WrongUse(_("Say what paper it rests on, with --paper."))
    return Cited((paper.strip(),), day or today(), None, None, Status.DECIDED) if paper else None


def needed(cited: Cited | None) -> Cited:
    """The decision, where there must be one. Raises WrongUse."""
    if cited is None:
        raise WrongUse(
            _("Say what decision it rests on."),
            next_step=_("--decision ENTRY, --row ROW of the inbox, or --paper."),
        )
    return cited


def undecided(day: date | None) -> Cited:
    """No decision yet: what rests on it is only proposed."""
    return Cited((_("none yet"),), day or today(), None, None, Status.PROPOSED)


def _cite_entry(connection: Connection, number: int, day: date | None) -> Cited:
    trail = trail_of(connection, number)
    if trail.corrected_by:
        raise Refused(
            _("Entry {number} is already corrected by {later}.").format(
                number=number, later=", ".join(map(str, trail.corrected_by))
            ),
            next_step=_("Name the newest entry instead."),
        )
    posted = trail.entry
    forum = find_body(connection, posted.forum) if posted.forum else None
    said = _("entry {number} of {date}: {text}").format(
        number=number, date=posted.date, text=posted.text
    )
    return Cited(
        (said, *(_words(ground) for ground in trail.grounds)),
        day or date.fromisoformat(posted.date),
        posted.forum, forum.county if forum else None, Status.DECIDED,
    )  # fmt: skip


def _cite_row(connection: Connection, number: int, day: date | None) -> Cited:
    found = proposals(connection, numbers=[number])
    if not found:
        raise WrongUse(
            _("There is no row {numbers} in the inbox.").format(numbers=number),
            next_step=_("“medel inbox” lists them."),
        )
    row = found[0]
    if row.state is CandidateState.REJECTED:
        raise Refused(
            _("Row {number} has been turned down: {why}").format(number=number, why=row.why)
        )
    when = day or row.meeting_date
    if when is None:
        raise WrongUse(_("The minutes give no date: add --date."))
    held = " ".join(filter(None, (row.forum, str(row.meeting_date or ""))))
    said = _("row {number} of the inbox").format(number=number)
    place = ", ".join(filter(None, (said, held, row.file, row.found.section)))
    return Cited(
        (place, f"“{_one_line(row.found.quote)}”"), when, row.forum, row.county, row.found.status
    )


def _words(ground: Ground) -> str:
    if ground.quote is None:
        return _("rests on: {paper}").format(paper=ground.paper or "")
    place = ", ".join(filter(None, (ground.file, ground.section)))
    return f"{place}: “{_one_line(ground.quote)}”"


def _one_line(text: str) -> str:
    return " ".join(text.split())
