"""The parts of every report: sheet names, addresses, safe text, totals, widths, heights."""

from __future__ import annotations

import pytest

from ledger.money import Money
from reports.book import Cell, ColumnLook, Look, Row, a1, fixed, range_of, sheet_titles
from reports.layout import Grid, lines_needed, swedish_order, total_of, widths
from reports.plain_text import CUT, MAX_CELL, cell_text, plain_text, utf16_length


@pytest.mark.parametrize(
    ("row", "column", "address"),
    [(0, 0, "A1"), (9, 25, "Z10"), (0, 26, "AA1"), (4, 701, "ZZ5"), (4, 702, "AAA5")],
)
def test_address(row: int, column: int, address: str) -> None:
    assert a1(row, column) == address
    assert fixed(row, column).replace("$", "") == address


def test_range_quotes_the_sheet() -> None:
    assert range_of("Bengt's & co", 0, 0, 1, 1) == "'Bengt''s & co'!$A$1:$B$2"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Region Kalmar län", "Region Kalmar län"),
        ("a[b]c:d*e?f/g\\h", "a b c d e f g h"),
        ("'citat'", "citat"),
        ("   ", "Blad"),
        ("\x00\x1b[2J", "2J"),
        ("History", "History (2)"),
        ("historik", "historik (2)"),
        ("Överförmyndarsamverkan i sex kommuner", "Överförmyndarsamverkan i sex k…"),
        ("😀" * 20, "😀" * 15 + "…"),
        ("x" * 40, "x" * 30 + "…"),
    ],
)
def test_sheet_title_is_legal(name: str, title: str) -> None:
    assert sheet_titles([name]) == [title]
    assert utf16_length(title) <= 31


def test_sheet_titles_are_unique_whatever_the_case() -> None:
    long = "Samverkansorganet för hälsa och välfärd"
    titles = sheet_titles(["Beslut", "BESLUT", long, long, long], taken=["Beslut"])
    assert len({title.casefold() for title in titles}) == len(titles)
    assert titles[0] == "Beslut (2)"
    assert all(utf16_length(title) <= 31 for title in titles)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rad ett\r\nrad två\rrad tre", "rad ett\nrad två\nrad tre"),
        ("\x1b[31mrött\x1b[0m", "[31mrött[0m"),
        ("a\x00b\x7fc\x9bd", "abcd"),
        ("1\u202e000\u2066 kr", "1000 kr"),
        ("\ud800 halvt tecken", " halvt tecken"),
        ("tab\tstår kvar", "tab\tstår kvar"),
        ("👩‍👧 hälsa", "👩‍👧 hälsa"),
    ],
)
def test_plain_text_cannot_steer(text: str, shown: str) -> None:
    assert plain_text(text) == shown


@pytest.mark.parametrize("text", ["a" * 40_000, "😀" * 20_000, "å" * 32_768])
def test_long_text_is_cut_and_says_so(text: str) -> None:
    cut = cell_text(text)
    assert cut.endswith(CUT)
    assert utf16_length(cut) <= MAX_CELL
    assert text.startswith(cut.removesuffix(CUT))


def test_text_that_just_fits_is_whole() -> None:
    assert cell_text("å" * MAX_CELL) == "å" * MAX_CELL


def test_total_stands_beside_its_formula() -> None:
    grid = Grid("S")
    rows = [[Cell("a"), Cell(Money(105))], [Cell("b"), Cell(None)], [Cell("c"), Cell(Money(-5))]]
    block = grid.table("T", ["Part", "Kr"], rows, totals=[1], total_word="Summa")
    total = grid.rows[block.total].cells
    assert [cell.value for cell in total] == ["Summa", Money(100)]
    assert total[1].formula == "SUM($B$2:$B$4)"
    assert [cell.look for cell in grid.rows[0].cells] == [Look.HEADING, Look.FIGURES]


def test_empty_table_says_so_and_is_no_table() -> None:
    grid = Grid("S")
    block = grid.table("T", ["Part", "Kr"], [], totals=[1], when_empty="Inga poster.")
    assert grid.tables == []
    assert grid.rows[block.first].cells[0].value == "Inga poster."
    assert grid.rows[block.total].cells[1].value == Money(0)


def test_total_of_leaves_unknown_sums_out() -> None:
    assert total_of([Money(1), None, "text", Money(2)]) == Money(3)


def test_swedish_order() -> None:
    names = ["Örebro", "Åmål", "Arvika", "Ängelholm", "zon", "Övertorneå", "ale"]
    assert sorted(names, key=swedish_order) == [
        "ale", "Arvika", "zon", "Åmål", "Ängelholm", "Örebro", "Övertorneå",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "look", "width"),
    [
        (Cell("ord " * 30), ColumnLook(most=20), 20),
        (Cell("kort"), ColumnLook(least=10), 10),
        (Cell(Money(123456789012300)), ColumnLook(most=10), 23),  # a sum is never cut
        (Cell("En rubrik som löper över", Look.TITLE), ColumnLook(), 6),
        (Cell("Sammanlagt belopp", Look.HEADING), ColumnLook(), 14),
    ],
)
def test_width_fits(cell: Cell, look: ColumnLook, width: int) -> None:
    assert widths([Row((cell,))], [look], 1) == [width]


@pytest.mark.parametrize(
    ("text", "lines"),
    [("kort", 1), ("tio tecken tio tecken", 2), ("a\nb\nc", 3), ("x" * 100_000, 27), ("", 1)],
)
def test_row_is_as_tall_as_its_text(text: str, lines: int) -> None:
    assert lines_needed(Row((Cell(text),)), [10]) == lines
