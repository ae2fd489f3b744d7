"""What all sheets of a year's workbook share: the facts, the language, which columns are in use.

>>> from reports.figures import BookFacts
>>> frame = YearFrame.of(YearFacts(BookFacts("b", 0, "", "Medelsbok"), 2023), "sv")
>>> frame.titles.overview, frame.columns
('Sammanställning', ())
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.columns import Column
from ledger.posting.balances import REMAINING_SIGNS
from reports.book import Cell, Look, sheet_titles
from reports.figures import LineFact, YearFacts
from reports.labels import Label
from reports.layout import Grid
from reports.spec import Unit
from reports.worded import Worded

_SHEETS = (
    Label.OVERVIEW, Label.CHARTS, Label.COMPARISON, Label.WHO_PAYS, Label.DECISIONS,
    Label.FOLLOW_UP, Label.TERMS, Label.SIGNING, Label.CONTROL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Titles:
    """The sheets' names, legal and unique."""

    overview: str
    charts: str
    comparison: str
    who_pays: str
    decisions: str
    follow_up: str
    terms: str
    signing: str
    control: str
    body: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class YearFrame(Worded):
    """The facts with what every sheet needs to show them."""

    facts: YearFacts
    language: str
    columns: tuple[Column, ...]  # those with a sum on any line
    titles: Titles
    unit: Unit = Unit.KR

    @classmethod
    def of(cls, facts: YearFacts, language: str, unit: Unit = Unit.KR) -> YearFrame:
        """Choose the columns and name the sheets."""
        columns, titles = used_columns(facts.lines), _titles(facts, language)
        return cls(facts, language, columns, titles, unit)

    def heading(self, grid: Grid, what: str) -> None:
        """The first rows of a sheet: its name, the year, and which part of which book it shows."""
        year = f"{self.word(Label.FUND_YEAR)} {self.facts.year}"
        grid.add(Cell(f"{what}, {year}", Look.TITLE))
        grid.say(f"{self.selection}. {self.as_of}{self.of_unit}")

    @property
    def selection(self) -> str:
        """Which part of the book is shown."""
        named = [name for name in (self.facts.body, self.facts.forum) if name]
        text = ", ".join(named) or self.word(Label.EVERYTHING)
        return text[:1].upper() + text[1:]

    @property
    def as_of(self) -> str:
        """Which book, and as of which entry."""
        return self.of_book(self.facts.book)


def used_columns(lines: Sequence[LineFact]) -> tuple[Column, ...]:
    """The columns in which any line has a sum, in reading order; Kvar also where it is 0."""
    used = {column for line in lines for column, sum_ in line.columns.items() if sum_ and sum_.ore}
    if used & REMAINING_SIGNS.keys():
        used.add(Column.REMAINING)
    return tuple(column for column in Column if column in used)


def _titles(facts: YearFacts, language: str) -> Titles:
    fixed = [label.label(language) for label in _SHEETS]
    bodies = list(dict.fromkeys(line.body for line in facts.lines))
    body = dict(zip(bodies, sheet_titles(bodies, fixed), strict=True))
    return Titles(**{label.value: label.label(language) for label in _SHEETS}, body=body)
