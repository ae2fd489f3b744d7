"""Registers of a million rows, beside the physical limit and what others would use, in one run.

    python tests/bench/bench_registers.py [--rows 1000000] [--folder FOLDER] [--keep]

The limit is `sqlite3.executemany` (PostgreSQL: a bare COPY) of the very rows that were stored, from
memory into the same table with the same indexes: without reading, keys, digests, guards, foreign
keys or the file itself. Goals: a csv 3 × that; SIE 1.5 × a bare split loop into the same table; a
workbook 1.5 × python-calamine's own reading and the storing beside it; COPY 2 × a bare one; no more
than 400 MB. Times are CPU seconds; of PostgreSQL also those of its own process.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

SEED = 20241122
SHEET_ROWS = 200_000
FEWER = 20  # times fewer rows for the slow peers
SUPPLIERS = 4_000
HEADINGS = [
    "Fakturanr", "Fakturadatum", "Förfallodatum", "Leverantör", "Orgnr", "Belopp", "Netto", "Moms",
    "Valuta", "OCR", "Ordernr", "Projekt", "Konto", "Text",
]  # fmt: skip
WHAT = ("Konsulttjänster", "Läkemedel", "Bidrag enligt överenskommelse", "Hyra", "Utbildning")
PARTS = ("csv", "sie", "workbook", "copy")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where to make the books")
    parser.add_argument("--keep", action="store_true", help="do not take the folder away")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--part", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        globals()[f"part_{given.part}"](given.folder, given.rows)
        return
    folder = given.folder or Path(tempfile.mkdtemp(prefix="medel-bench-"))
    folder.mkdir(exist_ok=True)
    print(f"{given.rows} rows, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    for part in [given.only] if given.only else PARTS:
        step(part, folder, given.rows)
    if not given.keep:
        shutil.rmtree(folder)


def step(part: str, folder: Path, rows: int) -> dict[str, float]:
    """A part in a process of its own; what it prints as `name=number` comes back."""
    done = subprocess.run(
        [sys.executable, __file__, "--part", part, "--folder", folder, "--rows", str(rows)],
        check=True, env=os.environ | {"MEDEL_LANG": "en"}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found = {}
    for line in done.stdout.splitlines():
        if match := re.fullmatch(r"(\w+)=([\d.]+)", line):
            found[match[1]] = float(match[2])
        else:
            print(line, flush=True)
    return found


# ---------------------------------------------------------------- the parts


def part_csv(folder: Path, rows: int) -> None:
    """An invoice list as csv, beside executemany, pandas and the ORM."""
    write_csv(folder / "lista.csv", rows)
    limit = beside(folder, rows, "lista.csv", "invoices", "csv", 3.0)
    fewer = rows // FEWER
    for name, part in (("pandas.to_sql", "pandas"), ("the ORM of SQLAlchemy", "orm")):
        taken = step(part, folder, fewer)["cpu"] * FEWER
        print(f"  {name}: {taken / limit:.2f} × executemany (of {fewer} rows, their digests made)")


def part_sie(folder: Path, rows: int) -> None:
    """A SIE file, beside a bare split loop into the same table."""
    write_sie(folder / "bok.se", rows)
    beside(folder, rows, "bok.se", "bookings", "sie", None)
    ours = step("ours_sie", folder, rows)["cpu"]
    peer = step("split", folder, rows)["cpu"]
    print(f"  {ours / peer:.2f} × a bare split loop into the same table with its indexes"
          f" ({ours:.1f} and {peer:.1f} CPU s); goal 1.5")  # fmt: skip
    reading, loop = step("reading_sie", folder, rows)["cpu"], step("splitting", folder, rows)["cpu"]
    print(f"  reading alone: {reading / rows * 1e6:.1f} µs a row, {reading / loop:.1f} × split")


def part_workbook(folder: Path, rows: int) -> None:
    """A workbook, beside calamine's own reading, and the same rows as csv."""
    rows = min(rows, SHEET_ROWS)
    write_workbook(folder / "lista.xlsx", rows)
    write_csv(folder / "lista.csv", rows)
    ours, csv = step("ours_xlsx", folder, rows), step("ours_csv", folder, rows)
    limit = step("raw_invoices", folder, rows)["cpu"]
    calamine = step("calamine", folder, rows)
    allowed = 1.5 * calamine["cpu"] + 3 * limit
    print(f"xlsx of {rows} rows: {ours['cpu']:.1f} CPU s; csv {csv['cpu']:.1f}, calamine alone"
          f" {calamine['cpu']:.1f}, executemany {limit:.1f}: {ours['cpu'] / allowed:.2f} of what"
          f" 1.5 × calamine and 3 × executemany take")  # fmt: skip
    print(f"  most memory {ours['peak']:.0f} MB, calamine alone {calamine['peak']:.0f}; goal 400")


