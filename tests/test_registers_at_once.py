"""What is read at one look, or column by column, is what is read cell by cell and line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_registers_sie import HEAD

from imports.registers import list_tables
from imports.registers.cell_columns import days_of, ores_of, texts_of
from imports.registers.cells import DATE_FORMS, DECIMALS, day_of, ore_of, text_of
from imports.registers.invoice_list import InvoiceList, _Table
from imports.registers.layouts import chosen_layout, layout_of
from imports.registers.sie import SieFile
from imports.registers.sie_rows import PlainRows
from ledger.errors import UnreadableFile, WrongUse

AMOUNTS = [
    "1250,50", "-400,00", "1 234,50", "1\u00a0234\u202f567,00", "1234 567,00", "12,5", "7", "-0,5",
    "1.234", "1.234,50", "0.10", "", " ", "12,345", "--1,00", "1,00\n2,00", "+3,00", "(4,00)",
    "5,00-", "9" * 16 + ",00", "kr", "SEK 5,00", None, 1, 0, 1250.5, 0.1, -0.0, 0.125, 1e300,
    float("nan"), True,
]  # fmt: skip
TEXTS = [" Falu kommun", "", " ", "två\nrader", "a\u00a0", None, 4711.0, 0.5, 12, True, "x"]
DAYS = [
    "2024-04-12", "12.04.2024", "", "20240412", "2024-02-31", "240412", None, date(2024, 4, 12),
    datetime(2024, 4, 12), 45394, 45394.0, "i går", True,
]  # fmt: skip


def outcome(work: Callable[[], Any]) -> Any:
    """What it gives, or the first word of what it is not."""
    try:
        return work()
    except WrongUse as error:
        return type(error)


def some(cells: list[Any]) -> st.SearchStrategy[list[Any]]:
    """Columns of such cells: all of one kind, or of any."""
    alike = st.sampled_from(cells).flatmap(lambda one: st.lists(st.just(one), min_size=1))
    return alike | st.lists(st.sampled_from(cells), min_size=1, max_size=4)


@settings(max_examples=400, deadline=None)
@given(some(AMOUNTS), st.sampled_from(DECIMALS), st.sampled_from([1, 1000]))
@example(["1 234,50", "1234,50"], "comma", 1)
@example(["1250", "12,5"], "auto", 1)
@example([1250.5, 0.1, -3.0], "auto", 1)
def test_amounts(column: list[Any], decimals: Any, scale: int) -> None:
    by_cell = outcome(lambda: [ore_of(cell, decimals, scale) for cell in column])
    assert outcome(lambda: ores_of(column, decimals, scale)) == by_cell


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-(10**16), 10**16), min_size=1), st.sampled_from([100, 1000]))
def test_amounts_as_a_workbook_keeps_them(numbers: list[int], parts: int) -> None:
    column = [number / parts for number in numbers]
    by_cell = outcome(lambda: [ore_of(cell, "auto") for cell in column])
    assert outcome(lambda: ores_of(column, "auto")) == by_cell


@settings(max_examples=200, deadline=None)
@given(some(TEXTS))
def test_texts(column: list[Any]) -> None:
    assert texts_of(column) == [text_of(cell) for cell in column]


@settings(max_examples=300, deadline=None)
@given(some(DAYS), st.sampled_from(DATE_FORMS), st.booleans())
def test_days(column: list[Any], form: Any, serial: bool) -> None:
    by_cell = outcome(lambda: [day_of(cell, form, serial=serial) for cell in column])
    assert outcome(lambda: days_of(column, form, {}, serial=serial)) == by_cell


# ---------------------------------------------------------------- whole lists

LAYOUT = layout_of(
    b'name = "egen"\nrecognise = ["Kund", "Belopp"]\nside = "sent"\nkey = ["number"]\n'
    b'skip = ["summa"]\n[columns]\nKund = "recipient"\nNr = "number"\nDag = "date"\n'
    b'Belopp = "amount"\nMoms = "vat"\nOrgnr = "recipient_id"\n',
    "egen.toml",
)
LINES = [
    "Mora kommun;1;2024-04-12;100,00;20,00;212000-2213",
    "Sunne kommun;2;2024-04-13;1 000,00;;640823-3234",  # begins as a sum does
    "Summa;;;1100,00;;",
    "Summa;;;7,00;;",
    "Kund;Nr;Dag;Belopp;Moms;Orgnr",
    "Mora kommun;3;i går;5,00;1,00;",
    "Mora kommun;4;2024-04-13;fem;1,00;",
    "Mora kommun;;2024-04-13;5,00",
    "Mora kommun;5;2024-04-13;;1,00;",
    "Mora kommun;6;2024-04-13;5,00;1,00;;;9",
    '"Mora;\nkommun";7;2024-04-13;8,00;2,00;',
    "",
]


def read(content: str) -> Any:
    """Everything that is said of a list."""
    try:
        tables = list_tables.tables_of("lista.csv", content.encode()).tables
        file = InvoiceList("lista.csv", chosen_layout("lista.csv", tables, [LAYOUT]))
        rows = list(file.rows())
    except UnreadableFile as error:
        return str(error)
    return rows, file.read.refused_lines, file.problems.told, file.passed, file.remarks


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*LINES[:2], *LINES]), min_size=1, max_size=12), st.integers(1, 5))
def test_a_list_by_columns_and_by_rows(lines: list[str], at_once: int) -> None:
    content = "\n".join([LINES[4], *lines])
    with patch.object(_Table, "_plain", lambda _self, _chunk: None):
        by_rows = read(content)
    with patch("imports.registers.invoice_list.AT_ONCE", at_once):
        assert read(content) == by_rows


@settings(max_examples=400, deadline=None)
@given(st.text('a;"\n\r \u2028\x1c', max_size=30), st.integers(1, 8))
@example('a;"b\n', 1)
@example('a\n"b;\n";c\n\na', 2)
def test_cells_of_csv(text: str, at_once: int) -> None:
    def cut() -> Any:
        held = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8")
        try:
            return list(list_tables._csv_rows("lista.csv", held, ";", 0))
        except UnreadableFile as error:
            return str(error)

    with patch.object(list_tables, "LONGEST_PLAIN", -1):  # all of it by the csv reader
        by_reader = cut()
    with patch.object(list_tables, "CSV_AT_ONCE", at_once):
        assert cut() == by_reader
    if not isinstance(by_reader, str):
        lines = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8")
        assert [row for _line, row in by_reader] == list(csv.reader(lines, delimiter=";"))


# ---------------------------------------------------------------- SIE

FIELDS = {
    "account": ["3010", "1930", '"3010"', "{}", "åäö", "x{}"],
    "objects": ["{}", "{ }", '{1 "100"}', "{1 100 6 P}", '{"1" "a}b"}', '{1 "a" 6}', '{1 "', '""'],
    "amount": ["-500.00", "500", "+5.5", "1,50", "0.005", "1.500", '"7.00"', "fem", "9" * 14, ""],
    "day": ["", "20240412", '""', '"20240412"', "20240231", "2024-04-12", "x"],
    "text": ["", '"Bidrag"', "Bidrag", '"a {b} c"', r'"\"RSS\""', '"öppet', '"a" 1 "b"', '""'],
}
rows_of_sie = st.tuples(
    st.sampled_from(["#TRANS ", "#TRANS  ", "  #TRANS ", "#TRANS\t", "#trans ", "#BTRANS "]),
    *(st.sampled_from([said[0], *said]) for said in FIELDS.values()),
    st.sampled_from([" ", " ", "\t", "  "]),
).map(lambda parts: parts[0] + parts[-1].join(parts[1:-1]))


@settings(max_examples=400, deadline=None)
@given(st.lists(rows_of_sie, min_size=1, max_size=4), st.sampled_from(["", "20240105", "x"]))
@example(['#TRANS 3010 {1 "100"} -500.00 20240412 "Bidrag"'], "20240105")
def test_a_plain_row_and_the_whole_reader(rows: list[str], day: str) -> None:
    voucher = [f'#VER A 1 {day or chr(34) * 2} "Text"', "{", *rows, "}"]
    content = "\r\n".join([HEAD, *voucher]).encode("cp437")

    def read_sie() -> Any:
        file = SieFile.opened("bok.se", content)
        said = outcome(lambda: list(file.bookings()))
        return said, file.problems, file.counts, file.moved, file.first_moved

    with patch.object(PlainRows, "read", lambda _self, _line: None):
        whole = read_sie()
    assert read_sie() == whole


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("#TRANS 3010 {} -500.00", True),
        ('#TRANS 3010 {1 "100" 6 "P7"} 500.00 20240412 "Bidrag"', True),
        ('#TRANS 3010 {} 500.00 "" "Bidrag"', True),
        ("#RTRANS 3010 {} 500.00", False),
        ("#TRANS 3010 {} 500,00", False),
        (r'#TRANS 3010 {} 500.00 20240412 "\"RSS\""', False),
    ],
)
def test_what_is_plain(line: str, plain: bool) -> None:
    assert (PlainRows().read(line) is not None) == plain
