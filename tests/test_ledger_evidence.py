"""No number without evidence: what is refused, and what a trail shows of a correction."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import books
import pytest

POST = ("post", "--kind", "granted", "--amount", "100", "--payer", "Staten", "--payee", "Falun",
        "--fund", "RSS-medel", "--year", "2024")  # fmt: skip


@pytest.mark.parametrize("paper", ["", " ", "\t"])
def test_a_paper_without_a_word_is_refused(sqlite_db: str, paper: str) -> None:
    said = books.medel(*POST, "--paper", paper, db=sqlite_db)
    assert said.code == 2
    assert "--paper" in said.stderr
    assert books.medel("journal", "--format", "json", db=sqlite_db).rows == []


def test_a_correction_shows_what_the_wrong_entry_rests_on(sqlite_db: str) -> None:
    books.medel(*POST, "--paper", "brev 17", db=sqlite_db)
    books.medel("correct", 1, "--reason", "fel", "--amount", "120", db=sqlite_db)
    for number in (2, 3):
        grounds = books.medel("trace", number, "--format", "json", db=sqlite_db).rows["evidence"]
        assert [ground["paper"] for ground in grounds] == ["correction of entry 1", "brev 17"]


def test_a_trigger_added_by_a_stranger_is_told(sqlite_db: str) -> None:
    with sqlite3.connect(sqlite_db) as connection:
        connection.execute("CREATE TRIGGER sly AFTER INSERT ON entries BEGIN SELECT 1; END")
    said = books.medel("check", db=sqlite_db)
    assert said.code == 1
    assert "sly" in said.stdout


@pytest.mark.parametrize("words", [("report", "year", "2024"), ("report", "inbox")])
@pytest.mark.parametrize("link", [False, True])
def test_a_report_is_never_written_over_a_book(
    sqlite_db: str, tmp_path: Path, words: tuple[str, ...], link: bool
) -> None:
    target = Path(sqlite_db)
    if link:
        target = tmp_path / "link.xlsx"
        target.symlink_to(sqlite_db)
    before = Path(sqlite_db).read_bytes()
    said = books.medel(*words, "-o", target, db=sqlite_db)
    assert said.code == 2
    assert Path(sqlite_db).read_bytes() == before
