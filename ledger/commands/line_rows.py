"""Lines of sums (one body, fund and fund year) as commands show them.

say_lines(found)                                      # columns without money are left out
say_json([fields_of_line(line) for line in found])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledger.commands.kit import say_rows
from ledger.messages import _, language

if TYPE_CHECKING:
    from ledger.columns import Column
    from ledger.posting.balances import Line


def fields_of_line(line: Line) -> dict[str, Any]:
    """A line as JSON shows it; every column in kronor as a decimal string, or null."""
    return {
        "body": line.body,
        "fund": line.fund,
        "fund_year": line.year,
        "columns": {c.value: m.decimal_string if m else None for c, m in line.columns.items()},
    }


def say_lines(found: Sequence[Line], *, but: str = "") -> None:
    """Print lines as a table; `but` is "body" or "fund" where all are of the same."""
    used: list[Column] = [c for c in found[0].columns if any(_ore(line, c) for line in found)]
    rows = [
        {"body": line.body, "fund": line.fund, "year": line.year}
        | {column.value: _kronor(line, column) for column in used}
        for line in found
    ]
    headings = {"body": _("Body"), "fund": _("Fund"), "year": _("Year")}
    headings |= {column.value: column.label(language()) for column in used}
    headings.pop(but, None)
    say_rows(rows, headings, right=[column.value for column in used])


def _ore(line: Line, column: Column) -> int:
    money = line.columns[column]
    return money.ore if money else 0


def _kronor(line: Line, column: Column) -> str:
    money = line.columns[column]
    return money.kronor_text(language()) if money and money.ore else ""
