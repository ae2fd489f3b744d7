"""Jämförelse: each sum of each line beside the year before, what changed as live formulas.

sheet = comparison_sheet(frame)          # None where neither year has anything to compare
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ledger.columns import PLANNED, Column
from ledger.money import Money
from reports.book import Cell, ColumnLook, Sheet, a1
from reports.figures import LineFact
from reports.labels import Label
from reports.layout import Grid, swedish_order
from reports.year_frame import YearFrame

_SUM = ColumnLook(least=15)
_Line = tuple[str, str]  # body and fund


def comparison_sheet(frame: YearFrame) -> Sheet | None:
    """The sheet; left out where the year before has no lines, for then all is new."""
    if not frame.facts.before:
        return None
    grid = Grid(frame.titles.comparison)
    frame.heading(grid, frame.word(Label.COMPARISON))
    grid.gap()
    year = frame.facts.year
    block = grid.table(
        "Jamforelse_tabell",
        [*frame.words(Label.BODY, Label.FUND, Label.FIGURE), str(year - 1), str(year),
         frame.word(Label.CHANGE)],
        list(_rows(frame, grid.next_row + 1)),
    )  # fmt: skip
    return Sheet(
        grid.title, tuple(grid.rows),
        (ColumnLook(least=24), ColumnLook(least=18), ColumnLook(least=18), *[_SUM] * 3),
        tuple(grid.tables), freeze=(block.heading + 1, 2), repeat=(block.heading, block.heading),
    )  # fmt: skip


def _rows(frame: YearFrame, first: int) -> Iterator[list[Cell]]:
    """A row for each sum that either year has: a total over them would mean nothing."""
    before, now = (_by_line(lines) for lines in (frame.facts.before, frame.facts.lines))
    row = first
    for line in sorted({*before, *now}, key=lambda line: tuple(map(swedish_order, line))):
        for column in Column:
            then, today = (_sum(lines.get(line), column) for lines in (before, now))
            if column in PLANNED or not (then.ore or today.ore):
                continue
            yield [
                Cell(line[0]), Cell(line[1]), Cell(frame.word(column)), Cell(then), Cell(today),
                Cell(today - then, formula=f"ROUND({a1(row, 4)}-{a1(row, 3)},2)"),
            ]  # fmt: skip
            row += 1


def _by_line(lines: Sequence[LineFact]) -> Mapping[_Line, LineFact]:
    return {(line.body, line.fund): line for line in lines}


def _sum(line: LineFact | None, column: Column) -> Money:
    return (line and line.columns.get(column)) or Money(0)
