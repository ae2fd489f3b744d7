"""Many accept matches at once, and any commands in any order: no item is settled twice.

    python tests/torture/matches.py --writers 8 --items 60 --seed 1      # on both databases
    python tests/torture/matches.py --steps 10000 --seed 1               # against the model

Each item stands in several suggestions. Every writer is a process of its own and accepts them all,
one at a time, in an order of its own; the book says which was first. The steps are those of
`tests/test_ledger_match_machine.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent.parent), str(HERE.parent.parent)]

import books  # noqa: E402  found by the line above
import matched  # noqa: E402
import postgres  # noqa: E402

KRONOR = 100
TO_EACH = 3  # how many invoices are suggested to each decision


def suggest(db: str, items: int) -> int:
    """Decisions and invoices of the same sum, each suggested with several; how many suggestions."""
    from ledger.matching.items import Part
    from ledger.reconciling.settling import NewGroup, store_groups
    from ledger.terms import ItemKind, Relation

    rows = [matched.invoice_row(str(1000 + n), KRONOR) for n in range(items)]
    bills = matched.stored(db, "invoices", rows)
    decisions = [books.posted(db, KRONOR) for _ in range(items)]
    ore = KRONOR * 100
    new = [
        NewGroup(
            Relation.DECIDED_INVOICED, (Part(ItemKind.DECISION, decision, ore),),
            (Part(ItemKind.INVOICE, bills[(place + step) % items], ore),), rule="same/1",
        )
        for place, decision in enumerate(decisions) for step in range(TO_EACH)
    ]  # fmt: skip
    with books.writing(db) as (_connection, made):
        store_groups(made, new)
    return len(new)


def accept_all(db: str, count: int, seed: int) -> list[int]:
    """One writer: the suggestions that it was the one to accept."""
    from ledger.errors import Refused
    from ledger.reconciling.settling import settle
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    order = list(range(1, count + 1))
    random.Random(seed).shuffle(order)
    book, done = open_book(db), []
    for number in order:
        try:
            with (
                book.writing() as connection,
                act(connection, f"writer {seed}", "match accepted") as made,
            ):
                settle(connection, made, [number], None)
        except Refused:
            continue
        done.append(number)
    return done


def run(db: str, writers: int, items: int, seed: int) -> list[str]:
    """Start the writers at once, wait, and look; what does not hold, in words."""
    count = suggest(db, items)
    processes = [
        subprocess.Popen(
            [sys.executable, str(HERE), "--db", db, "--one", str(count), "--seed", str(seed + n)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=books.environment(),
        )
        for n in range(writers)
    ]  # fmt: skip
    said = [process.communicate() for process in processes]
    problems = [
        f"writer {n} ended with {process.returncode}: {err.strip()[-300:]}"
        for n, (process, (_out, err)) in enumerate(zip(processes, said, strict=True))
        if process.returncode
    ]
    return problems or compare(db, [json.loads(out) for out, _err in said], items)


def compare(db: str, told: list[list[int]], items: int) -> list[str]:
    """The book against what the writers say: each match once, each item at most once, none left."""
    settled = matched.matches(db, "--state", "settled")
    claimed = Counter(number for one in told for number in one)
    problems = [f"match {number} was accepted {n} times" for number, n in claimed.items() if n > 1]
    if sorted(claimed) != sorted(one["number"] for one in settled):
        problems.append("the book has settled others than the writers say")
    held = Counter(
        (part["kind"], part["number"]) for one in settled for part in (*one["left"], *one["right"])
    )
    problems += [f"{item} is settled {n} times" for item, n in held.items() if n > 1]
    if matched.matches(db, "--state", "suggested"):
        problems.append("a suggestion that still fits was left")
    if not items / 2 <= len(settled) <= items:
        problems.append(f"{len(settled)} settled of {items}")
    checked = books.medel("check", "--deep", db=db)
    return problems + checked.both.splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--db")
    parser.add_argument("--one", type=int, help="be one of the writers, of so many suggestions")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(accept_all(given.db, given.one, given.seed)))
        return
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(_steps(Path(folder), given) if given.steps else _at_once(Path(folder), given))


def _at_once(folder: Path, given: argparse.Namespace) -> int:
    found = 0
    places = [str(folder / "book.db")]
    server = None if postgres.why_not() else postgres.lease(folder)
    try:
        places += [server.new_database()] if server else []
        for db in places:
            if books.medel("init", db=db).code:
                sys.exit("the book cannot be made")
            begun = time.monotonic()
            problems = run(db, given.writers, given.items, given.seed)
            name = "SQLite" if books.is_sqlite(db) else "PostgreSQL"
            verdict = "; ".join(problems) or "each item settled once, check --deep quiet"
            print(f"{name}: {given.writers} writers, {given.items} decisions and as many invoices, "
                  f"seed {given.seed}, {time.monotonic() - begun:.0f} s: {verdict}")  # fmt: skip
            found += len(problems)
    finally:
        if server:
            postgres.release(folder)
    return min(found, 1)


def _steps(folder: Path, given: argparse.Namespace) -> int:
    import test_ledger_match_machine as machine

    begun = time.monotonic()
    with machine.few_names():
        done = machine.run_machine(machine.sqlite_books(folder), given.steps, given.seed)
    refused = sum(count for what, count in done.items() if what.endswith("refused"))
    print(f"{done.total()} steps, {refused} of them refused, seed {given.seed}, "
          f"{time.monotonic() - begun:.0f} s: the model agrees, check --deep quiet")  # fmt: skip
    return 0


if __name__ == "__main__":
    main()
