"""A template of the county's own: what is filled in, what moves, what is kept, what is refused."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import books
import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook
from reports_by_hand import EMPTY, FACTS
from templates_by_hand import content, fill, marks, named, table, template, with_part

from ledger.columns import Column
from ledger.errors import CannotStore, UnreadableFile, WrongUse
from ledger.money import Money
from ledger.terms import EntryKind
from reports.read_xlsx import stamp_of
from reports.spec import Spec, Unit
from reports.templates.words import SINGLES, SUMS, SUMS_BEFORE, TABLES, word_of

LINES = len(FACTS.lines)
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "0880", "1e400", "https://x.se", "{{kvar}}",
           "a\nb", "<b>&</b>", "\x01x", "'", "😀")  # fmt: skip


def kronor(facts=FACTS, column=Column.REMAINING) -> float:
    return sum(line.columns[column].ore for line in facts.lines) / 100


# Single words


@pytest.mark.parametrize("name", ["medel_kvar", "MEDEL_KVAR", "medel_remaining", "Medel_Kvar"])
def test_a_named_cell_gets_its_sum(tmp_path: Path, name: str) -> None:
    path = template(tmp_path, lambda w, s: named(w, name, "Blad!$B$2"))
    assert fill(path)["Blad"]["B2"].value == kronor()


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("{{kvar}}", kronor()),
        (" {{ kvar }} ", kronor()),
        ("{{ar}}", 2023),
        ("{{år}}", 2023),
        ("{{kontrollsumma}}", FACTS.book.head),
        ("Redovisning {{ar}} av {{part}}",
         "Redovisning 2023 av alla parter och samverkansorgan"),
        ("{{samverkansorgan}}", None),
        ("{{budget}}", None),  # nobody has stated one
    ],
)  # fmt: skip
def test_words_in_braces(tmp_path: Path, text: str, becomes: object) -> None:
    path = template(tmp_path, lambda w, s: s.cell(2, 2, text))
    assert fill(path)["Blad"]["B2"].value == becomes


def test_a_sum_within_a_text_is_shown_in_its_unit(tmp_path: Path) -> None:
    path = template(tmp_path, lambda w, s: s.cell(1, 1, "Kvar: {{kvar}} tkr"))
    spec = Spec("year", year=2023, unit=Unit.TKR)
    shown = Unit.TKR.shown(Money(round(kronor() * 100)), "sv")
    assert fill(path, spec=spec)["Blad"]["A1"].value == f"Kvar: {shown} tkr"


def test_the_foot_of_a_page_too(tmp_path: Path) -> None:
    def make(_workbook, sheet) -> None:
        sheet["A1"] = "{{ar}}"
        sheet.oddFooter.left.text = "Till och med post {{upp_till_post}}"

    assert fill(template(tmp_path, make))["Blad"].oddFooter.left.text == "Till och med post 8"


@pytest.mark.parametrize("word", [*SINGLES, *SUMS, *SUMS_BEFORE], ids=lambda word: word.sv)
def test_every_word_is_known_in_both_languages(word) -> None:
    assert word_of(f"medel_{word.sv}") is word_of(word.en) is word


def test_formats_are_kept_and_only_added_where_none_is(tmp_path: Path) -> None:
    def make(_workbook, sheet) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = "{{kvar}}", "{{kvar}}", "{{datum}}"
        sheet["A1"].number_format, sheet["A2"].font = "0.0%", Font(bold=True)

    facts = replace(FACTS, book=replace(FACTS.book, as_of=datetime.date(2023, 12, 31)))
    sheet = fill(template(tmp_path, make), facts)["Blad"]
    assert sheet["A1"].number_format == "0.0%"
    assert (sheet["A2"].number_format, sheet["A2"].font.b) == ("#,##0.00", True)
    assert sheet["A3"].value == datetime.datetime(2023, 12, 31)


def test_thousands_are_a_format_and_every_ore_is_kept(tmp_path: Path) -> None:
    path = template(tmp_path, lambda w, s: s.cell(1, 1, "{{kvar}}"))
    cell = fill(path, spec=Spec("year", year=2023, unit=Unit.TKR))["Blad"]["A1"]
    assert (cell.value, cell.number_format) == (kronor(), "#,##0.0,")


# Marked tables


def test_a_table_is_filled_resized_and_its_total_moved(tmp_path: Path) -> None:
    sheet = fill(template(tmp_path, lambda w, s: table(s)))["Blad"]
    assert sheet.tables["medel_rader"].ref == f"A3:C{3 + LINES}"
    got = [tuple(cell.value for cell in row) for row in sheet[f"A4:C{3 + LINES}"]]
    assert got == [(line.body, line.fund, line.columns[Column.REMAINING].ore / 100)
                   for line in FACTS.lines]  # fmt: skip
    total = sheet.cell(4 + LINES, 3).value
    assert (sheet.cell(4 + LINES, 1).value, total) == ("Summa", f"=SUM(C4:C{3 + LINES})")


def test_a_heading_row_with_a_name_is_a_table_too(tmp_path: Path) -> None:
    def make(workbook, sheet) -> None:
        sheet.append(["Fund", "Remaining"])
        sheet.append([None, None])
        sheet.append(["Total", "=SUM(B2:B2)"])
        named(workbook, "medel_funds", "Blad!$A$1:$B$1")

    sheet = fill(template(tmp_path, make))["Blad"]
    funds = sorted({line.fund for line in FACTS.lines})
    assert [sheet.cell(2 + n, 1).value for n in range(len(funds))] == funds
    assert sheet.cell(2 + len(funds), 2).value == f"=SUM(B2:B{1 + len(funds)})"


@pytest.mark.parametrize("samples", [1, 3, 40], ids=["one", "fewer", "more"])
def test_sample_rows_make_way(tmp_path: Path, samples: int) -> None:
    def make(workbook, sheet) -> None:
        sheet.append(["Part", "Kvar"])
        for _n in range(samples):
            sheet.append(["exempel", 1])
        sheet.append(["Summa", f"=SUM(B2:B{1 + samples})"])
        named(workbook, "medel_rader", f"Blad!$A$1:$B${1 + samples}")

    sheet = fill(template(tmp_path, make))["Blad"]
    assert sheet.max_row == LINES + 2
    assert sheet.cell(LINES + 2, 2).value == f"=SUM(B2:B{LINES + 1})"
    assert "exempel" not in {cell.value for cell in sheet["A"]}


def test_no_lines_leave_one_empty_row(tmp_path: Path) -> None:
    sheet = fill(template(tmp_path, lambda w, s: table(s)), EMPTY)["Blad"]
    assert sheet.tables["medel_rader"].ref == "A3:C4"
    assert [cell.value for cell in sheet[4]] == [None, None, None]


def test_the_first_row_is_the_pattern(tmp_path: Path) -> None:
    def make(_workbook, sheet) -> None:
        table(sheet, headings=("Part", "Kvar", "Hälften"))
        sheet["A4"].font, sheet["B4"].number_format = Font(italic=True), "0.000"
        sheet["C4"] = "=B4/2+$B$1"
        sheet.row_dimensions[4].height = 30

    sheet = fill(template(tmp_path, make))["Blad"]
    last = 3 + LINES
    assert (sheet[f"A{last}"].font.i, sheet[f"B{last}"].number_format) == (True, "0.000")
    assert sheet[f"C{last}"].value == f"=B{last}/2+$B$1"
    assert sheet.row_dimensions[last].height == 30


def test_what_refers_to_the_rows_follows(tmp_path: Path) -> None:
    def make(workbook, sheet) -> None:
        table(sheet)
        sheet["A8"] = "Underskrift"
        sheet["A8"].comment = Comment("hit", "roll")
        sheet.merge_cells("A8:C8")
        sheet.conditional_formatting.add("C4", CellIsRule("lessThan", ["0"]))
        rule = DataValidation("list", formula1='"a,b"', sqref="B9")
        sheet.add_data_validation(rule)
        other = workbook.create_sheet("Annat")
        other["A1"], other["A2"], other["A3"] = "=Blad!C5", "=SUM(Blad!$C$4:$C$4)", "=C5"
        named(workbook, "summan", "Blad!$C$5")
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=4))
        other.add_chart(chart, "D1")

    path = template(tmp_path, make)
    workbook, more = fill(path), LINES - 1
    sheet, other = workbook["Blad"], workbook["Annat"]
    assert sheet[f"A{8 + more}"].value == "Underskrift"
    assert sheet[f"A{8 + more}"].comment.text == "hit"
    assert [str(one) for one in sheet.merged_cells.ranges] == [f"A{8 + more}:C{8 + more}"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == [f"C4:C{4 + more}"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == f"B{9 + more}"
    assert [other[cell].value for cell in ("A1", "A2", "A3")] == [
        f"=Blad!C{5 + more}", f"=SUM(Blad!$C$4:$C${4 + more})", "=C5",
    ]  # fmt: skip
    assert workbook.defined_names["summan"].attr_text == f"Blad!$C${5 + more}"
    drawn = other._charts[0].series[0].val.numRef
    assert (drawn.f, drawn.numCache) == (f"'Blad'!$C$4:$C${4 + more}", None)


def test_two_tables_below_each_other(tmp_path: Path) -> None:
    def make(_workbook, sheet) -> None:
        table(sheet)
        table(sheet, "medel_poster", 9, ("Post nr", "Citat", "Belopp"))

    sheet = fill(template(tmp_path, make))["Blad"]
    top = 9 + LINES - 1
    assert sheet.tables["medel_poster"].ref == f"A{top}:C{top + len(FACTS.entries)}"
    assert [sheet.cell(top + 1 + n, 1).value for n in range(8)] == list(range(1, 9))
    assert sheet.cell(top + 9, 3).value == f"=SUM(C{top + 1}:C{top + 8})"


@pytest.mark.parametrize("kind", TABLES.values(), ids=list(TABLES))
def test_every_table_takes_every_column_in_both_languages(tmp_path: Path, kind) -> None:
    for language in ("sv", "en"):
        headings = [one.label(language) for one in kind.fields]
        name = f"medel_{kind.name(language)}"

        def make(workbook, sheet, headings=headings, name=name) -> None:
            sheet.append(headings)
            last = openpyxl.utils.get_column_letter(len(headings))
            named(workbook, name, f"Blad!$A$1:${last}$1")

        path = template(tmp_path, make)
        assert [len(one.fields) for one in marks(path).tables] == [len(headings)]
        assert fill(path)["Blad"].max_row == 1 + len(list(kind.rows(FACTS)))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_anything_else(tmp_path: Path, text: str) -> None:
    facts = replace(FACTS, entries=(replace(FACTS.entries[0], text=text),), decisions=())
    path = template(tmp_path, lambda w, s: table(s, "medel_poster", headings=("Text", "Belopp")))
    cell = fill(path, facts)["Blad"]["A4"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\x01", ""))


def test_what_excel_would_read_as_a_code_stays_text(tmp_path: Path) -> None:
    facts = replace(FACTS, entries=(replace(FACTS.entries[0], text="_x0041_"),), decisions=())
    path = template(tmp_path, lambda w, s: table(s, "medel_poster", headings=("Text", "Belopp")))
    opened = CalamineWorkbook.from_filelike(io.BytesIO(content(path, facts)))
    assert opened.get_sheet_by_index(0).to_python()[-2][0] == "_x0041_"


def test_more_than_excel_keeps_is_refused(tmp_path: Path) -> None:
    line = replace(FACTS.lines[0], columns={Column.REMAINING: Money(10**16 + 1)})
    path = template(tmp_path, lambda w, s: s.cell(1, 1, "{{kvar}}"))
    with pytest.raises(CannotStore):
        content(path, replace(FACTS, lines=(line,)))


# A sheet for each body


def _per_body(workbook, sheet) -> None:
    sheet.title = "{{part}}"
    sheet["A1"], sheet["B1"], sheet["C1"] = "{{part}}", "{{kvar}}", "='{{part}}'!B1"
    table(sheet)
    named(workbook, "medel_mottaget", "'{{part}}'!$D$1")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=4))
    sheet.add_chart(chart, "F1")
    workbook.create_sheet("Sist")["A1"] = "{{antal_parter}}"


def test_a_sheet_is_repeated_for_each_body(tmp_path: Path) -> None:
    workbook = fill(template(tmp_path, _per_body))
    bodies = list(dict.fromkeys(line.body for line in FACTS.lines))
    assert workbook.sheetnames == [*bodies, "Sist"]
    assert len({name for sheet in workbook for name in sheet.tables}) == len(bodies)
    for body in bodies:
        sheet, its = workbook[body], [line for line in FACTS.lines if line.body == body]
        assert (sheet["A1"].value, sheet["C1"].value) == (body, f"='{body}'!B1")
        assert sheet["B1"].value == sum(line.columns[Column.REMAINING].ore for line in its) / 100
        assert sheet["D1"].value == sum(line.columns[Column.RECEIVED].ore for line in its) / 100
        assert next(iter(sheet.tables.values())).ref == f"A3:C{3 + len(its)}"
        assert sheet._charts[0].series[0].val.numRef.f.startswith(f"'{body}'!$C$4")
    assert workbook["Sist"]["A1"].value == len(bodies)


@pytest.mark.parametrize("name", ["{{part}}", "A/B", "it's", "Historik", "x" * 40])
def test_any_name_of_a_body_is_a_legal_sheet(tmp_path: Path, name: str) -> None:
    facts = replace(FACTS, lines=(replace(FACTS.lines[0], body=name),))
    workbook = fill(template(tmp_path, _per_body), facts)
    assert workbook.worksheets[0]["A1"].value == name


# What is kept, and what is refused


def test_parts_of_any_kind_are_kept_to_the_byte(tmp_path: Path) -> None:
    def make(_workbook, sheet) -> None:
        sheet["A1"] = "{{ar}}"

    path = with_part(template(tmp_path, make), "xl/vbaProject.bin", b"\x00macro")
    with_part(path, "xl/media/image7.emf", b"picture")
    with zipfile.ZipFile(io.BytesIO(content(path))) as packed, zipfile.ZipFile(path) as was:
        assert packed.read("xl/vbaProject.bin") == b"\x00macro"
        changed = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml",
                   "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
                   "xl/sharedStrings.xml"}  # fmt: skip
        for name in set(was.namelist()) - changed:
            assert packed.read(name) == was.read(name), name


def test_same_facts_same_bytes(tmp_path: Path) -> None:
    path = template(tmp_path, _per_body)
    assert content(path) == content(path)


def _two_cells(workbook, _sheet) -> None:
    named(workbook, "medel_kvar", "Blad!$A$1:$A$2")


def _on_a_formula(workbook, sheet) -> None:
    sheet["A1"] = "=1"
    named(workbook, "medel_kvar", "Blad!$A$1")


def _beside(workbook, sheet) -> None:
    sheet.append(["Part", "Kvar", None, "Medel", "Kvar"])
    named(workbook, "medel_parter", "Blad!$A$1:$B$1")
    named(workbook, "medel_medel", "Blad!$D$1:$E$1")


def _from_outside(workbook, sheet) -> None:
    sheet.title = "{{part}}"
    workbook.create_sheet("Annat")["A1"] = "='{{part}}'!B1"


@pytest.mark.parametrize(
    ("make", "what", "do"),
    [
        (lambda w, s: named(w, "medel_kvarr", "Blad!$A$1"), "“medel_kvarr” is not", "medel_kvar"),
        (lambda w, s: s.cell(1, 1, "{{forbruckat}}"), "“forbruckat” is not known", "forbrukat"),
        (lambda w, s: table(s, "medel_rder"), "“medel_rder” is not known", "medel_rader"),
        (lambda w, s: table(s, headings=("A", "B")), "No heading of medel_rader", "Part"),
        (lambda w, s: table(s, headings=("Part", "Kvar {{ar}}")), "A heading of medel_rader", ""),
        (lambda w, s: named(w, "medel_kvar", "Blad!#REF!"), "does not stand for a cell", ""),
        (_two_cells, "several cells", ""),
        (_on_a_formula, "a cell with a formula", ""),
        (_beside, "on the same rows", ""),
        (_from_outside, "A formula refers to the sheet", "medel_parter"),
        (lambda w, s: setattr(s, "title", "{{kvar}}"), "can only ask for {{part}}", ""),
        (lambda w, s: None, "asks for nothing", "medel template new"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_told(tmp_path: Path, make, what: str, do: str) -> None:
    path = template(tmp_path, make)
    found = marks(path).troubles
    assert any(what in one.what and do in one.do for one in found), found
    with pytest.raises(WrongUse):
        content(path)


def test_a_heading_nearly_ours_is_pointed_out(tmp_path: Path) -> None:
    path = template(tmp_path, lambda w, s: table(s, headings=("Part", "Mottagett", "Vår kod")))
    found = marks(path)
    assert (found.tables[0].own, found.troubles) == (["Mottagett", "Vår kod"], [])
    assert found.tables[0].near == {"Mottagett": "Mottaget"}


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"x;y\n1;2\n"])
def test_what_is_no_workbook_is_told(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "mall.xlsx").write_bytes(damage)
    with pytest.raises(UnreadableFile):
        marks(tmp_path / "mall.xlsx")


def test_a_damaged_part_is_told(tmp_path: Path) -> None:
    path = template(tmp_path, lambda w, s: s.cell(1, 1, "{{ar}}"))
    with zipfile.ZipFile(path) as was:
        parts = {name: was.read(name) for name in was.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"sheetData", b"sheetDaxa")
    with zipfile.ZipFile(path, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    assert books.medel("template", "check", path).code == 3


# The commands


@pytest.fixture
def book(sqlite_db: str) -> str:
    books.posted(sqlite_db, "985975.25")
    books.posted(sqlite_db, 300, kind=EntryKind.ALLOCATED, payer="Falu kommun", payee="Mora kommun")
    return sqlite_db


@pytest.fixture
def mall(tmp_path: Path) -> Path:
    assert books.medel("template", "new", "-o", tmp_path / "mall.xlsx").code == 0
    return tmp_path / "mall.xlsx"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_new_template_is_understood(tmp_path: Path, language: str) -> None:
    file = tmp_path / "ny.xlsx"
    assert books.medel("--lang", language, "template", "new", "-o", file).code == 0
    said = books.medel("template", "check", file, "--format", "json").rows
    assert (said["understood"], said["troubles"]) == (True, [])
    assert [len(one["own_columns"]) for one in said["tables"]] == [0, 0]
    again = books.medel("--lang", "en", "template", "new", "-o", file)
    assert (again.code, "not overwritten" in again.both) == (2, True)


def test_a_report_in_a_template_is_recognised_again(book: str, mall: Path) -> None:
    file = mall.parent / "ut.xlsx"
    said = books.medel("report", "year", 2024, "--template", mall, "-o", file, db=book)
    assert said.stdout.endswith("3 bodies, 2 entries.\n")
    same = books.medel("check", "--against", file, db=book)
    assert (same.code, "only the book's figures are compared" in same.stdout) == (0, True)
    assert stamp_of(openpyxl.load_workbook(file), file).spec.template == "mall.xlsx"
    books.posted(book, 5)
    assert books.medel("check", "--against", file, db=book).code == 1


def test_with_a_body_with_each_and_saved(book: str, mall: Path) -> None:
    folder = mall.parent
    asked = ("year", 2024, "--template", mall)
    books.medel("report", *asked, "--body", "Mora", "-o", folder / "en.xlsx", db=book)
    assert openpyxl.load_workbook(folder / "en.xlsx").sheetnames[1:-1] == ["Mora kommun"]
    assert books.medel("report", *asked, "--each", "-o", folder / "alla", db=book).code == 0
    assert len(list((folder / "alla").iterdir())) == 3
    saved = folder / "sparad 2024.xlsx"
    said = books.medel("report", "save", "--db", book, "vår", *asked, "-o", saved)
    assert said.code == 0
    assert books.medel("report", "run", "vår", db=book).code == 0
    assert saved.exists()


def test_a_template_with_macros_gives_workbooks_with_macros(book: str, mall: Path) -> None:
    macros = mall.rename(mall.with_suffix(".xlsm"))
    folder = mall.parent / "alla"
    asked = ("report", "year", 2024, "--template", macros)
    assert books.medel(*asked, "-o", mall.parent / "ut.xlsm", db=book).code == 0
    assert books.medel(*asked, "-o", mall.parent / "ut.xlsx", db=book).code == 2
    assert books.medel(*asked, "--each", "-o", folder, db=book).code == 0
    assert {one.suffix for one in folder.iterdir()} == {".xlsm"}
    without = books.medel("report", "year", 2024, "-o", mall.parent / "b.xlsm", db=book)
    assert (without.code, "No report is written as .xlsm" in without.both) == (2, True)


def test_a_template_with_errors_writes_nothing(book: str, tmp_path: Path) -> None:
    path = template(tmp_path, lambda w, s: named(w, "medel_kvarr", "Blad!$A$1"))
    said = books.medel(
        "report", "year", 2024, "--template", path, "-o", tmp_path / "ut.xlsx", db=book
    )
    assert (said.code, (tmp_path / "ut.xlsx").exists()) == (2, False)
    assert "Is “medel_kvar” meant?" in said.both
    checked = books.medel("template", "check", path)
    assert (checked.code, "Not understood: Blad!A1" in checked.stdout) == (1, True)


@pytest.mark.parametrize(
    "words",
    [("--format", "json", "-o", "a.xlsx"), ("-o", "a.csv"), ("-o", "a.xlsm"), (),
     ("--values-only", "-o", "a.xlsx"), ("-o", "MALL")],
)  # fmt: skip
def test_what_a_template_cannot_be_written_as(book: str, mall: Path, words) -> None:
    given = [str(mall) if word == "MALL" else word for word in words]
    said = books.medel("report", "year", 2024, "--template", mall, *given, db=book)
    assert said.code == 2
    assert json.loads(books.medel("template", "check", mall, "--format", "json").stdout)[
        "understood"
    ]
