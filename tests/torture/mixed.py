"""Many give mixed commands at once: sums are exact, nothing is lost, nobody is locked out.

    python tests/torture/mixed.py --writers 8 --times 200 --seed 1      # on both databases
    python tests/torture/mixed.py --writers 8 --times 200 --seed 1 --db FILE|URL

Each writer is a process of its own and gives commands as a user does: post, correct, import,
accept, reject, undo, body add, close and reopen a year of its own, listings between. It notes
what it was told; afterwards the book must say the same. A refusal that is not expected is a fault.
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent.parent), str(HERE.parent.parent)]

import books  # noqa: E402  found by the line above
from books import Said, found, medel, minutes  # noqa: E402

KOMMUNER = ("Falu kommun", "Mora kommun", "Leksands kommun", "Rättviks kommun")
FUND = "Länsgemensamma medel"
FIRST_YEAR = 1991  # of the years that writers close, two apart: a year's neighbours are nobody's


@dataclass
class Writer:
    """What one writer did, as it was told."""

    db: str
    seed: int
    year: int  # its own: nobody else posts in it
    posted: dict[int, int] = field(default_factory=dict)  # entry → öre
    accepted: list[int] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)  # rows whose import it took back
    bodies: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    waiting: list[tuple[int, list[int]]] = field(default_factory=list)  # batch, rows
    correctable: list[int] = field(default_factory=list)
    closed: bool = False

    def run(self, times: int) -> None:
        """Give that many commands, drawn by the seed."""
        rng = random.Random(self.seed)
        commands = {
            self.post: 30, self.correct: 12, self.take: 16, self.accept: 12, self.reject: 6,
            self.undo: 6, self.add_body: 6, self.close: 3, self.look: 9,
        }  # fmt: skip
        for turn in range(times):
            command = rng.choices(list(commands), list(commands.values()))[0]
            command(rng, turn)
            self.done[command.__name__] += 1

    def told(self, said: Said, code: int = 0) -> bool:
        """Whether it went as it should; else it is a problem."""
        if said.code != code:
            self.problems.append(f"{said.code} instead of {code}: {said.both.strip()}")
        return said.code == code == 0

    def post(self, rng: random.Random, _turn: int) -> None:
        ore = rng.randrange(1, 10**8)
        in_own = rng.random() < 0.3
        said = medel(
            "post", "--kind", "to_invoice", "--amount", f"{ore // 100},{ore % 100:02}",
            "--payer", "Region Dalarna", "--payee", rng.choice(KOMMUNER), "--fund", FUND,
            "--year", self.year if in_own else 2024, "--paper", "faktura", db=self.db,
        )  # fmt: skip
        if self.told(said, 2 if in_own and self.closed else 0):
            number = numbers_in(said)[0]
            self.posted[number] = ore
            if not in_own:
                self.correctable.append(number)

    def correct(self, rng: random.Random, _turn: int) -> None:
        if not self.correctable:
            return
        wrong = self.correctable.pop(rng.randrange(len(self.correctable)))
        ore = rng.randrange(1, 10**8)
        right = ["--amount", f"{ore // 100},{ore % 100:02}"] if rng.random() < 0.7 else []
        said = medel("correct", wrong, "--reason", "fel", *right, db=self.db)
        if right and ore == self.posted[wrong]:
            return
        if self.told(said):
            first, *rest = said.stdout.splitlines()
            self.posted[int(first.rstrip(".").split()[-1])] = -self.posted[wrong]
            for line in rest:
                self.posted[int(line.rstrip(".").split()[-1])] = ore
                self.correctable.append(int(line.rstrip(".").split()[-1]))

    def take(self, rng: random.Random, turn: int) -> None:
        from ledger.proposing.batches import FileTaken, add_file
        from ledger.proposing.sources import store

        says = [
            found(f"Beslut {turn}: {name} fakturerar Region Dalarna {n} kr ur {FUND}, {self.seed}.",
                  n, f"{n} kr", payer="Region Dalarna", payee=name, fund=FUND)
            for name, n in zip(KOMMUNER, rng.sample(range(100, 10**6), 2), strict=False)
        ]  # fmt: skip
        reading = minutes(*says, name=f"{self.seed}-{turn}.txt", date=date(2024, 1, 1))
        with books.writing(self.db, "imported") as (connection, made):
            stored = store(connection, made, reading)
            taken = FileTaken(
                reading.source.name, reading.source.sha256, stored.source, {"rows": 2}
            )
            batch = add_file(made, None, "minutes", {}, taken)
        self.waiting.append((batch, list(stored.candidates)))

    def accept(self, rng: random.Random, _turn: int) -> None:
        if self.waiting:
            _batch, rows = self.waiting.pop(rng.randrange(len(self.waiting)))
            said = medel("inbox", "accept", *rows, db=self.db)
            if self.told(said):
                self.accepted += rows
                for line in said.stdout.splitlines():
                    self.posted[int(line.rstrip(".").split()[-1])] = 0  # the book knows the sum

    def reject(self, rng: random.Random, _turn: int) -> None:
        if self.waiting:
            _batch, rows = self.waiting.pop(rng.randrange(len(self.waiting)))
            if self.told(medel("inbox", "reject", *rows, "--why", "avser annat", db=self.db)):
                self.rejected += rows

    def undo(self, rng: random.Random, _turn: int) -> None:
        if self.waiting:
            batch, rows = self.waiting.pop(rng.randrange(len(self.waiting)))
            if self.told(medel("undo", batch, "--why", "fel fil", db=self.db)):
                self.undone += rows
                self.told(medel("inbox", "accept", rows[0], db=self.db), 2)

    def add_body(self, _rng: random.Random, turn: int) -> None:
        name = f"Samordningsförbundet {self.seed} {turn}"
        if self.told(medel("body", "add", name, "--kind", "association", db=self.db)):
            self.bodies.append(name)

    def close(self, _rng: random.Random, _turn: int) -> None:
        if self.closed:
            said = medel("reopen", self.year, "--why", "rättelse", db=self.db)
        else:
            said = medel("close", self.year, "--even-if", "provas", db=self.db)
        if self.told(said):
            self.closed = not self.closed

    def look(self, rng: random.Random, _turn: int) -> None:
        words = rng.choice((["journal"], ["balances"], ["inbox"], ["undo", "list"]))
        self.told(medel(*words, "--format", "json", db=self.db))


def numbers_in(said: Said) -> list[int]:
    """The whole numbers in what was said, in order."""
    return [int(word) for word in said.stdout.replace(".", " ").split() if word.isdecimal()]


def run(db: str, writers: int, times: int, seed: int) -> list[str]:
    """Start the writers at once, wait, and compare; what does not hold, in words."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(HERE), "--db", db, "--times", str(times), "--seed", str(seed + n),
             "--one", str(n)],
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
    return problems or compare(db, [json.loads(out) for out, _err in said])


