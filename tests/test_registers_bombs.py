"""Files made to fill the memory or reach outside themselves: refused in words, before they can."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import Said, dump, medel
from register_files import GRID, OBJECTS, open_document, workbook, zipped
from test_registers_einvoice import PEPPOL
from test_registers_payments import ONE, STATEMENT

from imports.registers.layouts import MOST_COLUMNS, shipped
from imports.registers.reading import RegisterFile, list_file
from ledger.errors import UnreadableFile

CAMT = STATEMENT.format(details=ONE, closing="69.50")
KINDS = {"camt": CAMT, "einvoice": PEPPOL}


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_list(content: bytes, name: str = "lista.xlsx") -> list[Any]:
    ((_table, rows),) = list_file(name, content, shipped()).tables()
    return list(rows)


# ---------------------------------------------------------------- XML

NINE = "".join(
    f'<!ENTITY {b} "{f"&{a};" * 9}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("what", "doctype", "used"),
    [
        ("a bomb", f'<!DOCTYPE d [<!ENTITY a "x">{NINE}]>', "&i;"),
        ("a bomb in an attribute", f'<!DOCTYPE d [<!ENTITY a "x">{NINE}]>', '<q w="&i;"/>'),
        ("a file", '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;"),
        ("the net", '<!DOCTYPE d SYSTEM "http://localhost:9/x.dtd">', ""),
        ("a parameter", '<!DOCTYPE d [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>', ""),
        ("values that are given", '<!DOCTYPE d [<!ATTLIST d a CDATA "b">]>', ""),
        ("no more than its name", "<!DOCTYPE d>", ""),
    ],
)  # fmt: skip
def test_a_document_type_is_refused(what: str, doctype: str, used: str, kind: str) -> None:
    head, mark, rest = KINDS[kind].partition("?>")
    content = f"{head}{mark}{doctype}{rest}".replace("</", f"{used}</", 1)
    for encoding in ("utf-8", "utf-16"):
        given = content.replace('"UTF-8"', f'"{encoding}"').encode(encoding)
        with pytest.raises(UnreadableFile, match=r"document type|line "):
            [list(rows) for _t, rows in RegisterFile("fil", given, kind).tables()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ("<a>" * 5_000, "nested too deep"),
        ("<a " + " ".join(f'a{n}="x"' for n in range(150_000)) + "/>", "the tag is too long"),
        ('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname"/>', ""),
        ("<!--" + "x" * 2_000_000 + "-->", ""),
        ("<?php " + "x" * 1_000 + "?>", ""),
        ("&#0;", "line "),
    ],
    ids=["nested", "attributes", "another file", "a comment", "a command", "a NUL"],
)  # fmt: skip
def test_what_may_stand_in_xml(piece: str, said: str, kind: str) -> None:
    at = KINDS[kind].index("</", 400)
    content = (KINDS[kind][:at] + KINDS[kind][at:].replace(">", f">{piece}", 1)).encode()
    if said:
        with pytest.raises(UnreadableFile, match=said):
            [list(rows) for _t, rows in RegisterFile("fil", content, kind).tables()]
    else:
        ((_table, rows),) = RegisterFile("fil", content, kind).tables()
        assert len(list(rows)) == 1


# ---------------------------------------------------------------- workbooks


def test_sheets_that_say_they_are_smaller_than_they_are() -> None:
    cell = b'<c t="n"><v>1</v></c>'
    parts = parts_of(workbook(GRID))
    sheet = "xl/worksheets/sheet1.xml"
    row = b"<row>" + cell * 10_000 + b"</row>"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", row * 400 + b"</sheetData>")
    content = bytearray(zipped(parts))
    at = content.index(b"PK\x01\x02")
    while content[at : at + 4] == b"PK\x01\x02":
        struct.pack_into("<L", content, at + 24, 1_000)  # what it says it unpacks to
        at += 46 + sum(struct.unpack_from("<HHH", content, at + 28))
    with pytest.raises(UnreadableFile, match="The workbook cannot be read"):
        read_list(bytes(content))


def test_a_stray_cell_in_a_workbook_that_is_large_for_another_reason() -> None:
    def with_padding(content: bytes) -> bytes:
        return zipped(parts_of(content) | {"xl/media/bild.png": os.urandom(4_500_000)})

    assert len(read_list(with_padding(workbook(GRID)))) == 3
    parts = parts_of(workbook(GRID))
    sheet = "xl/worksheets/sheet1.xml"
    stray = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", stray)
    with pytest.raises(UnreadableFile, match="The workbook cannot be read"):
        read_list(with_padding(zipped(parts)))


def test_an_open_document_whose_cells_are_repeated_without_end() -> None:
    parts = parts_of(open_document(GRID))
    repeated = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        b'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        b"</table:table-row></table:table>"
    )
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", repeated)
    with pytest.raises(UnreadableFile, match="The workbook cannot be read"):
        read_list(zipped(parts), "lista.ods")


def test_entities_in_a_workbook_are_not_followed() -> None:
    parts = parts_of(workbook(GRID))
    sheet = "xl/worksheets/sheet1.xml"
    outside = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = parts[sheet].partition(b"?>")[2] or parts[sheet]
    parts[sheet] = outside + body
    try:
        rows = read_list(zipped(parts))
    except UnreadableFile:
        return
    assert "root:" not in repr(rows)


def test_a_workbook_with_names_that_lead_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path.parent / "utanför.txt"
    content = zipped(parts_of(workbook(GRID)) | {"../utanför.txt": b"x", "/x/y": b"x"})
    assert len(read_list(content)) == 3
    assert not outside.exists()


def test_errors_and_formulas_of_excel() -> None:
    grid: list[list[Any]] = [
        GRID[0][:4],
        ["1", "Falu kommun", date(2024, 4, 12), "#REF!"],
        ["2", "#N/A", date(2024, 4, 12), 5],
    ]
    (row,) = read_list(workbook(grid))
    assert (row.number, row.recipient, row.amount) == ("2", "#N/A", 500)


def test_a_day_that_is_beyond_all_days_makes_no_noise(
    tmp_path: Path, sqlite_db: str, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = parts_of(workbook(GRID))
    sheet = "xl/worksheets/sheet1.xml"
    assert b"<v>45394</v>" in parts[sheet]
    parts[sheet] = parts[sheet].replace(b"<v>45394</v>", b"<v>-52033328224796877684</v>")
    (tmp_path / "lista.xlsx").write_bytes(zipped(parts))
    told = medel("import", tmp_path / "lista.xlsx", db=sqlite_db)
    assert told.code == 3
    assert "The workbook cannot be read" in told.stderr
    assert "panicked" not in capfd.readouterr().err


def test_a_nul_that_a_workbook_has_is_shown_as_no_letter() -> None:
    parts = parts_of(workbook(GRID))
    parts = {name: part.replace(b"Falu", b"Fa_x0000_lu") for name, part in parts.items()}
    assert read_list(zipped(parts))[0].recipient == "Fa\N{REPLACEMENT CHARACTER}lu kommun"


# ---------------------------------------------------------------- JSON and text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"kopare":' + "[" * 100_000, "too deep"),
        ('[{"kopare":"' + "x" * 2_000_000 + '"}]', "longer than a million"),
        ("[{" + ",".join(f'"k{n}":1' for n in range(MOST_COLUMNS + 1)) + "}]", "columns"),
        (";".join(f"k{n}" for n in range(MOST_COLUMNS + 1)) + "\n", "columns"),
        ('[{"kopare":1' + "0" * 5_000 + "}]", "a number is too long"),
        ('[{"belopp":1e' + "9" * 30 + "}]", "a number is too long"),
        ('{"a":' * 100_000, "no list of objects"),
    ],
    ids=[
        "nested",
        "a long object",
        "many names",
        "many columns",
        "a long number",
        "a large number",
        "no list",
    ],
)
def test_a_list_made_to_fill_the_memory(content: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_list(content.encode(), "lista")


# ---------------------------------------------------------------- through the program

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "=HYPERLINK(1)")


def test_formula_text_stays_text_in_every_field(tmp_path: Path, sqlite_db: str) -> None:
    said = FORMULAS[4]
    one = dict.fromkeys(OBJECTS[0], said) | {"belopp": "5,00", "datum": "2024-04-12"}
    rows = [one | {"verifikationsnummer": formula} for formula in FORMULAS]
    (tmp_path / "lista.json").write_text(json.dumps(rows), encoding="utf-8")
    assert medel("import", tmp_path / "lista.json", db=sqlite_db).code == 0
    listed = medel("register", "invoices", "--format", "json", db=sqlite_db).rows
    assert [row["reference"] for row in listed] == [formula.strip() for formula in FORMULAS]
    assert {row["issuer"] for row in listed} == {said}
    assert said in medel("register", "invoices", db=sqlite_db).stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", '<!DOCTYPE d [<!ENTITY a "x">]>' + CAMT.partition("?>")[2]),
        ("b.json", '[{"kopare":"\\u0000"}]'),
        ("c.csv", "Fakturanr;Kund;Fakturadatum;Belopp\n" + "1;" * 600_000),
        ("d.se", "#FLAGGA 0\n#TRANS " + "a " * 600_000),
        ("e.xls", "\xd0\xcf\x11\xe0"),
        ("f.xlsx", "PK\x03\x04"),
    ],
)
def test_a_hostile_file_leaves_nothing_in_the_book(
    name: str, content: str, tmp_path: Path, db: str
) -> None:
    (tmp_path / name).write_bytes(content.encode("latin-1"))
    before = dump(db)
    told: Said = medel("import", tmp_path / name, db=db)
    assert told.code == 3
    assert told.stderr.startswith(f"Error: {name}")
    assert told.stderr.count("\n") == 1
    assert dump(db) == before
