"""A budget or a forecast into the book: the file, a version with its lines, and its batch.

stored = store_plan(connection, by, sheets, Planning(PlanKind.BUDGET, 2024, "Budget 2024", …))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from imports.plan_file import Defaults, PlanFile, read_plan
from imports.sheets import Sheets
from ledger.errors import MedelError, NotResolved
from ledger.grants.funds import fund_number
from ledger.messages import _, language, ngettext
from ledger.money import Money
from ledger.parties.bodies import body_number
from ledger.planning.plans import NewLine, NewVersion, add_version
from ledger.proposing.batches import FileTaken, add_file
from ledger.proposing.sources import store_alone
from ledger.storage.chain import act
from ledger.terms import PlanKind

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Planning:
    """What the file may not say of itself."""

    kind: PlanKind
    year: int
    name: str
    day: date
    paper: str
    fund: str | None = None
    body: str | None = None
    column: str | None = None  # the heading of the amounts, where there are several

    @property
    def options(self) -> dict[str, Any]:
        """As the batch keeps it."""
        return {
            "year": self.year, "name": self.name, "date": self.day.isoformat(),
            "paper": self.paper, "fund": self.fund, "body": self.body, "column": self.column,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A version in the book, as it was read."""

    number: int
    batch: int
    found: PlanFile


def store_plan(
    connection: Connection, by: str, file: Sheets, said: Planning, batch: int | None = None
) -> StoredPlan:
    """Read and store one version. Raises UnreadableFile, NotResolved naming cells, Refused."""
    found = read_plan(file, said.kind, Defaults(said.year, said.fund, said.body), said.column)
    lines = list(_numbered(connection, file.source.name, found))
    source = file.source
    payload = {"file": source.name, "sha256": source.sha256, "version": said.name}
    with act(connection, by, "plan imported", payload) as made:
        kept = store_alone(connection, made, source)
        new = NewVersion(said.kind, said.year, said.name, said.day, said.paper, kept)
        number = add_version(connection, made, new, lines)
        taken = FileTaken(source.name, source.sha256, kept, {"rows": len(lines)})
        batch = add_file(made, batch, said.kind.value, said.options, taken)
    return StoredPlan(number, batch, found)


def _numbered(connection: Connection, file: str, found: PlanFile) -> Iterator[NewLine]:
    """The lines with the book's bodies and funds; what is unknown is told by cell."""
    wrong = []
    fund = cache(partial(fund_number, connection))  # the same few in hundreds of rows
    body = cache(partial(body_number, connection))
    for row in found.rows:
        try:
            numbers = fund(row.fund), body(row.body)
        except MedelError as error:
            wrong.append(f"{row.place}: {error}")
            continue
        yield NewLine(numbers[0], row.year, numbers[1], row.kind, row.amount, row.text, row.place)
    if wrong:
        raise NotResolved("\n".join(wrong), place=file)


def said_of_plan(stored: StoredPlan, said: Planning) -> Iterator[str]:
    """What was stored, in lines."""
    found = stored.found
    version = _("Version {number}, {kind} {year} “{name}”: proposed.")
    label = said.kind.label(language())
    yield version.format(number=stored.number, kind=label, year=said.year, name=said.name)
    total = Money(sum(row.amount.ore for row in found.rows)).kronor_text(language())
    line = ngettext("{count} line, {kronor} kr.", "{count} lines, {kronor} kr.", len(found.rows))
    yield line.format(count=len(found.rows), kronor=total)
    if found.scale > 1:
        yield _("The amounts are read as {unit}.").format(unit=f"{found.scale} kr")
    for skipped in found.skipped:
        yield _("  passed over: {row}").format(row=skipped)
