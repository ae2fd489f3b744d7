"""What stands in which list: small books by hand, one wrinkle a line; and sums that tie."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import books
import openpyxl
import pytest
from books import medel, posted
from matched import booking, invoice, invoice_row, matches, payment, payment_row, stored

from ledger.terms import EntryKind
from reports.reconciliation_figures import Age, Listed

FUND, OTHER_FUND = "Länsgemensamma medel", "Brukarmiljonen"
DAY = "2024-12-01"
GOLDEN = Path(__file__).parent / "data" / "reports"
LISTS = {listed.value for listed in Listed}


def accept(db: str, *words: str) -> None:
    said = medel("match", "accept", *words, "--by", books.BY, db=db)
    assert said.code == 0, said.stderr


def report(db: str, *words: str, kind: str = "reconciliation") -> Any:
    when = () if "--as-of" in words else ("--as-of", DAY)
    said = medel("report", kind, *when, *words, "--format", "json", db=db)
    assert said.code == 0, said.stderr
    return said.rows


def listed(found: Any) -> dict[str, list[str]]:
    """The lists that anything stands in: what each row is about, and what is open or differs."""
    rows = {}
    for name in LISTS:
        rows[name] = [
            " ".join(
                f"{item['kind']} {item['number']}" for item in one["evidence"]
            ) + "".join(f" {one[key]}" for key in ("open", "difference") if one[key] is not None)
            for one in found[name]
        ]  # fmt: skip
    return {name: said for name, said in rows.items() if said}


def in_part(db: str) -> None:
    accept(db, f"decision:{posted(db, 100)}=40", f"invoice:{invoice(db, '1001', 40)}")


def not_invoiced(db: str) -> None:
    posted(db, 100)


def allocated(db: str) -> None:
    posted(db, 100, kind=EntryKind.ALLOCATED)


def no_decision(db: str) -> None:
    invoice(db, "1001", 100, due_date="2024-12-24")


def rounding(db: str) -> None:
    pair = f"decision:{posted(db, 100)}", f"invoice:{invoice(db, '1001', '99.60', due_date=None)}"
    accept(db, *pair, "--residual", "rounding=0,40", "--why", "hela kronor")


def paid(db: str) -> None:
    bill = invoice(db, "1001", 100)
    accept(db, f"decision:{posted(db, 100)}", f"invoice:{bill}")
    accept(db, f"invoice:{bill}", f"payment:{payment(db, 100)}")


def credited(db: str) -> None:
    bill, note = invoice(db, "1001", 100), invoice(db, "1002", -100)
    accept(db, f"invoice:{bill}", f"invoice:{note}")


def credit_note(db: str) -> None:
    invoice(db, "1002", -100)


def wrong_party(db: str) -> None:
    accept(
        db, f"decision:{posted(db, 100)}", f"invoice:{invoice(db, '1', 100, payee='Mora kommun')}"
    )


def wrong_party_by_number(db: str) -> None:
    posted(db, 100)
    invoice(db, "1001", 90, payer="Mora kommun", text="enligt beslut 1", due_date="2024-12-24")


def wrong_fund(db: str) -> None:
    posted(db, 100)
    invoice(db, "1001", 100, text=OTHER_FUND, due_date="2024-12-24")


def twice_by_number(db: str) -> None:
    paid(db)
    payment(db, 100, reference="1001", date="2024-08-20")


def twice_without_number(db: str) -> None:
    paid(db)
    payment(db, 100, date="2024-06-03")


def every_month(db: str) -> None:
    """The same sum the month after, of another invoice: nothing is twice."""
    paid(db)
    invoice(db, "1002", 100, date="2024-06-02", due_date="2024-12-24")
    payment(db, 100, date="2024-06-03")


def seen_by_both(db: str) -> None:
    """What went out at the one and came in at the other is one payment."""
    paid(db)
    accept(db, "invoice:1", f"payment:{payment(db, -100, reference='1001')}")


def two_parts(db: str) -> None:
    bill = invoice(db, "1001", 100)
    accept(db, f"invoice:{bill}=60", f"payment:{payment(db, 60, reference='1001')}")
    payment(db, 60, reference="1001", date="2024-06-20")


def invoiced_again(db: str) -> None:
    paid(db)
    invoice(db, "1001", 100, date="2024-09-02", due_date="2024-12-24")


def invoiced_too_much(db: str) -> None:
    accept(db, f"decision:{posted(db, 100)}=60", f"invoice:{invoice(db, '1', 60, due_date=None)}")
    invoice(db, "2", 50, text="beslut 1", due_date="2024-12-24")


def booked(db: str) -> None:
    booking(db, -100)


def outside(db: str) -> None:
    words = ("--account", "3510", "--as", "outside", "--by", books.BY)
    assert medel("rule", "add", "annat", *words, db=db).code == 0
    booking(db, -100)


BOOKS: dict[Callable[[str], None], dict[str, list[str]]] = {
    not_invoiced: {"decided_not_invoiced": ["decision 1 100.00"]},
    in_part: {
        "matched": ["decision 1 invoice 1"], "amount_differs": ["decision 1 invoice 1 60.00"],
        "decided_not_invoiced": ["decision 1 60.00"], "overdue": ["invoice 1 decision 1 40.00"],
    },
    allocated: {},
    no_decision: {"invoiced_without_decision": ["invoice 1 100.00"]},
    rounding: {
        "matched": ["decision 1 invoice 1"], "amount_differs": ["decision 1 invoice 1 0.40"],
        "overdue": ["invoice 1 decision 1 99.60"],
    },
    paid: {"matched": ["decision 1 invoice 1", "invoice 1 payment 1"]},
    credited: {"matched": ["invoice 1 invoice 2"]},
    credit_note: {"invoiced_without_decision": ["invoice 1 -100.00"]},
    wrong_party: {
        "matched": ["decision 1 invoice 1"], "wrong_party": ["decision 1 invoice 1"],
        "overdue": ["invoice 1 decision 1 100.00"],
    },
    wrong_party_by_number: {
        "decided_not_invoiced": ["decision 1 100.00"], "wrong_party": ["decision 1 invoice 1"],
        "invoiced_without_decision": ["invoice 1 90.00"],
    },
    wrong_fund: {
        "decided_not_invoiced": ["decision 1 100.00"], "wrong_fund": ["decision 1 invoice 1"],
        "invoiced_without_decision": ["invoice 1 100.00"],
    },
    twice_by_number: {
        "matched": ["decision 1 invoice 1", "invoice 1 payment 1"],
        "paid_twice": ["payment 1 payment 2 invoice 1 100.00"],
    },
    twice_without_number: {
        "matched": ["decision 1 invoice 1", "invoice 1 payment 1"],
        "paid_twice": ["payment 1 payment 2 100.00"],
    },
    every_month: {
        "matched": ["decision 1 invoice 1", "invoice 1 payment 1"],
        "invoiced_without_decision": ["invoice 2 100.00"],
    },
    seen_by_both: {
        "matched": ["decision 1 invoice 1", "invoice 1 payment 1", "invoice 1 payment 2"],
    },
    two_parts: {
        "matched": ["invoice 1 payment 1"], "amount_differs": ["invoice 1 payment 1 40.00"],
        "invoiced_without_decision": ["invoice 1 100.00"],
        "paid_twice": ["payment 1 payment 2 invoice 1 20.00"], "overdue": ["invoice 1 40.00"],
    },
    invoiced_again: {
        "matched": ["decision 1 invoice 1", "invoice 1 payment 1"],
        "invoiced_without_decision": ["invoice 2 100.00"],
        "invoiced_twice": ["invoice 1 invoice 2 100.00"],
    },
    invoiced_too_much: {
        "matched": ["decision 1 invoice 1"], "amount_differs": ["decision 1 invoice 1 40.00"],
        "decided_not_invoiced": ["decision 1 40.00"],
        "invoiced_without_decision": ["invoice 2 50.00"],
        "invoiced_twice": ["invoice 1 invoice 2 decision 1 10.00"],
        "overdue": ["invoice 1 decision 1 60.00"],
    },
    booked: {"booked_not_invoiced": ["booking 1 100.00"]},
    outside: {},
}  # fmt: skip


@pytest.mark.parametrize("made", BOOKS, ids=lambda made: made.__name__)
def test_what_stands_in_which_list(made: Callable[[str], None], sqlite_db: str) -> None:
    made(sqlite_db)
    assert listed(report(sqlite_db)) == BOOKS[made]


def everything(db: str) -> None:
    """One book with a row or more of most lists."""
    rounding(db)
    posted(db, 250, payee="Mora kommun")
    invoice(db, "2001", 70, payer="Falu kommun", payee="Region Dalarna", due_date="2024-10-15")
    invoice(db, "2002", 80, payee="Mora kommun", date="2024-08-01", due_date=None)
    bill = invoice(db, "2003", 500, due_date="2024-11-20")
    accept(db, f"invoice:{bill}=200", f"payment:{payment(db, 200)}")
    invoice(db, "2004", 55, payee="Mora kommun", due_date="2025-01-31")
    invoice(db, "2005", 250, payee="Mora kommun", due_date="2025-01-31")
    assert medel("match", "--by", books.BY, db=db).code == 0


def test_evidence_on_both_databases(db: str) -> None:
    everything(db)
    found = report(db)
    differs = found["amount_differs"][0]
    assert differs["residuals"] == [{"kind": "rounding", "amount": "0.40", "why": "hela kronor"}]
    assert [one["place"] for one in differs["evidence"]] == ["faktura", "invoices-1.csv:0"]
    assert {one["age"] for one in found["account"] if one["open"] != "0.00"} <= {
        age.value for age in Age
    }  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "age"),
    [
        ("2024-06-01", "not_due"), ("2024-06-02", "1-30"), ("2024-07-01", "1-30"),
        ("2024-07-02", "31-60"), ("2024-07-31", "31-60"), ("2024-08-01", "61-90"),
        ("2024-08-30", "61-90"), ("2024-08-31", "over_90"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("said", ["2024-06-01", None], ids=["as it says", "thirty days"])
def test_ages(said: str | None, as_of: str, age: str, sqlite_db: str) -> None:
    invoice(sqlite_db, "1001", 100, date="2024-05-02", due_date=said)
    (line,) = report(sqlite_db, "--as-of", as_of)["account"]
    assert (line["due_date"], line["age"]) == ("2024-06-01", age)


def test_what_came_later_has_not_come_as_of_a_day(sqlite_db: str) -> None:
    paid(sqlite_db)
    found = listed(report(sqlite_db, "--as-of", "2024-05-10"))
    assert found == {"matched": ["decision 1 invoice 1"]}


def test_without_a_day_ages_are_counted_to_today(
    sqlite_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    monkeypatch.setattr("ledger.dates.today", lambda: date(2024, 6, 11))
    invoice(sqlite_db, "1001", 100)
    found = medel("report", "reconciliation", "--format", "json", db=sqlite_db).rows
    assert (found["day"], found["overdue"][0]["days_overdue"]) == ("2024-06-11", 10)


PARTS = {
    ("--body", "Mora kommun"): {"Mora kommun"},
    ("--body", "Falu kommun"): {"Falu kommun"},
    ("--year", "2024"): {"Falu kommun", "Mora kommun", "Region Dalarna"},
    ("--year", "2030"): set(),
    ("--fund", OTHER_FUND): {"Falu kommun", "Mora kommun", "Region Dalarna"},
}


@pytest.mark.parametrize("words", PARTS, ids=" ".join)
def test_a_part_of_the_book(words: tuple[str, ...], sqlite_db: str) -> None:
    everything(sqlite_db)
    lines = report(sqlite_db, *words)["account"]
    assert {one["payee"] for one in lines} | {one["payer"] for one in lines} >= PARTS[words]
    if "--body" in words:
        assert all(words[1] in {one["payer"], one["payee"]} for one in lines)


def total(rows: Any, name: str = "open") -> Decimal:
    return sum((Decimal(one[name]) for one in rows), Decimal(0))


def assert_ties(db: str) -> None:
    """Lists, account, statements and matrix say the same; the workbook's checks read 0."""
    found, stated = report(db), report(db, kind="statement")["statements"]
    lines = found["account"]
    bare = [one for one in lines if one["invoice"] is None]
    late = [one for one in lines if one["days_overdue"] > 0]
    assert total(found["decided_not_invoiced"]) == total(bare)
    assert total(found["overdue"]) == total(late)
    assert total(found["debts"], "total") == total(lines)
    assert sum(map(Decimal, found["ageing"].values())) == total(lines)
    assert sum(Decimal(one["net"]) for one in stated) == 0
    for one in stated:
        owes = [d for d in found["debts"] if d["payer"] == one["body"]]
        assert Decimal(one["owes"]) == total(one["to_pay"]) == total(owes, "total")
    for one in lines:
        parts = ("invoiced", "credited") if one["invoice"] else ("decided",)
        whole, *less = (Decimal(one[part]) for part in parts)
        rest = whole - sum(less) - Decimal(one["paid"]) - Decimal(one["other"])
        assert rest == Decimal(one["open"])
    net = report(db, "--net")["debts"]
    balance: dict[str, Decimal] = {}
    for sign, debts in ((1, found["debts"]), (-1, net)):
        for one in debts:
            for role, way in (("payer", -sign), ("payee", sign)):
                before = balance.get(one[role], Decimal(0))
                balance[one[role]] = before + way * Decimal(one["total"])
    assert not any(balance.values())


