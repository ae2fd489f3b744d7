"""`medel report fund`, `body`, `forum`, `plan`, `deadlines`, `trail`: parts of the book, proven."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import books
import openpyxl
import pytest
from reports_by_hand import GOLDENS, extract_texts

from ledger.money import Money
from ledger.parties.bodies import body_number
from ledger.proposing import inbox
from ledger.proposing.resolving import Choices
from ledger.storage.store import open_book
from ledger.terms import EntryKind, FollowUp, Status
from reports.book import Book, Look
from reports.kinds import report_of
from reports.read_xlsx import opened, stamp_of
from reports.spec import Spec

FORUM = "Ledningsgrupp för samverkan i Dalarna"
REGION, FALUN, MORA = "Region Dalarna", "Falu kommun", "Mora kommun"
FUND, OTHER = "RSS-medel", "Brukarmiljonen"
HOSTILE = '=cmd|"/c calc"!A1'

INVOICE = books.found(
    "Beslut: Falu kommun fakturerar\nRegion Dalarna 1 250,50 kr för RSS-medel.", "1250.50",
    "1 250,50 kr", payer=REGION, payee=FALUN, fund=FUND, section="§ 4 Ekonomi", page=2,
)  # fmt: skip
NO_SUM = books.found("Gruppen beslutar att använda RSS-medel till utbildning.", fund=FUND,
                     follow_up=FollowUp.NO_SUM)  # fmt: skip
TURNED_DOWN = books.found("Ansökan om 20 kr avslås.", 20, "20 kr", status=Status.REJECTED)

ASKED: dict[str, tuple[str, ...]] = {
    "fund": ("fund", FUND),
    "fund, a year": ("fund", FUND, "--year", "2024"),
    "fund, a body": ("fund", FUND, "--body", FALUN),
    "body": ("body", FALUN),
    "body, a fund and year": ("body", FALUN, "--fund", FUND, "--year", "2024"),
    "forum": ("forum", FORUM),
    "plan": ("plan", "2024"),
    "deadlines": ("deadlines", "--as-of", "2024-11-01"),
    "trail": ("trail",),
    "trail, of a body": ("trail", "--body", MORA, "--year", "2024", "--fund", FUND),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of a fund: a decision out of minutes, typed entries, a correction, terms, a plan.

    Made once; each test has a copy.
    """
    tmp_path = tmp_path_factory.mktemp("extracts")
    db = str(tmp_path / "book.db")
    done("init", db=db)
    books.imported(db, books.minutes(INVOICE, NO_SUM, TURNED_DOWN))
    accepted(db, 1)
    of_fund: dict[str, Any] = {"fund": FUND}
    books.posted(db, 900, kind=EntryKind.GRANTED, payer="Socialstyrelsen", payee=REGION, **of_fund)
    books.posted(db, 500, kind=EntryKind.ALLOCATED, payer=FALUN, payee=MORA, **of_fund)
    books.corrected(db, 3, amount=Money.of_kronor(400))
    books.posted(db, 70, kind=EntryKind.CARRIED, payer=FALUN, payee=FALUN, to_year=2025, **of_fund)
    books.posted(db, 30, kind=EntryKind.SPENT, payer=MORA, payee=REGION, year=2025, text=HOSTILE,
                 **of_fund)  # fmt: skip
    books.posted(db, 12, fund=OTHER, payer=FALUN, payee=MORA)
    done("fund", "year", FUND, 2024, "--requisition-by", "2024-10-31", "--use-by", "2024-12-31",
         "--from", "2024-01-01", "--on-word", "brev", "--paper", "dnr 1", db=db)  # fmt: skip
    plan = tmp_path / "plan.csv"
    plan.write_text(f"Medel;Part;Budget\n{FUND};{FALUN};100\n{FUND};{MORA};50\n", "utf-8")
    done("plan", "import", plan, "--kind", "budget", "--year", 2024, "--name", "B", "--date",
         "2023-12-01", "--paper", "beslut", db=db)  # fmt: skip
    done("plan", "state", "B", "approved", "--why", "beslut", db=db)
    return Path(db)


@pytest.fixture
def book(made: Path, tmp_path: Path) -> str:
    return str(shutil.copy(made, tmp_path / "book.db"))


def accepted(db: str, number: int) -> None:
    with books.writing(db, "accepted") as (connection, made):
        inbox.accept(connection, made, [number], Choices(), books.BY)


def done(*words: Any, db: str) -> books.Said:
    said = books.medel(*words, db=db)
    assert (said.code, said.stderr) == (0, ""), said.both
    return said


def content_of(db: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done("report", *words, "--format", "json", db=db).stdout)
    return found


# -- Goldens -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(extract_texts()))
def test_the_text_is_the_golden_one(name: str) -> None:
    assert extract_texts()[name] == (GOLDENS / name).read_text(encoding="utf-8")


