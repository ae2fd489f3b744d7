"""A report of a part of the book: its pages, one table for machines, and a sheet of checks.

    REPORT = Extract(Label.OF_FUND, (LINES, TERMS, ENTRIES), LINES, bodies).report(of_part)

A page is a list of facts by its fields (`extract_list`) or the lines of years (`extract_lines`): it
lays out its sheet and gives the same for JSON. The first page's heading says which part it is; the
last sheet holds the checks, what the file was made from and the files it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ledger.messages import _, ngettext
from ledger.terms import Term
from reports.about import about, sources
from reports.book import Book, Cell, ColumnLook, Link, Look, Sheet, sheet_titles
from reports.checks import check_row
from reports.extract_figures import ExtractFacts
from reports.kinds import Report
from reports.labels import Label
from reports.layout import Grid
from reports.spec import Spec, Unit
from reports.worded import Worded

if TYPE_CHECKING:
    from sqlalchemy import Connection

Check = tuple[str, Cell]


@dataclass(frozen=True, slots=True)
class Frame(Worded):
    """The facts with what every page needs to show them."""

    facts: ExtractFacts
    language: str
    unit: Unit
    titles: Mapping[str, str]  # the sheet of each page
    places: Mapping[tuple[str, int], Link]  # where a page has the row of a number

    def heading(self, grid: Grid, what: str) -> None:
        """The first rows of a sheet: its name, and which part of which book it shows."""
        grid.add(Cell(what, Look.TITLE))
        grid.say(f"{self.selection}. {self.of_book(self.facts.book)}{self.of_unit}")

    @property
    def selection(self) -> str:
        """Which part of the book is shown."""
        said = ", ".join(self.facts.chosen.words) or self.word(Label.EVERYTHING)
        return said[:1].upper() + said[1:]


class Page(Protocol):
    """One sheet of a report, and the same for machines."""

    @property
    def key(self) -> str:
        """Its name in JSON, and to those that link to its rows."""

    @property
    def title(self) -> Term:
        """The name of its sheet."""

    def sheet(self, frame: Frame) -> Sheet | None:
        """The sheet; None where there is nothing to show and nothing to say of that."""

    def content(self, facts: ExtractFacts) -> object | None:
        """For JSON; None where it is made of what other pages have."""

    def numbers(self, facts: ExtractFacts) -> Mapping[int, int]:
        """The rows of its sheet by the numbers that others know them by."""

    def checks(self, frame: Frame) -> Sequence[Check]:
        """What must be 0 of it."""


class Table(Protocol):
    """The page that is the report's one table: the same shape every time."""

    def table(self, facts: ExtractFacts, language: str) -> Book:
        """Its rows with a heading."""


class Extract(NamedTuple):
    """Which pages a report has, and which of them is its table."""

    name: Term
    pages: tuple[Page, ...]
    main: Table
    bodies: Callable[[ExtractFacts], Sequence[str]]

    def report(
        self, read: Callable[[Connection, Spec], ExtractFacts],
        dated: Callable[[Spec], Spec] = lambda spec: spec,
    ) -> Report:  # fmt: skip
        """As `reports.kinds` knows it."""
        return Report(
            read=read,
            book=lambda facts, spec: self.book(facts, spec.language, spec.unit),
            content=self.content,
            lines=lambda facts, spec: self.main.table(facts, spec.language),
            summary=_summary,
            entries=lambda facts: facts.entries,
            bodies=self.bodies,
            dated=dated,
        )

    def book(self, facts: ExtractFacts, language: str, unit: Unit = Unit.KR) -> Book:
        """The workbook."""
        frame = self._frame(facts, language, unit)
        sheets = [sheet for page in self.pages if (sheet := page.sheet(frame))]
        checks = [check for page in self.pages for check in page.checks(frame)]
        title = f"{frame.word(self.name)}: {frame.selection}"
        foot = f"{frame.selection}. {frame.of_book(facts.book)}"
        control = _control(frame, checks)
        return Book(title, (*sheets, control), foot=foot, program=facts.book.program)

    def content(self, facts: ExtractFacts) -> dict[str, object]:
        """Everything the sheets show, for JSON."""
        chosen, book = facts.chosen, facts.book
        said = {"fund_year": chosen.year, "body": chosen.body, "forum": chosen.forum,
                "fund": chosen.fund, "as_of": book.as_of, "day": facts.counted_to}  # fmt: skip
        pages = {page.key: page.content(facts) for page in self.pages}
        return {
            **{key: value for key, value in said.items() if value is not None},
            "up_to_entry": book.up_to_entry,
            "head": book.head,
            **{key: rows for key, rows in pages.items() if rows is not None},
        }

    def _frame(self, facts: ExtractFacts, language: str, unit: Unit) -> Frame:
        control = Label.CONTROL.label(language)
        names = sheet_titles([page.title.label(language) for page in self.pages], [control])
        titles = {page.key: name for page, name in zip(self.pages, names, strict=True)}
        places = {
            (page.key, number): Link(titles[page.key], row)
            for page in self.pages
            for number, row in page.numbers(facts).items()
        }
        return Frame(facts, language, unit, titles | {"control": control}, places)


def bodies_of_lines(facts: ExtractFacts) -> list[str]:
    """Who has lines, in their order."""
    return list(dict.fromkeys(line.body for line in facts.line_facts))


def bodies_of_entries(facts: ExtractFacts) -> list[str]:
    """Who pays or is paid, in the order of the entries."""
    return list(dict.fromkeys(body for e in facts.entries for body in (e.payer, e.payee)))


def _control(frame: Frame, checks: Sequence[Check]) -> Sheet:
    """The checks, what the file was made from, and the files it rests on."""
    grid = Grid(frame.titles["control"])
    frame.heading(grid, frame.word(Label.CONTROL))
    if checks:
        grid.gap()
        grid.table(
            "Kontroll_tabell",
            frame.words(Label.CHECK, Label.DIFFERENCE, Label.RESULT),
            [
                check_row(frame, text, check, row)
                for row, (text, check) in enumerate(checks, start=grid.next_row + 1)
            ],
        )
    about(frame, grid, frame.facts.book, frame.selection)
    if rests_on := (*frame.facts.decisions, *frame.facts.unposted):
        sources(frame, grid, rests_on)
    looks = (ColumnLook(least=34, most=52), ColumnLook(least=20), ColumnLook(least=20, most=30),
             ColumnLook(most=70))  # fmt: skip
    return Sheet(grid.title, tuple(grid.rows), looks, tuple(grid.tables), repeat=(0, 1))


def _summary(facts: ExtractFacts, file: str) -> str:
    """What a file of this report holds, in a line."""
    counts = [
        (ngettext("{number} line", "{number} lines", len(facts.lines)), facts.lines),
        (ngettext("{number} entry", "{number} entries", len(facts.entries)), facts.entries),
        (ngettext("{number} not posted", "{number} not posted", len(facts.unposted)),
         facts.unposted),
        (ngettext("{number} planned line", "{number} planned lines", len(facts.deviations)),
         facts.deviations),
        (ngettext("{number} deadline", "{number} deadlines", len(facts.due)), facts.due),
    ]  # fmt: skip
    parts = [text.format(number=len(found)) for text, found in counts if found]
    if not parts:
        return _("{file}: the book has nothing here.").format(file=file)
    return f"{file}: {', '.join(parts)}."
