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
PROGRAMS = {
    "hello": """import click


@click.command()
@click.option("--name", default="world", help="Whom to greet.")
def hello(name: str) -> None:
    click.echo(f"Hello {name}")
""",
    "start_hello": "import hello\nhello.hello()\n",
    "start_medel": "import cli\ncli.main()\n",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=41)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            (Path(folder) / f"{name}.py").write_text(text)
        compile_all(folder)
        compare(folder, runs)


def compile_all(folder: str) -> None:
    """Both start from compiled modules, as installed programs do."""
    for room in (ROOT / "ledger", ROOT / "imports", ROOT / "reports", folder):
        compileall.compile_dir(room, quiet=1)
    compileall.compile_file(ROOT / "cli.py", quiet=1)


def compare(folder: str, runs: int) -> None:
    """Run the two in turns and print what they took."""
    programs = [[f"{folder}/start_{name}.py", "--help"] for name in ("medel", "hello")]
    pairs = [[cpu_of(words) for words in programs] for _ in range(runs + 2)][2:]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"medel --help {ours * 1000:.0f} ms, hello-world click {theirs * 1000:.0f} ms (CPU)")
    print(f"ratio {ratio:.2f} (median of {runs} pairs; goal: at most 1.25)")


def cpu_of(words: list[str]) -> float:
    """CPU seconds of one whole process, by the kernel's own accounting."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
