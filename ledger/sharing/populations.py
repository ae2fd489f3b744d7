"""How many people live where: counts that somebody imported, each with its day and its file.

number = add_population(connection, made, "Folkmängd 2023", day, rows, source)
population(connection).people            # of the newest count: {"Kalmar kommun": 72018, …}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.bodies import names_by_number
from ledger.parties.names import fold_name
from ledger.proposing.sources import standing
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import population_rows, populations, sources


@dataclass(frozen=True, slots=True)
class Counted:
    """The people of one body, and the place in the file it was read from."""

    body: int
    people: int
    place: str


@dataclass(frozen=True, slots=True)
class Population:
    """A count: its name, its day, its file, and the people by body."""

    number: int
    name: str
    date: str
    file: str | None
    people: Mapping[str, int]


def add_population(
    connection: Connection, made: Act, name: str, day: date, rows: Sequence[Counted], source: int
) -> int:  # fmt: skip
    """Add one count; returns its number. Raises Refused where the same one is there already."""
    for known in _all(connection):
        if fold_name(known.name) == fold_name(name) and known.date == day.isoformat():
            raise Refused(
                _("The population {name} of {date} is in the book already.").format(
                    name=known.name, date=known.date
                ),
                next_step=_("Give this one a name of its own, with --name."),
            )
    number = made.add(populations, name=name.strip(), date=day.isoformat(), source=source)
    made.add_many(
        population_rows,
        [
            {"population": number, "body": r.body, "people": r.people, "place": r.place}
            for r in rows
        ],
    )
    return number


def population(connection: Connection, name: str | None = None) -> Population:
    """The newest count of that name, or of all. Raises WrongUse where there is none."""
    found = [row for row in _all(connection) if name in {None, row.name}]
    found = found or [r for r in _all(connection) if fold_name(r.name) == fold_name(name or "")]
    if not found:
        raise WrongUse(
            _("There is no population “{name}” in the book.").format(name=name)
            if name
            else _("There is no population in the book."),
            next_step=_("Import one: medel key population FILE --date DATE"),
        )
    row = max(found, key=lambda one: (one.date, one.id))
    names = names_by_number(connection)
    query = select(population_rows).where(population_rows.c.population == row.id)
    people: dict[str, int] = {}
    for counted in connection.execute(query):  # of bodies that were merged, both are counted
        people[names[counted.body]] = people.get(names[counted.body], 0) + counted.people
    return Population(row.id, row.name, row.date, row.file, people)


def all_populations(connection: Connection, moment: Moment = NOW) -> list[Population]:
    """Every count without its people, oldest first."""
    found = _all(connection, moment)
    return [Population(row.id, row.name, row.date, row.file, {}) for row in found]


def _all(connection: Connection, moment: Moment = NOW) -> list[Row[Any]]:
    query = (
        select(populations, sources.c.name.label("file"))
        .join(sources, sources.c.id == populations.c.source, isouter=True)
        .where(*moment.knew(populations), *moment.by_day(populations.c.date))
        .where(standing(populations.c.source, moment))
        .order_by(populations.c.date, populations.c.id)
    )
    return list(connection.execute(query))
