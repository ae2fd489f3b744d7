"""kill -9 in the middle of an import and an accept: nothing lost, nothing doubled.

Twenty rounds here; the long campaign is `tests/torture/kill.py`.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import postgres
import pytest

sys.path.append(str(Path(__file__).parent / "torture"))
import kill

ROUNDS, SEED = 20, 20240412
ROUNDS_ON_POSTGRESQL = 3


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_killed_on_sqlite(part: int, sqlite_db: str, tmp_path: Path) -> None:
    numbers = count()

    def new_db() -> str:
        return shutil.copy(sqlite_db, tmp_path / f"{next(numbers)}.db").as_posix()

    paths = kill.write_minutes(tmp_path)
    campaign = kill.run(new_db, paths, ROUNDS // 2, SEED + part)
    assert campaign.problems == []
    assert campaign.killed["import"]
    assert campaign.killed["accept"]


@pytest.mark.slow
def test_killed_on_postgresql(
    postgresql: postgres.Server, databases: list[str], _postgresql_template: str, tmp_path: Path
) -> None:
    def new_db() -> str:
        databases.append(postgresql.new_database(_postgresql_template))
        return databases[-1]

    paths = kill.write_minutes(tmp_path)
    campaign = kill.run(new_db, paths, ROUNDS_ON_POSTGRESQL, SEED)
    assert campaign.problems == []


@pytest.fixture
def databases(postgresql: postgres.Server) -> Iterator[list[str]]:
    made: list[str] = []
    yield made
    for url in made:
        postgresql.drop(url)
