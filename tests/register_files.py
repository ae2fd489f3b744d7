"""Small good files of every register's reader, and fifty of them that overlap as exports do.

    for name, (reader, content) in samples().items(): ...
    paths, expected = write_fifty(folder)

`expected` is what a book must hold when all fifty have been taken, by table: rows and öre.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from test_registers_einvoice import PEPPOL, SVEFAKTURA
from test_registers_payments import ONE, START, STATEMENT, TO, TWO, deposit, line, payment
from test_registers_sie import HEAD, VOUCHER

READERS = ("sie", "bgmax", "camt", "einvoice", "csv", "json", "xlsx", "ods", "xls")
GRID: list[list[Any]] = [
    ["Fakturanr", "Kund", "Fakturadatum", "Belopp", "Text"],
    ["1001", "Falu kommun", date(2024, 4, 12), 1250.5, "Länsgemensamma medel"],
    [1002, "Mora kommun", date(2024, 4, 13), -400, "=1+1"],
    ["1003", "Älvdalens kommun", "2024-04-14", "1 000,25", "ändrad"],
    ["Summa", None, None, 1850.75, None],
]
CSV = "\n".join(
    [
        "Fakturanr;Kund;Fakturadatum;Belopp;Text",
        "1001;Falu kommun;2024-04-12;1 250,50;Länsgemensamma medel",
        '1002;"Mora; kommun";2024-04-13;-400,00;"två\nrader"',
        "1003;Älvdalens kommun;20240414;1 000,25-;ändrad",
        "Summa;;;-149,75;",
    ]
)
OBJECTS = [
    {
        "kopare": "Region Dalarna", "kopare_id": "232100-0180", "verifikationsnummer": "L 7",
        "leverantor": "Tryckeriet å", "leverantor_id": "4711", "belopp": 1250.5,
        "datum": "2024-04-12", "avtal": None, "med": {"a": [1, True]},
    },
    {
        "kopare": "Region Dalarna", "kopare_id": "232100-0180", "verifikationsnummer": "L 8",
        "leverantor": "Tryckeriet", "leverantor_id": "4711", "belopp": "-400.00",
        "datum": "2024-04-13",
    },
]  # fmt: skip
SIE = (
    HEAD
    + '#DIM 1 "Kostnadsställe"\n#IB 0 1930 100.00\n#UB 0 1930 986075.00\n'
    + '#RES 0 3510 -985975.00\n#OIB 0 1930 {1 "12"} 5\n#PSALDO 0 202305 3510 {6 "P7"} -7.50\n'
    + VOUCHER.replace("#TRANS 3510", "#BTRANS 3511 {} -5\n#RTRANS 3510 {} -6\n#TRANS 3510")
)
BGMAX = "\r\n".join(
    [
        START, TO, payment("985975", 98597500, "7"), line("25", (3, "Faktura 985975")),
        line("26", (3, "Region Kalmar län")), line("27", (3, "Box 1"), (38, "39126")),
        line("28", (3, "Kalmar")), line("29", (3, "2321000073")),
        payment("", 300, "8"), payment("11", 100, "8", "22"), payment("12", 200, "8", "22"),
        payment("3", 50, "9", "21"), payment("3", 50, "9", "23"),
        deposit(98597750, 3),
        line("70", (3, "00000002"), (11, "00000001"), (19, "00000003"), (27, "00000001")),
    ]
)  # fmt: skip
NOTICE = (
    STATEMENT.format(details=ONE + ONE, closing="69.50")
    .replace("camt.053.001.02", "camt.054.001.08").replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    .replace("Stmt>", "Ntfctn>").replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
)  # fmt: skip
CREDIT_NOTE = (
    PEPPOL.replace("Invoice-2", "CreditNote-2").replace("<Invoice ", "<CreditNote ")
    .replace("</Invoice>", "</CreditNote>").replace("cac:InvoiceLine", "cac:CreditNoteLine")
    .replace("cbc:InvoiceTypeCode>380", "cbc:CreditNoteTypeCode>381")
    .replace("</cbc:InvoiceTypeCode>", "</cbc:CreditNoteTypeCode>")
)  # fmt: skip
XLS = Path(__file__).parent / "data/reskontra.xls"
_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Blad1">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


@cache
def samples() -> dict[str, tuple[str, bytes]]:
    """Name → reader and content; several for a reader that has several forms."""
    return {
        "bok.se": ("sie", SIE.encode("cp437")),
        "bok-utf8.se": ("sie", SIE.encode("utf-8-sig")),
        "bok-utf16.se": ("sie", SIE.encode("utf-16")),
        "in.txt": ("bgmax", BGMAX.encode("latin-1")),
        "utdrag.xml": ("camt", STATEMENT.format(details=TWO, closing="69.50").encode()),
        "avi.xml": ("camt", NOTICE.encode()),
        "faktura.xml": ("einvoice", PEPPOL.encode()),
        "kredit.xml": ("einvoice", CREDIT_NOTE.encode()),
        "svefaktura.xml": ("einvoice", SVEFAKTURA.encode()),
        "lista.csv": ("csv", CSV.encode("cp1252")),
        "lista-utf8.csv": ("csv", CSV.replace("\n", "\r").encode("utf-8-sig")),
        "lista-utf16.csv": ("csv", CSV.replace(";", "\t").encode("utf-16")),
        "lista.json": ("json", json.dumps(OBJECTS, ensure_ascii=False, indent=1).encode()),
        "lista-bom.json": ("json", json.dumps({"rader": OBJECTS}).encode("utf-8-sig")),
        "lista.xlsx": ("xlsx", workbook(GRID)),
        "lista.ods": ("ods", open_document(GRID)),
        "lista.xls": ("xls", XLS.read_bytes()),
    }


def of_reader(reader: str) -> list[tuple[str, bytes]]:
    """The good files of one reader."""
    return [(name, content) for name, (kind, content) in samples().items() if kind == reader]


def workbook(grid: list[list[Any]]) -> bytes:
    """An xlsx of one sheet, with a merged cell."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Blad1"
    for row in grid:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # what begins with = is text here, no formula
    sheet.merge_cells("A5:B5")
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def open_document(grid: list[list[Any]]) -> bytes:
    """The same as an ods."""

    def cell(value: Any) -> str:
        kind, said = "float", f'office:value="{value}"'
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, date):
            kind, said = "date", f'office:date-value="{value}"'
        elif isinstance(value, str):
            kind, said = "string", ""
        shown = f"<text:p>{value}</text:p>"
        return f'<table:table-cell office:value-type="{kind}" {said}>{shown}</table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in grid)
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": _ODS.format(rows=rows).encode(),
    })  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