def part_copy(folder: Path, rows: int) -> None:
    """PostgreSQL, beside a bare COPY of the same rows."""
    import postgres

    if why := postgres.why_not():
        print(f"PostgreSQL left out: {why}")
        return
    write_csv(folder / "lista.csv", rows)
    step("ours_csv", folder, rows)
    with tempfile.TemporaryDirectory() as shared:
        server = postgres.lease(Path(shared))
        try:
            (folder / "url").write_text(server.new_database())
            ours = step("ours_postgresql", folder, rows)
            for part, name in (("bare_copy", "a bare COPY"), ("bound_copy", "with foreign keys")):
                bare = step(part, folder, rows)
                print(f"PostgreSQL: {ours['cpu'] / bare['cpu']:.2f} × {name}"
                      f" ({ours['cpu']:.1f} and {bare['cpu']:.1f} CPU s, of which the server"
                      f" {ours['server']:.1f} and {bare['server']:.1f}); goal 2")  # fmt: skip
            print(f"  most memory {ours['peak']:.0f} MB; goal 400")
        finally:
            postgres.release(Path(shared))


def beside(folder: Path, rows: int, file: str, table: str, kind: str, goal: float | None) -> float:
    """Ours, and executemany of the rows it stored, in turns; the least of two of each."""
    ours = [step(f"ours_{kind}", folder, rows)]
    limits, cached = [], []
    for turn in range(2):
        limits.append(step(f"raw_{table}", folder, rows)["cpu"])
        cached.append(step(f"cached_{table}", folder, rows)["cpu"])
        if not turn:
            ours.append(step(f"ours_{kind}", folder, rows))
    taken, limit, cache = min(one["cpu"] for one in ours), min(limits), min(cached)
    said = f"; goal {goal:g}" if goal else ""
    print(f"{file}: {taken / limit:.2f} × executemany ({taken:.1f} and {limit:.1f} CPU s){said};"
          f" {taken / cache:.2f} × with our page cache ({cache:.1f})")  # fmt: skip
    print(f"  most memory {max(one['peak'] for one in ours):.0f} MB; goal 400")
    return limit


# ---------------------------------------------------------------- ours


def part_ours_csv(folder: Path, _rows: int) -> None:
    store(folder, "lista.csv")


def part_ours_xlsx(folder: Path, _rows: int) -> None:
    store(folder, "lista.xlsx")


def part_ours_sie(folder: Path, _rows: int) -> None:
    store(folder, "bok.se")


def part_ours_postgresql(folder: Path, _rows: int) -> None:
    store(folder, "lista.csv", (folder / "url").read_text())


def store(folder: Path, name: str, url: str = "") -> None:
    """The import of one file into a new book, as `medel import` makes it."""
    from imports.registers.layouts import shipped
    from imports.registers.reading import RegisterFile, list_file
    from ledger.registers.files import store_file
    from ledger.storage.chain import act

    kind = Path(name).suffix[1:]
    book = new_book(url or str(folder / f"{kind}.db"))
    begun = time.process_time()
    content = (folder / name).read_bytes()
    file = (
        RegisterFile(name, content, "sie")
        if kind == "se"
        else list_file(name, content, shipped(), "leverantorsreskontra")
    )
    server = 0.0
    with book.writing() as connection:
        driver: Any = connection.connection.driver_connection
        with act(connection, "bench", "imported") as made:
            stored = store_file(connection, made, file.source(), file.tables())
        server = server_seconds(driver)
    assert any(account.taken for account in stored.accounts.values())
    tell(time.process_time() - begun + server, server)


def part_reading_sie(folder: Path, _rows: int) -> None:
    from imports.registers.sie import SieFile

    file = SieFile.opened("bok.se", (folder / "bok.se").read_bytes())
    begun = time.process_time()
    for _row in file.bookings():
        pass
    tell(time.process_time() - begun)


# ---------------------------------------------------------------- peers


def part_raw_invoices(folder: Path, _rows: int) -> None:
    executemany(folder, "csv.db", "invoices")


def part_cached_invoices(folder: Path, _rows: int) -> None:
    executemany(folder, "csv.db", "invoices", cached=True)


def part_raw_bookings(folder: Path, _rows: int) -> None:
    executemany(folder, "se.db", "bookings")


def part_cached_bookings(folder: Path, _rows: int) -> None:
    executemany(folder, "se.db", "bookings", cached=True)


def executemany(folder: Path, like: str, table: str, *, cached: bool = False) -> None:
    from ledger.storage.store import WRITER_CACHE_KIB

    rows = rows_of(folder / like, table)
    with closing(same_table(folder / "raw.db", folder / like, table)) as raw:
        if cached:
            raw.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")
        timed(lambda: insert(raw, table, rows))


