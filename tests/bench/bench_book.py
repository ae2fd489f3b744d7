"""The book at a size beyond any county's: a million entries, beside the physical limit, in one run.

    python tests/bench/bench_book.py [--entries 1000000] [--folder FOLDER] [--keep]

Peers: for balances a GROUP BY written by hand over a covering index in the same file; for posting
`sqlite3.executemany` of the same rows into the same tables with the same indexes, without guards,
digests or foreign keys; for a whole command hledger, ledger and bean-query over 100 000 of the same
transactions, where they are installed. Goals: 1.3 ×, 2.5 ×, `check` at 50 000 entries per CPU
second, no more than 300 MB at any moment.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SEED = 20240412
PER_EVENT = 10_000  # entries of one import
FEWER = 100_000  # transactions for the peers that read a text
YEARS = range(2015, 2025)
YEAR = 2022
KINDS = ("granted", "received", "allocated", "to_invoice", "spent", "transferred", "returned")
COLUMNS = "fund, kind, payer, payee, sum(amount)"
BY_HAND = f"SELECT {COLUMNS} FROM entries WHERE fund_year = ? GROUP BY fund, kind, payer, payee"  # noqa: S608


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where to make the books")
    parser.add_argument("--keep", action="store_true", help="do not take the folder away")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        globals()[given.part](given.folder, given.entries)
        return
    folder = given.folder or Path(tempfile.mkdtemp(prefix="medel-bench-"))
    folder.mkdir(exist_ok=True)
    print(f"{given.entries} entries, {PER_EVENT} to an event, Python {sys.version.split()[0]}")
    for part in ("posting", "reading_balances", "checking", "whole_commands"):
        subprocess.run(
            [sys.executable, __file__, "--part", part, "--folder", folder,
             "--entries", str(given.entries)],
            check=True, env=os.environ | {"MEDEL_LANG": "en", "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    if not given.keep:
        shutil.rmtree(folder)


# ---------------------------------------------------------------- the parts, a process each


def posting(folder: Path, entries: int) -> None:
    """In turns, event by event: `post_many`, and the same rows without the book around them."""
    from ledger.posting import journal
    from ledger.storage import chain

    book = new_book(folder / "book.db")
    raw = same_tables(folder / "raw.db", folder / "book.db")
    makes = transactions(folder / "book.db", entries)
    ours = peers = 0.0
    while batch := [new for new, _n in zip(makes, range(PER_EVENT), strict=False)]:
        begun = time.process_time()
        with book.writing() as connection, chain.act(connection, "bench", "posted") as made:
            journal.post_many(connection, made, batch)
        ours += time.process_time() - begun
        tables = {name: rows_of(folder / "book.db", name, made.made[name])
                  for name in ("entries", "evidence")}  # fmt: skip
        begun = time.process_time()
        raw.execute("BEGIN IMMEDIATE")
        for name, rows in tables.items():
            places = ", ".join("?" * len(rows[0]))
            raw.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608
        raw.execute("COMMIT")
        peers += time.process_time() - begun
    raw.close()
    print(f"posting: {entries / ours:,.0f} entries/CPU s, {ours / peers:.2f} × executemany"
          f" ({ours:.1f} and {peers:.1f} CPU s); goal 2.5")  # fmt: skip
    print(f"  most memory {peak():.0f} MB")


def reading_balances(folder: Path, _entries: int) -> None:
    """One fund year: `lines`, and what somebody would write by hand over the same index."""
    from ledger.posting.balances import lines
    from ledger.storage.store import open_book

    with (
        closing(sqlite3.connect(folder / "book.db")) as raw,
        open_book(str(folder / "book.db")).reading() as connection,
    ):
        for year, text in ((YEAR, f"year {YEAR}"), (2000, "a year without entries")):
            ours, peers = in_turns(
                lambda year=year: lines(connection, year=year),  # type: ignore[misc]
                lambda year=year: list(raw.execute(BY_HAND, (year,))),  # type: ignore[misc]
            )
            print(f"balances, {text}: {ours * 1e3:.1f} ms, {ours / peers:.2f} × by hand"
                  f" ({peers * 1e3:.1f} ms, {len(list(raw.execute(BY_HAND, (year,))))} rows)"
                  + ("; goal 1.3" if year == YEAR else ""))  # fmt: skip
        print(
            "  " + "; ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {BY_HAND}", (1,)))
        )
    print(f"  most memory {peak():.0f} MB")


def checking(folder: Path, entries: int) -> None:
    """`medel check`: the chain, every row, evidence, corrections, sums."""
    from ledger.safekeeping.checks import check
    from ledger.storage.store import open_book

    with open_book(str(folder / "book.db")).reading() as connection:
        begun = time.process_time()
        found = check(connection)
        taken = time.process_time() - begun
    assert not found, found[:3]
    print(f"check: {entries / taken:,.0f} entries/CPU s ({taken:.1f} CPU s); goal 50,000")
    print(f"  most memory {peak():.0f} MB; goal 300")


def whole_commands(folder: Path, _entries: int) -> None:
    """Whole processes: a new book's balances, and 100 000 transactions beside text ledgers."""
    small, fewer = folder / "small.db", folder / "fewer.db"
    new_book(small)
    post_all(small, 20)
    core = [sys.executable, "-c", CORE.format(db=small)]
    ours, peers = in_turns(lambda: run(medel(small)), lambda: run(core), whole=True)
    print(f"medel balances of 20 entries: {ours / peers:.2f} × click with one SQLAlchemy Core query"
          f" ({ours * 1e3:.0f} and {peers * 1e3:.0f} ms of CPU)")  # fmt: skip
    new_book(fewer)
    begun = time.process_time()
    post_all(fewer, FEWER)
    stored = time.process_time() - begun
    write_texts(fewer, folder)
    ours = whole(medel(fewer))
    print(f"{FEWER} transactions, CPU s of a whole command")
    print(
        f"  medel balances                  {ours:7.2f}    1.00 × (posting them once: {stored:.1f})"
    )
    for name, command in TEXT_LEDGERS.items():
        if not shutil.which(command[0]):
            print(f"  {name:30} not installed; left out")
            continue
        peer = whole([part.format(folder=folder) for part in command])
        print(f"  {name:30}  {peer:7.2f} {peer / ours:7.2f} ×")


