"""`medel --help` beside the smallest click program: whole processes, in turns, in one run.

Goal: at most 1.25 times. Prints the medians and the median of the ratios, pair by pair.

    python tests/bench/bench_help.py [--runs 41]
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HELLO = '''import click


@click.command()
@click.option("--name", default="world", help="Whom to greet.")
def hello(name: str) -> None:
    """Greet somebody."""
    click.echo(f"Hello {name}")


if __name__ == "__main__":
    hello()
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=41)
    runs = parser.parse_args().runs
    # Both start from compiled modules, as installed programs do.
    for room in ("ledger", "imports", "reports"):
        compileall.compile_dir(ROOT / room, quiet=1)
    compileall.compile_file(ROOT / "cli.py", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hello.py").write_text(HELLO)
        (Path(folder) / "start.py").write_text("import hello\nhello.hello()\n")
        (Path(folder) / "medel.py").write_text("import cli\ncli.main()\n")
        compileall.compile_dir(folder, quiet=1)
        compare(folder, runs)


def compare(folder: str, runs: int) -> None:
    medel, hello = [f"{folder}/medel.py", "--help"], [f"{folder}/start.py", "--help"]
    pairs = [(cpu_of(medel), cpu_of(hello)) for _ in range(runs + 2)][2:]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"medel --help {ours * 1000:.0f} ms, hello-world click {theirs * 1000:.0f} ms (CPU)")
    print(f"ratio {ratio:.2f} (median of {runs} pairs; goal: at most 1.25)")


def cpu_of(words: list[str]) -> float:
    """CPU seconds of one whole process."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    hello()
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=41)
    runs = parser.parse_args().runs
    # Both start from compiled modules, as installed programs do.
    for room in ("ledger", "imports", "reports"):
        compileall.compile_dir(ROOT / room, quiet=1)
    compileall.compile_file(ROOT / "cli.py", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hello.py").write_text(HELLO)
        (Path(folder) / "start.py").write_text("import hello\nhello.hello()\n")
        (Path(folder) / "medel.py").write_text("import cli\ncli.main()\n")
        compileall.compile_dir(folder, quiet=1)
        compare(folder, runs)


def compare(folder: str, runs: int) -> None:
    medel, hello = [f"{folder}/medel.py", "--help"], [f"{folder}/start.py", "--help"]
    pairs = [(cpu_of(medel), cpu_of(hello)) for _ in range(runs + 2)][2:]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"medel --help {ours * 1000:.0f} ms, hello-world click {theirs * 1000:.0f} ms (CPU)")
    print(f"ratio {ratio:.2f} (median of {runs} pairs; goal: at most 1.25)")


def cpu_of(words: list[str]) -> float:
    """CPU seconds of one whole process."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
