"""Diagram: where people would rather look than read. Each chart has its figures above it.

    sheet = charts_sheet(frame, lines, per_body)

A waterfall per fund, from what came in to what is left; what was decided, invoiced and paid per
body; and the years side by side. The figures are formulas on Sammanställning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.columns import Column
from ledger.messages import N_
from ledger.money import Money
from ledger.posting.balances import REMAINING_SIGNS
from reports.book import (
    Cell,
    Chart,
    ChartKind,
    ColumnLook,
    Link,
    Look,
    Series,
    SeriesLook,
    Sheet,
    a1,
    literal,
    range_of,
)
from reports.figures import LineFact
from reports.labels import Label
from reports.layout import Block, Grid, swedish_order, total_of
from reports.year_frame import YearFrame

MOST_FUNDS, MOST_BARS = 6, 20
FIRST_SUM = 2  # column of the first sum in Sammanställning
CHART_ROWS = 22  # that a chart covers
_HOWEVER_MET = (Column.TO_INVOICE_CLAIM, Column.INVOICED_CLAIM, Column.PAID_IN)
_OVER_YEARS = (Column.GRANTED, Column.RECEIVED, Column.SPENT, Column.REMAINING, Column.FORECAST)
_LEVELS = (Column.OPENING, Column.REMAINING)  # where the waterfall begins and ends


class PerBody(NamedTuple):
    """Where claims and debts per body stand on the first sheet, largest first."""

    block: Block
    bodies: int


def charts_sheet(frame: YearFrame, lines: Block, per_body: PerBody | None) -> Sheet | None:
    """The sheet; None where there is nothing to draw."""
    drawing = _Drawing(frame, Grid(frame.titles.charts), lines)
    frame.heading(drawing.grid, frame.word(Label.CHARTS))
    if per_body:
        drawing.claims_and_debts(per_body)
    drawing.met_per_body()
    for fund in drawing.funds():
        drawing.waterfall(fund)
    drawing.over_years()
    if not drawing.charts:
        return None
    return Sheet(
        drawing.grid.title, tuple(drawing.grid.rows), (ColumnLook(least=28),),
        tuple(drawing.grid.tables), tuple(drawing.charts), breaks=tuple(drawing.breaks),
        repeat=(0, 1),
    )  # fmt: skip


class _Drawing:
    """The sheet while it is laid out."""

    def __init__(self, frame: YearFrame, grid: Grid, lines: Block) -> None:
        self.frame, self.grid, self.lines = frame, grid, lines
        self.charts: list[Chart] = []
        self.breaks: list[int] = []

    def claims_and_debts(self, per_body: PerBody) -> None:
        """Bars of what is decided to be invoiced; its figures stand on the first sheet."""
        title = self.frame.word(Label.PER_BODY)
        shown = min(per_body.bodies, MOST_BARS)
        if shown < per_body.bodies:
            words = N_("{title}: the {number} largest")
            title = self.frame.say(words, title=title, number=shown)
        self._section(title)
        block = per_body.block
        link = Link(block.sheet, block.heading)
        self.grid.add(Cell(self.frame.say(N_("The figures: {sheet}."), sheet=block.sheet),
                           Look.NOTE, link=link))  # fmt: skip
        spans = [_part(block, column, shown) for column in (0, 2, 3)]
        series = (
            Series(self.frame.word(Label.CLAIM), spans[1]),
            Series(self.frame.word(Label.DEBT), spans[2], SeriesLook.SECOND),
        )
        self._chart(ChartKind.BARS, title, spans[0], series, shown)

    def met_per_body(self) -> None:
        """Bars of what was decided, invoiced and paid, of those who are owed."""
        frame = self.frame
        if Column.INVOICED_CLAIM not in frame.columns and Column.PAID_IN not in frame.columns:
            return
        columns = [column for column in _HOWEVER_MET if column in frame.columns]
        sizes = {body: self._sum(columns[0], body=body).ore for body in frame.titles.body}
        bodies = sorted(sizes, key=lambda body: (-sizes[body], swedish_order(body)))[:MOST_BARS]
        title = frame.say(N_("Decided, invoiced and paid"))
        self._section(title)
        first = self.grid.next_row + 1
        block = self.grid.table(
            "Diagram_fakturerat",
            frame.words(Label.BODY, *columns),
            [
                [Cell(body), *(self._live(c, self._sum(c, body=body), row, 0) for c in columns)]
                for row, body in enumerate(bodies, start=first)
            ],
        )
        looks = (SeriesLook.FIRST, SeriesLook.SECOND, SeriesLook.THIRD)
        series = tuple(
            Series(frame.word(column), block.span(place), looks[place - 1])
            for place, column in enumerate(columns, start=1)
        )
        self._chart(ChartKind.BARS, title, block.span(0), series, len(bodies))

    def funds(self) -> list[str]:
        """The funds whose money moved, largest first."""
        sizes: dict[str, int] = {}
        for line in self.frame.facts.lines:
            moved = sum(abs(_ore(line, column)) for column in REMAINING_SIGNS)
            sizes[line.fund] = sizes.get(line.fund, 0) + moved
        moving = [fund for fund, size in sizes.items() if size]
        return sorted(moving, key=lambda fund: (-sizes[fund], swedish_order(fund)))[:MOST_FUNDS]

    def waterfall(self, fund: str) -> None:
        """From what was carried here to what is left, step by step."""
        frame = self.frame
        steps = [
            (column, REMAINING_SIGNS[column])
            for column in REMAINING_SIGNS
            if column is not Column.OPENING and column in frame.columns
            and self._sum(column, fund=fund).ore
        ]  # fmt: skip
        if not steps:
            return
        self._section(frame.say(N_("{fund}: from opening to remaining"), fund=fund))
        first = self.grid.next_row + 1
        headings = (Label.STEP, Label.AMOUNT, Label.BEFORE, Label.AFTER, Label.BASE, Label.INCREASE,
                    Label.INCREASE_BELOW, Label.DECREASE, Label.DECREASE_BELOW,
                    Label.LEVEL)  # fmt: skip
        rows = list(self._steps(fund, steps, first))
        name = f"Diagram_medel_{len(self.charts) + 1}"
        block = self.grid.table(name, frame.words(*headings), rows)
        series = (
            Series(frame.word(Label.BASE), block.span(4), SeriesLook.HIDDEN),
            Series(frame.word(Label.INCREASE), block.span(5), SeriesLook.SECOND),
            Series(frame.word(Label.INCREASE_BELOW), block.span(6), SeriesLook.SECOND_AGAIN),
            Series(frame.word(Label.DECREASE), block.span(7), SeriesLook.THIRD),
            Series(frame.word(Label.DECREASE_BELOW), block.span(8), SeriesLook.THIRD_AGAIN),
            Series(frame.word(Label.LEVEL), block.span(9)),
        )
        self._chart(ChartKind.STACK, fund, block.span(0), series, len(rows))

    def over_years(self) -> None:
        """Lines over the years; there must be two of them to be one."""
        years = self.frame.facts.years
        columns = [c for c in _OVER_YEARS if any(one.columns.get(c) for one in years)]
        if len(years) < 2 or not columns:
            return
        title = self.frame.say(N_("Over the years"))
        self._section(title)
        block = self.grid.table(
            "Diagram_ar",
            self.frame.words(Label.YEAR, *columns),
            [
                [Cell(str(one.year)), *(Cell(one.columns.get(c, Money(0))) for c in columns)]
                for one in years
            ],
        )
        looks = (SeriesLook.FIRST, SeriesLook.SECOND, SeriesLook.THIRD, SeriesLook.FOURTH,
                 SeriesLook.FIFTH)  # fmt: skip
        series = tuple(
            Series(self.frame.word(column), block.span(place), looks[place - 1])
            for place, column in enumerate(columns, start=1)
        )
        self._chart(ChartKind.LINES, title, block.span(0), series, len(years))

    def _steps(
        self, fund: str, steps: Sequence[tuple[Column, int]], first: int
    ) -> Iterator[list[Cell]]:
        opening, remaining = (self._sum(column, fund=fund) for column in _LEVELS)
        yield self._level(Column.OPENING, opening, first, fund)
        level = opening.ore
        for row, (column, sign) in enumerate(steps, start=first + 1):
            moved = Money(sign * self._sum(column, fund=fund).ore)
            yield self._step(column, sign, moved, level, row, fund)
            level += moved.ore
        yield self._level(Column.REMAINING, remaining, first + len(steps) + 1, fund)

    def _level(self, column: Column, level: Money, row: int, fund: str) -> list[Cell]:
        amount = self._live(column, level, row, 1, fund=fund)
        at = a1(row, 1)
        return [
            Cell(self.frame.word(column)), amount, Cell(Money(0)), Cell(level, formula=at),
            *[Cell(Money(0))] * 5, Cell(level, formula=at),
        ]  # fmt: skip

    def _step(
        self, column: Column, sign: int, moved: Money, level: int, row: int, fund: str
    ) -> list[Cell]:
        after = level + moved.ore
        was, is_ = a1(row, 2), a1(row, 3)
        up, down = moved.ore >= 0, moved.ore < 0
        above = max(0, after) - max(0, level)
        below = min(0, level) - min(0, after)
        return [
            Cell(self.frame.word(column)),
            self._live(column, moved, row, 1, fund=fund, sign=sign),
            Cell(Money(level), formula=a1(row - 1, 3)),
            Cell(Money(after), formula=f"ROUND({was}+{a1(row, 1)},2)"),
            Cell(
                Money(max(0, min(level, after)) + min(0, max(level, after))),
                formula=f"MAX(0,MIN({was},{is_}))+MIN(0,MAX({was},{is_}))",
            ),
            Cell(
                Money(above if up else 0), formula=f"IF({is_}>={was},MAX(0,{is_})-MAX(0,{was}),0)"
            ),
            Cell(
                Money(below if up else 0), formula=f"IF({is_}>={was},MIN(0,{was})-MIN(0,{is_}),0)"
            ),
            Cell(
                Money(-above if down else 0), formula=f"IF({is_}<{was},MAX(0,{was})-MAX(0,{is_}),0)"
            ),
            Cell(
                Money(-below if down else 0), formula=f"IF({is_}<{was},MIN(0,{is_})-MIN(0,{was}),0)"
            ),
            Cell(Money(0)),
        ]

    def _live(
        self, column: Column, value: Money, row: int, at: int, *, fund: str | None = None,
        sign: int = 1,
    ) -> Cell:  # fmt: skip
        """A sum over the lines of Sammanställning, of the body or fund that the row names."""
        if column not in self.frame.columns:
            return Cell(value)
        place = FIRST_SUM + self.frame.columns.index(column)
        keys, key = (0, a1(row, at)) if fund is None else (1, literal(fund))
        minus = "-" if sign < 0 else ""
        sums = f"SUMPRODUCT(({self.lines.span(keys)}={key})*{self.lines.span(place)})"
        return Cell(value, formula=f"ROUND({minus}{sums},2)")

    def _sum(self, column: Column, *, body: str | None = None, fund: str | None = None) -> Money:
        return total_of(
            line.columns.get(column)
            for line in self.frame.facts.lines
            if body in {None, line.body} and fund in {None, line.fund}
        )

    def _section(self, title: str) -> None:
        self.grid.gap()
        if self.charts:
            self.breaks.append(self.grid.next_row)
        self.grid.say(title, Look.SECTION)

    def _chart(
        self, kind: ChartKind, title: str, categories: str, series: tuple[Series, ...], items: int
    ) -> None:
        self.grid.gap()
        self.charts.append(Chart(kind, title, categories, series, self.grid.next_row, items))
        for _row in range(max(CHART_ROWS, items * 2 + 8 if kind is ChartKind.BARS else 0)):
            self.grid.gap()


def _part(block: Block, column: int, rows: int) -> str:
    return range_of(block.sheet, block.first, column, block.first + rows - 1, column)


def _ore(line: LineFact, column: Column) -> int:
    value = line.columns.get(column)
    return value.ore if value else 0
