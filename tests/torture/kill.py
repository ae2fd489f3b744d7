"""kill -9 at random moments of `medel import` and `medel inbox accept`: nothing lost or doubled.

    python tests/torture/kill.py --count 200 --seed 1            # on SQLite
    python tests/torture/kill.py --count 200 --seed 1 --db postgresql://…   # an empty database

Each round starts from a new book. An import of many files is killed at a moment drawn over the
length of such a run, every other time over its second half, where it stores; the book must pass
its check and hold whole files only; the import is run again, and every file and row must be there
once. Then the same with an accept of all rows: all of them are posted, or none.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent.parent), str(HERE.parent.parent)]

import books  # noqa: E402  found by the line above
from books import medel  # noqa: E402

FILES = 12
MINUTES = """\
Ledningsgrupp för samverkan i Dalarna

Anteckningar 2024-{month:02}-{day:02}

1. Psykisk hälsa och suicidprevention, länsgemensamma medel 2024

Beslut: Falu kommun fakturerar Region Dalarna {first} 450 kr.

Beslut: Mora kommun fakturerar Region Dalarna {second} 150 kr.
"""


@dataclass
class Campaign:
    """What was done, and what did not hold."""

    killed: Counter[str] = field(default_factory=Counter)  # stage → runs that were killed in it
    ended: Counter[str] = field(default_factory=Counter)  # stage → runs that were done before
    found: Counter[str] = field(default_factory=Counter)  # what there was after the kill
    problems: list[str] = field(default_factory=list)

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.problems.append(what)


def write_minutes(folder: Path, files: int = FILES) -> list[Path]:
    """Different minutes with two decided sums each."""
    paths = []
    for n in range(files):
        path = folder / f"protokoll-{n:02}.txt"
        text = MINUTES.format(month=n % 12 + 1, day=n % 27 + 1, first=n + 1, second=n + 101)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def run(
    new_db: Callable[[], str], paths: list[Path], count: int, seed: int,
    say: Callable[[str], None] = lambda _line: None,
) -> Campaign:  # fmt: skip
    """`count` rounds, each on a book from `new_db`."""
    rng, campaign = random.Random(seed), Campaign()
    import_seconds, accept_seconds = _lengths(new_db(), paths)
    for number in range(1, count + 1):
        db = new_db()
        early = number % 2 / 2
        after_import = _one_import(campaign, db, paths, rng.uniform(early, 1) * import_seconds)
        after_accept = _one_accept(campaign, db, rng.uniform(early, 1) * accept_seconds)
        say(f"{number}: import {after_import}; accept {after_accept}")
    return campaign


def _one_import(campaign: Campaign, db: str, paths: list[Path], moment: float) -> str:
    killed = _killed_after(moment, "import", *paths, "--db", db)
    (campaign.killed if killed else campaign.ended)["import"] += 1
    held = books.dump(db)
    files = Counter(row[1] for row in held["candidates"])
    campaign.expect(books.findings(db) == [], f"import, {moment:.3f} s: {books.findings(db)}")
    campaign.expect(
        len(files) == len(held["sources"]) and set(files.values()) <= {2},
        f"import, {moment:.3f} s: half a file is stored: {files}",
    )
    campaign.found[f"import: {_some(len(files), len(paths))} files"] += 1
    again = medel("import", *paths, db=db)
    held = books.dump(db)
    campaign.expect(again.code == 0, f"import again: {again.both}")
    campaign.expect(
        len(held["sources"]) == len(paths) and len(held["candidates"]) == 2 * len(paths),
        f"import again: {len(held['sources'])} files, {len(held['candidates'])} rows",
    )
    campaign.expect(books.findings(db) == [], f"import again: {books.findings(db)}")
    return f"{'killed' if killed else 'done'} at {moment:.3f} s with {len(files)} files"


def _one_accept(campaign: Campaign, db: str, moment: float) -> str:
    rows = [row[0] for row in books.dump(db)["candidates"]]
    killed = _killed_after(moment, "inbox", "accept", *rows, "--db", db)
    (campaign.killed if killed else campaign.ended)["accept"] += 1
    posted = len(books.dump(db)["entries"])
    campaign.expect(books.findings(db) == [], f"accept, {moment:.3f} s: {books.findings(db)}")
    campaign.expect(posted in {0, len(rows)}, f"accept, {moment:.3f} s: {posted} entries")
    campaign.found[f"accept: {_some(posted, len(rows))} rows"] += 1
    again = medel("inbox", "accept", *rows, db=db)
    held = books.dump(db)
    campaign.expect(again.code == (2 if posted else 0), f"accept again: {again.both}")
    campaign.expect(
        sorted(row[0] for row in held["entries"]) == list(range(1, len(rows) + 1))
        and sorted(row[1] for row in held["reviews"]) == rows,
        f"accept again: {len(held['entries'])} entries, {len(held['reviews'])} reviews",
    )
    campaign.expect(books.findings(db) == [], f"accept again: {books.findings(db)}")
    return f"{'killed' if killed else 'done'} at {moment:.3f} s with {posted} entries"


def _killed_after(moment: float, *args: str | Path | int) -> bool:
    """Start a command and kill it at that moment; False where it was done before."""
    process = subprocess.Popen(
        books.command_line(*args), env=books.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def _lengths(db: str, paths: list[Path]) -> tuple[float, float]:
    """How long the two commands take when nobody kills them."""
    lengths = []
    for args in (("import", *paths), ("inbox", "accept", *range(1, 2 * len(paths) + 1))):
        start = time.monotonic()
        said = books.run_medel(*args, "--db", db)
        lengths.append(time.monotonic() - start)
        if said.code:
            raise RuntimeError(said.both)
    return lengths[0], lengths[1]


def _some(found: int, of: int) -> str:
    return "no" if not found else "all" if found == of else "some"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--db", help="a PostgreSQL server's URL that may make databases")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="medel-kill-"))
    try:
        campaign = run(
            _makes_books(folder, given.db), write_minutes(folder), given.count, given.seed,
            say=lambda line: print(line, flush=True),
        )  # fmt: skip
    finally:
        shutil.rmtree(folder)
    print(f"{given.count} rounds, seed {given.seed}: killed {dict(campaign.killed)}, ", end="")
    print(f"done before {dict(campaign.ended)}, then there were {dict(campaign.found)}")
    print("\n".join(campaign.problems) or "nothing lost, nothing doubled, check quiet each time")
    sys.exit(bool(campaign.problems))


def _makes_books(folder: Path, server: str | None) -> Callable[[], str]:
    import postgres

    if server:
        at = postgres.Server(server)
        template = at.new_database()
        medel("init", db=template)
        return lambda: at.new_database(postgres.name_of(template))
    first = folder / "book.db"
    medel("init", db=str(first))
    numbers = iter(range(10**9))
    return lambda: shutil.copy(first, folder / f"round-{next(numbers)}.db").as_posix()


if __name__ == "__main__":
    main()
