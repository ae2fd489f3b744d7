"""What is attached to e-invoices: listed, and saved under names that stay where they are put."""

from __future__ import annotations

from pathlib import Path

import books
import pytest
from books import medel
from test_registers_einvoice import PEPPOL

from imports.registers.attachments import safe_name
from ledger.parties.org_numbers import number_kept

PDF = "application/pdf"
TWO = PEPPOL.replace(
    "</cac:AdditionalDocumentReference>",
    "</cac:AdditionalDocumentReference><cac:AdditionalDocumentReference><cbc:ID>2</cbc:ID>"
    "<cac:Attachment><cac:ExternalReference><cbc:URI>https://example.org/avtal</cbc:URI>"
    "</cac:ExternalReference></cac:Attachment></cac:AdditionalDocumentReference>",
)


@pytest.fixture
def faktura(tmp_path: Path) -> Path:
    path = tmp_path / "faktura.xml"
    path.write_text(TWO, encoding="utf-8")
    return path


def test_attachments_are_listed_and_saved_as_they_were(
    db: str, faktura: Path, tmp_path: Path
) -> None:
    medel("import", faktura, db=db)
    inside, outside = medel("register", "attachments", "--format", "json", db=db).rows
    assert inside == {
        "number": "F-1007", "issuer": "Förbundet i länet", "date": "2024-05-06",
        "name": "underlag.pdf", "media_type": PDF, "line": 12, "file": "faktura.xml", "batch": 1,
    }  # fmt: skip
    assert (outside["name"], outside["media_type"]) == ("https://example.org/avtal", None)
    said = medel("register", "attachments", "--number", "F-1007", "--save", tmp_path / "ut", db=db)
    assert said.stdout.splitlines() == [
        str(tmp_path / "ut/F-1007-underlag.pdf"),
        "F-1007: https://example.org/avtal lies elsewhere and was not fetched.",
        "1 file.",
    ]
    assert (tmp_path / "ut/F-1007-underlag.pdf").read_bytes() == b"A"
    assert "underlag.pdf" in medel("register", "attachments", db=db).stdout
    assert medel("register", "attachments", "--number", "F-1", db=db).stdout == "No rows.\n"


def test_nothing_is_written_over(sqlite_db: str, faktura: Path, tmp_path: Path) -> None:
    medel("import", faktura, db=sqlite_db)
    (tmp_path / "F-1007-underlag.pdf").write_bytes(b"mitt eget")
    medel("register", "attachments", "--save", tmp_path, db=sqlite_db)
    medel("register", "attachments", "--save", tmp_path, db=sqlite_db)
    assert (tmp_path / "F-1007-underlag.pdf").read_bytes() == b"mitt eget"
    assert (tmp_path / "F-1007-underlag-2.pdf").read_bytes() == b"A"


def test_one_that_is_not_whole_is_told(sqlite_db: str, faktura: Path, tmp_path: Path) -> None:
    faktura.write_text(TWO.replace("QQ==", "QQ"), encoding="utf-8")
    medel("import", faktura, db=sqlite_db)
    said = medel("register", "attachments", "--save", tmp_path / "ut", db=sqlite_db)
    assert "underlag.pdf: The attachment is not whole: it is not base64." in said.stderr
    assert said.stdout.endswith("0 files.\n")


@pytest.mark.parametrize(
    ("what", "name", "media_type", "safe"),
    [
        ("as it is",           "underlag.pdf",           PDF,                  "underlag.pdf"),
        ("Swedish letters",    "Året.pdf",               PDF,                  "Året.pdf"),
        ("a way up",           "../../etc/passwd",       PDF,                  "passwd.pdf"),
        ("a way in Windows",   "C:\\Bok\\rad.pdf",       PDF,                  "rad.pdf"),
        ("another kind",       "faktura.exe",            PDF,                  "faktura.exe.pdf"),
        ("a kind of no use",   "faktura.exe",            "application/x-exe",  "faktura.exe.bin"),
        ("hidden",             ".bashrc",                "text/csv",           "bashrc.csv"),
        ("no name",            "..",                     PDF,                  "bilaga.pdf"),
        ("a device",           "CON",                    PDF,                  "_CON.pdf"),
        ("turned round",       "fdp\u202excod.exe",      PDF,                  "fdp_xcod.exe.pdf"),
        ("lines",              "a\r\nb.pdf",             PDF,                  "a_b.pdf"),
        ("both cases",         "BILD.JPG",               "image/jpeg",         "BILD.JPG"),
    ],
)  # fmt: skip
def test_safe_names(what: str, name: str, media_type: str, safe: str) -> None:
    assert safe_name(name, media_type) == safe, what


