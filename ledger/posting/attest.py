"""Attest: what one person posted above a set amount, another must have looked at.

    set_limit(made, Money.of_kronor(100_000))     # None: nobody needs to
    review(connection, made, [12], by="kontroller")
    waiting(connection)                           # the entries nobody else has reviewed yet

Off until somebody sets a limit. What waits is counted like any entry, and marked; its year cannot
be closed. An entry that has been corrected no longer waits: what corrects it does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from ledger.errors import MedelError, Refused, WrongUse
from ledger.grants.periods import Scope, periods
from ledger.messages import _
from ledger.money import Money
from ledger.posting.balances import Line
from ledger.posting.journal import Entry, listing
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.settings import set_setting, setting
from ledger.storage.tables import attests, entries, events
from ledger.terms import PeriodState

LIMIT = "review_limit"  # of `settings`: whole öre, or NO_LIMIT
NO_LIMIT = "none"


@dataclass(frozen=True, slots=True)
class Attest:
    """Who reviewed an entry, when, and what was said about it."""

    by: str
    at: str
    why: str | None


def limit(connection: Connection, moment: Moment = NOW) -> Money | None:
    """The amount above which a second person reviews; None where nobody needs to."""
    value = setting(connection, LIMIT, moment)
    return Money(int(value)) if value and value != NO_LIMIT else None


def set_limit(made: Act, amount: Money | None) -> None:
    """Say above which amount entries are reviewed; None: none need to be. Raises WrongUse."""
    if amount is not None and amount.ore < 0:
        raise WrongUse(_("The limit is an amount of zero kronor or more."))
    set_setting(made, LIMIT, NO_LIMIT if amount is None else str(amount.ore))


def attests_of(connection: Connection, moment: Moment = NOW) -> Mapping[int, Attest]:
    """Who reviewed each entry that has been reviewed."""
    query = (
        select(attests.c.entry, attests.c.why, events.c.actor, events.c.at)
        .join(events, events.c.id == attests.c.event)
        .where(*moment.knew(attests))
    )
    return {row.entry: Attest(row.actor, row.at, row.why) for row in connection.execute(query)}


def waiting(connection: Connection, moment: Moment = NOW) -> list[Entry]:
    """Entries above the limit that nobody has reviewed, but those taken back or closed since."""
    above = limit(connection, moment)
    if above is None:
        return []
    reviewed = select(attests.c.entry).where(*moment.knew(attests))
    later = select(entries.c.corrects).where(entries.c.corrects.is_not(None), *moment.knew(entries))
    closed = [
        period.scope.year
        for period in periods(connection, moment)
        if period.state is PeriodState.CLOSED and period.scope == Scope(period.scope.year)
    ]
    return listing(
        connection, func.abs(entries.c.amount) > above.ore, entries.c.fund_year.not_in(closed),
        entries.c.id.not_in(reviewed), entries.c.id.not_in(later), *moment.knew(entries),
        *moment.by_day(entries.c.date), moment=moment,
    )  # fmt: skip


def waiting_on(connection: Connection, lines: Sequence[Line], moment: Moment = NOW) -> list[int]:
    """Numbers of the entries that wait among those that some of these lines count."""
    counted = {(line.body, line.fund, line.year) for line in lines}
    return [
        one.number
        for one in waiting(connection, moment)
        if counted
        & {
            (body, one.fund, year)
            for body in (one.payer, one.payee)
            for year in (one.fund_year, one.to_year)
        }
    ]


def review(
    connection: Connection, made: Act, numbers: Sequence[int], by: str, why: str | None = None
) -> None:
    """Say that `by` has looked at entries somebody else posted. All or none; raises Refused."""
    wanted = sorted(set(numbers))
    found = {entry.number: entry for entry in listing(connection, entries.c.id.in_(wanted))}
    missing = [str(number) for number in wanted if number not in found]
    if missing:
        raise WrongUse(
            _("There is no entry {number}.").format(number=", ".join(missing)),
            next_step=_("“medel journal” lists them."),
        )
    done = attests_of(connection)
    problems = []
    for entry in found.values():
        try:
            _check_may_review(connection, entry, by, done)
        except MedelError as error:
            problems.append(str(error))
    if problems:
        raise Refused("\n".join(problems))
    made.add_many(attests, [{"entry": number, "why": why} for number in wanted])


def _check_may_review(
    connection: Connection, entry: Entry, by: str, done: Mapping[int, Attest]
) -> None:
    if not by.strip():
        raise WrongUse(_("Say who reviews it, with --by."))
    if entry.number in done:
        raise Refused(
            _("Entry {number} has been reviewed by {by}.").format(
                number=entry.number, by=done[entry.number].by
            )
        )
    if _same_person(by, _who_wrote(connection, entry)):
        raise Refused(
            _("Entry {number} was posted or corrected by {by}, who cannot review it.").format(
                number=entry.number, by=by
            ),
            next_step=_("Let somebody else do it, with --by."),
        )


def _who_wrote(connection: Connection, entry: Entry) -> set[str]:
    """Who posted an entry, who posted what it corrects, and who corrected it."""
    numbers = {entry.number, *([entry.corrects] if entry.corrects else [])}
    query = (
        select(events.c.actor)
        .join(entries, entries.c.event == events.c.id)
        .where(or_(entries.c.id.in_(numbers), entries.c.corrects == entry.number))
    )
    return set(connection.execute(query).scalars())


def _same_person(by: str, others: set[str]) -> bool:
    return _folded(by) in {_folded(other) for other in others}


def _folded(name: str) -> str:
    """A name however it is typed: letters alike, capitals or not, with any spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