def part_split(folder: Path, _rows: int) -> None:
    """Lines cut at their spaces, the amount as öre; all columns, the key and digest made up."""
    with closing(same_table(folder / "raw.db", folder / "se.db", "bookings")) as raw:
        timed(lambda: insert(raw, "bookings", split_rows(folder)))


def part_splitting(folder: Path, _rows: int) -> None:
    timed(lambda: sum(1 for _row in split_rows(folder)))


def split_rows(folder: Path) -> Iterator[tuple[Any, ...]]:
    digest = "0" * 64
    number, series, voucher, day, said = 0, "", "", "", ""
    with (folder / "bok.se").open(encoding="cp437") as lines:
        for at, line in enumerate(lines, start=1):
            parts = line.split()
            if parts and parts[0] == "#TRANS":
                number += 1
                after = line.partition("}")[2].split()
                yield (
                    number, 1, at, f"{number * 2654435761 % 2**32:032x}:1", "232100-0180", series,
                    voucher, day, "", parts[1], None, line[line.index("{") + 1 : line.index("}")],
                    int(after[0].replace(".", "")), after[2] if len(after) > 2 else None, said, 2,
                    digest,
                )  # fmt: skip
            elif parts and parts[0] == "#VER":
                series, voucher, day, said = parts[1], parts[2], parts[3], parts[4]


def part_pandas(folder: Path, rows: int) -> None:
    import pandas as pd

    with closing(same_table(folder / "raw.db", folder / "csv.db", "invoices")) as raw:

        def work() -> None:
            frame = pd.read_csv(
                folder / "lista.csv", sep=";", dtype=str, nrows=rows, keep_default_na=False
            )
            frame.columns = [  # type: ignore[assignment]
                "number", "date", "due_date", "issuer", "issuer_id", "amount", "net", "vat",
                "currency", "reference", "order_reference", "project", "account", "text",
            ]  # fmt: skip
            for name in ("amount", "net", "vat"):
                frame[name] = frame[name].str.replace(",", "").astype("int64")
            frame = frame.assign(
                id=range(1, len(frame) + 1), source=1, line=range(2, len(frame) + 2),
                key=frame["number"], side="received", event=2, digest="0" * 64,
            )  # fmt: skip
            frame.to_sql("invoices", raw, if_exists="append", index=False)

        timed(work)


def part_orm(folder: Path, rows: int) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session, registry

    from ledger.storage.tables import invoices

    held = [dict(row) for row in dictionaries(folder / "csv.db", rows)]
    same_table(folder / "raw.db", folder / "csv.db", "invoices").close()

    class Invoice:
        pass

    registry().map_imperatively(Invoice, invoices)
    engine = create_engine(f"sqlite:///{folder / 'raw.db'}")

    def work() -> None:
        with Session(engine) as session:
            session.add_all([Invoice(**row) for row in held])  # type: ignore[call-arg]
            session.commit()

    timed(work)


def part_calamine(folder: Path, _rows: int) -> None:
    from python_calamine import CalamineWorkbook

    def work() -> None:
        book = CalamineWorkbook.from_path(str(folder / "lista.xlsx"))
        for _row in book.get_sheet_by_index(0).iter_rows():
            pass

    timed(work)


def part_bare_copy(folder: Path, _rows: int) -> None:
    copy(folder, bound=False)


def part_bound_copy(folder: Path, _rows: int) -> None:
    copy(folder, bound=True)


