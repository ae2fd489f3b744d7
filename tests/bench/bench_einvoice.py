"""One e-invoice: read and held against our rules, beside lxml's parsing with the fields of the row.

Goal: at most 3 times. CPU time, the least of five rounds of a hundred invoices each.

    python tests/bench/bench_einvoice.py [FILE.xml …]
"""

from __future__ import annotations

import sys
import time
import timeit
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from imports.registers.einvoice import read_einvoice, root_of, row_of  # noqa: E402

EXAMPLE = ROOT / "imports/examples/andra-system/varmland-faktura.xml"


def main() -> None:
    for path in [Path(name) for name in sys.argv[1:]] or [EXAMPLE]:
        content = path.read_bytes()
        floor = _cpu_ms(lambda content=content: row_of("f", root_of("f", content)))
        whole = _cpu_ms(lambda content=content: read_einvoice("f", content))
        print(f"{path.name}: {whole:.2f} ms, {whole / floor:.2f} times parsing and fields")


def _cpu_ms(run: Callable[[], object]) -> float:
    return min(timeit.repeat(run, number=100, repeat=5, timer=time.process_time)) * 10


if __name__ == "__main__":
    main()