def test_sums_tie(sqlite_db: str) -> None:
    everything(sqlite_db)
    assert_ties(sqlite_db)


@pytest.mark.parametrize("seed", range(3))
def test_sums_tie_in_any_book(seed: int, sqlite_db: str) -> None:
    chance = random.Random(seed)
    bodies = ["Region Dalarna", "Falu kommun", "Mora kommun"]

    def pair() -> dict[str, str]:
        payer, payee = chance.sample(bodies, 2)
        return {"payer": payer, "payee": payee}

    for _n in range(8):
        posted(sqlite_db, chance.choice([100, 250, 99]), **pair())
    rows = [invoice_row(str(1000 + n), chance.choice([100, 250, 99, -100, 40]), **pair())
            for n in range(16)]  # fmt: skip
    stored(sqlite_db, "invoices", rows)
    stored(sqlite_db, "payments", [
        payment_row(chance.choice([100, -250, 40, 100]), **pair(),
                    reference=str(chance.randint(1000, 1016)))
        for n in range(16)
    ])  # fmt: skip
    assert medel("match", "--by", books.BY, db=sqlite_db).code == 0
    for one in matches(sqlite_db):
        if one["state"] == "suggested" and chance.random() < 0.6:
            medel("match", "accept", one["number"], "--by", books.BY, db=sqlite_db)
    assert_ties(sqlite_db)


