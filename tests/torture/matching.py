"""A hundred thousand items whose truth is known: nothing is settled by itself that is wrong.

    python tests/torture/matching.py --items 100000 --seeds 3

Prints, for each way of paying, how many were settled, suggested rightly, and suggested first.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[1])]

from matching_made import Group, Made, group_of  # noqa: E402

from ledger.matching.engine import propose  # noqa: E402
from ledger.matching.items import Proposal  # noqa: E402
from ledger.terms import Relation  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--seeds", type=int, default=1)
    given = parser.parse_args()
    faults = 0
    for seed in range(1, given.seeds + 1):
        faults += campaign(given.items // 2, seed)
    sys.exit(faults > 0)


def campaign(invoices: int, seed: int) -> int:
    """One run; how many were settled wrongly."""
    made = Made.of(invoices, seed)
    before, begun = peak(), time.process_time()
    proposals = propose(Relation.INVOICED_PAID, made.left, made.right)
    took = time.process_time() - begun
    wrong = made.wrong(proposals)
    print(f"seed {seed}: {len(made.left)} invoices, {len(made.right)} payments, {took:.1f} CPU s,"
          f" {before:.0f} → {peak():.0f} MB")  # fmt: skip
    print(f"  settled by itself {sum(x.settles for x in proposals)}, of them wrong {len(wrong)}")
    for way, line in shares(made, proposals).items():
        print(f"  {way:15} {line}")
    print("  " + ", ".join(f"{n} {c}" for n, c in Counter(x.rule for x in proposals).items()))
    for proposal in wrong[:5]:
        print(f"  WRONG {proposal}")
    return len(wrong)


def shares(made: Made, proposals: list[Proposal]) -> dict[str, str]:
    """For each way: of its groups how many were settled, proposed, and proposed with most score."""
    settled = {group_of(x) for x in proposals if x.settles}
    ranked: dict[int, list[tuple[int, Group]]] = {}
    for one in proposals:
        for part in one.right if one.left else ():
            ranked.setdefault(part.number, []).append((-one.score, group_of(one)))
    counts: dict[str, Counter[str]] = {}
    for group, way in made.truth.items():
        count = counts.setdefault(way, Counter())
        some = sorted(ranked.get(min(group[1]), ()), key=lambda x: x[0])
        groups = [found for _score, found in some]
        count["all"] += 1
        count["settled"] += group in settled
        count["first"] += groups[:1] == [group]
        count["three"] += group in groups[:3] or (way in ("instalments",) and _parts(group, ranked))
    return {
        way: f"{c['all']:6} groups: settled {c['settled'] / c['all']:.3f}, first"
        f" {c['first'] / c['all']:.3f}, among three {c['three'] / c['all']:.3f}"
        for way, c in counts.items()
    }


def _parts(group: Group, ranked: dict[int, list[tuple[int, Group]]]) -> bool:
    return all(
        any(found[0] == group[0] for _score, found in ranked.get(number, ())) for number in group[1]
    )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
