"""A million invoices against a million payments, beside what an economist's programmer would write.

    python tests/bench/bench_match.py [--rows 1000000] [--folder FOLDER] [--splink PYTHON]

One SQLite file with both registers. Ours: `big_book.propose_beside`, the plain pairs joined
in place and all passes for the rest. Peers, on the same file in the same run: SQL joins written by
hand with rapidfuzz over the names of what is left; pandas merge with the same; splink (where an
interpreter that has it is given) with the same keys. Goals: at most 1.5 × the SQL, faster than
pandas and splink. Then 100 000 against 100 000 of the generated ring with all passes (60 s,
600 MB), and growth from 1 000 on.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

SEED = 20240412
FIRST_DAY = date(2023, 1, 2).toordinal()
NEAR = 85  # of rapidfuzz
GOAL = 1.5

# How a payment says what it is for, and how often of a hundred.
WAYS = {"number": 88, "text": 3, "silent": 4, "misspelled": 2, "other": 3}

TABLES = """
CREATE TABLE invoices (id INTEGER PRIMARY KEY, number TEXT, date TEXT, issuer TEXT, recipient TEXT,
    amount INTEGER NOT NULL, currency TEXT, text TEXT);
CREATE TABLE payments (id INTEGER PRIMARY KEY, date TEXT, payer TEXT, payee TEXT,
    amount INTEGER NOT NULL, currency TEXT, reference TEXT, message TEXT);
"""

# What is plain, for ours: a number and nothing else. Short columns first: the database makes an
# index of them for the while, and names are compared only where number and amount agree.
PLAIN_PAIRS = """
SELECT i.id, p.id, i.number, i.amount, i.date, p.date, i.recipient, i.issuer
FROM payments p JOIN invoices i ON i.number = p.reference AND i.amount = p.amount
WHERE +i.recipient = +p.payer AND +i.issuer = +p.payee AND i.currency = p.currency
AND i.text IS NULL AND p.message IS NULL
"""

CSV_COLUMNS = {
    "invoices": "id, number AS reference, date, recipient AS payer, issuer AS payee, amount",
    "payments": "id, reference, date, payer, payee, amount",
}

SQL_BY_HAND = (
    """CREATE TEMP TABLE by_number AS SELECT i.id AS invoice, p.id AS payment
       FROM payments p JOIN invoices i ON i.number = p.reference AND i.amount = p.amount
       AND i.recipient = p.payer AND i.issuer = p.payee""",
    """CREATE TEMP TABLE i1 AS SELECT * FROM invoices
       WHERE id NOT IN (SELECT invoice FROM by_number)""",
    """CREATE TEMP TABLE p1 AS SELECT * FROM payments
       WHERE id NOT IN (SELECT payment FROM by_number)""",
    """CREATE TEMP TABLE by_amount AS SELECT i.id AS invoice, p.id AS payment
       FROM p1 p JOIN i1 i ON i.amount = p.amount AND i.recipient = p.payer AND i.issuer = p.payee
       AND julianday(p.date) - julianday(i.date) BETWEEN -31 AND 365""",
    """CREATE TEMP TABLE near AS SELECT i.id AS invoice, p.id AS payment, i.recipient, p.payer
       FROM p1 p JOIN i1 i ON i.amount = p.amount AND i.issuer = p.payee
       WHERE p.id NOT IN (SELECT payment FROM by_amount)
       AND i.id NOT IN (SELECT invoice FROM by_amount)""",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--splink", help="an interpreter that has splink")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        globals()[given.part](given.folder, given.rows)
        return
    folder = given.folder or Path(tempfile.mkdtemp(prefix="medel-bench-"))
    folder.mkdir(exist_ok=True)
    print(f"{given.rows} invoices, {given.rows} payments, Python {sys.version.split()[0]}")
    run("make", folder, given.rows)
    took = {part: run(part, folder, given.rows) for part in ("ours", "by_hand", "pandas_merge")}
    if given.splink:
        took["splink"] = run("splink", folder, given.rows, given.splink)
    for part, (seconds, most) in took.items():
        ratio = took["ours"][0] / seconds
        goal = f"; goal {GOAL}" if part == "by_hand" else ""
        print(f"{part:13} {seconds:6.1f} CPU s, {most:5.0f} MB; ours is {ratio:.2f} × it{goal}")
    print("all passes, the generated ring:")
    for rows in (1_000, 10_000, 100_000):
        seconds, most = run("all_passes", folder, rows)
        print(f"  {rows:7} × {rows}: {seconds:6.2f} CPU s, {most:.0f} MB")
    print("straight from the rows:")
    for rows in (1_000, 10_000, 100_000):
        run("make", folder, rows)
        seconds, most = run("ours", folder, rows)
        print(f"  {rows:7} × {rows}: {seconds:6.2f} CPU s, {most:.0f} MB")
    if not given.folder:
        shutil.rmtree(folder)


def run(part: str, folder: Path, rows: int, python: str = sys.executable) -> tuple[float, float]:
    """A part as a process of its own: its CPU seconds and the most memory it took."""
    done = subprocess.run(
        [python, __file__, "--part", part, "--folder", folder, "--rows", str(rows)],
        check=True, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "MEDEL_LANG": "en"},
    )  # fmt: skip
    *said, last = done.stdout.splitlines()
    print("\n".join(f"  {part}: {line}" for line in said))
    seconds, most = json.loads(last)
    return seconds, most


def told(begun: float) -> None:
    """The last line of a part."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.process_time() - begun, most]))


