"""Jämförelse: each line beside the same line the year before, what changed as live formulas.

sheet = comparison_sheet(frame)          # None where neither year has anything to compare
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.columns import PLANNED, Column
from ledger.messages import N_
from ledger.money import Money
from reports.book import Cell, ColumnLook, Sheet, a1
from reports.figures import LineFact
from reports.labels import Label
from reports.layout import Grid, swedish_order
from reports.year_frame import YearFrame, used_columns

_FIRST = 2  # after body and fund
_Line = tuple[str, str]


def comparison_sheet(frame: YearFrame) -> Sheet | None:
    """The sheet; left out where the year before has no lines, for then all is new."""
    if not frame.facts.before:
        return None
    grid = Grid(frame.titles.comparison)
    frame.heading(grid, frame.word(Label.COMPARISON))
    grid.say(frame.say(N_("For each sum: the year before, this year, and the change.")))
    grid.gap()
    columns = _columns(frame)
    first = grid.next_row + 1
    lines = _lines(frame)
    block = grid.table(
        "Jamforelse_tabell",
        [*frame.words(Label.BODY, Label.FUND), *_headings(frame, columns)],
        [
            [Cell(body), Cell(fund), *_sums(frame, (body, fund), columns, row)]
            for row, (body, fund) in enumerate(lines, start=first)
        ],
        totals=range(_FIRST, _FIRST + 3 * len(columns)),
        total_word=frame.word(Label.TOTAL),
    )
    return Sheet(
        grid.title, tuple(grid.rows), (ColumnLook(least=24), ColumnLook(least=18)),
        tuple(grid.tables), freeze=(block.heading + 1, 2), repeat=(block.heading, block.heading),
    )  # fmt: skip


def _columns(frame: YearFrame) -> list[Column]:
    """What either year has sums of; plans are of one year and stand on the first sheet."""
    used = {*frame.columns, *used_columns(frame.facts.before)} - PLANNED
    return [column for column in Column if column in used]


def _headings(frame: YearFrame, columns: list[Column]) -> Iterator[str]:
    year = frame.facts.year
    for column in columns:
        word = frame.word(column)
        yield f"{word} {year - 1}"
        yield f"{word} {year}"
        yield frame.say(N_("{column}, change"), column=word)


def _lines(frame: YearFrame) -> list[_Line]:
    both = {(line.body, line.fund) for line in (*frame.facts.before, *frame.facts.lines)}
    return sorted(both, key=lambda line: tuple(map(swedish_order, line)))


def _sums(frame: YearFrame, line: _Line, columns: list[Column], row: int) -> Iterator[Cell]:
    before, now = (_of(lines, line) for lines in (frame.facts.before, frame.facts.lines))
    for number, column in enumerate(columns):
        place = _FIRST + 3 * number
        then, today = (_sum(one, column) for one in (before, now))
        yield Cell(then)
        yield Cell(today)
        yield Cell(today - then, formula=f"ROUND({a1(row, place + 1)}-{a1(row, place)},2)")


def _of(lines: tuple[LineFact, ...], wanted: _Line) -> LineFact | None:
    return next((line for line in lines if (line.body, line.fund) == wanted), None)


def _sum(line: LineFact | None, column: Column) -> Money:
    return (line and line.columns.get(column)) or Money(0)
