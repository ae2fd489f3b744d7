"""Invoice lists: what stands in each form of file, and the traps that lists have."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from imports.registers import list_tables
from imports.registers.cells import day_of, ore_of, text_of
from imports.registers.invoice_list import InvoiceList
from imports.registers.layouts import Layout, layout_of, shipped
from imports.registers.reading import RegisterFile, list_file
from ledger.errors import UnreadableFile, WrongUse
from ledger.registers.rows import InvoiceRow

HEAD = "Fakturanr;Kund;Fakturadatum;Belopp"
ONE = "1001;Falu kommun;2024-04-12;1 250,50"
TWO = "1002;Mora kommun;2024-04-13;-400,00"
GRID: list[list[Any]] = [
    ["Fakturanr", "Kund", "Fakturadatum", "Belopp"],
    ["1001", "Falu kommun", date(2024, 4, 12), 1250.5],
    ["1002", "Mora kommun", date(2024, 4, 13), -400],
]


def read(
    content: bytes, name: str = "lista.csv", *own: Layout
) -> tuple[list[InvoiceRow], RegisterFile]:
    """The rows of a list, and the file with what was said of it."""
    file = list_file(name, content, own or shipped())
    ((_table, rows),) = file.tables()
    read_rows = list(rows)
    file.refused = rows.refused  # type: ignore[attr-defined]
    return read_rows, file


def lines(*said: str, end: str = "\n") -> str:
    return end.join(said) + end


def workbook(grid: list[list[Any]], change: Callable[[Any], object] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Blad1"
    for row in grid:
        sheet.append(row)
    if change:
        change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def said(rows: list[InvoiceRow]) -> list[tuple[str | None, str | None, int]]:
    return [(row.number, row.date, row.amount) for row in rows]


BOTH = [("1001", "2024-04-12", 125050), ("1002", "2024-04-13", -40000)]


# ---------------------------------------------------------------- the forms of file


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lines(HEAD, ONE, TWO).encode(), id="utf-8"),
        pytest.param(lines(HEAD, ONE, TWO).encode("utf-8-sig"), id="byte order mark"),
        pytest.param(lines(HEAD, ONE, TWO, end="\r").encode(), id="bare CR"),
        pytest.param(lines(HEAD, ONE, TWO, end="\r\n").encode(), id="CRLF"),
        pytest.param(lines(HEAD, ONE, TWO).encode("utf-16"), id="UTF-16 with decimal comma"),
        pytest.param(lines(HEAD, ONE, TWO).encode("utf-16-be"), id="UTF-16 without a mark"),
        pytest.param(lines(HEAD, ONE, TWO).replace(";", "\t").encode(), id="tabs"),
        pytest.param(lines("sep=;", HEAD, ONE, TWO).encode(), id="Excel's first line"),
        pytest.param(lines("Kundreskontra 2024", "", HEAD, "", ONE, TWO).encode(), id="a title"),
        pytest.param(lines(HEAD, ONE, TWO, "", ";;;").encode(), id="empty rows"),
        pytest.param(lines(HEAD, ONE, HEAD, TWO).encode(), id="headings again"),
        pytest.param(
            lines(*(f'"{x}"'.replace(";", '";"') for x in (HEAD, ONE, TWO))).encode(), id="quotes"
        ),
        pytest.param(
            lines(HEAD, ONE, TWO).replace(" 250,50", "250.50").replace(",00", ".00")
            .replace(";", ",").encode(), id="commas between, points within",
        ),
    ],
)  # fmt: skip
def test_csv(content: bytes) -> None:
    rows, file = read(content)
    assert (said(rows), file.refused, file.problems.told) == (BOTH, 0, [])


def test_a_row_is_led_back_to_its_line_though_others_run_over_several() -> None:
    content = lines(HEAD + ";Text", f'{ONE};"två\nrader"', TWO + ";en").encode()
    assert [(row.line, row.text) for row in read(content)[0]] == [(2, "två rader"), (4, "en")]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("cp1252", "cp1252"), ("cp437", "cp437"), ("utf-8", "utf-8"), ("utf-16", "utf-16")],
)
def test_the_alphabet_is_concluded_and_told(encoding: str, named: str) -> None:
    content = lines(HEAD, ONE.replace("Falu", "Rättviks")).encode(encoding)
    rows, file = read(content)
    assert rows[0].recipient == "Rättviks kommun"
    assert any(f"Encoding: {named} (" in remark for remark in file.remarks)


OBJECTS = [
    {"kopare": "Region Dalarna", "kopare_id": "232100-0180", "verifikationsnummer": "L 7",
     "leverantor": "Tryckeriet", "leverantor_id": "4711", "belopp": 1250.5, "datum": "2024-04-12"},
    {"kopare": "Region Dalarna", "kopare_id": "232100-0180", "verifikationsnummer": "L 8",
     "leverantor": "Tryckeriet", "leverantor_id": "4711", "belopp": "-400.00",
     "datum": "2024-04-13"},
]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(json.dumps(OBJECTS).encode(), id="a list"),
        pytest.param(json.dumps(OBJECTS, indent=1).encode("utf-8-sig"), id="byte order mark"),
        pytest.param(
            json.dumps(OBJECTS).replace('"kopare"', '"\ufeffkopare"').encode(), id="in the key"
        ),
        pytest.param(json.dumps({"antal": 2, "rader": OBJECTS}).encode(), id="inside an object"),
    ],
)  # fmt: skip
def test_json(content: bytes) -> None:
    rows, file = read(content, "lista.json")
    assert [(r.reference, r.date, r.amount, r.recipient, r.side) for r in rows] == [
        ("L 7", "2024-04-12", 125050, "Region Dalarna", "received"),
        ("L 8", "2024-04-13", -40000, "Region Dalarna", "received"),
    ]
    assert file.refused == 0


def test_json_rows_have_the_line_they_begin_on() -> None:
    content = ("[\n" + ",\n".join(json.dumps(one) for one in OBJECTS) + "\n]").encode()
    assert [row.line for row in read(content, "lista.json")[0]] == [2, 3]


def test_an_internal_number_where_an_organisation_number_should_be_is_kept_as_it_is() -> None:
    assert read(json.dumps(OBJECTS).encode(), "l.json")[0][0].issuer_id == "4711"


# ---------------------------------------------------------------- workbooks


def test_a_workbook_with_dates_and_numbers() -> None:
    rows, file = read(workbook(GRID), "lista.xlsx")
    assert said(rows) == BOTH
    assert [(row.line, row.place) for row in rows] == [(2, "Blad1!D2"), (3, "Blad1!D3")]
    assert file.remarks == ["Layout: kundreskontra."]


def _two_sheets(book: Any) -> None:
    for name, state in (("Info", "visible"), ("Gamla", "hidden")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in GRID if name == "Gamla" else [["Om listan"]]:
            sheet.append(row)


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Blad1">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def test_an_open_document_workbook() -> None:
    def cell(value: Any) -> str:
        if isinstance(value, date):
            kind, said = "date", f'office:date-value="{value}"'
        elif isinstance(value, str):
            kind, said = "string", ""
        else:
            kind, said = "float", f'office:value="{value}"'
        shown = f"<text:p>{value}</text:p>"
        return f'<table:table-cell office:value-type="{kind}" {said}>{shown}</table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in GRID)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", ODS.format(rows=rows))
    found, file = read(held.getvalue(), "lista.ods")
    assert (said(found), found[0].place, file.refused) == (BOTH, "Blad1!D2", 0)


def test_a_list_that_was_recognised_by_another_process_reads_the_same() -> None:
    content = workbook(GRID)
    packed = pickle.dumps(list_file("lista.xlsx", content, shipped()))
    sent = pickle.loads(packed)  # noqa: S301  our own
    ((_table, rows),) = sent.tables()
    assert said(list(rows)) == BOTH
    assert sent.options()["layout"] == "kundreskontra"


def test_a_stray_cell_in_the_last_corner_does_not_end_the_program() -> None:
    def stray(book: Any) -> None:
        book["Blad1"]["XFD1048576"] = "x"

    with pytest.raises(UnreadableFile, match="The workbook cannot be read"):
        read(workbook(GRID, stray), "lista.xlsx")


def test_a_damaged_workbook_that_makes_the_reader_give_up_is_told() -> None:
    with pytest.raises(UnreadableFile, match="The workbook cannot be read"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(105), "lista.xls")


def test_sheets_that_are_not_read_are_told() -> None:
    rows, file = read(workbook(GRID, _two_sheets), "lista.xlsx")
    assert said(rows) == BOTH
    assert file.remarks[1:] == [
        "The sheet “Info” holds no such list and was not read.",
        "The sheet “Gamla” is hidden and was not read.",
    ]


@pytest.mark.parametrize(
    ("grid", "what"),
    [
        ([["1001", "Falu kommun", 45394, "1 250,50"]], "a day as a number, a sum as text"),
        ([["1001", "Falu kommun", datetime(2024, 4, 12, 10, 30), 1250.5]], "with a time"),
        ([["1001", "Falu kommun", "20240412", 1250.5000000000002]], "noise of arithmetic"),
        ([[1001.0, "Falu kommun", 20240412, "1250.5"]], "codes as numbers"),
    ],
)
def test_what_excel_makes_of_values(grid: list[list[Any]], what: str) -> None:
    rows, file = read(workbook([GRID[0], *grid]), "lista.xlsx")
    assert (said(rows), file.refused) == (BOTH[:1], 0), what


def test_headings_on_two_rows_with_merged_cells() -> None:
    grid = [
        ["Faktura", None, "Kund", None, "Belopp"],
        ["nr", "datum", None, "nr", None],
        ["1001", date(2024, 4, 12), "Falu kommun", "K7", 1250.5],
        ["1002", date(2024, 4, 13), None, None, -400],
    ]

    def merge(book: Any) -> None:
        for cells in ("A1:B1", "C1:C2", "C3:C4", "D3:D4", "E1:E2"):
            book["Blad1"].merge_cells(cells)

    own = _own(
        '"Faktura nr" = "number"\n"Faktura datum" = "date"\nKund = "recipient"\n'
        '"Kund nr" = "recipient_id"\nBelopp = "amount"',
        recognise='["faktura nr", "belopp"]',
    )
    rows, _file = read(workbook(grid, merge), "lista.xlsx", own)
    assert said(rows) == BOTH
    assert [(row.recipient, row.recipient_id) for row in rows] == [("Falu kommun", "K7")] * 2


def test_a_sheet_that_begins_further_in() -> None:
    grid = [[None] * 6, *([None, None, *row] for row in GRID)]
    rows, _file = read(workbook(grid), "lista.xlsx")
    assert (said(rows), rows[0].place) == (BOTH, "Blad1!F3")


def test_thousands_said_in_the_heading() -> None:
    content = lines(HEAD.replace("Belopp", "Belopp (tkr)"), ONE).encode()
    assert read(content)[0][0].amount == 125050_000


# ---------------------------------------------------------------- rows that are no invoices


@pytest.mark.parametrize(
    ("last", "problems"),
    [
        ("Summa;;;850,50", []),
        ("Totalt: 2 fakturor;;;850,50", []),
        (";;;850,50", []),
        ("Utskriven 2024-05-01;;;", []),
        ("Summa;;;900,00",
         ["The sum says 900.00, but the rows above it make 850.50."]),
    ],
)  # fmt: skip
def test_sums_and_notes_are_passed_over_and_told(last: str, problems: list[str]) -> None:
    rows, file = read(lines(HEAD, ONE, TWO, last).encode())
    assert (said(rows), file.refused) == (BOTH, 0)
    assert [problem.what for problem in file.problems.told] == problems
    assert file.remarks[-1] == ("1 row was passed over (sums, repeated headings, notes): line 4.")


def test_sums_within_the_list_are_held_against_their_own_rows() -> None:
    content = lines(HEAD, ONE, "Delsumma;;;1 250,50", TWO, "Delsumma;;;-400", "Summa;;;850,50")
    rows, file = read(content.encode())
    assert (said(rows), file.problems.told) == (BOTH, [])


def test_a_customer_whose_name_begins_as_a_sum_is_an_invoice() -> None:
    content = lines("Kund;Fakturanr;Fakturadatum;Belopp", "Summa Data AB;7;2024-04-12;5").encode()
    assert said(read(content)[0]) == [("7", "2024-04-12", 500)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("7;Falu kommun;2024-04-12;", "It has no amount."),
        ("7;Falu kommun;2024-04-12;abc", "Belopp: “abc” is not an amount."),
        ("7;Falu kommun;2024-04-12;1,234", "Belopp: “1,234” is not a whole number of öre."),
        ("7;Falu kommun;2024-13-12;5", "Fakturadatum: “2024-13-12” is not a date."),
        ("7;Falu kommun;12/04/2024;5",
         "Fakturadatum: “12/04/2024” can be read in two ways: the layout must say dates."),
        ("7;Falu kommun;2024-04-12;5;extra", "It has 5 cells, but there are 4 headings."),
        ("7;Falu; kommun;2024-04-12;5", "It has 5 cells, but there are 4 headings."),
        (";;;5", "It has nothing but an amount."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_refused_and_the_others_go_on(row: str, why: str) -> None:
    rows, file = read(lines(HEAD, ONE, row, TWO).encode())
    assert (said(rows), file.refused) == (BOTH, 1)
    assert [(problem.line, problem.what) for problem in file.problems.told] == [(3, why)]


def test_a_file_of_which_no_row_can_be_read_is_an_error() -> None:
    with pytest.raises(UnreadableFile, match="None of its rows can be read; line 2: Belopp"):
        read(lines(HEAD, "7;Falu kommun;2024-04-12;abc").encode())


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        (lines(HEAD, ONE, '7;"Falu kommun;2024-04-12;5', TWO), "line 3", "A quote is not closed."),
        (lines(HEAD, ONE, f"7;{'x' * 200_000};2024-04-12;5"), "line 3", "cannot be cut"),
        ('[{"kopare":1},', "line 1", "This is not JSON that can be read"),
        ('{"a":[{"b":1}],"c":[{"d":2}]}', "line 1", "It holds several lists."),
        ('[{"a":1}]\n[{"a":2}]', "line 1", "This is not JSON that can be read (Extra data)"),
        ("[" * 100_000, "line 1", "It holds no list of objects."),
        ('[{"a":' + "[" * 100_000, "line 1", "This is not JSON that can be read (too deep)"),
        ('[{"a":' + "1" * 5_000 + "}]", "line 1", "This is not JSON that can be read"),
        ("{}", "line 1", "It holds no list of objects."),
        ("[1]", "line 1", "It holds no list of objects."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_to_its_end_is_an_error_with_the_line(
    content: str, where: str, why: str
) -> None:
    with pytest.raises(UnreadableFile) as told:
        read(content.encode(), "fil")
    assert told.value.place == f"fil, {where}"
    assert why in told.value.message


def test_fields_that_come_late_are_told_and_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_tables, "FIELDS_FROM", 1)
    content = json.dumps([OBJECTS[0], OBJECTS[1] | {"moms": 1}]).encode()
    with pytest.raises(UnreadableFile, match="fields that those before it lack: moms"):
        read(content, "lista.json")


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe" + b"a" * 7, b"a\x00;b", b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0 rubbish"],
)
def test_what_is_no_list_is_told_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(content, "fil")


def test_rows_come_as_they_are_read() -> None:
    def endless(count: int = 0) -> Any:
        yield from ((line, row.split(";")) for line, row in enumerate([HEAD, ONE], start=1))
        while True:
            count += 1
            assert count < 1000
            yield count + 2, ONE.replace("1001", str(count)).split(";")

    reader = list_file("lista.csv", lines(HEAD, ONE).encode(), shipped()).opened()
    assert isinstance(reader, InvoiceList)
    chosen = reader.chosen
    ((table, heading),) = chosen.tables
    object.__setattr__(table, "rows", endless)
    rows = iter(InvoiceList("lista.csv", chosen).rows())
    assert [next(rows).number for _ in range(3)] == ["1001", "1", "2"]
    assert heading.columns["amount"] == 3


# ---------------------------------------------------------------- what a layout says


def _own(columns: str, recognise: str = '["nr", "belopp"]', more: str = "") -> Layout:
    text = f'name = "egen"\nrecognise = {recognise}\n{more}\n[columns]\n{columns}\n'
    return layout_of(text.encode(), "medel-layout-egen.toml")


@pytest.mark.parametrize(
    ("more", "row", "found"),
    [
        ('decimals = "comma"', "1;1.234", ("1", None, 123400)),
        ('decimals = "point"', "1;1,234", ("1", None, 123400)),
        ('sign = "reversed"', "1;-5", ("1", None, 500)),
        ("", "1;(5,00)", ("1", None, -500)),
        ("", "1;5,00-", ("1", None, -500)),
        ("", "1;−1 000 kr", ("1", None, -100000)),
    ],
)
def test_sign_and_decimals(more: str, row: str, found: tuple[str, None, int]) -> None:
    own = _own('Nr = "number"\nBelopp = "amount"', more=more)
    assert said(read(lines("Nr;Belopp", row).encode(), "l.csv", own)[0]) == [found]


def test_the_first_rows_say_what_sign_the_decimals_have() -> None:
    own = _own('Nr = "number"\nBelopp = "amount"')
    rows, _file = read(lines("Nr;Belopp", "1;12.500", "2;7,25").encode(), "l.csv", own)
    assert [row.amount for row in rows] == [1250000, 725]


@pytest.mark.parametrize(
    ("form", "written"),
    [("ymd", "240412"), ("dmy", "12/4 2024"), ("dmy", "12.04.24"), ("mdy", "04/12/2024"),
     ("auto", "2024-04-12T00:00:00"), ("auto", "20240412"), ("auto", "2024/4/12 08:15")],
)  # fmt: skip
def test_the_form_of_dates(form: Any, written: str) -> None:
    assert day_of(written, form) == "2024-04-12"


def test_what_a_row_is_known_by() -> None:
    by_number = _own(
        'Nr = "number"\nDag = "date"\nBelopp = "amount"', more='key = ["number", "date"]'
    )
    content = lines("Nr;Dag;Belopp", "1;2024-04-12;5", ";2024-04-12;5").encode()
    assert [row.own for row in read(content, "l.csv", by_number)[0]] == [
        ("list", "", "1", "2024-04-12"), (),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "ore"),
    [
        ("0,1", 10), ("1234.5000", 123450), ("1.234.567", 123456700), ("1'234.50", 123450),
        ("1\u00a0234,5", 123450), (0.1, 10), (0.1 + 0.2, 30), (12345678901234.56, 1234567890123456),
        (5561234567.0, 556123456700), ("SEK", None), ("1 23,0", None), ("12,34,56", None),
        ("1e5", None), ("--5", None), ("=1+1", None), (33.333, None), (True, None),
        (float("nan"), None), (1e30, None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_amounts_are_exact_or_refused(cell: Any, ore: int | None) -> None:
    if ore is None:
        with pytest.raises(WrongUse):
            ore_of(cell, "auto")
    else:
        assert ore_of(cell, "auto") == ore


@pytest.mark.parametrize(
    ("cell", "text"),
    [(5561234567.0, "5561234567"), (1.0012e9, "1001200000"), ("0071", "0071"), ("  ", None),
     (date(2024, 4, 12), "2024-04-12"), (datetime(2024, 4, 12), "2024-04-12"), (1.5, "1.5")],
)  # fmt: skip
def test_codes_keep_their_digits(cell: Any, text: str | None) -> None:
    assert text_of(cell) == text


# ---------------------------------------------------------------- workbooks of other programs


def test_an_old_workbook_of_excel() -> None:
    rows, file = read((Path(__file__).parent / "data/reskontra.xls").read_bytes(), "reskontra.xls")
    assert said(rows) == [*BOTH, ("1003", "2024-04-14", 100025)]
    assert [(row.place, row.text) for row in rows[:2]] == [
        ("Fakturor!D2", "Länsgemensamma medel"), ("Fakturor!D3", "=SUM(A1)"),
    ]  # fmt: skip
    assert file.refused == 0
    assert "The sheet “Gamla” is hidden and was not read." in file.remarks


@pytest.mark.parametrize(
    ("what", "row", "why"),
    [
        ("an error of Excel", ["7", "K", date(2024, 4, 12), "#REF!"], "It has no amount."),
        ("a formula nobody computed", ["7", "K", date(2024, 4, 12), "=1+4"], "It has no amount."),
        ("yes or no", ["7", "K", date(2024, 4, 12), True], "“True” is not an amount."),
        ("before there were any", ["7", "K", date(1900, 1, 1), 5], "“1900-01-01” is not a date."),
        ("for ever", ["7", "K", date(9999, 12, 31), 5], "“9999-12-31” is not a date."),
    ],
)
def test_a_cell_that_is_no_value(what: str, row: list[Any], why: str) -> None:
    rows, file = read(workbook([*GRID, row]), "lista.xlsx")
    assert (said(rows), file.refused) == (BOTH, 1), what
    assert file.problems.told[0].what.endswith(why)


def test_days_counted_from_1904() -> None:
    def mac(book: Any) -> None:
        book.epoch = datetime(1904, 1, 1)

    assert said(read(workbook(GRID, mac), "lista.xlsx")[0]) == BOTH


def test_a_heading_that_is_broken_over_lines() -> None:
    grid = [["Faktura-\nnr", "Kund", "Faktura\ndatum", "Belopp\n(kr)"], *GRID[1:]]
    assert said(read(workbook(grid), "lista.xlsx")[0]) == BOTH


def test_a_sheet_for_each_month() -> None:
    def more(book: Any) -> None:
        sheet = book.create_sheet("Maj")
        sheet.append(GRID[0])
        sheet.append(["1003", "Falu kommun", date(2024, 5, 2), 9])

    rows, _file = read(workbook(GRID, more), "lista.xlsx")
    assert [row.place for row in rows] == ["Blad1!D2", "Blad1!D3", "Maj!D2"]
