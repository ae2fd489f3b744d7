"""The lines of many years, with live formulas, and what they sum to year by year, with a chart.

LINES = LinesPage()
YEARS = YearsPage(LINES)

Each line is of one body, one fund and one year, and never summed over the years: what is left of
one is what the next begins with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.columns import Column
from ledger.messages import N_
from ledger.money import Money
from ledger.terms import Term
from reports.book import (
    Book,
    Cell,
    Chart,
    ChartKind,
    ColumnLook,
    Look,
    Row,
    Series,
    SeriesLook,
    Sheet,
)
from reports.checks import SumsOf, line_checks
from reports.extract import Check, Frame
from reports.extract_figures import ExtractFacts
from reports.extract_list import HEADING_ROW
from reports.labels import Label
from reports.layout import Block, Grid, total_of
from reports.year_frame import used_columns
from reports.year_lines import LineSums

FIRST_SUM = 3  # after year, body and fund
_OVER_YEARS = (
    Column.OPENING, Column.GRANTED, Column.RECEIVED, Column.SPENT, Column.REMAINING,
    Column.BUDGET, Column.FORECAST,
)  # fmt: skip
_DRAWN = (Column.GRANTED, Column.RECEIVED, Column.SPENT, Column.REMAINING, Column.FORECAST)
_LOOKS = (SeriesLook.FIRST, SeriesLook.SECOND, SeriesLook.THIRD, SeriesLook.FOURTH,
          SeriesLook.FIFTH)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinesPage:
    """The lines, each with its roll-forward."""

    key: str = "lines"
    title: Term = Label.LINES

    def sheet(self, frame: Frame) -> Sheet:
        """A row for each year, body and fund; what follows from other columns is a formula."""
        grid = Grid(frame.titles[self.key])
        frame.heading(grid, frame.word(self.title))
        grid.gap()
        sums = LineSums.of(used_columns(frame.facts.line_facts), FIRST_SUM)
        block = grid.table(
            "Tabell_lines",
            [*frame.words(Label.YEAR, Label.BODY, Label.FUND), *sums.headings(frame)],
            [
                [Cell(one.year), Cell(one.line.body), Cell(one.line.fund),
                 *sums.cells(one.line, at)]
                for at, one in enumerate(frame.facts.lines, start=HEADING_ROW + 1)
            ],
            when_empty=frame.say(N_("No lines.")),
        )  # fmt: skip
        return Sheet(
            grid.title, tuple(grid.rows), (ColumnLook(least=10), ColumnLook(least=20)),
            tuple(grid.tables), freeze=(block.heading + 1, FIRST_SUM),
            repeat=(block.heading, block.heading),
        )  # fmt: skip

    def content(self, facts: ExtractFacts) -> object:
        """Every column of every line, null where nobody stated it."""
        return [
            {
                "fund_year": one.year, "body": one.line.body, "fund": one.line.fund,
                "columns": {column.value: one.line.columns.get(column) for column in Column},
            }
            for one in facts.lines
        ]  # fmt: skip

    def table(self, facts: ExtractFacts, language: str) -> Book:
        """The lines with every column, whether in use or not."""
        labels: tuple[Term, ...] = (Label.YEAR, Label.BODY, Label.FUND, *Column)
        heading = Row(tuple(Cell(label.label(language), Look.HEADING) for label in labels))
        rows = [
            Row((Cell(one.year), Cell(one.line.body), Cell(one.line.fund),
                 *(Cell(one.line.columns.get(column)) for column in Column)))
            for one in facts.lines
        ]  # fmt: skip
        title = self.title.label(language)
        return Book(title, (Sheet(title, (heading, *rows)),))

    def numbers(self, facts: ExtractFacts) -> Mapping[int, int]:
        """None links to a line."""
        return {}

    def checks(self, frame: Frame) -> Sequence[Check]:
        """The roll-forward, and over all bodies what one gives another gets."""
        facts = frame.facts
        if not facts.lines:
            return ()
        sums = self.sums(frame)
        return tuple(line_checks(frame, sums, whole=facts.chosen.body is None))

    def sums(self, frame: Frame) -> SumsOf:
        """Where the sums of the lines stand."""
        first, lines = HEADING_ROW + 1, frame.facts.line_facts
        last = HEADING_ROW + max(len(lines), 1)
        block = Block(frame.titles[self.key], HEADING_ROW, first, last, last + 1)
        return SumsOf(block, FIRST_SUM, used_columns(lines), lines)


@dataclass(frozen=True, slots=True)
class YearsPage:
    """What the lines of each year sum to, drawn where there are two years or more."""

    lines: LinesPage
    key: str = "years"
    title: Term = Label.OVER_YEARS

    def sheet(self, frame: Frame) -> Sheet | None:
        """A row for each year, formulas over the lines, and the chart."""
        sums = self.lines.sums(frame)
        columns = [column for column in _OVER_YEARS if column in sums.columns]
        years = sorted({one.year for one in frame.facts.lines})
        if not columns:
            return None
        grid = Grid(frame.titles[self.key])
        frame.heading(grid, frame.word(self.title))
        grid.gap()
        block = grid.table(
            "Tabell_years",
            frame.words(Label.YEAR, *columns),
            [
                [Cell(str(year)), *(_of_year(frame, sums, year, column) for column in columns)]
                for year in years
            ],
        )
        grid.gap()
        charts = _charts(frame, columns, block, len(years), grid.next_row)
        return Sheet(
            grid.title, tuple(grid.rows), (ColumnLook(least=12),), tuple(grid.tables), charts,
            freeze=(block.heading + 1, 1), repeat=(0, 1),
        )  # fmt: skip

    def content(self, facts: ExtractFacts) -> None:
        """It is made of the lines."""

    def numbers(self, facts: ExtractFacts) -> Mapping[int, int]:
        """None links to a year."""
        return {}

    def checks(self, frame: Frame) -> Sequence[Check]:
        """Its sums are formulas over the lines."""
        return ()


def _of_year(frame: Frame, sums: SumsOf, year: int, column: Column) -> Cell:
    value = total_of(one.line.columns.get(column) for one in frame.facts.lines if one.year == year)
    formula = f"ROUND(SUMPRODUCT(({sums.block.span(0)}={year})*{sums.span(column)}),2)"
    return Cell(value or Money(0), formula=formula)


def _charts(
    frame: Frame, columns: Sequence[Column], block: Block, years: int, row: int
) -> tuple[Chart, ...]:
    """Lines over the years; there must be two of them to be one."""
    drawn = [column for column in columns if column in _DRAWN]
    if years < 2 or not drawn:
        return ()
    series = tuple(
        Series(frame.word(column), block.span(1 + columns.index(column)), look)
        for column, look in zip(drawn, _LOOKS, strict=False)
    )
    title = f"{frame.selection}: {frame.word(Label.OVER_YEARS).lower()}"
    return (Chart(ChartKind.LINES, title, block.span(0), series, row, years),)