TEXT_LEDGERS = {
    "hledger balance": ["hledger", "-f", "{folder}/fewer.journal", "balance"],
    "ledger balance": ["ledger", "-f", "{folder}/fewer.journal", "balance"],
    "beancount, bean-query": [
        "bean-query", "{folder}/fewer.beancount", "SELECT account, sum(position) GROUP BY account",
    ],
}  # fmt: skip
CORE = """
import click
@click.command()
def one():
    from sqlalchemy import create_engine, text
    with create_engine("sqlite:///{db}").connect() as connection:
        for row in connection.execute(text("SELECT payer, sum(amount) FROM entries GROUP BY 1")):
            click.echo(str(row))
one()
"""


# ---------------------------------------------------------------- books and their rows


def new_book(path: Path):  # type: ignore[no-untyped-def]
    from ledger.safekeeping import migrate
    from ledger.storage import store

    book = store.new_book(str(path))
    migrate.create(book, "bench", "00000000-0000-0000-0000-000000000001")
    return book


def post_all(path: Path, entries: int) -> None:
    from ledger.posting import journal
    from ledger.storage import chain
    from ledger.storage.store import open_book

    with (
        open_book(str(path)).writing() as connection,
        chain.act(connection, "bench", "posted") as made,
    ):
        journal.post_many(connection, made, transactions(path, entries))