def checks(path: Path) -> Iterator[Any]:
    sheet = openpyxl.load_workbook(path)["Avstämning"]
    below = False
    for row in sheet.iter_rows(values_only=True):
        below = below or row[0] == "Kontroll"
        if below and row[0] not in {None, "Kontroll"}:
            yield row[1]


def test_the_workbook_is_the_book_s_until_it_is_not(sqlite_db: str, tmp_path: Path) -> None:
    everything(sqlite_db)
    for kind in ("reconciliation", "statement"):
        file = tmp_path / f"{kind}.xlsx"
        assert medel("report", kind, "-o", file, db=sqlite_db).code == 0
        said = medel("check", "--against", file, db=sqlite_db)
        assert said.code == 0, said.both
    assert all(str(one).startswith("=ROUND(") for one in checks(tmp_path / "reconciliation.xlsx"))
    posted(sqlite_db, 7)
    said = medel("check", "--against", tmp_path / "reconciliation.xlsx", db=sqlite_db)
    assert said.code != 0
    assert "7,00" in said.both or "7.00" in said.both


def test_a_file_for_each_body(sqlite_db: str, tmp_path: Path) -> None:
    everything(sqlite_db)
    words = ("--each", "-o", tmp_path / "utdrag", "--format", "text")
    assert medel("report", "statement", *words, db=sqlite_db).code == 0
    names = sorted(file.name for file in (tmp_path / "utdrag").iterdir())
    assert names == ["Falu kommun.txt", "Mora kommun.txt", "Region Dalarna.txt"]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "\x1b[31mröd", "\ufffe"])