# -- Figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("fund", FUND), ("body", FALUN), ("body", MORA)])
def test_lines_are_those_of_balances(book: str, words: tuple[str, ...]) -> None:
    asked = ("--fund", FUND) if words[0] == "fund" else ("--body", words[1])
    balances = done("balances", *asked, "--format", "json", db=book).rows
    stated = {(line["fund_year"], line["body"], line["fund"]): line["columns"] for line in balances}
    planned = {"budget", "forecast", "deviation"}
    found = {
        (line["fund_year"], line["body"], line["fund"]): line["columns"]
        for line in content_of(book, *words)["lines"]
    }
    assert stated
    assert found.keys() == stated.keys()
    for key, columns in found.items():
        assert {k: v for k, v in columns.items() if k not in planned} == {
            k: v for k, v in stated[key].items() if k not in planned
        }


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_workbook_opens_and_its_checks_hold(
    book: str, tmp_path: Path, name: str, language: str
) -> None:
    file = tmp_path / "ut.xlsx"
    done("report", *ASKED[name], "--lang", language, "-o", file, db=book)
    opened = openpyxl.load_workbook(file)
    titles = [sheet.title for sheet in opened.worksheets]
    assert len(set(titles)) == len(titles)
    assert titles[-1] == {"sv": "Kontroll", "en": "Control"}[language]
    with_values = openpyxl.load_workbook(file, data_only=True)
    results = [
        row[2:3] for row in with_values.worksheets[-1].iter_rows(values_only=True) if row[2:]
    ]
    assert not {("FEL",), ("FAILS",)} & set(results)


@pytest.mark.parametrize("name", ASKED)
def test_check_against_says_the_same_until_something_is_posted(
    book: str, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "ut.xlsx"
    done("report", *ASKED[name], "-o", file, db=book)
    assert books.medel("check", "--against", file, db=book).code == 0
    for who in (MORA, FALUN):
        books.posted(book, 5, fund=FUND, payer=who, payee=REGION, kind=EntryKind.SPENT)
    said = books.medel("check", "--against", file, "--format", "json", db=book)
    touched = not name.startswith("forum")
    assert said.rows["same"] is not touched


@pytest.mark.parametrize("name", ASKED)
def test_same_book_same_bytes(book: str, tmp_path: Path, name: str) -> None:
    for ending in ("xlsx", "csv", "json", "txt"):
        files = [tmp_path / f"{n}.{ending}" for n in "ab"]
        for file in files:
            done("report", *ASKED[name], "-o", file, db=book)
        assert files[0].read_bytes() == files[1].read_bytes() != b""


# -- What each of them tells -----------------------------------------------------------------------


def test_the_trail_has_the_quote_the_file_and_the_place(book: str) -> None:
    first, second = content_of(book, "trail")["decisions"][:2]
    assert (first["entry"], first["section"], first["page"], first["file"]) == (
        1, "§ 4 Ekonomi", 2, "protokoll.txt",
    )  # fmt: skip
    assert "1 250,50 kr" in first["quote"]
    assert len(first["sha256"]) == 64
    assert (second["paper"], second["stated_by"], second["quote"]) == ("faktura", books.BY, "")


def test_every_entry_is_in_the_trail(book: str) -> None:
    found = content_of(book, "trail")
    assert [d["entry"] for d in found["decisions"]] == [e["entry"] for e in found["entries"]]
    assert len(found["entries"]) == 8


def test_what_is_not_posted_stands_in_the_forums_report(book: str) -> None:
    found = content_of(book, "forum", FORUM)
    assert [d["entry"] for d in found["decisions"]] == [1]
    assert [(d["quote"], d["status"]) for d in found["unposted"]] == [
        (NO_SUM.quote, "decided"), (TURNED_DOWN.quote, "rejected"),
    ]  # fmt: skip


def test_open_claims_and_debts(book: str) -> None:
    found = content_of(book, "body", FALUN)
    assert [(o["counterparty"], o["entry"], o["unpaid"]) for o in found["claims"]] == [
        (REGION, 1, "1250.50")
    ]
    assert [(o["counterparty"], o["unpaid"]) for o in found["debts"]] == [(MORA, "12.00")]


def test_a_corrected_claim_stands_once_with_what_it_says_now(book: str) -> None:
    books.corrected(book, 1, amount=Money.of_kronor(1000))
    with open_book(book).reading() as connection:
        region = body_number(connection, REGION)
    books.corrected(book, 8, payee=region)
    found = content_of(book, "body", FALUN)
    assert [(o["entry"], o["unpaid"]) for o in found["claims"]] == [(1, "1000.00")]
    assert [(o["counterparty"], o["unpaid"]) for o in found["debts"]] == [(REGION, "12.00")]
    assert content_of(book, "body", MORA)["claims"] == []
    claimed = sum(float(line["columns"]["to_invoice_claim"]) for line in found["lines"])
    assert claimed == 1000


def test_on_both_databases(db: str) -> None:
    books.imported(db, books.minutes(INVOICE, NO_SUM))
    accepted(db, 1)
    books.posted(db, 40, fund=FUND)
    for words in (("fund", FUND), ("body", FALUN), ("forum", FORUM), ("trail",), ("deadlines",)):
        assert content_of(db, *words)["up_to_entry"] == 2
    claims = content_of(db, "body", FALUN)["claims"]
    assert [one["unpaid"] for one in claims] == ["1250.50", "40.00"]


def test_the_plan_prints_its_sign_rule_in_the_reports_language(book: str) -> None:
    assert (
        "above zero is money left" in done("report", "plan", 2024, "--lang", "en", db=book).stdout
    )
    rows = {row["body"]: row for row in content_of(book, "plan", "2024")["rows"]}
    assert (rows[FALUN]["budget"], rows[FALUN]["outcome"], rows[FALUN]["deviation"]) == (
        "100.00", "0.00", "100.00",
    )  # fmt: skip


def test_deadlines_are_those_of_the_command(book: str) -> None:
    words = ("deadlines", "--as-of", "2024-11-01", "--within", "0")
    told = done(*words, "--format", "json", db=book).rows
    due = [{k: v for k, v in row.items() if k != "days_left"} for row in told if row["due"]]
    found = [
        {k: v for k, v in row.items() if k != "days_left"}
        for row in content_of(book, *words)["due"]
    ]
    assert due == found != []


def test_a_day_is_kept_where_none_is_said(book: str, tmp_path: Path) -> None:
    file = tmp_path / "ut.xlsx"
    done("report", "deadlines", "-o", file, db=book)
    assert stamp_of(opened(file), file).spec.day


# -- How they are asked for ----------------------------------------------------------------------


def test_a_file_for_each_body(book: str, tmp_path: Path) -> None:
    done("report", "body", "--each", "-o", tmp_path / "alla", db=book)
    assert sorted(p.name for p in (tmp_path / "alla").iterdir()) == [
        f"{name}.xlsx" for name in (FALUN, MORA, REGION)
    ]


def test_saved_and_run(book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    books.medel("report", "save", "--db", book, "x", "fund", FUND, "--year", "2024", "-o", "a.csv")
    done("report", "run", "x", db=book)
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("Bidragsår;Part;Medel;")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fund", "Ankeborgsmedel"), "No fund is called"),
        (("body", "Ankeborg"), "No body is called"),
        (("body",), "Which body is it about?"),
        (("forum", "Ankeborg"), "No body is called"),
        (("plan", "2031"), "No budget or forecast for 2031"),
        (("plan", "x"), "is not a year"),
    ],
)
def test_wrong_use_is_one_sentence(book: str, words: tuple[str, ...], said: str) -> None:
    told = books.medel("report", *words, db=book)
    assert (told.code, told.stdout) == (2, "")
    assert said in told.stderr


