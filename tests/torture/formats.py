"""Damaged files of every kind, as many as asked: each read or refused in words, and soon.

    python tests/torture/formats.py --count 1000000 --seed 1

Says every 1,000 files how many were read and refused and which took longest. Ends at the first
file that brings another error, or takes more than five seconds, and names the seed that made it.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import mangled  # noqa: E402

from imports.containers import found_in  # noqa: E402
from imports.files import open_one  # noqa: E402
from ledger.parties.names import Names  # noqa: E402

SECONDS = 5


def main() -> None:
    """Damage and read."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    names, count, slowest = Names.shipped(), Counter[str](), (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(asked.count):
            seed = f"{asked.seed}:{number}"
            name, content = mangled.samples()[number % len(mangled.samples())]
            path = Path(folder) / name
            path.write_bytes(mangled.mangle(content, random.Random(seed)))
            begun = time.perf_counter()
            try:
                if hasattr(signal, "alarm"):
                    signal.alarm(4 * SECONDS)  # what hangs is ended by the system
                for found in found_in([path]):
                    item = open_one(found, names)
                    count["refused" if item.error else "left" if item.left else "read"] += 1
            except Exception:
                print(f"{name}, seed {seed}: not refused in words")
                raise
            taken = time.perf_counter() - begun
            slowest = max(slowest, (taken, f"{name}, seed {seed}"))
            if taken > SECONDS:
                sys.exit(f"{name}, seed {seed}: {taken:.1f} s")
            if (number + 1) % 1000 == 0:
                print(
                    f"{number + 1}: {dict(count)}, slowest {slowest[0]:.2f} s ({slowest[1]})",
                    flush=True,
                )
    print(f"{asked.count} files: {dict(count)}, slowest {slowest[0]:.2f} s ({slowest[1]})")


if __name__ == "__main__":
    main()
