"""How well minutes are read: the judge's figures over the labelled texts, beside those accepted.

    python tests/tools/score.py            # prints; exit 1 where a figure fell below the accepted
    python tests/tools/score.py --accept   # keep today's figures as the accepted ones

The texts lie outside the project (`../shared`); where they are absent it says so and ends well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
ACCEPTED = Path(__file__).with_name("score_accepted.json")
PASSAGES = ROOT / "tests/data/passages"  # our own, invented
SETS = {
    "minutes": (SHARED / "minutes", SHARED / "minutes/gold.jsonl"),
    "corpus": (SHARED / "corpus/docs", SHARED / "corpus/gold.jsonl"),
    "passages": (PASSAGES / "docs", PASSAGES / "gold.jsonl"),
}
COUNTS = {"documents", "labelled", "found", "money_free_documents"}
FEWER_IS_BETTER = {"false_in_money_free_documents"}
SLACK = 0.0005  # figures are kept to four decimals


def main() -> int:
    judge = SHARED / "score/score.py"
    if not judge.is_file():
        print("The labelled texts are not here (../shared): reading is not scored in this run.")
        return 0
    figures = {name: _score(judge, *places) for name, places in SETS.items()}
    if "--accept" in sys.argv:
        ACCEPTED.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    accepted = json.loads(ACCEPTED.read_text()) if ACCEPTED.exists() else {}
    fell = [line for name in SETS for line in _lines(name, figures[name], accepted.get(name, {}))]
    for line in fell:
        print(f"FELL: {line}")
    return 1 if fell else 0


def _score(judge: Path, docs: Path, gold: Path) -> dict[str, float]:
    command = f"{sys.executable} -m cli explain --format jsonl"
    said = subprocess.run(
        [sys.executable, judge, "--json", "--docs", docs, "--gold", gold,
         "--command", command],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode:
        raise SystemExit(f"the judge could not run: {said.stdout}{said.stderr}")
    return dict(json.loads(said.stdout))


def _lines(name: str, figures: dict[str, float], accepted: dict[str, float]) -> list[str]:
    """Print the figures; return those that fell below the accepted."""
    fell = []
    print(f"{name}:")
    for key, value in figures.items():
        before = accepted.get(key)
        beside = "" if before is None or key in COUNTS else f"   accepted {before:g}"
        print(f"  {key:32}{value:g}{beside}")
        if before is None or key in COUNTS:
            continue
        worse = value > before if key in FEWER_IS_BETTER else value < before - SLACK
        if worse:
            fell.append(f"{name} {key}: {value:g}, accepted {before:g}")
    return fell


if __name__ == "__main__":
    sys.exit(main())
