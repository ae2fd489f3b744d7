"""A template to begin with: something that works, and every word there is, explained.

content = xlsx_bytes(starter_book("sv"))
"""

from __future__ import annotations

from ledger.columns import Column
from ledger.messages import N_, translate
from ledger.money import Money
from ledger.terms import Term
from reports.book import Book, Cell, ColumnLook, Look, Sheet, fixed, quoted
from reports.labels import Label
from reports.layout import Grid
from reports.templates.words import PREFIX, SINGLES, SUMS, SUMS_BEFORE, TABLES, TableKind, word_of

_ON_LINES = (Label.BODY, Label.FUND, Column.RECEIVED, Column.TO_INVOICE_CLAIM,
             Column.TO_INVOICE_DEBT, Column.SPENT, Column.REMAINING)  # fmt: skip
_ON_ENTRIES = (Label.ENTRY, Label.DATE, Label.KIND, Label.COUNTERPARTY, Label.FUND, Label.IN,
               Label.OUT, Label.QUOTE, Label.FILE)  # fmt: skip
_ABOUT = (
    N_("Change this workbook as you like: letters, colours, formulas, columns, charts."),
    N_("A cell with a name below (written in the box left of the formula bar) gets the figure."),
    N_("The same word between double braces, without medel_, does so inside a text, also in the "
       "page's head and foot."),
    N_("A table with a name below is filled under its headings: one row is enough, its formats are "
       "copied. Totals below it move down. Columns with other headings are left to you."),
    N_("A sheet whose name is the word part between double braces is repeated for each body."),
)  # fmt: skip


def starter_book(language: str) -> Book:
    """The workbook."""
    names: list[tuple[str, str]] = []
    return Book(
        title=translate(N_("Template for the yearly redovisning"), language),
        sheets=(_overview(language, names), _of_body(language), _words(language)),
        names=tuple(names),
    )


def _overview(language: str, names: list[tuple[str, str]]) -> Sheet:
    grid = Grid(Label.OVERVIEW.label(language))
    grid.say(translate(N_("State money {year}: {body}"), language).format(
        year=_braces("ar", language), body=_braces("part", language)), Look.TITLE)  # fmt: skip
    grid.say(translate(N_("Up to entry {entry}, {day}"), language).format(
        entry=_braces("upp_till_post", language), day=_braces("datum", language)))  # fmt: skip
    grid.gap()
    for column in (Column.RECEIVED, Column.SPENT, Column.REMAINING):
        row = grid.add(Cell(column.label(language)), Cell(Money(0)))
        word = word_of(column.value)
        assert word is not None  # noqa: S101  every column has one
        place = f"{quoted(grid.title)}!{fixed(row, 1)}"
        names.append((PREFIX + word.name(language), place))
    grid.gap()
    sums = range(2, len(_ON_LINES))
    _table(grid, "rader", _ON_LINES, sums, language)
    grid.gap()
    row = grid.add(Cell(Label.HEAD.label(language)), Cell(""))
    names.append(
        (PREFIX + _name("kontrollsumma", language), f"{quoted(grid.title)}!{fixed(row, 1)}")
    )
    looks = (ColumnLook(least=30), ColumnLook(least=30), *[ColumnLook(least=16)] * len(sums))
    return Sheet(grid.title, tuple(grid.rows), looks, tuple(grid.tables))


def _of_body(language: str) -> Sheet:
    grid = Grid(_braces("part", language))
    grid.say(f"{_braces('part', language)} {_braces('ar', language)}", Look.TITLE)
    grid.gap()
    _table(grid, "poster", _ON_ENTRIES, (5, 6), language)
    looks = (*[ColumnLook(least=14)] * 2, *[ColumnLook(least=26)] * 3, *[ColumnLook(least=16)] * 2,
             ColumnLook(least=48), ColumnLook(least=26))  # fmt: skip
    return Sheet(grid.title, tuple(grid.rows), looks, tuple(grid.tables))


def _table(
    grid: Grid, kind: str, columns: tuple[Term, ...], sums: range | tuple[int, ...], language: str
) -> None:  # fmt: skip
    cells = [Cell(Money(0)) if at in sums else Cell("") for at in range(len(columns))]
    grid.table(
        PREFIX + TABLES[kind].name(language), [one.label(language) for one in columns], [cells],
        totals=sums, total_word=Label.TOTAL.label(language),
    )  # fmt: skip


def _words(language: str) -> Sheet:
    """Every word and every table, with what it becomes."""
    grid = Grid(translate(N_("Words"), language))
    grid.say(translate(N_("What a template may ask for"), language), Look.TITLE)
    for text in _ABOUT:
        grid.say(translate(text, language))
    grid.gap()
    headings = [Label.NAME.label(language), translate(N_("Becomes"), language)]
    every = (*SINGLES, *SUMS, *SUMS_BEFORE)
    grid.table(
        "Ord_tabell", headings,
        [[Cell(PREFIX + one.name(language)), Cell(one.explanation(language))] for one in every],
    )  # fmt: skip
    grid.gap()
    grid.table(
        "Tabeller_tabell",
        [*headings, translate(N_("Columns"), language)],
        [[Cell(PREFIX + one.name(language)), Cell(one.explanation(language)),
          Cell(_columns(one, language))] for one in TABLES.values()],
    )  # fmt: skip
    looks = (ColumnLook(least=34), ColumnLook(least=44, most=60), ColumnLook(least=60, most=90))
    return Sheet(grid.title, tuple(grid.rows), looks, tuple(grid.tables))


def _columns(kind: TableKind, language: str) -> str:
    return " · ".join(one.label(language) for one in kind.fields)


def _name(word: str, language: str) -> str:
    found = word_of(word)
    return found.name(language) if found else word


def _braces(word: str, language: str) -> str:
    return "{{" + _name(word, language) + "}}"
