"""Eight who write at once, 200 times each, on both databases: nothing lost, series unbroken."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "torture"))
import matches
import mixed
import writers

MIXED_TIMES = 12
ITEMS = 8  # to match
WRITERS, TIMES, SEED = 8, 200, 20240412


@pytest.mark.slow
def test_eight_writers(db: str) -> None:
    assert writers.run(db, WRITERS, TIMES, SEED) == []


@pytest.mark.slow
def test_eight_who_give_mixed_commands(db: str) -> None:
    assert mixed.run(db, WRITERS, MIXED_TIMES, SEED) == []


@pytest.mark.slow
def test_eight_who_accept_matches(db: str) -> None:
    assert matches.run(db, WRITERS, ITEMS, SEED) == []


def test_who_makes_the_same_book_at_once(empty_db: str) -> None:
    """One of them makes it; the others are told so, and the book holds."""
    import subprocess

    import books

    processes = [
        subprocess.Popen(
            books.command_line("init", "--db", empty_db), env=books.environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    said = ["".join(process.communicate()) for process in processes]
    codes = sorted(process.returncode for process in processes)
    assert codes[0] == 0, said
    assert set(codes) <= {0, 2, 3}
    for one in said:
        assert "Traceback" not in one
        assert "program itself" not in one
        assert len(one.splitlines()) <= 2
    assert books.findings(empty_db) == []
    print(said)
