"""Populations, budgets and forecasts are imports too: taken back, unless they have been used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import books
import pytest
from books import Said, medel

PEOPLE = "Kommun;Folkmängd\nFalun;60000\nLeksand;15000\n"
LINES = "Medel;Part;Budget\nRSS;Falun;1000\n"
TYPED = ("--fund", "RSS", "--body", "Falun", "--amount", "5")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folk.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "budget.csv").write_text(LINES, "utf-8")
    return tmp_path


def people(db: str, folder: Path, *more: str) -> Said:
    return medel("key", "population", folder / "folk.csv", "--date", "2023-12-31", *more, db=db)


def plan(db: str, folder: Path, name: str = "Budget", year: str = "2024") -> Said:
    return medel("plan", "import", folder / "budget.csv", "--kind", "budget", "--year", year,
                 "--name", name, "--paper", "protokoll", db=db)  # fmt: skip


def populations(db: str) -> Any:
    return medel("key", "population", "--format", "json", db=db).rows


def plans(db: str) -> list[tuple[int, str]]:
    rows = medel("plan", "show", "--format", "json", db=db).rows
    return [(row["number"], row["name"]) for row in rows]


def test_a_population_is_taken_back_and_may_come_again(db: str, folder: Path) -> None:
    assert "“medel undo 1” takes it back" in people(db, folder).stdout
    (batch,) = medel("undo", "list", "--format", "json", db=db).rows
    assert (batch["kind"], batch["rows"]) == ("population", 2)
    assert "folk.csv: undone" in medel("undo", db=db).stdout
    assert populations(db) == []
    assert people(db, folder).code == 0
    assert [one["number"] for one in populations(db)] == [2]
    assert books.findings(db) == []


def test_a_plan_is_taken_back_and_its_name_is_free(db: str, folder: Path) -> None:
    assert plan(db, folder).code == 0
    assert medel("undo", db=db).code == 0
    assert plans(db) == []
    gone = medel("plan", "state", "1", "approved", "--why", "beslut", db=db)
    assert "There is no plan version" in gone.stderr
    assert plan(db, folder).code == 0
    assert plans(db) == [(2, "Budget")]


def test_one_file_may_hold_two_plans_each_taken_back_by_itself(
    sqlite_db: str, folder: Path
) -> None:
    plan(sqlite_db, folder, "Budget 2024")
    plan(sqlite_db, folder, "Budget 2025", "2025")
    assert medel("undo", "1", db=sqlite_db).code == 0
    assert plans(sqlite_db) == [(2, "Budget 2025")]


def test_what_stood_then_stands_in_the_book_as_it_was_then(sqlite_db: str, folder: Path) -> None:
    people(sqlite_db, folder)
    then = books.dump_of(sqlite_db, "events")[-1][1]
    medel("undo", db=sqlite_db)
    known = medel("key", "population", "--known-at", then, "--format", "json", db=sqlite_db).rows
    assert [one["name"] for one in known] == ["folk"]


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (("plan", "state", "1", "approved", "--why", "beslut"), "has been approved"),
        (("plan", "state", "1", "obsolete", "--why", "fel"), "made obsolete"),
        (("plan", "set", "1", *TYPED), "set by hand"),
    ],
    ids=["approved", "obsolete", "set by hand"],
)
def test_a_plan_that_was_used_stays(use: tuple[str, ...], why: str, db: str, folder: Path) -> None:
    plan(db, folder)
    used = medel(*use, db=db)
    assert used.code == 0, used.both
    before = books.dump(db)
    said = medel("undo", db=db)
    assert said.code == 2
    assert "budget.csv: " in said.stderr
    assert why in said.stderr
    assert books.dump(db) == before


def test_a_population_that_money_was_divided_by_stays(db: str, folder: Path) -> None:
    people(db, folder, "--name", "Folkmängd")
    medel("key", "add", "Invånare", "--per-capita", "Falun", "--per-capita", "Leksand", db=db)
    done = medel("distribute", "100", "--key", "Invånare", "--fund", "RSS", "--year", "2024",
                 "--paper", "protokoll 2024-01-12", "--from", "Region Dalarna", db=db)  # fmt: skip
    assert done.code == 0, done.both
    said = medel("undo", "1", db=db)
    assert (said.code, "was worked out by population Folkmängd" in said.stderr) == (2, True)


def test_a_population_that_a_key_names_stays(db: str, folder: Path) -> None:
    people(db, folder, "--name", "Folkmängd")
    key = ("key", "add", "Invånare", "--per-capita", "Falun", "--per-capita", "Leksand")
    medel(*key, "--population", "Folkmängd", db=db)
    said = medel("undo", "1", db=db)
    assert (said.code, "the key Invånare goes by population Folkmängd" in said.stderr) == (2, True)
    medel(*key, db=db)  # a new version, by whichever is newest
    assert medel("undo", "1", db=db).code == 0
