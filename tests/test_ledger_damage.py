"""Bytes flipped in the file itself, below the tables: `medel check` or the opening says so."""

from __future__ import annotations

import random
from pathlib import Path

import books
import pytest

PAGE = 4096


def test_a_whole_file_is_quiet(sqlite_db: str) -> None:
    done = books.medel("check", db=sqlite_db)
    assert (done.code, done.both) == (0, "")


@pytest.mark.parametrize("seed", range(12))
def test_a_page_overwritten_is_told(sqlite_db: str, seed: int) -> None:
    path = Path(sqlite_db)
    content = bytearray(path.read_bytes())
    page = random.Random(seed).randrange(1, len(content) // PAGE)
    content[page * PAGE : page * PAGE + 64] = bytes(64)
    path.write_bytes(content)
    done = books.medel("check", db=sqlite_db)
    assert done.code in {1, 3}, f"page {page}: {done.both!r}"
    assert "Traceback" not in done.both
