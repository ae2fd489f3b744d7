"""Which rules hit a million vouchers' rows, beside asking each rule in turn, in one run.

Microseconds of CPU a row: what it takes with few rules and with many, what it takes to do nothing
but walk through the rows and find the words of their texts, and what it takes a plain loop that
asks each rule of each row (of fewer rows; it is the same for each). No goal is set by others: what
must hold is that many rules cost no more than few.

    python tests/bench/bench_rules.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ledger.parties.names import Names  # noqa: E402
from ledger.registers.agreeing import Voices  # noqa: E402
from ledger.registers.fund_words import FundWords  # noqa: E402
from ledger.registers.meaning import Facts  # noqa: E402
from ledger.registers.phrases import Phrases  # noqa: E402
from ledger.registers.row_parties import RowParties  # noqa: E402
from ledger.registers.rows import BookingRow  # noqa: E402
from ledger.registers.rules import Rule, rule_of  # noqa: E402

SEED = 20240315
BY_TURNS = 5_000  # rows that the plain loop is asked of
_WORD = re.compile(r"[^\W_]+")


def rules_of(count: int) -> list[Rule]:
    """A third each of ranges of accounts, projects and texts."""
    made = []
    for n in range(count):
        low = 4000 + n * 5
        when = (
            {"accounts": [f"{low}-{low + 4}"]},
            {"objects": {"6": [f"P{n}"]}},
            {"texts": [f"insats{n} vår"]},
        )[n % 3]
        made.append(rule_of(f"regel {n}", when | {"as": "spent"}, fund=1))
    return made


def rows_of(count: int) -> list[BookingRow]:
    pick = random.Random(SEED)
    return [
        BookingRow(
            n, (), "222000-0315", "A", str(n // 4), "2024-04-12", "",
            str(4000 + pick.randrange(2000)), None,
            f'[["1","{pick.randrange(200)}"],["6","P{pick.randrange(400)}"]]', 100,
            f"Rad {n} avser insats{n % 900} vår", f"Verifikation {n // 4}",
        )
        for n in range(count)
    ]  # fmt: skip


def facts_of(rules: Sequence[Rule]) -> Facts:
    nothing = FundWords(Phrases({}), {})
    return Facts(Voices(rules, {1: "Medlet"}, {}), RowParties(Names((), ()), {}, {}), nothing)


def in_turns(rules: Sequence[Rule], row: BookingRow) -> list[Rule]:
    """The rules that hit, each asked of the row by itself."""
    objects = json.loads(row.objects or "[]")
    text = " ".join(_WORD.findall(f"{row.text} {row.voucher_text}".casefold()))
    hits = []
    for rule in rules:
        when = rule.when
        spans = (account.split("-") for account in when.accounts)
        if when.accounts and not any(low <= row.account <= high for low, high in spans):
            continue
        if when.objects and not all([d, v] in objects for d, vs in when.objects for v in vs):
            continue
        if when.texts and not any(f" {words} " in f" {text} " for words in when.texts):
            continue
        hits.append(rule)
    return hits


def cpu(work: Iterable[object], rows: int) -> float:
    """Microseconds of CPU for each row."""
    start = time.process_time()
    for _one in work:
        pass
    return (time.process_time() - start) / rows * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    count = parser.parse_args().rows
    rows = rows_of(count)
    walk = cpu((_WORD.findall(f"{row.text} {row.voucher_text}") for row in rows), count)
    print(f"{count} rows; the words of their texts alone: {walk:.2f} µs a row")
    for many in (3, 30, 300):
        rules = rules_of(many)
        facts = facts_of(rules)
        for row in rows[:: max(1, count // 2_000)]:
            assert facts.hitting("bookings", row) == in_turns(rules, row)
        here = cpu((facts.of("bookings", row) for row in rows), count)
        some = rows[:BY_TURNS]
        turns = cpu((in_turns(rules, row) for row in some), len(some))
        said = f"{many:4} rules: {here:6.2f} µs a row, {here * count / 1e6:.1f} s in all"
        print(f"{said}; each rule in turn {turns:.2f} µs, {turns / here:.1f} ×")


if __name__ == "__main__":
    main()
