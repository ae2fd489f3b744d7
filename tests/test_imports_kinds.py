"""What a file is: told by what it holds, whatever it is called; one and only one reader answers."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from test_registers_einvoice import PEPPOL, SVEFAKTURA
from test_registers_payments import ONE, START, STATEMENT
from test_registers_sie import HEAD

from imports.kinds import KINDS, Seen, kind_named, recognised
from imports.registers.reading import RegisterFile
from ledger.drafts import Reading
from ledger.errors import UnreadableFile, WrongUse
from ledger.parties.names import Names

SIE = HEAD.encode("cp437")
BGMAX = START.encode()
CAMT = STATEMENT.format(details=ONE, closing="69.50").encode()
LIST = b"Fakturanr;Kund;Fakturadatum;Belopp\n1001;Falu kommun;2024-04-12;1 250,50\n"
WORDS = b"Beslut: Falu kommun fakturerar Region Dalarna 100 kr."


def seen(name: str, content: bytes) -> Seen:
    return Seen(name, content, Names.shipped())


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def kind_of(name: str, content: bytes) -> str:
    what = recognised(seen(name, content))
    if isinstance(what, RegisterFile):
        return what.kind
    return "minutes" if isinstance(what, Reading) else "answers"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("bok.se", SIE, "sie"),
        ("bok.txt", SIE, "sie"),
        ("bok.csv", SIE, "sie"),
        ("bok", SIE, "sie"),
        ("in.txt", BGMAX, "bgmax"),
        ("in.bgmax", BGMAX, "bgmax"),
        ("utdrag.xml", CAMT, "camt"),
        ("utdrag.dat", CAMT, "camt"),
        ("faktura.xml", PEPPOL.encode(), "einvoice"),
        ("faktura.xml", SVEFAKTURA.encode(), "einvoice"),
        ("lista.csv", LIST, "list"),
        ("protokoll.txt", WORDS, "minutes"),
        ("protokoll.md", WORDS, "minutes"),
        ("lista.txt", LIST, "minutes"),  # a .txt of no sign is words
    ],
)
def test_a_file_is_told_by_what_it_holds(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "reasons"),
    [
        ("tom.se", b"404", ["no #FLAGGA"]),
        ("annat.xml", b"<a/>", ["no camt.052", "no invoice of Peppol"]),
        ("lista.csv", b"a;b\n1;2\n", ["No layout knows this list", "medel layout new"]),
        (
            "lista.xlsx", workbook(["a", "b"], [1, 2]),
            ["no workbook of", "No layout knows this list", "medel layout new"],
        ),
        ("bild.png", b"\x89PNG", ["Minutes of this kind cannot be read"]),
    ],
)  # fmt: skip
def test_what_no_reader_answers_for_is_told_with_each_ones_reason(
    name: str, content: bytes, reasons: list[str]
) -> None:
    with pytest.raises(UnreadableFile) as told:
        recognised(seen(name, content))
    for reason in reasons:
        assert reason in str(told.value)


def test_two_that_answer_are_named() -> None:
    with pytest.raises(UnreadableFile) as told:
        recognised(seen("x.txt", BGMAX + b"\n#FLAGGA 0\n"))
    assert "Several readers answer for the file: sie (SIE), bgmax (BgMax)." in str(told.value)
    assert "--as KIND" in str(told.value)


def test_what_is_wanted_decides() -> None:
    assert isinstance(recognised(seen("lista.txt", LIST), "list"), RegisterFile)
    assert isinstance(recognised(seen("bok.txt", SIE), "minutes"), Reading)
    with pytest.raises(UnreadableFile, match="there is no #FLAGGA"):
        recognised(seen("protokoll.txt", WORDS), "sie")
    with pytest.raises(WrongUse, match="There are answers, sie, bgmax, camt, einvoice, list"):
        recognised(seen("protokoll.txt", WORDS), "brev")


def test_kinds_have_names_of_their_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert all(kind_named(kind.name) is kind for kind in KINDS)