def test_hostile_text_is_text(text: str, sqlite_db: str, tmp_path: Path) -> None:
    invoice(sqlite_db, text + "1", 100, payer=text, text=text, reference=text)
    file = tmp_path / "avstamning.xlsx"
    assert medel("report", "reconciliation", "-o", file, db=sqlite_db).code == 0
    for sheet in openpyxl.load_workbook(file):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or not str(cell.value).startswith(
                    f"={text.lstrip('=')}"
                )
    said = medel("report", "reconciliation", db=sqlite_db)
    assert "\x1b" not in said.stdout


GOLDENS = {
    "reconciliation.sv.txt": ("reconciliation",),
    "reconciliation-net.en.txt": ("reconciliation", "--net", "--unit", "tkr"),
    "statement.sv.txt": ("statement", "Region Dalarna"),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_text_form(name: str, sqlite_db: str) -> None:
    everything(sqlite_db)
    lang = ("--lang", "en") if ".en." in name else ()
    said = medel(*lang, "report", *GOLDENS[name], "--as-of", DAY, db=sqlite_db)
    assert said.code == 0, said.stderr
    shown = "\n".join(_steady(line) for line in said.stdout.splitlines()) + "\n"
    golden = GOLDEN / name
    assert shown == golden.read_text("utf-8")


def _steady(line: str) -> str:
    """Without the book's hash, which no two books share."""
    return re.sub(r"\b[0-9a-f]{12}\b", "…", line)