# ---------------------------------------------------------------- the parts, a process each


def make(folder: Path, rows: int) -> None:
    """The file, and what belongs together by construction."""
    (folder / "registers.db").unlink(missing_ok=True)
    with closing(connect(folder)) as raw:
        raw.executescript(TABLES)
        invoices, payments = zip(*made(rows), strict=True)
        raw.executemany("INSERT INTO invoices VALUES (?, ?, ?, ?, ?, ?, 'SEK', NULL)", invoices)
        payments = sorted(payments, key=lambda row: row[1])
        raw.executemany("INSERT INTO payments VALUES (?, ?, ?, ?, ?, 'SEK', ?, ?)", payments)
        raw.commit()
    told(0)


def made(rows: int) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    """An invoice and a payment, which belong together but for the way "other"."""
    rng = random.Random(SEED)
    names = bodies()
    sellers = names[:60]
    counts = dict.fromkeys(sellers, 1000)
    ways, often = list(WAYS), list(WAYS.values())
    numbers = list(range(1, rows + 1))
    rng.shuffle(numbers)
    for place in range(rows):
        seller, buyer = rng.choice(sellers), rng.choice(names)
        counts[seller] += 1
        amount = rng.randint(100, 500_000) * 100
        day = FIRST_DAY + rng.randrange(700)
        number, way = str(counts[seller]), rng.choices(ways, often)[0]
        invoice = (place + 1, number, iso(day), seller, buyer, amount)
        payer, reference, message = buyer, None, None
        if way == "number":
            reference = number
        elif way == "text":
            message = f"Faktura nr {number}"
        elif way == "misspelled":
            at = rng.randrange(1, len(buyer) - 1)
            payer = buyer[:at] + buyer[at + 1 :]
        elif way == "other":
            amount, seller = rng.randint(100, 500_000) * 100, rng.choice(sellers)
        later = iso(day + rng.randint(10, 45))
        yield invoice, (numbers[place], later, payer, seller, amount, reference, message)


def bodies() -> list[str]:
    from ledger.parties.names import Names

    kinds = {"region", "kommun"}
    return sorted(body.name for body in Names.shipped().bodies if body.kind.value in kinds)


def ours(folder: Path, _rows: int) -> None:
    """The plain pairs joined in place, all passes for the rest; bodies by their names."""
    from ledger.matching.big_book import Rows, propose_beside
    from ledger.matching.items import Item
    from ledger.matching.references import mentioned, own
    from ledger.terms import ItemKind, Relation

    begun = time.process_time()
    number_of = {name: number for number, name in enumerate(bodies(), 1)}
    body = number_of.get
    with closing(connect(folder)) as raw:

        def rows(table: str) -> Iterator[int]:
            return (row for (row,) in raw.execute(f"SELECT id FROM {table}"))  # noqa: S608

        def some(statement: str, numbers: Sequence[int]) -> Iterator[tuple[object, ...]]:
            raw.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (id INTEGER PRIMARY KEY)")
            raw.execute("DELETE FROM wanted")
            raw.executemany("INSERT INTO wanted VALUES (?)", ((number,) for number in numbers))
            yield from raw.execute(f"{statement} JOIN wanted USING (id)")

        def invoices(numbers: Sequence[int]) -> list[Item]:
            return [
                Item(kind=ItemKind.INVOICE, number=row, amount=ore, open=ore, date=day,
                     payer=body(payer), payee=body(payee), payer_text=payer, payee_text=payee,
                     references=own(number), mentions=mentioned(text) if text else ())
                for row, number, ore, day, payer, payee, text in some(
                    "SELECT id, number, amount, date, recipient, issuer, text FROM invoices",
                    numbers)
            ]  # fmt: skip

        def payments(numbers: Sequence[int]) -> list[Item]:
            return [
                Item(kind=ItemKind.PAYMENT, number=row, amount=ore, open=ore, date=day,
                     payer=body(payer), payee=body(payee), payer_text=payer, payee_text=payee,
                     mentions=tuple(x for text in (said, more) if text for x in mentioned(text)))
                for row, said, ore, day, payer, payee, more in some(
                    "SELECT id, reference, amount, date, payer, payee, message FROM payments",
                    numbers)
            ]  # fmt: skip

        book = Rows(raw.execute(PLAIN_PAIRS), rows("invoices"), rows("payments"), invoices,
                    payments, body)  # fmt: skip
        aliases = {number: (name,) for name, number in number_of.items()}
        found = propose_beside(Relation.INVOICED_PAID, book, aliases=aliases)
    settled = len(found.pairs) + sum(x.settles for x in found.proposals)
    suggested = sum(not x.settles for x in found.proposals)
    print(f"{len(found.pairs)} from the rows, settled {settled}, suggested {suggested}")
    told(begun)


