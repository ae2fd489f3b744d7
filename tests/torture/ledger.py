"""Any commands of the ledger in any order, against the model in `tests/ledger_model.py`.

    python tests/torture/ledger.py --steps 100000 --seed 1 [--postgresql 20000]

`--postgresql` of the steps are taken there, where a server can be had; the others in SQLite files.
The same seed makes the same books. What fails is shown as the shortest row of commands that does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent.parent), str(HERE.parent.parent)]

import postgres  # noqa: E402  found by the line above
import test_ledger_state_machine as machine  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--postgresql", type=int, default=0, help="how many of the steps")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with machine.few_names(), tempfile.TemporaryDirectory() as folder:
        run("SQLite", machine.sqlite_books(Path(folder)), given.steps - given.postgresql, given)
        reason = postgres.why_not() if given.postgresql else "not asked for"
        if reason:
            print(f"PostgreSQL: {reason}; left out")
            return
        server = postgres.lease(Path(folder))
        try:
            run("PostgreSQL", machine.postgresql_books(server), given.postgresql, given)
        finally:
            postgres.release(Path(folder))


def run(name: str, books: machine.Books, steps: int, given: argparse.Namespace) -> None:
    begun = time.monotonic()
    done = machine.run_machine(books, steps, given.seed)
    seconds = time.monotonic() - begun
    refused = sum(count for what, count in done.items() if what.endswith("refused"))
    print(f"{name}: {done.total()} steps, {refused} of them refused, seed {given.seed}, "
          f"{seconds:.0f} s: the model agrees, check --deep quiet")  # fmt: skip


if __name__ == "__main__":
    main()
