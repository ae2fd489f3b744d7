"""A table of figures that somebody made, recognised as a population, a plan or a distribution list.

what = table_file("population", name, content, heads_of(tables), About(date="2023-12-31"))
what.sheets()        # all of it, read when it is taken
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from imports.about import About
from imports.registers.list_tables import ListTables
from imports.sheets import Sheet, Sheets, sheets_of
from imports.table_heads import why_no_distribution, why_no_plan, why_no_population
from imports.tabular import Rows
from ledger.errors import UnreadableFile
from ledger.terms import PlanKind

_WHY_NONE: Mapping[str, Callable[..., str | None]] = {
    "population": why_no_population,
    "budget": partial(why_no_plan, kind=PlanKind.BUDGET),
    "forecast": partial(why_no_plan, kind=PlanKind.FORECAST),
    "distribution": why_no_distribution,
}
_PLAN = frozenset({"year", "name", "date", "paper", "fund", "body", "column"})
# What may be said of each kind beside the file.
TAKES: Mapping[str, frozenset[str]] = {
    "population": frozenset({"date", "name", "column"}),
    "budget": _PLAN,
    "forecast": _PLAN,
    "distribution": frozenset({"fund", "year", "payer", "date", "column"}),
}


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that one kind of table answers for, and what was said beside it."""

    kind: str
    name: str
    content: bytes
    about: About

    @property
    def reader(self) -> str:
        """As its source keeps it."""
        return f"{self.kind}-table/1"

    def sheets(self) -> Sheets:
        """All its tables. Raises UnreadableFile."""
        return sheets_of(self.name, self.content)


def table_file(
    kind: str, name: str, content: bytes, heads: Sequence[Sheet], about: About, *,
    asked: bool = False,
) -> TableFile:  # fmt: skip
    """The file as of that kind. Raises UnreadableFile saying why it is none."""
    why = _WHY_NONE[kind](heads, asked=asked)
    if why:
        raise UnreadableFile(why, place=name)
    return TableFile(kind, name, content, about)


def heads_of(tables: ListTables) -> list[Sheet]:
    """The first rows of every table that is shown; of a large file no more is read."""
    return [
        Sheet(table.name, cast("Rows", tuple(_row(cells) for _line, cells in table.top())))
        for table in tables.tables
        if not table.hidden
    ]


def _row(cells: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(None if isinstance(one, str) and not one.strip() else one for one in cells)
