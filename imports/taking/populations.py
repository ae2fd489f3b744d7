"""How many people live where, into the book: the file, the count, and the batch it came in.

stored = store_population(connection, by, sheets, Counting(day, "Folkmängd 2023"))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from imports.population_file import PopulationFile, read_population
from imports.sheets import Sheets
from ledger.grants.funds import names_of
from ledger.messages import _, ngettext
from ledger.parties.bodies import find_body
from ledger.proposing.batches import FileTaken, add_file
from ledger.proposing.sources import store_alone
from ledger.sharing.populations import Counted, add_population
from ledger.storage.chain import act

if TYPE_CHECKING:
    from sqlalchemy import Connection

KIND = "population"  # of the batch


@dataclass(frozen=True, slots=True)
class Counting:
    """What the file may not say of itself."""

    day: date  # on which the people were counted
    name: str
    column: str | None = None  # the heading of the people, where there are several

    @property
    def options(self) -> dict[str, Any]:
        """As the batch keeps it."""
        return {"date": self.day.isoformat(), "name": self.name, "column": self.column}


@dataclass(frozen=True, slots=True)
class StoredPopulation:
    """A count in the book, as it was read."""

    number: int
    batch: int
    found: PopulationFile

    @property
    def people(self) -> int:
        return sum(row.people for row in self.found.rows)


def store_population(
    connection: Connection, by: str, file: Sheets, said: Counting, batch: int | None = None
) -> StoredPopulation:
    """Read and store one count. Raises UnreadableFile naming cells, Refused."""
    names = names_of(connection)
    codes = {body.code: body.name for body in names.bodies if body.code}
    found = read_population(file, names, codes, year=said.day.year, column=said.column)
    source = file.source
    payload = {"file": source.name, "sha256": source.sha256, "date": said.day.isoformat()}
    with act(connection, by, "population imported", payload) as made:
        kept = store_alone(connection, made, source)
        rows = [
            Counted(known.number, row.people, row.place)
            for row in found.rows
            if (known := find_body(connection, row.body))
        ]
        number = add_population(connection, made, said.name, said.day, rows, kept)
        taken = FileTaken(source.name, source.sha256, kept, {"rows": len(rows)})
        batch = add_file(made, batch, KIND, said.options, taken)
    return StoredPopulation(number, batch, found)


def said_of_population(stored: StoredPopulation, said: Counting) -> Iterator[str]:
    """What was stored, in lines."""
    found = stored.found
    line = ngettext(
        "{name}, {date}: {count} body, {people} people, from the column “{column}”.",
        "{name}, {date}: {count} bodies, {people} people, from the column “{column}”.",
        len(found.rows),
    )
    yield line.format(
        name=said.name, date=said.day.isoformat(), count=len(found.rows), people=stored.people,
        column=found.column,
    )  # fmt: skip
    for skipped in found.skipped:
        yield _("  passed over: {row}").format(row=skipped)