def copy(folder: Path, *, bound: bool) -> None:
    """COPY of the rows, into a table like ours with its indexes, with foreign keys or without."""
    import psycopg

    rows = rows_of(folder / "csv.db", "invoices")
    with psycopg.connect((folder / "url").read_text()) as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute("CREATE TABLE bare (LIKE invoices INCLUDING INDEXES)")
        if bound:
            for name, other in (("source", "sources"), ("event", "events")):
                connection.execute(f"ALTER TABLE bare ADD FOREIGN KEY ({name}) REFERENCES {other}")
        before = server_seconds(connection)
        begun = time.process_time()
        with connection.cursor().copy("COPY bare FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
        connection.execute("SELECT 1")
        server = server_seconds(connection) - before
        tell(time.process_time() - begun + server, server)


# ---------------------------------------------------------------- files of our own making


def write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(";".join(HEADINGS) + "\n")
        for row in invoices_of(rows):
            amounts = [f"{ore // 100},{ore % 100:02}" for ore in row[5:8]]
            out.write(";".join([*row[:5], *amounts, *row[8:]]) + "\n")


def write_workbook(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Fakturor")
        sheet.write_row(0, 0, HEADINGS)
        for at, row in enumerate(invoices_of(rows), start=1):
            for column, cell in enumerate(row):
                if column in {5, 6, 7}:
                    sheet.write_number(at, column, cell / 100)
                else:
                    sheet.write_string(at, column, cell)


def invoices_of(rows: int) -> Iterator[list[Any]]:
    """Invoices of a region: texts, and amount, net and VAT in öre."""
    rng = random.Random(SEED)
    suppliers = [
        (f"Leverantör {n} AB", f"{556000 + n}-{rng.randrange(10_000):04}") for n in range(SUPPLIERS)
    ]
    for n in range(rows):
        name, number = suppliers[rng.randrange(SUPPLIERS)]
        net = rng.randrange(100, 10**8)
        year, month, day = rng.choice((2023, 2024)), rng.randrange(1, 12), rng.randrange(1, 29)
        order = "" if rng.random() < 0.5 else f"4500{rng.randrange(10**5):05}"
        yield [
            f"{100_000 + n}", f"{year}-{month:02}-{day:02}", f"{year}-{month + 1:02}-{day:02}",
            name, number, net + net // 4, net, net // 4, "SEK", f"{7_000_000_000 + n * 10}", order,
            f"{rng.randrange(100, 1000)}", f"{rng.randrange(4000, 7000)}",
            f"{rng.choice(WHAT)} {rng.randrange(1000)}",
        ]  # fmt: skip


def write_sie(path: Path, rows: int) -> None:
    """Vouchers of two to six rows, half of them with cost centre and project."""
    rng = random.Random(SEED)
    accounts = [str(number) for number in range(3000, 8000, 5)]
    places = [f'1 "{rng.randrange(100, 400)}" 6 "P{rng.randrange(90)}"' for _n in range(2_000)]
    with path.open("w", encoding="cp437", newline="\r\n") as out:
        out.write('#FLAGGA 0\n#PROGRAM "Ekonomi" 1\n#FORMAT PC8\n#SIETYP 4\n#ORGNR 232100-0180\n')
        out.write('#FNAMN "Regionen för samverkan"\n#RAR 0 20240101 20241231\n')
        out.writelines(f'#KONTO {number} "Konto {number}"\n' for number in accounts)
        written = voucher = 0
        while written < rows:
            voucher += 1
            day = f"2024{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
            out.write(f'#VER A {voucher} {day} "Faktura {voucher}"\n{{\n')
            total, count = 0, rng.choice((2, 3, 4, 6))
            for n in range(count):
                ore = -total if n == count - 1 else rng.randrange(-(10**7), 10**7)
                total += ore
                place = rng.choice(places) if n % 2 else ""
                kronor = f"{'-' * (ore < 0)}{abs(ore) // 100}.{abs(ore) % 100:02}"
                said = f' {day} "Rad {n}"' if n % 2 else ""
                out.write(f"#TRANS {rng.choice(accounts)} {{{place}}} {kronor}{said}\n")
            written += count
            out.write("}\n")


# ---------------------------------------------------------------- books and measures


def new_book(db: str) -> Any:
    from ledger.safekeeping import migrate
    from ledger.storage import store as stores

    if "://" not in db:
        for suffix in ("", "-wal", "-shm"):
            Path(db + suffix).unlink(missing_ok=True)
    book = stores.new_book(db)
    migrate.create(book, "bench", "00000000-0000-0000-0000-000000000001")
    return book


def same_table(path: Path, like: Path, table: str) -> sqlite3.Connection:
    """The book's table with its indexes, and nothing else."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    raw = sqlite3.connect(path, isolation_level=None)
    with closing(sqlite3.connect(like)) as book:
        for kind in ("table", "index"):
            made = book.execute(
                "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND tbl_name = ?",
                (kind, table),
            )
            for (statement,) in made:
                raw.execute(statement)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    return raw


def insert(raw: sqlite3.Connection, table: str, rows: Any) -> None:
    columns = len(raw.execute(f"PRAGMA table_info({table})").fetchall())
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)  # noqa: S608
    raw.execute("COMMIT")


def rows_of(path: Path, table: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return list(raw.execute(f"SELECT * FROM {table} ORDER BY id"))  # noqa: S608


def dictionaries(path: Path, rows: int) -> list[Any]:
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        return list(raw.execute("SELECT * FROM invoices ORDER BY id LIMIT ?", (rows,)))


def server_seconds(driver: Any) -> float:
    """CPU seconds of the PostgreSQL process that serves this connection."""
    with suppress(AttributeError, OSError):
        fields = Path(f"/proc/{driver.info.backend_pid}/stat").read_text().rpartition(")")[2]
        return sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def timed(work: Callable[[], object]) -> None:
    begun = time.process_time()
    work()
    tell(time.process_time() - begun)


def tell(cpu: float, server: float = 0.0) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    status = Path("/proc/self/status")
    if status.exists():
        peak = int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1e3  # type: ignore[index]
    print(f"cpu={cpu:.3f}\nserver={server:.3f}\npeak={peak:.1f}")


if __name__ == "__main__":
    main()