def compare(db: str, told: list[dict[str, object]]) -> list[str]:
    """The book against what the writers were told; what does not hold, in words."""
    problems = [str(what) for one in told for what in _list(one, "problems")]
    rows = medel("journal", "--format", "json", db=db).rows
    in_book = {row["number"]: (round(float(row["amount"]) * 100), row["candidate"]) for row in rows}
    claimed = Counter(int(n) for one in told for n in _dict(one, "posted"))
    problems += [
        f"entry {n} was given out {times} times" for n, times in claimed.items() if times > 1
    ]
    if sorted(in_book) != list(range(1, len(in_book) + 1)) or set(in_book) != set(claimed):
        problems.append(f"{len(in_book)} entries in the book, {len(claimed)} told")
    for one in told:
        for number, ore in _dict(one, "posted").items():
            amount, candidate = in_book.get(int(number), (None, None))
            if candidate is None and amount != ore:
                problems.append(f"entry {number} is {amount}, {ore} was posted")
    inbox = medel("inbox", "list", "--state", "all", "--format", "json", db=db).rows
    state = {row["number"]: row["state"] for row in inbox}
    for outcome in ("accepted", "rejected", "undone"):
        rows_told = sorted(int(str(n)) for one in told for n in _list(one, outcome))
        if rows_told != sorted(n for n, now in state.items() if now == outcome):
            problems.append(f"the rows {outcome} are not those that were told")
    names = {row["name"] for row in medel("body", "list", "--format", "json", db=db).rows}
    if not {name for one in told for name in _list(one, "bodies")} <= names:
        problems.append("a body is lost")
    lines = medel("balances", "--format", "json", db=db).rows
    claim = sum(round(float(line["columns"]["to_invoice_claim"]) * 100) for line in lines)
    debt = sum(round(float(line["columns"]["to_invoice_debt"]) * 100) for line in lines)
    if not claim == debt == sum(amount for amount, _candidate in in_book.values()):
        problems.append(f"claims {claim}, debts {debt}")
    checked = medel("check", "--deep", db=db)
    return problems + ([] if checked == Said(0, "", "") else [checked.both])


def _list(one: dict[str, object], key: str) -> list[object]:
    value = one[key]
    return value if isinstance(value, list) else []


def _dict(one: dict[str, object], key: str) -> dict[str, int]:
    value = one[key]
    return value if isinstance(value, dict) else {}


@contextmanager
def new_books(db: str | None) -> Iterator[list[str]]:
    """Where to make the book: where it is said, else in a file and in a PostgreSQL of our own."""
    import postgres

    if db:
        yield [db]
        return
    with tempfile.TemporaryDirectory() as folder:
        places = [str(Path(folder) / "book.db")]
        if postgres.why_not():
            print(postgres.why_not())
            yield places
            return
        server = postgres.lease(Path(folder))
        try:
            yield [*places, server.new_database()]
        finally:
            postgres.release(Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--db")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one", type=int, help="be this one of the writers")
    given = parser.parse_args()
    if given.one is not None:
        writer = Writer(given.db, given.seed, FIRST_YEAR + 2 * given.one)
        writer.run(given.times)
        print(json.dumps(vars(writer)))
        return
    failed = False
    with new_books(given.db) as places:
        for place in places:
            if medel("init", db=place).code:
                sys.exit("the book cannot be made")
            start = time.monotonic()
            problems = run(place, given.writers, given.times, given.seed)
            seconds = time.monotonic() - start
            kind = "SQLite" if books.is_sqlite(place) else "PostgreSQL"
            print(f"{kind}: {given.writers} writers × {given.times} in {seconds:.0f} s, ", end="")
            print(f"seed {given.seed}: ", end="")
            print("\n".join(problems) or "as told, series unbroken, sums exact, check --deep quiet")
            failed = failed or bool(problems)
    sys.exit(failed)


if __name__ == "__main__":
    main()
