"""Sums, look-alikes, texts and bytes that Hypothesis makes up, as many of each as asked.

    python tests/torture/texts.py --count 1000000 --seed 1

The tests are those that CI runs with some thousands (`tests/campaign.py`), in batches with a seed
each. Says after every batch how far it has come. Ends at the first failure, with the seed that
brings it back; a batch that hangs is ended too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BATCH = 10_000
LONGEST = 3_600  # seconds for a batch; one example may take five

CAMPAIGNS = {
    "renderings of sums": "test_minutes_any_text.py::test_a_sum_comes_back_however_it_is_written",
    "numbers in words": "test_minutes_any_text.py::test_a_sum_in_words_comes_back",
    "look-alikes": "test_minutes_any_text.py::test_a_look_alike_is_never_money",
    "texts": "test_minutes_any_text.py::test_any_text_gives_rows_that_hold",
    "bytes": "test_minutes_any_text.py::test_any_bytes_give_a_reading_or_one_clear_error",
}


def main() -> None:
    """Run every campaign, or the ones named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=BATCH, help="examples of each campaign")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--only", choices=sorted(CAMPAIGNS), action="append")
    asked = options.parse_args()
    for name in asked.only or CAMPAIGNS:
        begun, done = time.monotonic(), 0
        while done < asked.count:
            size = min(BATCH, asked.count - done)
            _batch(name, size, asked.seed + done // BATCH)
            done += size
            taken = time.monotonic() - begun
            print(f"{name}: {done} examples, seed {asked.seed}, {taken:.0f} s", flush=True)


def _batch(name: str, size: int, seed: int) -> None:
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"),
        *(f"--hypothesis-seed={seed}", str(ROOT / "tests" / CAMPAIGNS[name])),
    ]
    told = {**os.environ, "MEDEL_EXAMPLES": str(size)}
    run = subprocess.run(
        command, cwd=ROOT, env=told, timeout=LONGEST, capture_output=True, text=True, check=False
    )
    if run.returncode:
        sys.exit(f"{run.stdout}\n{name}: {size} examples with seed {seed} failed")


if __name__ == "__main__":
    main()