def test_a_long_name_keeps_its_ending() -> None:
    assert len(safe_name("a" * 300 + ".pdf", PDF)) == 100
    assert safe_name("a" * 300, PDF).endswith("a.pdf")


def test_references_orders_projects_and_credits_are_listed(sqlite_db: str, faktura: Path) -> None:
    text = TWO.replace(
        "<cac:OrderReference>",
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-1001</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference><cac:OrderReference>",
    )
    faktura.write_text(text, encoding="utf-8")
    medel("import", faktura, db=sqlite_db)
    heading, row = medel("register", "invoices", db=sqlite_db).stdout.splitlines()
    assert " ".join(heading.split()).count("Amount Reference Order Project Credits ") == 1
    assert " ".join(row.split()).count("RSS-2024 4711 P7 F-1001 ") == 1


# -- Numbers of people -----------------------------------------------------------------------------

SOLE = PEPPOL.replace("<cbc:CompanyID>2220000315<", "<cbc:CompanyID>6408233234<")
LIST = "Leverantör;Orgnr;Fakturanr;Fakturadatum;Belopp\nFirma;640823-3234;17;2024-05-06;100,00\n"


@pytest.mark.parametrize(
    ("what", "name", "content", "kept"),
    [
        ("an e-invoice", "f.xml", SOLE, "640823-****"),
        ("a list", "lista.csv", LIST, "640823-****"),
    ],
)
def test_a_sole_traders_number_is_masked_in_the_register(
    what: str, name: str, content: str, kept: str, db: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    said = medel("import", tmp_path / name, db=db)
    assert said.code == 0, said.both
    (row,) = medel("register", "invoices", "--format", "json", db=db).rows
    assert row["issuer_id"] == kept, what
    shown = medel("register", "invoices", db=db).both + repr(books.dump_of(db, "invoices"))
    assert "3234" not in shown
    (source,) = books.dump_of(db, "sources")
    assert b"3234" in repr(source).encode()  # the file itself is the evidence
    assert books.findings(db) == []


def test_two_born_on_the_same_day_are_two(sqlite_db: str, tmp_path: Path) -> None:
    (tmp_path / "en.xml").write_text(SOLE, encoding="utf-8")
    (tmp_path / "två.xml").write_text(SOLE.replace("6408233234", "6408233242"), encoding="utf-8")
    said = medel("import", tmp_path / "en.xml", tmp_path / "två.xml", db=sqlite_db)
    assert said.stdout.count("1 invoice, 1 new") == 2


@pytest.mark.parametrize(
    ("what", "written", "kept"),
    [
        ("ten digits",              "6408233234",      "640823-****"),
        ("with a hyphen",           "640823-3234",     "640823-****"),
        ("over a hundred",          "640823+3234",     "640823-****"),
        ("with the century",        "19640823-3234",   "19640823-****"),
        ("a VAT number",            "SE640823323401",  "SE640823-****"),
        ("with its scheme",         "0007:6408233234", "0007:640823-****"),
        ("an organisation's",       "212000-2239",     "212000-2239"),
        ("an organisation's VAT",   "SE212000223901",  "SE212000223901"),
        ("no such check digit",     "640823-3235",     "640823-3235"),
        ("no such month",           "641323-3239",     "641323-3239"),
        ("an internal number",      "4711",            "4711"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_kept(what: str, written: str, kept: str) -> None:
    assert number_kept(written) == kept, what