def transactions(path: Path, entries: int) -> Iterator:  # type: ignore[type-arg]
    """Entries of a county: the region, its kommuner and the state, eight funds, ten years."""
    from ledger.evidence import Typed
    from ledger.money import Money
    from ledger.posting.journal import NewEntry
    from ledger.terms import EntryKind

    rng = random.Random(SEED)
    with closing(sqlite3.connect(path)) as raw:
        county = "SELECT id FROM bodies WHERE county = 'Dalarnas län' OR kind = 'state' ORDER BY id"
        bodies = [number for (number,) in raw.execute(county)]
        funds = [number for (number,) in raw.execute("SELECT id FROM funds ORDER BY id LIMIT 8")]
    hubs = bodies[:2]
    kinds = [EntryKind(kind) for kind in KINDS]
    for number in range(entries):
        hub, other = rng.choice(hubs), rng.choice(bodies)
        payer, payee = (hub, other) if rng.random() < 0.5 else (other, hub)
        kind, year = rng.choice(kinds), rng.choice(YEARS)
        if rng.random() < 0.01:
            kind, payee = EntryKind.CARRIED, payer
        elif payer == payee:
            payee = hubs[payer == hubs[0]]
        yield (
            NewEntry(
                date(year, 1, 1) + timedelta(rng.randrange(365)), kind, rng.choice(funds), year,
                payer, payee, Money(rng.randrange(1, 10**9)), f"Samverkan i länet, post {number}",
            ),
            Typed(f"faktura {number}", "ekonom"),
        )  # fmt: skip


def same_tables(path: Path, like: Path) -> sqlite3.Connection:
    """The book's tables of entries and evidence with their indexes, and nothing else."""
    raw = sqlite3.connect(path, isolation_level=None)
    with closing(sqlite3.connect(like)) as book:
        for kind in ("table", "index"):
            made = book.execute(
                "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL "
                "AND tbl_name IN ('entries', 'evidence')", (kind,),
            )  # fmt: skip
            for (statement,) in made:
                raw.execute(statement)
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    return raw


def rows_of(path: Path, table: str, numbers: list[int]) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        between = f"SELECT * FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"  # noqa: S608
        return list(raw.execute(between, numbers))


def write_texts(path: Path, folder: Path) -> None:
    """The same transactions as the text ledgers write them."""
    query = (
        "SELECT date, kind, fund, fund_year, payer, payee, amount, text FROM entries ORDER BY id"
    )
    accounts = set()
    with (
        closing(sqlite3.connect(path)) as raw,
        (folder / "fewer.journal").open("w") as plain,
        (folder / "fewer.beancount").open("w") as bean,
    ):
        for day, kind, fund, year, payer, payee, ore, text in raw.execute(query):
            names = [f"Assets:Fund{fund}:Y{year}:{kind.replace('_', '').title()}:Body{body}"
                     for body in (payee, payer)]  # fmt: skip
            accounts |= {*names}
            kronor = f"{ore // 100}.{ore % 100:02}"
            first, second = names
            plain.write(f"{day} {text}\n    {first}  {kronor} SEK\n    {second}\n\n")
            bean.write(f'{day} * "{text}"\n  {first}  {kronor} SEK\n  {second}\n\n')
        for name in sorted(accounts):
            bean.write(f"2000-01-01 open {name}\n")


# ---------------------------------------------------------------- measures


Work = Callable[[], object]


def in_turns(ours: Work, peers: Work, *, whole: bool = False) -> tuple[float, float]:
    """Median CPU seconds of each, in turns, after one time to warm up."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(22):
        for work, times in zip((ours, peers), taken, strict=True):
            begun = cpu(whole)
            work()
            if turn:
                times.append(cpu(whole) - begun)
    return statistics.median(taken[0]), statistics.median(taken[1])


def cpu(whole: bool) -> float:
    if not whole:
        return time.process_time()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def whole(command: list[str]) -> float:
    """CPU seconds of a process, the least of three."""
    run(command)
    times = []
    for _turn in range(3):
        begun = cpu(True)
        run(command)
        times.append(cpu(True) - begun)
    return min(times)


def medel(db: Path) -> list[str]:
    return [sys.executable, "-m", "cli", "balances", "--db", str(db)]


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def peak() -> float:
    """Megabytes at the most until now."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1e3  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
