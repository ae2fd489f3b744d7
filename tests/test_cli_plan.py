"""`medel plan`: a forecast read from a file, against what came of it, and settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import books
import pytest
from books import Said, medel, posted

from ledger.terms import EntryKind

FUND = "Länsgemensamma medel"
REGION, KOMMUN = "Region Dalarna", "Falu kommun"
FORECAST = ("--kind", "forecast", "--year", 2023, "--name", "Prognos maj",
            "--date", "2023-05-05", "--paper", "protokoll")  # fmt: skip


def read(db: str, folder: Path, text: str, *more: str) -> Said:
    (folder / "prognos.csv").write_text(text, "utf-8")
    return medel("plan", "import", folder / "prognos.csv", *FORECAST, *more, db=db)


@pytest.fixture
def forecast(db: str, tmp_path: Path) -> str:
    """A book with an approved forecast for two bodies, and what they spent."""
    said = read(db, tmp_path, f"Medel;Part;Prognos\n{FUND};{KOMMUN};100\n{FUND};Mora kommun;100\n")
    assert (said.code, said.stderr) == (0, "")
    medel("plan", "state", "prognos maj", "approved", "--why", "beslut i maj", db=db)
    posted(db, 70, kind=EntryKind.SPENT, payer=KOMMUN, payee=REGION, year=2023)
    posted(db, 130, kind=EntryKind.SPENT, payer="Mora kommun", payee=REGION, year=2023)
    return db


def inbox(db: str) -> list[tuple[Any, ...]]:
    rows = medel("inbox", "list", "--format", "json", db=db).rows
    return [
        (r["kind"], r["status"], r["payer_name"], r["payee_name"], r["amount"]) for r in rows
    ]  # fmt: skip


def test_a_file_is_kept_with_the_cell_of_each_line(db: str, tmp_path: Path) -> None:
    said = read(
        db, tmp_path, f"tkr\nMedel;Part;Prognos;Text\n{FUND};{KOMMUN};1,5;resor\nSumma;;1,5"
    )
    assert said.stdout.splitlines() == [
        "Version 1, forecast 2023 “Prognos maj”: proposed.",
        "1 line, 1,500.00 kr.",
        "The amounts are read as 1000 kr.",
        "  passed over: C4: Summa (a sum)",
        "This is import 1; “medel undo 1” takes it back.",
    ]
    [version] = medel("plan", "show", "--format", "json", db=db).rows
    assert version["lines"] == [
        {"fund": FUND, "fund_year": 2023, "body": KOMMUN, "kind": "spent", "amount": "1500.00",
         "text": "resor", "place": "C3"}
    ]  # fmt: skip
    assert (version["file"], version["state"], version["holds"]) == (
        "prognos.csv", "proposed", False,
    )  # fmt: skip
    assert books.findings(db) == []


UNKNOWN = [
    ("an unknown body", f"Medel;Part;Prognos\n{FUND};Atlantis;1",
     "C2: No body is called “Atlantis”"),
    ("an unknown fund", f"Medel;Part;Prognos\nGuld;{KOMMUN};1", "C2: No fund is called “Guld”"),
    ("no amount", f"Medel;Part;Prognos\n{FUND};{KOMMUN};x", "prognos.csv: C2: “x”"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "said"), UNKNOWN, ids=[case[0] for case in UNKNOWN])
def test_a_wrong_cell_is_named_and_nothing_is_stored(
    what: str, text: str, said: str, sqlite_db: str, tmp_path: Path
) -> None:
    before = books.dump(sqlite_db)
    done = read(sqlite_db, tmp_path, text)
    assert done.code != 0
    assert said in done.stderr
    assert books.dump(sqlite_db) == before


def test_a_dry_run_stores_nothing(sqlite_db: str, tmp_path: Path) -> None:
    before = books.dump(sqlite_db)
    said = read(sqlite_db, tmp_path, f"Medel;Part;Prognos\n{FUND};{KOMMUN};1", "--dry-run")
    assert "1 line, 1.00 kr." in said.stdout
    assert books.dump(sqlite_db) == before


def test_lines_by_hand_in_a_new_version_and_in_a_known_one(db: str) -> None:
    line = ("--fund", FUND, "--body", REGION, "--amount")
    new = ("--plan-kind", "budget", "--plan-year", 2023, "--paper", "beslut")
    assert medel("plan", "set", "Budget", *line, "100", *new, db=db).code == 0
    assert medel("plan", "set", "budget", *line, "50", "--kind", "received", db=db).code == 0
    shown = medel("plan", "show", "--version", "1", "--format", "json", db=db).rows
    assert [(r["kind"], r["amount"]) for r in shown[0]["lines"]] == [
        ("spent", "100.00"), ("received", "50.00"),
    ]  # fmt: skip
    medel("plan", "state", 1, "approved", "--why", "beslut", db=db)
    before = books.dump(db)
    said = medel("plan", "set", "1", *line, "60", db=db)
    assert (said.code, "its lines stay" in said.stderr) == (2, True)
    assert "There is no plan" in medel("plan", "set", "annan", *line, "1", db=db).stderr
    assert books.dump(db) == before


def test_a_second_approval_says_which_one_holds(forecast: str, tmp_path: Path) -> None:
    (tmp_path / "ny.csv").write_text(f"Medel;Part;Prognos\n{FUND};{KOMMUN};90", "utf-8")
    medel("plan", "import", tmp_path / "ny.csv", "--kind", "forecast", "--year", 2023,
          "--name", "Prognos juni", "--paper", "protokoll", db=forecast)  # fmt: skip
    said = medel("plan", "state", 2, "approved", "--why", "beslut i juni", db=forecast)
    assert "Version 1 “Prognos maj” is approved too; the one approved last holds." in said.stdout
    shown = medel("plan", "--format", "json", db=forecast).rows
    assert [(v["number"], v["state"], v["holds"]) for v in shown] == [
        (1, "approved", False), (2, "approved", True),
    ]  # fmt: skip


def test_deviation_prints_its_sign_rule(forecast: str) -> None:
    said = medel("plan", "deviation", 2023, db=forecast).stdout
    assert "A deviation above zero is money left, or better than the plan" in said
    rows = medel("plan", "deviation", 2023, "--format", "json", db=forecast).rows["rows"]
    assert [(r["body"], r["outcome"], r["deviation"], r["forecast_deviation"]) for r in rows] == [
        (KOMMUN, "70.00", None, "30.00"), ("Mora kommun", "130.00", None, "-30.00"),
    ]  # fmt: skip


def test_what_the_book_said_before_a_version_was_approved(forecast: str) -> None:
    approved = medel("plan", "--format", "json", db=forecast).rows[0]
    then = medel("plan", "--known-at", approved["at"], "--format", "json", db=forecast).rows
    assert [version["state"] for version in then] == ["proposed"]
    assert medel("plan", "--as-of", "2023-05-04", "--format", "json", db=forecast).rows == []


def test_a_forecast_is_met_by_its_outcome(forecast: str) -> None:
    said = medel("plan", "settle", 2023, "--with", REGION, "--paper", "avräkning", db=forecast)
    assert said.code == 0, said.both
    assert "With Region Dalarna, in the inbox: row 1, 2." in said.stdout
    assert inbox(forecast) == [
        ("transfer", "decided", KOMMUN, REGION, "30.00"),  # not spent: paid back
        ("invoice", "decided", REGION, "Mora kommun", "30.00"),  # spent above: invoiced
    ]
    assert medel("inbox", "accept", 1, 2, db=forecast).code == 0
    before = books.dump(forecast)
    again = medel("plan", "settle", 2023, "--with", REGION, "--paper", "avräkning", db=forecast)
    assert "nothing to settle" in again.stderr
    assert books.dump(forecast) == before
    assert books.findings(forecast) == []


def test_a_late_cost_settles_only_what_is_new(forecast: str) -> None:
    settle = ("plan", "settle", 2023, "--with", REGION, "--body", KOMMUN, "--paper", "avräkning")
    medel(*settle, db=forecast)
    medel("inbox", "accept", 1, db=forecast)
    posted(forecast, 10, kind=EntryKind.SPENT, payer=KOMMUN, payee=REGION, year=2023)
    done = medel(*settle, "--format", "json", db=forecast).rows
    assert [(s["settled"], s["difference"]) for s in done["settlements"]] == [("30.00", "-10.00")]
    assert inbox(forecast) == [("invoice", "decided", REGION, KOMMUN, "10.00")]


def test_a_settlement_that_waits_is_not_proposed_again(forecast: str) -> None:
    settle = ("plan", "settle", 2023, "--with", REGION, "--body", KOMMUN)
    medel(*settle, db=forecast)
    assert inbox(forecast) == [("transfer", "proposed", KOMMUN, REGION, "30.00")]
    before = books.dump(forecast)
    said = medel(*settle, "--paper", "beslut", db=forecast)
    assert "Row 1 of the inbox already proposes" in said.stderr
    assert books.dump(forecast) == before


def test_what_goes_back_to_the_state_leaves_the_fund(forecast: str) -> None:
    medel("plan", "settle", 2023, "--with", "Socialstyrelsen", "--body", KOMMUN,
          "--paper", "återkrav", db=forecast)  # fmt: skip
    assert inbox(forecast) == [("repayment", "decided", KOMMUN, "Socialstyrelsen", "30.00")]


def test_the_year_report_shows_the_plans_that_hold(forecast: str) -> None:
    line = ("--fund", FUND, "--body")
    new = ("--plan-kind", "budget", "--plan-year", 2023, "--paper", "beslut")
    medel("plan", "set", "Budget", *line, KOMMUN, "--amount", "60", *new, db=forecast)
    medel("plan", "set", "Budget", *line, "Orsa kommun", "--amount", "5", db=forecast)
    medel("plan", "state", "Budget", "approved", "--why", "beslut", db=forecast)

    def shown(*more: str) -> dict[str, tuple[str | None, ...]]:
        rows = medel("report", "year", 2023, *more, "--format", "json", db=forecast).rows["lines"]
        names = ("spent", "budget", "forecast", "deviation")
        return {r["body"]: tuple(r["columns"][name] for name in names) for r in rows}

    assert shown() == {
        KOMMUN: ("70.00", "60.00", "100.00", "-10.00"),
        "Mora kommun": ("130.00", None, "100.00", None),
        "Orsa kommun": ("0.00", "5.00", None, "5.00"),  # planned, and nothing posted yet
    }
    assert list(shown("--body", "Orsa kommun")) == ["Orsa kommun"]
