"""Plans: budgets and forecasts by version. Every version stays; the newest approved one holds.

    number = add_version(connection, made, NewVersion(PlanKind.FORECAST, 2023, …), lines)
    holding(connection, PlanKind.FORECAST, 2023)        # the version that counts, or None

What becomes of a version is a row of its own. A version that is approved is finished: what is to be
said otherwise is said in a new version. Of a line that is set again by hand the newest holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.dates import check_fund_year
from ledger.errors import Refused, WrongUse
from ledger.grants.funds import fund_names_by_number
from ledger.messages import _, language
from ledger.money import Money
from ledger.parties.bodies import names_by_number
from ledger.parties.names import fold_name
from ledger.posting.journal import MAX_ENTRY_ORE
from ledger.proposing.sources import standing
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import events, plan_lines, plan_states, plan_versions, sources
from ledger.terms import EntryKind, PlanKind, PlanState


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be: what it is called, from which day, and what paper it rests on."""

    kind: PlanKind
    year: int
    name: str
    date: date
    paper: str
    source: int | None = None


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be; fund and body by their numbers."""

    fund: int
    year: int
    body: int
    kind: EntryKind
    amount: Money
    text: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it stands: its state, and whether it is the one that holds."""

    number: int
    kind: PlanKind
    year: int
    name: str
    date: str
    paper: str
    file: str | None
    state: PlanState
    why: str | None
    holds: bool
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of a version, with the names of its fund and body."""

    version: int
    fund: str
    year: int
    body: str
    kind: EntryKind
    amount: Money
    text: str | None
    place: str | None


def add_version(
    connection: Connection, made: Act, new: NewVersion, lines: Sequence[NewLine]
) -> int:  # fmt: skip
    """Add a version with its lines; returns its number. Raises WrongUse, Refused."""
    name = " ".join(new.name.split())
    if not fold_name(name):
        raise WrongUse(_("A name needs a letter or a digit."))
    if not new.paper.strip():
        raise WrongUse(_("Say what paper it rests on, with --paper."))
    taken = _named(connection, name, new.kind, new.year)
    if taken:
        raise Refused(
            _("“{name}” is version {number} already.").format(name=name, number=taken.number),
            next_step=_("Give this version a name of its own: all versions are kept."),
        )
    number = made.add(
        plan_versions, kind=new.kind.value, year=check_fund_year(new.year), name=name,
        fold=fold_name(name), date=new.date.isoformat(), paper=new.paper, source=new.source,
    )  # fmt: skip
    made.add_many(plan_lines, [_row(number, line) for line in lines])
    return number


def add_line(made: Act, version: Version, line: NewLine) -> None:
    """Set one line of a version that is not finished. Raises Refused."""
    if version.state is not PlanState.PROPOSED:
        raise Refused(
            _("Version {number} is {state}: its lines stay as they are.").format(
                number=version.number, state=version.state.label(language())
            ),
            next_step=_("Make a new version, under a new name."),
        )
    made.add_many(plan_lines, [_row(version.number, line)])


def set_state(made: Act, version: Version, state: PlanState, why: str) -> None:
    """Say what has become of a version. Raises WrongUse, Refused."""
    if not why.strip():
        raise WrongUse(_("Say why, with --why."))
    if state is PlanState.PROPOSED:
        raise WrongUse(_("A version is proposed until something else is said of it."))
    if version.state is state:
        raise Refused(
            _("Version {number} is {state} already.").format(
                number=version.number, state=state.label(language())
            )
        )
    made.add(plan_states, version=version.number, state=state.value, why=why)


def version_of(
    connection: Connection, said: str, kind: PlanKind | None = None, year: int | None = None,
    moment: Moment = NOW,
) -> Version:  # fmt: skip
    """The version of that number or name. Raises WrongUse where there is none, or several."""
    found = versions(connection, year=year, kind=kind, moment=moment)
    if said.strip().isdecimal():
        hits = [version for version in found if version.number == int(said)]
    else:
        hits = [version for version in found if fold_name(version.name) == fold_name(said)]
    if not hits:
        raise WrongUse(
            _("There is no plan version “{version}”.").format(version=said),
            next_step=_("“medel plan show” lists them."),
        )
    if len(hits) > 1:
        raise WrongUse(
            _("“{version}” could be version {numbers}.").format(
                version=said, numbers=", ".join(str(v.number) for v in hits)
            ),
            next_step=_("Give its number."),
        )
    return hits[0]


def versions(
    connection: Connection, *, year: int | None = None, kind: PlanKind | None = None,
    moment: Moment = NOW,
) -> list[Version]:  # fmt: skip
    """All versions in order of number, each with its newest state."""
    states = _newest_states(connection, moment)
    query = (
        select(plan_versions, sources.c.name.label("file"), events.c.actor, events.c.at)
        .join(sources, sources.c.id == plan_versions.c.source, isouter=True)
        .join(events, events.c.id == plan_versions.c.event, isouter=True)
        .where(*moment.knew(plan_versions), *moment.by_day(plan_versions.c.date))
        .where(standing(plan_versions.c.source, moment))  # of no file: typed, and stands
        .order_by(plan_versions.c.id)
    )
    rows = list(connection.execute(query))
    holds = _holding(rows, states)
    found = [_version(row, states.get(row.id), row.id in holds) for row in rows]
    return [v for v in found if year in {None, v.year} and kind in {None, v.kind}]


def holding(
    connection: Connection, kind: PlanKind, year: int, moment: Moment = NOW
) -> Version | None:
    """The newest approved version of that year; None where none is approved."""
    of_year = versions(connection, year=year, kind=kind, moment=moment)
    return next((version for version in of_year if version.holds), None)


def forecast_of(connection: Connection, year: int) -> Version:
    """The forecast that holds. Raises WrongUse where none is approved."""
    version = holding(connection, PlanKind.FORECAST, year)
    if version is None:
        raise WrongUse(
            _("No forecast for {year} is approved.").format(year=year),
            next_step=_("Approve one: medel plan state VERSION approved --why WHY"),
        )
    return version


def lines_of(connection: Connection, version: int, moment: Moment = NOW) -> list[PlanLine]:
    """The lines of a version, in the order they were given; of one set again the newest."""
    bodies, funds = names_by_number(connection, moment), fund_names_by_number(connection)
    of_version = (plan_lines.c.version == version, *moment.knew(plan_lines))
    query = select(plan_lines).where(*of_version).order_by(plan_lines.c.id)
    newest: dict[tuple[object, ...], PlanLine] = {}
    for row in connection.execute(query):
        line = PlanLine(
            row.version, funds[row.fund], row.year, bodies[row.body], EntryKind.of(row.kind),
            Money(row.amount), row.text, row.place,
        )  # fmt: skip
        newest[row.fund, row.year, row.body, row.kind, row.text or "", row.place] = line
    return list(newest.values())


def _row(version: int, line: NewLine) -> dict[str, Any]:
    if abs(line.amount.ore) > MAX_ENTRY_ORE:
        raise WrongUse(_("The amount is larger than the book can hold."))
    return {
        "version": version, "fund": line.fund, "year": check_fund_year(line.year),
        "body": line.body, "kind": line.kind.value, "amount": line.amount.ore,
        "text": line.text or None, "place": line.place,
    }  # fmt: skip


def _named(connection: Connection, name: str, kind: PlanKind, year: int) -> Version | None:
    of_year = versions(connection, year=year, kind=kind)
    return next((v for v in of_year if fold_name(v.name) == fold_name(name)), None)


def _newest_states(connection: Connection, moment: Moment) -> dict[int, Row[Any]]:
    query = select(plan_states).where(*moment.knew(plan_states)).order_by(plan_states.c.id)
    rows = connection.execute(query)
    return {row.version: row for row in rows}


def _holding(rows: Sequence[Row[Any]], states: dict[int, Row[Any]]) -> set[int]:
    """Of each year and kind the version that was approved last and is so still."""
    newest: dict[tuple[str, int], int] = {}
    for row in rows:
        state = states.get(row.id)
        if state is None or state.state != PlanState.APPROVED.value:
            continue
        best = newest.get((row.kind, row.year))
        if best is None or states[best].id < state.id:
            newest[row.kind, row.year] = row.id
    return set(newest.values())


def _version(row: Row[Any], state: Row[Any] | None, holds: bool) -> Version:
    return Version(
        number=row.id, kind=PlanKind.of(row.kind), year=row.year, name=row.name, date=row.date,
        paper=row.paper, file=row.file,
        state=PlanState.of(state.state) if state else PlanState.PROPOSED,
        why=state.why if state else None, holds=holds, by=row.actor, at=row.at,
    )  # fmt: skip