def test_an_empty_part_is_a_correct_report(book: str, tmp_path: Path) -> None:
    for words in (("fund", OTHER, "--year", "2031"), ("trail", "--year", "2031")):
        said = done("report", *words, "-o", tmp_path / "a.xlsx", db=book)
        assert "the book has nothing here" in said.stdout


# -- The workbook ----------------------------------------------------------------------------------


def test_entries_and_decisions_lead_to_each_other(book: str, tmp_path: Path) -> None:
    file = tmp_path / "ut.xlsx"
    done("report", "trail", "-o", file, db=book)
    workbook = openpyxl.load_workbook(file)
    trail, entries = workbook["Spår"], workbook["Poster"]
    for there, back in ((trail, entries), (entries, trail)):
        for row in range(5, 13):
            sheet, cell = there[f"A{row}"].hyperlink.location.replace("'", "").split("!")
            assert sheet == back.title
            assert back[cell.replace("$", "")].value == there[f"A{row}"].value


def test_hostile_text_stays_text(book: str, tmp_path: Path) -> None:
    file = tmp_path / "ut.xlsx"
    done("report", "fund", FUND, "-o", file, db=book)
    cells = [c for sheet in openpyxl.load_workbook(file) for row in sheet for c in row]
    found = [c for c in cells if c.value == HOSTILE]
    assert [c.data_type for c in found] == ["s"]


def test_formulas_give_their_values_and_are_left_out_when_asked(book: str, tmp_path: Path) -> None:
    file = tmp_path / "ut.xlsx"
    done("report", "body", FALUN, "-o", file, db=book)
    assert _formulas(file)
    done("report", "body", FALUN, "--values-only", "-o", file, db=book)
    assert not _formulas(file)


def _formulas(file: Path) -> list[str]:
    cells = [c for sheet in openpyxl.load_workbook(file) for row in sheet for c in row]
    return [c.coordinate for c in cells if c.data_type == "f"]


def test_units_are_shown_and_kept(book: str) -> None:
    said = done("report", "fund", FUND, "--unit", "tkr", db=book).stdout
    assert "tusen" in said.lower() or "tkr" in said


def test_a_chart_where_there_are_years_to_draw(book: str) -> None:
    with open_book(book).reading() as connection:
        for year, charts in ((None, 1), (2024, 0)):
            spec = Spec("fund", fund=FUND, year=year)
            report = report_of("fund")
            made: Book = report.book(report.read(connection, spec), spec)
            assert sum(len(sheet.charts) for sheet in made.sheets) == charts
            checks = [
                c for s in made.sheets for r in s.rows for c in r.cells if c.look is Look.CHECK
            ]
            assert len(checks) >= 2