def by_hand(folder: Path, _rows: int) -> None:
    """SQL joins in place, and rapidfuzz over the names of the rest."""
    from rapidfuzz import fuzz

    begun = time.process_time()
    with closing(connect(folder)) as raw:
        for statement in SQL_BY_HAND:
            raw.execute(statement)
        by_number = raw.execute("SELECT invoice, payment FROM by_number").fetchall()
        by_amount = raw.execute("SELECT invoice, payment FROM by_amount").fetchall()
        near = [
            (invoice, payment)
            for invoice, payment, one, other in raw.execute("SELECT * FROM near")
            if fuzz.WRatio(one, other) >= NEAR
        ]
    print(f"by number {len(by_number)}, by amount {len(by_amount)}, near {len(near)}")
    told(begun)


def pandas_merge(folder: Path, _rows: int) -> None:
    """The same with pandas."""
    begun = time.process_time()
    import pandas as pd
    from rapidfuzz import fuzz

    with closing(connect(folder)) as raw:
        invoices = pd.read_sql("SELECT * FROM invoices", raw)
        payments = pd.read_sql("SELECT * FROM payments", raw)
    parties = {"recipient": "payer", "issuer": "payee"}
    invoices = invoices.rename(columns=parties | {"id": "invoice", "number": "reference"})
    payments = payments.rename(columns={"id": "payment"})
    keys = ["reference", "amount", "payer", "payee"]
    by_number = invoices.merge(payments.dropna(subset=["reference"]), on=keys)
    invoices = invoices[~invoices.invoice.isin(by_number.invoice)]
    payments = payments[~payments.payment.isin(by_number.payment)]
    by_amount = invoices.merge(payments, on=["amount", "payer", "payee"])
    apart = pd.to_datetime(by_amount.date_y) - pd.to_datetime(by_amount.date_x)
    by_amount = by_amount[apart.dt.days.between(-31, 365)]
    near = invoices[~invoices.invoice.isin(by_amount.invoice)].merge(
        payments[~payments.payment.isin(by_amount.payment)], on=["amount", "payee"]
    )
    alike = [fuzz.WRatio(a, b) >= NEAR for a, b in zip(near.payer_x, near.payer_y, strict=True)]
    print(f"by number {len(by_number)}, by amount {len(by_amount)}, near {sum(alike)}")
    told(begun)


def splink(folder: Path, _rows: int) -> None:
    """The same keys as blocking rules; names by Jaro-Winkler; trained as its guide says."""
    with closing(connect(folder)) as raw:
        for table, columns in CSV_COLUMNS.items():
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                cursor = raw.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
                writer = csv.writer(file)
                writer.writerow([x[0] for x in cursor.description])
                writer.writerows(cursor)
    begun = time.process_time()
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    database = DuckDBAPI(connection)
    for table in CSV_COLUMNS:
        read = f"read_csv('{folder / table}.csv', all_varchar = true)"
        connection.execute(
            f"CREATE TABLE {table} AS SELECT id AS unique_id, * EXCLUDE (id) FROM {read}"  # noqa: S608
        )
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("reference", "amount"),
            block_on("amount", "payer", "payee"),
            block_on("amount", "payee"),
        ],
        comparisons=[
            cl.ExactMatch("reference"),
            cl.ExactMatch("amount"),
            cl.JaroWinklerAtThresholds("payer"),
            cl.ExactMatch("payee"),
        ],
    )
    if hasattr(database, "register"):  # splink 5
        linker = Linker([database.register(table) for table in CSV_COLUMNS], settings)
    else:
        linker = Linker(list(CSV_COLUMNS), settings, database)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("amount", "payee"))
    found = linker.inference.predict(threshold_match_probability=0.5)
    count = connection.execute(f"SELECT count(*) FROM {found.physical_name}").fetchone()  # noqa: S608
    print(f"pairs {count[0] if count else 0}")
    told(begun)


def all_passes(_folder: Path, rows: int) -> None:
    """The generated ring, where little is plain: every pass has its part."""
    from matching_made import Made

    from ledger.matching.engine import propose
    from ledger.terms import Relation

    ring = Made.of(rows, SEED)
    begun = time.process_time()
    proposals = propose(Relation.INVOICED_PAID, ring.left, ring.right)
    print(f"settled {sum(x.settles for x in proposals)}, wrong {len(ring.wrong(proposals))},"
          f" suggested {sum(x.score > 0 and not x.settles for x in proposals)}")  # fmt: skip
    told(begun)


def connect(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "registers.db")


def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


if __name__ == "__main__":
    main()