# ---------------------------------------------------------------- fifty

FIFTY = 50
LARGE_ROWS = 6_000  # of one of them: more than are stored at a time


def write_fifty(folder: Path, large: int = LARGE_ROWS) -> list[Path]:
    """Fifty files of every form but the old xls, each with rows of the one before of its form."""
    makers = (_csv, _sie, _bgmax, _camt, _einvoice, _json)
    paths = []
    for n in range(FIFTY):
        ending, content = makers[n % len(makers)](n // len(makers))
        if n == 24:
            content = "\n".join([_HEAD, *(_line(row) for row in range(1_000, 1_000 + large))])
        path = folder / f"{n:02}{ending}"
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    return paths


_HEAD = "Fakturanr;Kund;Fakturadatum;Belopp"


def _line(number: int) -> str:
    return f"{number};Kommun {number % 7};2024-04-{number % 28 + 1:02};{number},{number % 100:02}"


def _csv(n: int) -> tuple[str, str]:
    return ".csv", "\n".join([_HEAD, _line(n), _line(n + 1), _line(n + 2)])


def _sie(n: int) -> tuple[str, str]:
    vouchers = "".join(VOUCHER.replace("A 12", f"A {12 + n + more}") for more in range(2))
    return ".se", HEAD + f"#IB 0 1930 {n}.00\n" + vouchers


def _bgmax(n: int) -> tuple[str, str]:
    lines = [START, TO]
    for serial in (n + 1, n + 2):
        lines += [payment(f"{serial}", 100 * serial, f"{serial}"), deposit(100 * serial, 1)]
    return ".txt", "\n".join(lines)


def _camt(n: int) -> tuple[str, str]:
    return ".xml", STATEMENT.format(details=ONE, closing="69.50").replace(">B1<", f">B{n}<")


def _einvoice(n: int) -> tuple[str, str]:
    return ".xml", PEPPOL.replace("F-1007", f"F-{1007 + n}")


def _json(n: int) -> tuple[str, str]:
    rows = [OBJECTS[0] | {"verifikationsnummer": f"L {n + more}"} for more in range(3)]
    return ".json", json.dumps(rows, ensure_ascii=False)
