"""Files of other programs, record by record: each is a row or told, and a plain count agrees.

The counting here is done anew from the bytes, by means that share nothing with the readers: split
lines and columns, the standard library's XML. It is skipped where those files are not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from imports.registers.reading import RegisterFile
from imports.registers.sie import SieFile
from ledger.errors import UnreadableFile

REAL = Path(__file__).parents[2] / "shared/formats"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="files of other programs are not here")


def files(folder: str) -> list[Path]:
    return sorted((REAL / folder).iterdir()) if REAL.is_dir() else []


def ore(kronor: str | bytes) -> int:
    said = kronor.decode() if isinstance(kronor, bytes) else kronor
    return int(Decimal(said) * 100)


# ---------------------------------------------------------------- SIE

MOVED = {b"TRANS": "", b"RTRANS": "added", b"BTRANS": "removed"}
PLAIN = {b"IB", b"UB", b"RES"}
WITH_OBJECTS = {b"OIB", b"OUB"}
OF_A_PERIOD = {b"PSALDO", b"PBUDGET"}
BADLY_QUOTED = {"Sie4.se": 3, "XE_SIE_4_20151125095119.SE": 54}
UNTIED = {  # what is wrong in the files themselves
    "Sie4.se": {"2440", "2640", "4010", "FEL"},
    "transaktioner_ovnbolag-bad-balance.se": {"1910"},
}
UNEVEN = {
    "XE_SIE_4_20151125095119.SE": ["Voucher 11 does not sum to zero: 2.00 kr over."],
    "transaktioner_ovnbolag-bad-balance.se": [
        "Voucher B1 does not sum to zero: -12771.00 kr over."
    ],
}


def records(content: bytes) -> list[tuple[int, bytes, list[bytes]]]:
    """Line, label and words of each record; a list of objects is one word, {}."""
    found = []
    for number, line in enumerate(content.replace(b"\r\n", b"\n").split(b"\n"), start=1):
        if line.strip().startswith(b"#"):
            label, *rest = re.sub(rb"\{[^}]*\}", b" {} ", line.strip()[1:]).split()
            found.append((number, label.upper(), rest))
    return found


def balance(label: bytes, words: list[bytes]) -> int:
    if label in PLAIN:
        return ore(words[2])
    if b"{}" in words:
        return ore(words[words.index(b"{}") + 1])
    return ore(words[3 if label in OF_A_PERIOD else 2])


@pytest.mark.parametrize("path", files("sie"), ids=lambda path: path.name)
def test_every_record_of_a_sie_file_is_accounted_for(path: Path) -> None:
    content = path.read_bytes()
    if content.lstrip()[:1] == b"<":  # a page that says that the file is not there
        with pytest.raises(UnreadableFile, match="no #FLAGGA"):
            SieFile.opened(path.name, content)
        return
    file = SieFile.opened(path.name, content)
    rows = list(file.bookings())
    counted = records(content)
    assert {row.line: (row.change, row.amount) for row in rows} == {
        line: (MOVED[label], ore(words[words.index(b"{}") + 1]))
        for line, label, words in counted
        if label in MOVED
    }
    assert {row.line: (row.kind, row.amount) for row in file.balances} == {
        line: (label.decode().lower(), balance(label, words))
        for line, label, words in counted
        if label in PLAIN | WITH_OBJECTS | OF_A_PERIOD
    }
    labels = Counter(label.decode() for _line, label, _words in counted)
    assert {name: n for name, n in file.counts.items() if name not in {"{", "}"}} == labels
    assert len(file.accounts) == len({w[0] for _n, label, w in counted if label == b"KONTO"})
    assert len(file.objects) == len({(*w[:2],) for _n, label, w in counted if label == b"OBJEKT"})
    assert (file.other_lines, file.problems.refused) == (0, {})


@pytest.mark.parametrize("path", files("sie"), ids=lambda path: path.name)
def test_the_balances_of_a_sie_file_tie_or_the_account_is_named(path: Path) -> None:
    content = path.read_bytes()
    if content.lstrip()[:1] == b"<":
        return
    file = SieFile.opened(path.name, content)
    list(file.bookings())
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _line, label, words in records(content):
        if label == b"TRANS":
            sums["moved"][words[0].decode()] += ore(words[words.index(b"{}") + 1])
        elif label in PLAIN and words[0] == b"0":
            sums[label.decode()][words[1].decode().strip('"')] += ore(words[2])
    untied = set()
    if sums["moved"] and sums["RES"]:
        closing = sums["UB"] | sums["RES"]
        accounts = {*sums["moved"], *closing, *sums["IB"]}
        untied = {
            one for one in accounts if sums["IB"][one] + sums["moved"][one] != closing.get(one, 0)
        }
    assert untied == UNTIED.get(path.name, set())
    told = [problem.what for problem in file.problems.told]
    assert {what.split()[1].rstrip(":") for what in told if what.startswith("Account ")} == untied
    assert [what for what in told if "sum to zero" in what] == UNEVEN.get(path.name, [])
    quoted = [what for what in told if "not escaped" in what]
    assert len(quoted) == BADLY_QUOTED.get(path.name, 0)
    assert len(told) == len(quoted) + len(untied) + len(UNEVEN.get(path.name, []))
    assert all(problem.line for problem in file.problems.told)
    assert file.encoding.name == "cp437"


# ---------------------------------------------------------------- BgMax


@pytest.mark.parametrize("path", files("bgmax"), ids=lambda path: path.name)
def test_every_line_of_bgmax_is_accounted_for(path: Path) -> None:
    content = path.read_bytes()
    file = RegisterFile(path.name, content, "bgmax")
    ((_table, rows),) = file.tables()
    paid: Counter[int] = Counter()
    taken = list(rows)
    for row in taken:
        paid[row.line] += row.amount
    lines = list(enumerate(content.decode("latin-1").splitlines(), start=1))
    assert paid == {
        line: int(said[37:55]) * (-1 if said[:2] == "21" else 1)
        for line, said in lines
        if said[:2] in {"20", "21"}
    }
    assert sum(paid.values()) == sum(int(said[50:68]) for _n, said in lines if said[:2] == "15")
    texts = " ".join(f"{row.payer} {row.message} {row.reference}" for row in taken)
    for _line, said in lines:
        if said[:2] == "25":
            assert said[2:].strip() in texts
        elif said[:2] == "26":
            assert said[2:37].strip() in texts
        elif said[:2] in {"20", "22", "23"}:
            assert said[12:37].strip() in texts
    assert file.problems.told == []


# ---------------------------------------------------------------- camt

WRONG_CAMT = {
    "test-camt053.xml": ["Opening and entries give 15555.28, the closing balance is 15121.12."]
}


def under(element: Any, path: str) -> str | None:
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return None if found is None else found.text.strip()


@pytest.mark.parametrize("path", files("camt"), ids=lambda path: path.name)
def test_every_entry_of_a_statement_is_accounted_for(path: Path) -> None:
    file = RegisterFile(path.name, path.read_bytes(), "camt")
    ((_table, rows),) = file.tables()
    taken = list(rows)
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314  files we have
    stated, parts = [], 0
    for entry in root.iter():
        if entry.tag.endswith("}Ntry"):
            sign = -1 if under(entry, "CdtDbtInd") == "DBIT" else 1
            day = under(entry, "BookgDt/Dt") or under(entry, "ValDt/Dt")
            stated.append((day, sign * ore(under(entry, "Amt") or "")))
            parts += max(1, sum(one.tag.endswith("}TxDtls") for one in entry.iter()))
    assert sum(row.amount for row in taken) == sum(amount for _day, amount in stated)
    assert Counter(row.date for row in taken).keys() == {day for day, _amount in stated}
    assert len(taken) == parts
    told = [problem.what for problem in file.problems.told]
    assert told == WRONG_CAMT.get(path.name, [])


# ---------------------------------------------------------------- e-invoices


@pytest.mark.parametrize("path", files("peppol"), ids=lambda path: path.name)
def test_what_an_e_invoice_says_is_what_is_read(path: Path) -> None:
    file = RegisterFile(path.name, path.read_bytes(), "einvoice")
    ((_table, rows),) = file.tables()
    (row,) = rows
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314  files we have
    sign = -1 if root.tag.endswith("}CreditNote") else 1
    total = "LegalMonetaryTotal"
    assert row.net == sign * ore(under(root, f"{total}/TaxExclusiveAmount") or "")
    assert row.amount == sign * ore(under(root, f"{total}/PayableAmount") or "")
    assert row.vat == sign * ore(under(root, "TaxTotal/TaxAmount") or "")
    assert (row.number, row.date) == (under(root, "ID"), under(root, "IssueDate"))
    assert row.currency == under(root, "DocumentCurrencyCode")
    assert row.reference == under(root, "BuyerReference")
    assert row.credits == under(root, "BillingReference/InvoiceDocumentReference/ID")
    legal = "Party/PartyLegalEntity/CompanyID"
    assert row.issuer_id == under(root, f"AccountingSupplierParty/{legal}")
    assert row.recipient_id == under(root, f"AccountingCustomerParty/{legal}")
    assert file.problems.told == []
