"""kill -9 while fifty register files are imported, and eight processes that import the same fifty.

    python tests/torture/register_kill.py --count 1000 --seed 1      # on SQLite, and on PostgreSQL
    python tests/torture/register_kill.py --together 8               # all at once, one book

A round starts the import of all files and kills it at a random moment, again and again on the same
book until nothing is left to do; then the next book. After every kill the book must pass its check
and hold the first files, each with all its rows in one batch, exactly as when nobody killed it. The
import is the command itself, in a process made by fork: a thousand starts of the program take long.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent.parent), str(HERE.parent.parent)]

import books  # noqa: E402  found by the line above
import postgres  # noqa: E402
import register_files  # noqa: E402
from books import medel  # noqa: E402

REGISTERS = ("invoices", "bookings", "payments", "account_balances")
_OWN = {"id", "event", "digest", "source"}  # differ with what was stored before
File = tuple[str, str, Any]  # its sha256, its account in the batch, its rows


def held(db: str) -> list[File]:
    """The files of the book in order, each with its account and rows; a half one raises."""
    from sqlalchemy import select

    from ledger.storage.store import open_book
    from ledger.storage.tables import metadata

    tables = metadata.tables
    with open_book(db).reading() as connection:
        files = connection.execute(select(tables["sources"]).order_by("id")).all()
        taken = connection.execute(select(tables["batch_files"]).order_by("id")).all()
        batches = connection.execute(select(tables["batches"].c.id)).scalars().all()
        rows: dict[int, Counter[Any]] = {file.id: Counter() for file in files}
        for name in REGISTERS:
            for row in connection.execute(select(tables[name])).mappings():
                said = tuple((k, v) for k, v in row.items() if k not in _OWN)
                rows[row["source"]][name, said] += 1
    if [one.source for one in taken] != [file.id for file in files]:
        raise AssertionError("a file is in no batch, or in two")
    if {one.batch for one in taken} != set(batches):
        raise AssertionError("a batch without files")
    return [
        (file.sha256, one.account, rows[file.id]) for file, one in zip(files, taken, strict=True)
    ]


def run(new_db: Callable[[], str], paths: Sequence[Path], count: int, seed: int) -> list[str]:
    """`count` kills; what did not hold, in words."""
    rng = random.Random(seed)
    db = new_db()
    begun = time.monotonic()
    if _wait(_started(db, paths)):
        return ["the import does not go through"]
    length = time.monotonic() - begun
    whole = held(db)
    problems: list[str] = [] if len(whole) == len(paths) else ["not every file was taken"]
    killed: Counter[str] = Counter()
    db, done = new_db(), 0
    while killed.total() < count:
        left = length * (1 - done / len(paths))
        moment = rng.uniform(0, left * 1.1)
        was_killed = _killed_after(moment, _started(db, paths))
        done = _compare(db, whole, f"kill {killed.total() + 1} at {moment:.3f} s", problems)
        if was_killed:
            killed["some" if 0 < done < len(paths) else "all" if done else "none"] += 1
        else:
            if done != len(paths):
                problems.append(f"done, with {done} files")
            db, done = new_db(), 0
    medel("import", *paths, db=db)
    _compare(db, whole, "in the end", problems)
    if len(held(db)) != len(paths):
        problems.append("not whole in the end")
    print(f"killed {killed.total()} times, with files stored: {dict(killed)}")
    return problems


def together(db: str, paths: Sequence[Path], count: int) -> list[str]:
    """As many processes at once, each with all the files; what did not hold, in words."""
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder) / str(n) for n in range(count)]
        processes = [_started(db, paths, out) for out in said]
        problems = [f"ended with {code}" for one in processes if (code := _wait(one))]
        texts = [out.read_text(encoding="utf-8") for out in said]
    for path in paths:
        known = sum(f"{path.name}: known already, nothing added." in text for text in texts)
        new = sum(any(_is_new(line, path) for line in text.splitlines()) for text in texts)
        if (new, known) != (1, count - 1):
            problems.append(f"{path.name}: new {new} times, known {known} times")
    problems += books.findings(db)
    there = Counter(row for _sha, _account, rows in held(db) for row in rows.elements())
    keys = Counter(dict(said)["key"] for (_t, said) in there.elements() if "key" in dict(said))
    problems += [f"{key} is there {n} times" for key, n in keys.items() if n > 1]
    return problems


def _is_new(line: str, path: Path) -> bool:
    return line.startswith(f"{path.name}: ") and " new, " in line


def _compare(db: str, whole: Sequence[File], when: str, problems: list[str]) -> int:
    """How many files the book holds: the first ones, whole, and the chain unbroken."""
    problems += [f"{when}: {finding}" for finding in books.findings(db)]
    there = held(db)
    if there != whole[: len(there)]:
        problems.append(f"{when}: {len(there)} files, and not as when nobody killed it")
    return len(there)


def _started(db: str, paths: Sequence[Path], out: Path | None = None) -> int:
    """The command in a process of its own."""
    process = os.fork()
    if process:
        return process
    where = os.open(out or os.devnull, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(where, 1)
    os.dup2(where, 2)
    code = 70
    try:
        import cli

        cli.root.main(["import", *map(str, paths), "--db", db], standalone_mode=False)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 70
    finally:
        sys.stdout.flush()
        os._exit(code)


def _wait(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _killed_after(moment: float, process: int) -> bool:
    """Kill it at that moment; False where it was done before."""
    deadline = time.monotonic() + moment
    while time.monotonic() < deadline:
        if os.waitpid(process, os.WNOHANG)[0]:
            return False
        time.sleep(0.0005)
    os.kill(process, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def _makes_books(folder: Path, server: str | None) -> Callable[[], str]:
    if server:
        at = postgres.Server(server)
        template = at.new_database()
        medel("init", db=template)
        made: list[str] = []

        def new_database() -> str:
            for one in made[:-1]:
                at.drop(one)
                made.remove(one)
            made.append(at.new_database(postgres.name_of(template)))
            return made[-1]

        return new_database
    first = folder / "book.db"
    medel("init", db=str(first))
    numbers = iter(range(10**9))
    return lambda: shutil.copy(first, folder / f"{next(numbers) % 3}.db").as_posix()


def attack(server: str | None, given: argparse.Namespace) -> bool:
    """One campaign on one kind of database; whether everything held."""
    with tempfile.TemporaryDirectory(prefix="medel-kill-") as at:
        folder = Path(at)
        paths = register_files.write_fifty(folder, given.large)
        new_db = _makes_books(folder, server)
        begun = time.monotonic()
        if given.together:
            problems = together(new_db(), paths, given.together)
            what = f"{given.together} processes with the same {len(paths)} files"
        else:
            problems = run(new_db, paths, given.count, given.seed)
            what = f"{given.count} kills, seed {given.seed}"
    print(
        f"{'PostgreSQL' if server else 'SQLite'}: {what}, {time.monotonic() - begun:.0f} s: ",
        end="",
    )
    print("\n".join(problems[:20]) or "nothing lost, nothing doubled, no half batch", flush=True)
    return not problems


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--together", type=int, default=0, help="this many processes at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", type=int, default=register_files.LARGE_ROWS)
    parser.add_argument("--db", help="sqlite, or a PostgreSQL server's URL; else both")
    given = parser.parse_args()
    if given.db:
        sys.exit(not attack(None if given.db == "sqlite" else given.db, given))
    held_there = attack(None, given)
    if reason := postgres.why_not():
        print(reason)
        sys.exit(not held_there)
    with tempfile.TemporaryDirectory() as at:
        try:
            held_there &= attack(postgres.lease(Path(at)).url, given)
        finally:
            postgres.release(Path(at))
    sys.exit(not held_there)


if __name__ == "__main__":
    main()
