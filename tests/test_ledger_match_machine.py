"""Match, accept, reject, split, undo, import-undo and correct in any order, against a small model.

After each command the exit code is the one the model says; a refused command has left the database
byte for byte as it was; what is open of each item and the state of each match are the model's. What
`medel match` proposes is taken from the book, and must fit. CI takes 1 000 steps over both
databases; `tests/torture/matches.py` as many as one likes, by the seed.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import books
import matched
import pytest
from books import Said, medel
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from match_model import PAPERS, RELATIONS, Key, Model, Thing, Together
from test_ledger_state_machine import (
    PHASES,
    Books,
    few_names,
    kronor,
    ore_of,
    postgresql_books,
    sqlite_books,
)

from ledger.matching.items import Part
from ledger.reconciling.amounts import DRAWS, amounts_of, settled_amounts
from ledger.reconciling.groups import groups
from ledger.terms import ItemKind

STEPS = {"sqlite": 800, "postgresql": 200}  # in CI
SEED = 20240412
STEPS_OF_ONE_BOOK = 40
MOST_ITEMS = 20  # in one book
ODD = 7  # of the numbers drawn, the one that asks for what is not there, or no longer
# Few sums, so that equal ones, halves and wholes meet.
sums = st.sampled_from([100_00, 60_00, 40_00, 100_01, 25_00])
some = st.integers(0, 40)
pairs = st.sampled_from(sorted(RELATIONS))
part_ = st.sampled_from([None, None, None, None, 25_00, 1])
rests = st.sampled_from(["none", "the rest", "the rest", "the rest", "too much"])


class Reconciling(RuleBasedStateMachine):
    """A book and its model, worked on side by side."""

    new_book: ClassVar[Callable[[], str]]
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.db = type(self).new_book()
        self.model = Model()
        self.refused = False  # the command before
        self.looked_at = 0  # how many items there were when matches were last proposed

    # -- What there is to match

    @initialize(ores=st.lists(sums, min_size=8, max_size=8))
    def some_of_each(self, ores: list[int]) -> None:
        for which, ore in enumerate(ores):
            self.comes(("decision", "invoice", "payment", "booking")[which % 4], ore, which, False)

    @precondition(lambda self: len(self.model.things) < MOST_ITEMS)
    @rule(kind=st.sampled_from(sorted({kind for pair in RELATIONS for kind in pair})), ore=sums,
          named=some, out=st.booleans())  # fmt: skip
    def comes(self, kind: str, ore: int, named: int, out: bool) -> None:
        {"decision": self.post, "invoice": self.invoice, "payment": self.payment,
         "booking": self.booking}[kind](ore, named, out)  # fmt: skip

    def post(self, ore: int, _named: int, _out: bool) -> None:
        number = books.posted(self.db, kronor(ore))
        self.model.entries += 1
        self.model.things["decision", number] = Thing(ore, newest=number)
        self.done["post"] += 1
        self.looked("post")

    def invoice(self, ore: int, named: int, _out: bool) -> None:
        text = f"beslut {named}" if named % 3 == 0 else None
        number = matched.invoice(self.db, str(1000 + self.model.batches), kronor(ore), text=text)
        self.came(("invoice", number), Thing(ore))

    def payment(self, ore: int, named: int, out: bool) -> None:
        sign = "-" if out else ""
        said = {"reference": str(1000 + named)} if named % 2 else {}
        number = matched.payment(self.db, f"{sign}{kronor(ore)}", **said)
        self.came(("payment", number), Thing(ore, "payer" if out else "payee"))

    def booking(self, ore: int, _named: int, cost: bool) -> None:
        number = matched.booking(self.db, f"{'' if cost else '-'}{kronor(ore)}")
        self.came(("booking", number), Thing(ore, "payer" if cost else "payee"))

    def came(self, key: Key, thing: Thing) -> None:
        self.model.batches += 1
        thing.batch = self.model.batches
        self.model.things[key] = thing
        self.done["import"] += 1
        self.looked("import")

    # -- What is done with it

    @precondition(lambda self: len(self.model.things) > self.looked_at + 3)
    @rule()
    def match(self) -> None:
        assert self.does(True, "match")
        self.looked_at = len(self.model.things)
        before = len(self.model.groups)
        for one in matched.matches(self.db)[before:]:
            new = Together((one["relation"], one["seen_by"]), {
                (part["kind"], part["number"]): ore_of(part["amount"])
                for part in (*one["left"], *one["right"])
            })  # fmt: skip
            if one["state"] == "settled":
                assert one["rule"].startswith("reference/"), one
                assert one["residuals"] == [], one
                assert self.model.fits(new.parts, new.draw), one
                new.state = "settled"
            self.model.groups.append(new)
        self.looked("match")

    @precondition(lambda self: self.model.things)
    @rule(kinds=pairs, left=some, right=some, of_left=part_, of_right=part_, said_of_rest=rests)
    def by_hand(self, kinds: tuple[str, str], left: int, right: int, of_left: int | None,
                of_right: int | None, said_of_rest: str) -> None:  # fmt: skip
        keys = [self.any_of(kind, which) for kind, which in zip(kinds, (left, right), strict=True)]
        relation = RELATIONS[kinds]
        there = [self.model.things.get(key) for key in keys]
        seen_by = there[1].seen_by if there[1] and relation not in PAPERS else "both"
        draw = relation, seen_by
        parts = {
            key: (self.model.open(key, draw) if thing else 0) if said is None else said
            for key, said, thing in zip(keys, (of_left, of_right), there, strict=True)
        }
        difference = parts[keys[0]] - parts[keys[1]]
        rest = {"none": 0, "the rest": difference, "too much": difference + 1}[said_of_rest]
        even = difference == rest  # a residual of nothing is none
        residual = ["--residual", f"dispute={signed(rest)}", "--why", "prov"] if rest else []
        words = [
            f"{kind}:{number}" + ("" if said is None else f"={kronor(said)}")
            for (kind, number), said in zip(keys, (of_left, of_right), strict=True)
        ]
        fits = all(thing and thing.amount for thing in there) and self.model.fits(parts, draw)
        if self.does(even and fits, "match", "accept", *words, *residual):
            self.model.groups.append(Together(draw, parts, "settled"))
            self.looked("by hand")

    @precondition(lambda self: self.any_in("suggested"))
    @rule(which=some)
    def accept(self, which: int) -> None:
        number, one = self.any_group(which, "suggested")
        if self.does(one is not None and self.model.shown(one) == "suggested",
                     "match", "accept", number):  # fmt: skip
            self.set(one, "settled")

    @precondition(lambda self: self.any_in("suggested"))
    @rule(which=some)
    def reject(self, which: int) -> None:
        number, one = self.any_group(which, "suggested")
        if self.does(one is not None and one.state == "suggested",
                     "match", "reject", number, "--why", "nej"):  # fmt: skip
            self.set(one, "rejected")

    @precondition(lambda self: self.any_in("settled", "rejected"))
    @rule(which=some)
    def undo(self, which: int) -> None:
        number, one = self.any_group(which, "settled", "rejected")
        if self.does(one is not None and one.state in {"settled", "rejected"},
                     "match", "undo", number):  # fmt: skip
            self.set(one, "undone")

    @precondition(lambda self: self.any_in("settled", "suggested"))
    @rule(which=some, ore=st.sampled_from([1, 40_00, 60_00, 200_00]))
    def split(self, which: int, ore: int) -> None:
        """A part of each side stays together; the rest is open again."""
        number, one = self.any_group(which, "settled", "suggested")
        if one is None or len(one.parts) != 2:
            return
        into = " ".join(f"{kind}:{n}={kronor(ore)}" for kind, n in one.parts)
        parts = dict.fromkeys(one.parts, ore)
        was, shown = one.state, self.model.shown(one)
        if was == "settled":
            one.state = "undone"
        fits = self.model.fits(parts, one.draw) if was == "settled" else shown == "suggested"
        one.state = was
        if self.does(fits, "match", "split", number, "--into", into):
            one.state = "undone"
            self.model.groups.append(Together(one.draw, parts, was))

    @precondition(lambda self: self.model.batches)
    @rule(which=some)
    def undo_import(self, which: int) -> None:
        left = [thing.batch for thing in self.model.things.values() if thing.amount and thing.batch]
        some_ = left if left and which != ODD else range(1, self.model.batches + 2)
        batch = some_[which % len(some_)]
        keys = [key for key, thing in self.model.things.items() if thing.batch == batch]
        held = any(
            one.state == "settled" and set(keys) & set(one.parts) for one in self.model.groups
        )
        stands = any(self.model.things[key].amount for key in keys)
        if self.does(stands and not held, "undo", "batch", batch):
            for key in keys:
                self.model.things[key].amount = 0

    @precondition(lambda self: self.model.entries)
    @rule(which=some, ore=st.sampled_from([0, 25_00, 60_00, 100_00, 150_00]))
    def correct(self, which: int, ore: int) -> None:
        decisions = [(k, t) for k, t in self.model.things.items() if k[0] == "decision"]
        decisions = [one for one in decisions if one[1].amount or which == ODD] or decisions
        key, thing = decisions[which % len(decisions)]
        options = ["--amount", kronor(ore)] if ore else []
        if self.does(thing.amount not in {0, ore}, "correct", thing.newest, "--reason", "fel",
                     *options):  # fmt: skip
            self.model.entries += 2 if ore else 1
            thing.newest = self.model.entries
            self.model.shrink(key, ore)
            self.looked("shrunk")

    def teardown(self) -> None:
        assert medel("check", "--deep", db=self.db) == Said(0, "", "")
        settled = [n for n, one in enumerate(self.model.groups, 1) if one.state == "settled"]
        if settled:  # undone, all of everything is open again
            assert self.run("match", "undo", *settled).code == 0
            for one in self.model.groups:
                if one.state == "settled":
                    one.state = "undone"
            self.looked("undone")

    # -- How it is done

    def any_of(self, kind: str, which: int) -> Key:
        """Mostly one that is in the book."""
        there = [(key, thing) for key, thing in self.model.things.items() if key[0] == kind]
        numbers = [key[1] for key, thing in there if thing.amount or which == ODD]
        return kind, numbers[which % len(numbers)] if numbers else 1

    def any_in(self, *states: str) -> bool:
        return any(self.model.shown(one) in states for one in self.model.groups)

    def any_group(self, which: int, *states: str) -> tuple[int, Together | None]:
        """Mostly one in such a state; now and then any, or one that is not there."""
        likely = [
            n for n, one in enumerate(self.model.groups, 1) if self.model.shown(one) in states
        ]
        if likely and (which != ODD or self.refused):
            number = likely[which % len(likely)]
        else:
            number = 1 + which % (len(self.model.groups) + 1)
        there = number <= len(self.model.groups)
        return number, self.model.groups[number - 1] if there else None

    def set(self, one: Together | None, state: str) -> None:
        assert one is not None
        one.state = state
        self.looked(state)

    def run(self, *words: Any) -> Said:
        by = [] if "--format" in words else ["--by", books.BY]
        return medel(*words, *by, db=self.db)

    def does(self, expected: bool, *words: Any) -> bool:
        """Run a command; whether it was done must be as expected."""
        before = None if expected else self.snapshot()
        said = self.run(*words)
        assert (said.code == 0) == expected, (words, said, self.model)
        if said.code:
            assert said.stderr.startswith("Error: "), said
            assert self.snapshot() == before, words
        name = " ".join(word for word in map(str, words[:2]) if word.isalpha())
        self.done[name + (" refused" if said.code else "")] += 1
        self.refused = said.code != 0
        return said.code == 0

    def snapshot(self) -> object:
        return Path(self.db).read_bytes() if books.is_sqlite(self.db) else books.dump(self.db)

    def looked(self, what: str) -> None:
        """What is open of each item, and the state of each match, are as in the model."""
        keys = {(ItemKind.of(kind), number) for kind, number in self.model.things}
        with books.book_at(self.db).reading() as connection:
            amounts = amounts_of(connection, keys)
            settled = settled_amounts(connection)
            standing = groups(connection)
        for kind, number in self.model.things:
            key = ItemKind.of(kind), number
            for draw in DRAWS:
                said = draw[0].value, draw[1].value
                mine = self.model.open((kind, number), said)
                assert settled.open_of(key, draw, amounts) == mine, (what, key, draw)
            assert not self.model.over((kind, number)), (what, key)
        assert [one.state.value for one in standing] == [
            self.model.shown(one) for one in self.model.groups
        ], what  # fmt: skip
        for one in standing:
            assert one.difference == 0
            assert all(isinstance(part, Part) and part.amount > 0 for part in one.parts)


def signed(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{kronor(abs(ore))}"


def run_machine(new_book: Books, steps: int, first_seed: int) -> Counter[str]:
    """At least that many steps, on books of their own; how often each command was run."""
    total: Counter[str] = Counter()
    for turn in itertools.count():
        what = {"new_book": staticmethod(new_book), "done": Counter()}
        machine = seed(first_seed * 1_000_000 + turn)(type("Reconciling", (Reconciling,), what))
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=2, stateful_step_count=STEPS_OF_ONE_BOOK, deadline=None,
                suppress_health_check=list(HealthCheck), database=None, phases=PHASES,
                print_blob=False,
            ),
        )  # fmt: skip
        total += machine.done
        if total.total() >= steps:
            break
    return total


@pytest.mark.slow
def test_any_matches_in_any_order_on_sqlite(tmp_path: Path) -> None:
    with few_names():
        done = run_machine(sqlite_books(tmp_path), STEPS["sqlite"], SEED)
    assert done.total() >= STEPS["sqlite"]
    print(f"{done.total()} steps on SQLite: {dict(done)}")


@pytest.mark.slow
def test_any_matches_in_any_order_on_postgresql(postgresql: Any) -> None:
    with few_names():
        done = run_machine(postgresql_books(postgresql), STEPS["postgresql"], SEED)
    assert done.total() >= STEPS["postgresql"]
    print(f"{done.total()} steps on PostgreSQL: {dict(done)}")
