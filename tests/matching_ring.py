"""The ring of cases of reconciliation, and how well they are answered.

    for case in cases(): answered(case) -> Answer
    python tests/matching_ring.py           # what was answered otherwise, and the figures

The cases stand in `tests/data/matching_ring.txt`; their form is told there.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve()
if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))

from ledger.matching.engine import propose  # noqa: E402
from ledger.matching.items import Item, Proposal  # noqa: E402
from ledger.matching.references import decision, mentioned, own  # noqa: E402
from ledger.terms import ItemKind, Relation  # noqa: E402

KINDS = {
    "d": ItemKind.DECISION, "i": ItemKind.INVOICE, "c": ItemKind.INVOICE, "b": ItemKind.BOOKING,
    "p": ItemKind.PAYMENT,
}  # fmt: skip
FIRST = 3  # suggestions among which the right one is looked for

Group = tuple[frozenset[int], frozenset[int]]


@dataclass
class Case:
    """One wrinkle: the items of both sides, and what belongs together."""

    relation: Relation
    wrinkle: str
    left: list[Item] = field(default_factory=list)
    right: list[Item] = field(default_factory=list)
    by_itself: list[Group] = field(default_factory=list)
    suggested: list[Group] = field(default_factory=list)


@dataclass
class Answer:
    """How a case was answered, in counts; `wrong` says in words what was answered otherwise."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: Answer) -> Answer:
        return Answer(self.counts + other.counts, self.wrong + other.wrong)

    def share(self, name: str, whole: str) -> float:
        return self.counts[name] / self.counts[whole] if self.counts[whole] else 1.0


def cases() -> list[Case]:
    """Every case of the file, with bodies and items of its own."""
    text = (HERE.parent / "data" / "matching_ring.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^\[([a-z-]+)\] (.*)\n", text, flags=re.MULTILINE)[1:]
    return [
        _case(place, Relation.of(blocks[at]), blocks[at + 1], blocks[at + 2])
        for place, at in enumerate(range(0, len(blocks), 3))
    ]


def answered(case: Case) -> Answer:
    """What the passes make of a case."""
    proposals = [x for x in propose(case.relation, case.left, case.right) if x.score]
    settled = {_group(x) for x in proposals if x.settles}
    answer = Answer()
    count = answer.counts
    count["cases"] += 1
    count["items"] += len(case.left) + len(case.right)
    count["settled"] += len(settled)
    count["settled rightly"] += len(settled & set(case.by_itself))
    count["to be settled"] += len(case.by_itself)
    for group in sorted(settled - set(case.by_itself), key=str):
        how = "though it should be asked" if group in case.suggested else "WRONGLY"
        answer.wrong.append(f"settled {how}: {case.wrinkle}: {_shown(group)}")
    for group in case.by_itself:
        if group not in settled:
            answer.wrong.append(f"not settled: {case.wrinkle}: {_shown(group)}")
    for group in case.suggested:
        count["to be suggested"] += 1
        rank = _rank(group, proposals)
        count["suggested first"] += rank == 1
        count["suggested among the first"] += 1 <= rank <= FIRST
        if not 1 <= rank <= FIRST:
            answer.wrong.append(f"not suggested: {case.wrinkle}: {_shown(group)}")
    return answer


def together(all_cases: Sequence[Case]) -> Iterator[Case]:
    """The cases of each relation as one: every case is a decoy of the others."""
    for relation in Relation:
        one = Case(relation, "all together")
        for case in all_cases:
            if case.relation is relation:
                one.left += case.left
                one.right += case.right
                one.by_itself += case.by_itself
                one.suggested += case.suggested
        yield one


def _group(proposal: Proposal) -> Group:
    return (
        frozenset(part.number for part in proposal.left),
        frozenset(part.number for part in proposal.right),
    )


def _rank(group: Group, proposals: Sequence[Proposal]) -> int:
    """Which of the suggestions for the group's right items it is; 0 where it is none."""
    some = [x for x in proposals if _group(x)[1] & group[1]]
    some.sort(key=lambda x: -x.score)
    found = [place for place, x in enumerate(some, 1) if _group(x) == group and not x.settles]
    return found[0] if found else 0


def _shown(group: Group) -> str:
    return " : ".join(" ".join(str(number % 100) for number in sorted(side)) for side in group)


# ---------------------------------------------------------------- reading the file


def _case(place: int, relation: Relation, wrinkle: str, text: str) -> Case:
    case = Case(relation, wrinkle)
    items: dict[str, Item] = {}
    bodies: dict[str, int] = {}
    for line in text.splitlines():
        if line.startswith("="):
            group = _truth(line[2:], items)
            (case.by_itself if line[1] == "!" else case.suggested).append(group)
        elif line and not line.startswith("#"):
            name, item = _item(line, 100 * place + len(items), bodies, 100 * place)
            items[name] = item
            right = item.is_credit if relation is Relation.CREDITED else line[0] not in "dic"
            if relation is Relation.DECIDED_INVOICED:
                right = line[0] == "i"
            (case.right if right else case.left).append(item)
    return case


def _truth(text: str, items: dict[str, Item]) -> Group:
    left, right = text.split(":")
    return (
        frozenset(items[name].number for name in left.split()),
        frozenset(items[name].number for name in right.split()),
    )


def _item(line: str, number: int, bodies: dict[str, int], base: int) -> tuple[str, Item]:
    letter, name, kronor, day, parties, *rest = shlex.split(line)
    more = dict(word.split("=", 1) for word in rest)
    payer, payee = parties.split(">")
    ore = int(Decimal(kronor) * 100)
    item = Item(
        kind=KINDS[letter], number=number, amount=ore, open=ore, date=day,
        references=_references(letter, more), mentions=mentioned(more.get("says", "")),
        is_credit=letter == "c", credits=more.get("credits"), currency=more.get("currency", "SEK"),
        fund=_int(more.get("fund")), fund_year=_int(more.get("year")),
        net=_ore(more.get("net")), vat=_ore(more.get("vat")),
    )  # fmt: skip
    for role, written in (("payer", payer), ("payee", payee)):
        if written.startswith("~"):
            item = replace(item, **{f"{role}_text": written[1:].replace("_", " ")})
        elif written != "-":
            body = base + bodies.setdefault(written, len(bodies) + 1)
            item = replace(item, **{role: body, f"{role}_text": _full_name(written)})
    return name, item


def _references(letter: str, more: dict[str, str]) -> tuple[str, ...]:
    number = more.get("no", "")
    dnr = own(more.get("dnr", ""))
    return (*(decision(int(number)) if letter == "d" else own(number)), *dnr)


def _full_name(short: str) -> str:
    if short in {"Dalarna", "Gävleborg", "Hälsingland"}:
        return f"Region {short}"
    return short if short.endswith(("styrelsen", "kollegiet")) else f"{short} kommun"


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _ore(text: str | None) -> int | None:
    return int(text) * 100 if text else None


def main() -> None:
    """The figures of the ring, alone and together."""
    for title, some in (("each alone", cases()), ("all together", list(together(cases())))):
        answer = sum(map(answered, some), Answer())
        print(f"{title}: {dict(answer.counts)}")
        print("\n".join(answer.wrong))


if __name__ == "__main__":
    main()
