"""Workbooks as other programs read them: figures, formulas, links, and text that stays text."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Opened
from python_calamine import CalamineWorkbook
from reports_by_hand import EMPTY, FACTS, INBOX, KOMMUN, any_book

from ledger.errors import CannotStore
from ledger.money import Money
from reports.book import Book, Cell, Choice, Look, Row, Sheet
from reports.figures import YearFacts
from reports.inbox_sheet import inbox_book
from reports.plain_text import MAX_CELL
from reports.write_xlsx import excel_number, xlsx_bytes
from reports.year import year_book

SOFFICE = shutil.which("soffice")
HOSTILE = {
    "formula": '=cmd|"/c calc"!A1',
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1:A9)",
    "array formula": "{=1+1}",
    "link": "https://example.org/x",
    "internal link": "internal:Sheet1!A1",
    "number": "0880",
    "big number": "1e400",
    "date": "2023-05-12",
    "true": "TRUE",
    "error": "#REF!",
    "escape": "_x000D_ och _x0041_",
    "markup": "<b>&amp;</b> ]]>",
    "emoji": "👩‍👧 💰",
    "spaces": "  före och efter  ",
}


def read(content: bytes, *, formulas: bool = False) -> Opened:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=not formulas)


def one_sheet(*cells: Cell, **more: object) -> Book:
    return Book("prov", (Sheet("Blad", (Row(cells),), **more),))


# -- Figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ore", [0, 1, -1, 98597500, -146641450, 10**15 - 1, 29, 1005, 33])
def test_money_reads_back_to_the_ore(ore: int) -> None:
    content = xlsx_bytes(one_sheet(Cell(Money(ore))))
    for value in (
        read(content)["Blad"]["A1"].value,
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0][0],
    ):
        assert round(value * 100) == ore
        assert value == pytest.approx(ore / 100, abs=0.0000001)


def test_more_than_excel_can_show_is_refused() -> None:
    with pytest.raises(CannotStore, match="more than Excel can show exactly"):
        excel_number(Money(10**15))


@pytest.mark.parametrize("facts", [FACTS, EMPTY], ids=["full", "empty"])
def test_two_readers_agree(facts: YearFacts) -> None:
    content = xlsx_bytes(year_book(facts, "sv"))
    opened = read(content)
    other = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert opened.sheetnames == other.sheet_names
    for name in opened.sheetnames:
        rows = other.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                expected = opened[name].cell(number, column).value
                if hasattr(expected, "date"):
                    expected = expected.date()
                assert value == ("" if expected is None else expected)


def test_every_formula_has_its_value() -> None:
    content = xlsx_bytes(year_book(FACTS, "sv"))
    live, cached = read(content, formulas=True), read(content)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in live
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 40
    assert all(cached[sheet][place].value is not None for sheet, place in formulas)


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed: nothing to recalculate with")
@pytest.mark.slow
@pytest.mark.parametrize(
    "facts", [FACTS, EMPTY, replace(FACTS, decisions=FACTS.decisions[2:]), any_book(7, 300)],
    ids=["full", "empty", "with a failing check", "any book"],
)  # fmt: skip
def test_libreoffice_computes_the_same(facts: YearFacts, tmp_path: Path) -> None:
    content = xlsx_bytes(year_book(facts, "sv"))
    # Without the values the formulas must be computed; then they must give the same.
    bare = tmp_path / "utan.xlsx"
    bare.write_bytes(_without_cached_values(content))
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "ut"), str(bare)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    computed = read((tmp_path / "ut" / "utan.xlsx").read_bytes())
    ours, live = read(content), read(content, formulas=True)
    compared = 0
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    there = computed[sheet.title][cell.coordinate].value
                    here = ours[sheet.title][cell.coordinate].value
                    assert there == pytest.approx(here, abs=0.001), (sheet.title, cell.coordinate)
                    compared += 1
    assert compared > 2


def _without_cached_values(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"</f><v>[^<]*</v>", b"</f>", data)
            new.writestr(name, data)
    return out.getvalue()


# -- Text stays text -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("look", [Look.PLAIN, Look.INPUT, Look.LOCKED, Look.HEADING])
def test_text_stays_text(text: str, look: Look) -> None:
    content = xlsx_bytes(one_sheet(Cell(text, look), Cell(text, link=None, mark=(0, 2))))
    opened = read(content, formulas=True)["Blad"]
    assert [opened["A1"].value, opened["B1"].value] == [text, text]
    assert {opened["A1"].data_type, opened["B1"].data_type} == {"s"}
    assert not opened["A1"].hyperlink
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00\x07\x1b[31mb", "a[31mb"),
        ("\ufffe\uffff\ud800x", "x"),
        ("rad\r\nbrytning", "rad\nbrytning"),
    ],
)
def test_what_a_file_cannot_hold_is_left_out(text: str, shown: str) -> None:
    assert read(xlsx_bytes(one_sheet(Cell(text))))["Blad"]["A1"].value == shown


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 40_000])
def test_text_longer_than_a_cell_is_cut(text: str) -> None:
    value = read(xlsx_bytes(one_sheet(Cell(text, mark=(1, 5)))))["Blad"]["A1"].value
    assert len(value.encode("utf-16-le")) // 2 <= MAX_CELL
    assert value[:1000] == text[:1000]


def test_hostile_names_everywhere() -> None:
    """The same text as body, fund, quote, file and section: a workbook that opens, and holds it."""
    for text in (*HOSTILE.values(), "[x]:*?/\\'", "x" * 40_000, "a\x1bb"):
        facts = replace(
            FACTS,
            lines=tuple(replace(line, body=text, fund=text) for line in FACTS.lines[:1]),
            entries=tuple(
                replace(e, payer=text, fund=text, text=text) for e in FACTS.entries[-2:-1]
            ),
            decisions=tuple(
                replace(d, quote=text, amount_span=None, section=text, file=text, forum=text)
                for d in FACTS.decisions[-3:-2]
            ),
        )
        opened = read(xlsx_bytes(year_book(facts, "sv")), formulas=True)
        formulas = {c.value for s in opened for row in s.iter_rows() for c in row
                    if c.data_type == "f"}  # fmt: skip
        assert all(re.match(r"=(SUM|SUMPRODUCT|ROUND|IF|\d+-COUNT)\(", f) for f in formulas)


# -- As an economist would leave it --------------------------------------------------------------


@pytest.fixture(scope="module")
def year() -> Opened:
    return read(xlsx_bytes(year_book(FACTS, "sv")), formulas=True)


def test_same_book_same_bytes() -> None:
    for make in (lambda: year_book(FACTS, "sv"), lambda: inbox_book(INBOX, "sv")):
        assert xlsx_bytes(make()) == xlsx_bytes(make())


def test_sums_are_shown_as_kronor_with_ore(year: Opened) -> None:
    formats = {
        cell.number_format
        for sheet in year
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, float)
    }
    assert formats == {'#,##0.00;[Red]-#,##0.00;"–"'}  # nothing on a line is a dash


def test_print_set_up(year: Opened) -> None:
    for sheet in year:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        if sheet.title == "Diagram":  # a chart a page: Excel breaks no page that it fits itself
            assert sheet.page_setup.scale < 100
        else:
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert sheet.oddFooter.center.text == "&A"


@pytest.mark.parametrize(
    ("foot", "shown"),
    [("3 kommuner", " 3 kommuner"), ("A & B &P", " A && B &&P"), ("&" * 300, " " + "&" * 200)],
)
def test_page_foot_is_no_code(foot: str, shown: str) -> None:
    content = xlsx_bytes(replace(one_sheet(Cell("x")), foot=foot))
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    text = html.unescape(re.search("<oddFooter>(.*)</oddFooter>", xml)[1])
    assert text == f"&L&8{shown}&C&8&A&R&8&P / &N"
    assert len(text) <= 255


def test_headings_stay_in_view_and_can_be_filtered(year: Opened) -> None:
    assert {sheet.title for sheet in year if sheet.freeze_panes} >= {
        "Sammanställning", "Vem betalar vem", "Beslut", "Uppföljning", KOMMUN,
    }  # fmt: skip
    tables = [name for sheet in year for name in sheet.tables]
    assert len(tables) == len(set(tables)) == 15
    for sheet in year:
        for table in sheet.tables.values():
            headings = next(sheet.iter_rows(*_bounds(table.ref), values_only=True))
            assert [column.name for column in table.tableColumns] == list(headings)


def _bounds(ref: str) -> tuple[int, int, int, int]:
    left, top, right, _bottom = openpyxl.utils.cell.range_boundaries(ref)
    return top, top, left, right


def test_every_link_leads_to_a_cell_with_something_in_it(year: Opened) -> None:
    links = [
        cell.hyperlink
        for sheet in year
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert len(links) > 10
    for link in links:
        assert link.target is None  # nothing outside the book
        sheet, _, place = link.location.rpartition("!")
        target = year[sheet.strip("'").replace("''", "'")][place.replace("$", "")]
        assert target.value is not None


def test_checks_turn_red(year: Opened) -> None:
    rules = {
        rule.type: rule.dxf.fill.bgColor.rgb
        for place in year["Kontroll"].conditional_formatting
        for rule in place.rules
    }
    assert rules == {"cellIs": "FFC00000"}


def test_no_merged_cells(year: Opened) -> None:
    assert not [sheet.title for sheet in year if sheet.merged_cells.ranges]


def test_no_sum_is_too_wide_for_its_column(year: Opened) -> None:
    for sheet in read(xlsx_bytes(year_book(FACTS, "sv"))):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    width = sheet.column_dimensions[cell.column_letter].width
                    assert len(f"{cell.value:,.2f}") < width


def test_chart_shows_claims_and_debts(year: Opened) -> None:
    content = zipfile.ZipFile(io.BytesIO(xlsx_bytes(year_book(FACTS, "sv"))))
    chart = content.read("xl/charts/chart1.xml").decode()
    assert "Fordran (kr)" in chart
    assert "Skuld (kr)" in chart
    assert "<a:pattFill" in chart  # told apart without colour
    assert "754300" in chart


def test_a_list_to_choose_from() -> None:
    book = one_sheet(
        Cell("x"), choices=(Choice(0, 0, 0, "only", ("ja", "nej"), title="Svar", advice="Välj."),)
    )
    rule = read(xlsx_bytes(book))["Blad"].data_validations.dataValidation[0]
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", '"ja,nej"', None)
