"""The identity law, as many times as asked: files that overlap, in any order, come to their union.

    python tests/torture/identity.py --count 10000 --seed 1
    python tests/torture/identity.py --count 2000 --seed 1 --db postgresql://…

Says every 1,000 sets how many there have been. Ends at the first that does not hold, with the seed
that makes it again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import uuid
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from register_sets import cases, held_after, held_after_union  # noqa: E402

from ledger.safekeeping.migrate import create  # noqa: E402
from ledger.storage.store import new_book, open_book  # noqa: E402

AS_JSON = 10  # each such set is compared as `medel register --format json` says it


def main() -> None:
    """Try one set after the other."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--db", help="a place where no book is; a file of its own if left out")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = asked.db or str(Path(folder) / "book.db")
        create(new_book(db), "torture", str(uuid.uuid4()))
        book, seen, files, rows = open_book(db), Counter[str](), 0, 0
        for number, (seed, one) in enumerate(cases(str(asked.seed), asked.count), start=1):
            as_json = number % AS_JSON == 0
            expected = held_after_union(book, one, as_json=as_json)
            if held_after(book, one, as_json=as_json) != expected:
                sys.exit(f"seed {seed}: {one} does not come to the union")
            seen[one.kind] += 1
            files += len(one.order) + sum(at < 0 for at in one.order)
            rows += sum(said.total() for said, _sum in expected.values())
            if number % 1000 == 0 or number == asked.count:
                print(f"{number} sets, {files} files, {rows} rows: {dict(seen)}", flush=True)


if __name__ == "__main__":
    main()
