"""kill -9 during imports of fifty register files, and eight who import the same fifty at once.

Thirty kills here; the long campaign is `tests/torture/register_kill.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import books
import postgres
import pytest

SCRIPT = Path(__file__).parent / "torture/register_kill.py"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork"),
]


def attack(server: str, *args: str) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, "--db", server, "--large", "100", *args],
        env=books.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_killed_on_sqlite() -> None:
    attack("sqlite", "--count", "20", "--seed", "20241124")


def test_killed_on_postgresql(postgresql: postgres.Server) -> None:
    attack(postgresql.url, "--count", "10", "--seed", "20241124")


def test_eight_at_once_on_sqlite() -> None:
    attack("sqlite", "--together", "8")


def test_eight_at_once_on_postgresql(postgresql: postgres.Server) -> None:
    attack(postgresql.url, "--together", "8")
