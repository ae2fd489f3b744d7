"""Many processes post and correct at once: nothing is lost, and the series is unbroken.

    python tests/torture/writers.py --db FILE|URL --writers 8 --times 200 --seed 1

Each writer is a process of its own and calls the book as the commands do: one act, one transaction.
Every third time it corrects its own latest entry. Afterwards the book is compared with what each
writer says it did; the run ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent.parent), str(HERE.parent.parent)]

import books  # noqa: E402  found by the line above

KOMMUNER = ("Falu kommun", "Mora kommun", "Leksands kommun", "Rättviks kommun")


def write(db: str, times: int, seed: int) -> dict[str, object]:
    """One writer: what it posted (number → öre), all of it in the end, corrections included."""
    from ledger.evidence import Typed
    from ledger.money import Money
    from ledger.posting.journal import correct, post
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    rng = random.Random(seed)
    posted: dict[int, int] = {}
    last = 0
    book = open_book(db)
    with book.reading() as connection:
        paid_to = [books.new_entry(connection, 1, payee=name) for name in KOMMUNER]
    for turn in range(times):
        amount = Money(rng.randrange(1, 10**8))
        with book.writing() as connection, act(connection, f"writer {seed}", "torture") as made:
            if turn % 3 == 2:
                paper = Typed("rättelse", books.BY)
                numbers = correct(connection, made, last, "fel", paper, {"amount": amount})
            else:
                new = replace(rng.choice(paid_to), amount=amount)
                numbers = [post(connection, made, new, Typed("faktura", books.BY))]
        if len(numbers) > 1:
            posted[numbers[0]] = -posted[last]
        last = numbers[-1]
        posted[last] = amount.ore
    return {"posted": posted, "seed": seed}


def run(db: str, writers: int, times: int, seed: int) -> list[str]:
    """Start the writers at once, wait, and compare; what does not hold, in words."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(HERE), "--db", db, "--times", str(times), "--seed", str(seed + n),
             "--one"],
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
    return problems or compare(db, [json.loads(out) for out, _err in said], times)


def compare(db: str, reports: list[dict[str, dict[str, int]]], times: int) -> list[str]:
    """The book against what the writers say: every entry is there once, and sums to the öre."""
    rows = books.medel("journal", "--format", "json", db=db).rows
    in_book = {row["number"]: round(float(row["amount"]) * 100) for row in rows}
    claimed = Counter(number for one in reports for number in one["posted"])
    told = {int(n): ore for one in reports for n, ore in one["posted"].items()}
    problems = [f"entry {number} was given out {n} times" for number, n in claimed.items() if n > 1]
    if in_book != told:
        problems.append(f"{len(in_book)} entries in the book, {len(told)} posted, or sums differ")
    if sorted(in_book) != list(range(1, len(in_book) + 1)):
        problems.append("the series is broken")
    if len(told) != len(reports) * (times + times // 3):
        problems.append(f"{len(told)} entries instead of {len(reports) * (times + times // 3)}")
    lines = books.medel("balances", "--format", "json", db=db).rows
    claim = sum(round(float(line["columns"]["to_invoice_claim"]) * 100) for line in lines)
    debt = sum(round(float(line["columns"]["to_invoice_debt"]) * 100) for line in lines)
    if not claim == debt == sum(told.values()):
        problems.append(f"claims {claim}, debts {debt}, posted {sum(told.values())} öre")
    return problems + books.findings(db)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--db", required=True)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one", action="store_true", help="be one of the writers")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(write(given.db, given.times, given.seed)))
        return
    if books.medel("init", db=given.db).code:
        sys.exit("the book cannot be made")
    start = time.monotonic()
    problems = run(given.db, given.writers, given.times, given.seed)
    seconds = time.monotonic() - start
    print(
        f"{given.writers} writers × {given.times} in {seconds:.0f} s, seed {given.seed}: ", end=""
    )
    print("; ".join(problems) or "nothing lost, series unbroken, sums exact, check quiet")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
