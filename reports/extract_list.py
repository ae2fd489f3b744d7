"""A page that is a list of facts, told by its fields: sheet, CSV and JSON from the same ones.

    ENTRIES = ListPage("entries", Label.ENTRIES, ENTRY_FIELDS, lambda facts: facts.entries,
                       N_("No entries."), number=lambda entry: entry.number)

The table begins on the same row of every sheet, so that pages can link to each other's rows before
any of them is laid out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.money import Money
from ledger.terms import Term
from reports.book import Book, Cell, Look, Row, Sheet, a1, range_of
from reports.extract import Check, Frame
from reports.extract_figures import ExtractFacts
from reports.fields import Field, looks_of
from reports.labels import Label
from reports.layout import Grid

HEADING_ROW = 3  # below the title, what is shown, and an empty row
_SIGN = {1: "+", -1: "-"}


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list of one kind of facts."""

    key: str
    title: Term
    fields: tuple[Field, ...]
    rows: Callable[[ExtractFacts], Sequence[Any]]
    when_empty: str  # marked with N_
    number: Callable[[Any], int | None] = lambda _row: None  # others know the row by it
    note: Callable[[Frame], str] = lambda _frame: ""  # printed below
    checked: Callable[[Frame, str], Sequence[Check]] = lambda _frame, _span: ()
    hidden_when_empty: bool = False

    def sheet(self, frame: Frame) -> Sheet | None:
        """The sheet with its table, its totals, and the note below."""
        rows = self.rows(frame.facts)
        if not rows and self.hidden_when_empty:
            return None
        grid = Grid(frame.titles[self.key])
        frame.heading(grid, frame.word(self.title))
        grid.gap()
        block = grid.table(
            f"Tabell_{self.key}",
            frame.words(*(field.term for field in self.fields)),
            [self._cells(frame, row, at) for at, row in enumerate(rows, start=HEADING_ROW + 1)],
            totals=[n for n, field in enumerate(self.fields) if field.total and rows],
            total_word=frame.word(Label.TOTAL),
            when_empty=frame.say(self.when_empty),
        )
        if note := self.note(frame):
            grid.gap()
            grid.say(note)
        return Sheet(
            grid.title, tuple(grid.rows), looks_of(grid, block, self.fields), tuple(grid.tables),
            freeze=(block.heading + 1, 1), repeat=(block.heading, block.heading),
        )  # fmt: skip

    def content(self, facts: ExtractFacts) -> object:
        """The rows by the names of the fields."""
        return [{f.name: f.plain(row) for f in self.fields} for row in self.rows(facts)]

    def table(self, facts: ExtractFacts, language: str) -> Book:
        """The rows alone; kinds in the report's language, as on the sheet."""
        heading = Row(tuple(Cell(f.term.label(language), Look.HEADING) for f in self.fields))
        rows = [
            Row(tuple(Cell(_in_words(field.value(row), language)) for field in self.fields))
            for row in self.rows(facts)
        ]
        title = self.title.label(language)
        return Book(title, (Sheet(title, (heading, *rows)),))

    def numbers(self, facts: ExtractFacts) -> Mapping[int, int]:
        """Where each number stands; the first row where several have it."""
        found: dict[int, int] = {}
        for at, row in enumerate(self.rows(facts), start=HEADING_ROW + 1):
            number = self.number(row)
            if number is not None:
                found.setdefault(number, at)
        return found

    def checks(self, frame: Frame) -> Sequence[Check]:
        """What must be 0 of the rows, told where their first column stands."""
        rows = max(len(self.rows(frame.facts)), 1)
        sheet, first = frame.titles[self.key], HEADING_ROW + 1
        return self.checked(frame, range_of(sheet, first, 0, HEADING_ROW + rows, 0))

    def _cells(self, frame: Frame, row: Any, at: int) -> list[Cell]:
        return [self._cell(frame, field, row, at) for field in self.fields]

    def _cell(self, frame: Frame, field: Field, row: Any, at: int) -> Cell:
        cell = field.shown(frame, row)
        if field.to:
            number = field.to.number(row)
            link = None if number is None else frame.places.get((field.to.page, number))
            cell = cell._replace(link=link)
        if field.follows and isinstance(cell.value, Money):
            cell = cell._replace(formula=self._formula(field.follows(row), row, cell.value, at))
        return cell

    def _formula(self, signs: Mapping[str, int], row: Any, value: Money, at: int) -> str | None:
        """Of the fields it is made of, where all are there and give the value."""
        places = {field.name: n for n, field in enumerate(self.fields)}
        terms = {name: self.fields[places[name]].value(row) for name in signs}
        ore = [signs[name] * term.ore for name, term in terms.items() if isinstance(term, Money)]
        if len(ore) < len(signs) or sum(ore) != value.ore:
            return None
        said = "".join(f"{_SIGN[sign]}{a1(at, places[name])}" for name, sign in signs.items())
        return f"ROUND({said.removeprefix('+')},2)"


def _in_words(value: Any, language: str) -> Any:
    return value.label(language) if isinstance(value, Term) else value
