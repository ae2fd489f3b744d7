"""Every command of the ledger in any order, against a small model in plain Python.

After each command the exit code must be the one the model says, and a refused command must have
left the database byte for byte as it was. Every few steps the whole book is held against the
model: balances summed by the database, the same from the journal in plain Python, conservation,
closed years, and what the book said at an earlier moment. At the end `check --deep` must be quiet.

CI takes 3 000 steps over both databases; `make torture` takes as many as one likes, by the seed.
"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import books
import pytest
from books import Said, found, medel, minutes
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from ledger_model import SIDES, Entry, Lines, Model, Row, Scope, without_nothing
from sqlalchemy import event, select

from ledger.parties.names import KnownBody, KnownFund, Names
from ledger.proposing.batches import FileTaken, add_file
from ledger.proposing.sources import known_source
from ledger.proposing.sources import store as store_reading
from ledger.safekeeping import migrate
from ledger.storage import store
from ledger.storage.tables import events
from ledger.terms import BodyKind

STEPS = {"sqlite": 2500, "postgresql": 500}  # in CI
SEED = 20240412
BOOK_ID = "00000000-0000-0000-0000-000000000001"
STEPS_OF_ONE_BOOK = 60
LOOK_EVERY = 12
PHASES = (Phase.generate, Phase.shrink)
REGION, STATE, GROUP = "Region Dalarna", "Staten", "Kommunerna i Dalarnas län"
KOMMUNER = ("Falu kommun", "Mora kommun", "Ludvika kommun")
BODIES = (REGION, *KOMMUNER, STATE)
FUNDS = ("Länsgemensamma medel", "Brukarmiljonen")
YEARS = (2023, 2024, 2025)
WHO = ("ekonom", "kontroller", "chef")
FORUM = "Ledningsgrupp för samverkan i Dalarna"
FEW = Names(
    (
        KnownBody(REGION, BodyKind.REGION, "Dalarnas län"),
        *(KnownBody(name, BodyKind.KOMMUN, "Dalarnas län") for name in KOMMUNER),
        KnownBody(STATE, BodyKind.STATE),
        KnownBody(FORUM, BodyKind.FORUM, "Dalarnas län"),
        KnownBody(GROUP, BodyKind.GROUP, "Dalarnas län", None, (), KOMMUNER[:2]),
    ),
    (KnownFund("LGM", FUNDS[0]), KnownFund("BM", FUNDS[1], (), "LGM")),
)

bodies, kommuner, funds = map(st.sampled_from, (BODIES, KOMMUNER, FUNDS))
years, who, kinds = map(st.sampled_from, (YEARS, WHO, sorted(SIDES)))
sums = st.integers(100, 10**9)  # öre
numbers = st.integers(1, 60)
changes_ = st.fixed_dictionaries(
    {}, optional={"ore": sums, "year": years, "fund": funds, "payee": bodies, "kind": kinds}
)
ENTRY = {"fund": funds, "year": years, "payer": bodies, "payee": bodies, "ore": sums, "by": who}
scopes = st.tuples(
    years, st.sampled_from([None, None, None, FORUM]), st.sampled_from([None, None, *KOMMUNER])
)


class Ledger(RuleBasedStateMachine):
    """A book and its model, worked on side by side."""

    new_book: ClassVar[Callable[[], str]]
    done: ClassVar[Counter[str]] = Counter()
    tag: ClassVar[Iterator[int]] = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.db = type(self).new_book()
        self.model = Model()
        self.texts: list[str] = []  # of each import
        self.noted: list[tuple[str, Lines, int]] = []  # a time, what the book said then
        self.closed: dict[Scope, dict[tuple[str, str], int]] = {}
        self.steps, self.look_at = 0, LOOK_EVERY

    @initialize()
    def a_key(self) -> None:
        halves = [part for name in (REGION, *KOMMUNER[:2]) for part in ("--equal", name)]
        assert self.run("key", "add", "lika", *halves, "--paper", "beslut").code == 0

    # -- Entries

    @rule(kind=st.sampled_from(["granted", "requisitioned", "received"]), **ENTRY)
    def post_income(self, **said: Any) -> None:
        self.post(**said)

    @rule(kind=st.sampled_from(["allocated", "transferred", "to_invoice"]), **ENTRY)
    def post_moved(self, **said: Any) -> None:
        self.post(**said)

    @rule(kind=st.sampled_from(["spent", "returned"]), **ENTRY)
    def post_used(self, **said: Any) -> None:
        self.post(**said)

    @rule(ahead=st.integers(0, 2), kind=st.just("carried"), **ENTRY)
    def post_carried(self, payer: str, payee: str, ahead: int, **said: Any) -> None:
        self.post(payer=payer, payee=payer if ahead else payee, ahead=ahead, **said)

    def post(self, kind: str, fund: str, year: int, payer: str, payee: str, ore: int, by: str,
             ahead: int = 0) -> None:  # fmt: skip
        to_year = year + ahead if kind == "carried" else None
        payer, payee = self.model.root(payer), self.model.root(payee)
        new = Entry(kind, fund, year, to_year, payer, payee, ore, by)
        options = ["--to-year", to_year] if to_year else []
        if self.does(
            not self.model.refuses(new), "post", "--kind", kind, "--amount", kronor(ore),
            "--payer", payer, "--payee", payee, "--fund", fund, "--year", year, *options,
            "--paper", "brev", "--date", f"{year}-04-12", "--by", by,
        ):  # fmt: skip
            self.model.entries.append(new)

    @precondition(lambda self: self.model.entries)
    @rule(number=numbers, by=who, ore=sums)
    def correct_sum(self, number: int, by: str, ore: int) -> None:
        self.correct(number, by, {"ore": ore})

    @precondition(lambda self: self.model.entries)
    @rule(number=numbers, by=who, changes=changes_)
    def correct_any(self, number: int, by: str, changes: dict[str, Any]) -> None:
        self.correct(number, by, changes)

    def correct(self, number: int, by: str, changes: dict[str, Any]) -> None:
        number = 1 + number % (len(self.model.entries) + 1)
        if "payee" in changes:
            changes["payee"] = self.model.root(changes["payee"])
        posts = self.model.correction(number, by, changes)
        words = {"ore": "--amount"}
        options = [
            part for name, value in changes.items()
            for part in (words.get(name, f"--{name}"), kronor(value) if name == "ore" else value)
        ]  # fmt: skip
        if self.does(posts is not None, "correct", number, "--reason", "fel", "--by", by, *options):
            self.model.entries += posts or []

    # -- The inbox

    @rule(payer=bodies, payee=kommuner, fund=funds, year=years, ore=sums, by=who,
          again=st.integers(0, 9))  # fmt: skip
    def import_minutes(self, payer: str, payee: str, fund: str, year: int, ore: int, by: str,
                       again: int) -> None:  # fmt: skip
        if again < len(self.texts) and self.model.files:
            text = self.texts[again]
            standing = any(
                stands for stands, one in zip(self.model.files, self.texts, strict=True)
                if one == text
            )  # fmt: skip
        else:
            text, standing = f"{next(self.tag)}|{payer}|{payee}|{fund}|{year}|{ore}", False
        tag, payer, payee, fund, year_, ore_ = text.split("|")
        year, ore = int(year_), int(ore_)
        said = f"Ärende {tag}: {payee} fakturerar {payer} {kronor(ore)} kr ur {fund} för {year}."
        reading = minutes(
            found(said, kronor(ore), kronor(ore), payer=payer, payee=payee, fund=fund,
                  years=(year,)),
            forum=FORUM,
        )  # fmt: skip
        before = self.snapshot() if standing else None
        with store.open_book(self.db).writing() as connection:
            known = known_source(connection, reading.source.sha256)
            assert (known is not None) == standing
            if known is None:
                with books.chain.act(connection, by, "imported") as made:
                    stored = store_reading(connection, made, reading)
                    taken = FileTaken(reading.source.name, reading.source.sha256, stored.source, {})
                    batch = add_file(made, None, "minutes", {}, taken)
        self.count("import")
        if known is not None:
            assert self.snapshot() == before
            return
        self.texts.append(text)
        self.model.files.append(True)
        assert batch == len(self.model.files)
        for number in stored.candidates:
            self.model.rows[number] = Row(
                number, "open", "to_invoice", fund, year, payer, payee, ore, True, FORUM, batch
            )

    @precondition(lambda self: self.model.rows)
    @rule(number=numbers, by=who, even_if=st.booleans())
    def accept(self, number: int, by: str, even_if: bool) -> None:
        row = self.row(number)
        entry = self.model.accepted(row, by, even_if)
        options = ["--even-if", "beslut följer"] if even_if else []
        if row.kind == "carried":
            options += ["--to-year", str(row.year + 1)]
        if self.does(entry is not None, "inbox", "accept", row.number, "--by", by, *options):
            assert entry is not None
            self.model.entries.append(entry)
            row.state = "accepted"

    @precondition(lambda self: self.model.rows)
    @rule(number=numbers, by=who, first=kommuner, second=kommuner, part=st.integers(1, 99),
          wrong=st.sampled_from([0, 0, 1]))  # fmt: skip
    def split(self, number: int, by: str, first: str, second: str, part: int, wrong: int) -> None:
        row = self.row(number)
        ore = row.ore * part // 100
        parts = [(first, ore), (second, row.ore - ore + wrong)]
        posts = [self.model.accepted(replace(row, payee=name, ore=sum_), by, even_if=True)
                 for name, sum_ in parts]  # fmt: skip
        may = not wrong and ore > 0 and None not in posts
        options = [part for name, sum_ in parts for part in ("--split", f"{name}={kronor(sum_)}")]
        if row.kind == "carried":
            options += ["--to-year", str(row.year + 1)]
        if self.does(
            may, "inbox", "accept", row.number, "--by", by, "--even-if", "enligt bilaga", *options
        ):
            self.model.entries += [entry for entry in posts if entry]
            row.state = "accepted"

    @precondition(lambda self: self.model.rows)
    @rule(number=numbers)
    def reject(self, number: int) -> None:
        row = self.row(number)
        may = row.state not in {"accepted", "rejected", "undone"}
        if self.does(may, "inbox", "reject", row.number, "--why", "avser annat"):
            row.state = "rejected"

    @rule(batch=st.integers(1, 8))
    def undo(self, batch: int) -> None:
        if self.does(self.model.may_undo(batch), "undo", batch, "--why", "fel fil"):
            self.model.files[batch - 1] = False
            for row in self.model.rows.values():
                if row.file == batch:
                    row.state = "undone"

    @rule(ore=sums, fund=funds, year=years, kind=st.sampled_from(["allocated", "to_invoice"]))
    def distribute(self, ore: int, fund: str, year: int, kind: str) -> None:
        if self.does(
            None, "distribute", kronor(ore), "--key", "lika", "--fund", fund, "--year", year,
            "--from", REGION, "--kind", kind, "--paper", f"beslut {next(self.tag)}",
        ):  # fmt: skip
            new = self.new_rows()
            parts = sorted({row.ore for row in new})
            assert {row.payee for row in new} == set(map(self.model.root, KOMMUNER[:2])) - {REGION}
            assert 0 <= ore - sum(row.ore for row in new) <= ore
            assert parts[-1] - parts[0] <= 1  # to the öre

    # -- Years

    @rule(scope=scopes, by=who, even_if=st.booleans(), adjusting=st.booleans())
    def close(self, scope: Scope, by: str, even_if: bool, adjusting: bool) -> None:
        scope = self.as_now(scope)
        state = "adjusting" if adjusting else "closed"
        options = [*options_of(scope), "--by", by]
        options += ["--adjusting"] if adjusting else []
        options += ["--even-if", "allt är avgjort"] if even_if else []
        may = self.model.may_close(scope, state, even_if)
        if self.does(may, "close", scope[0], *options):
            self.model.states[scope] = state
            self.closed[scope] = self.totals(scope)

    @rule(scope=scopes, by=who, which=st.integers(0, 20))
    def reopen(self, scope: Scope, by: str, which: int) -> None:
        scope = dict(enumerate(self.model.states)).get(which, self.as_now(scope))
        shut = [one for one, state in self.model.states.items()
                if state != "open" and self.as_now(one) == self.as_now(scope)]  # fmt: skip
        options = [*options_of(scope), "--why", "fel", "--by", by]
        if self.does(bool(shut), "reopen", scope[0], *options):
            self.model.states |= dict.fromkeys(shut, "open")

    @rule(year=years)
    def propose(self, year: int) -> None:
        lines = self.model.lines()
        if self.does(None, "close", year, "--propose"):
            new = self.new_rows()
            assert new
            for row in new:
                line = lines[self.model.root(row.payer), row.fund, year]
                assert line["remaining"] == row.ore > 0
                carried = self.model.terms[row.fund, year] in {"yes", "until"}
                assert row.kind == ("carried" if carried else "returned")

    @rule(fund=funds, year=years, carry=st.sampled_from(["yes", "no", "until", "unknown"]))
    def terms(self, fund: str, year: int, carry: str) -> None:
        until = ["--carry-until", "2026-12-31"] if carry == "until" else []
        if self.does(
            True, "fund", "year", "terms", fund, year, "--carry-over", carry, *until,
            "--grantor", STATE, "--from", "2022-01-01", "--on-word", "Socialstyrelsen",
        ):  # fmt: skip
            self.model.terms[fund, year] = carry

    @rule(number=numbers, by=who)
    def review(self, number: int, by: str) -> None:
        if self.does(self.model.may_review(number, by), "review", number, "--by", by):
            self.model.reviewed.add(number)

    @rule(limit=st.one_of(st.none(), st.integers(0, 10**9)))
    def review_limit(self, limit: int | None) -> None:
        if self.does(True, "review", "--limit", "off" if limit is None else kronor(limit)):
            self.model.limit = limit

    # -- Bodies and plans

    @rule(old=kommuner, into=st.sampled_from([*KOMMUNER, REGION]), often=st.integers(0, 3))
    def merge(self, old: str, into: str, often: int) -> None:
        if often:
            return  # or all would soon be one
        may = old not in self.model.into and self.model.root(old) != self.model.root(into)
        if self.does(may, "body", "merge", old, into, "--why", "sammanslagning"):
            self.model.into[old] = self.model.root(into)

    @rule(name=kommuner, day=st.sampled_from(["--from", "--to"]), year=years)
    def member(self, name: str, day: str, year: int) -> None:
        self.does(None, "body", "member", GROUP, name, day, f"{year}-07-01")

    @rule(name=st.sampled_from(["prognos ett", "prognos två"]), fund=funds, body=bodies, ore=sums)
    def plan_set(self, name: str, fund: str, body: str, ore: int) -> None:
        new = ["--plan-kind", "forecast", "--plan-year", "2024", "--paper", "beslut"]
        state = self.model.versions.get(name, "proposed")
        if self.does(
            state == "proposed", "plan", "set", name, "--fund", fund, "--body", body, "--amount",
            kronor(ore), *(new if name not in self.model.versions else ()),
        ):  # fmt: skip
            self.model.versions[name] = state

    @rule(name=st.sampled_from(["prognos ett", "prognos två"]),
          state=st.sampled_from(["approved", "obsolete"]))  # fmt: skip
    def plan_state(self, name: str, state: str) -> None:
        may = name in self.model.versions and self.model.versions[name] != state
        if self.does(may, "plan", "state", name, state, "--why", "beslut"):
            self.model.versions[name] = state

    @rule(what=st.sampled_from([
        ("post", "--kind", "spent", "--amount", "tolv", "--payer", REGION, "--payee", STATE,
         "--fund", FUNDS[0], "--year", "2024", "--paper", "x"),
        ("correct", "9999", "--reason", "x"), ("inbox", "accept", "9999"),
        ("inbox", "reject", "9999", "--why", "x"), ("undo", "9999"), ("init", "--upgrade"),
        ("review", "9999"), ("close", "1850"), ("reopen", "2024", "--why", " "),
        ("body", "merge", "Falu kommun", "Ankeborg", "--why", "x"), ("body", "add", FORUM),
        ("fund", "add", FUNDS[0]), ("key", "add", "lika", "--equal", "Ankeborg"),
        ("distribute", "100", "--key", "ingen", "--fund", FUNDS[0], "--year", "2024"),
    ]))  # fmt: skip
    def nonsense(self, what: tuple[str, ...]) -> None:
        before = self.snapshot()
        said = self.run(*what)
        if what[0] == "init":
            assert "already" in said.both
        else:
            assert said.code, said
        assert self.snapshot() == before, what
        self.count("nonsense refused")

    # -- What must hold

    def note(self) -> None:
        """What the book says now, to be asked for again later."""
        with store.open_book(self.db).reading() as connection:
            at = connection.execute(select(events.c.at).order_by(events.c.id.desc())).scalar()
        self.noted.append((str(at), self.model.lines(), len(self.model.entries)))

    @precondition(lambda self: self.noted)
    @rule(which=st.integers(0, 9))
    def known_at(self, which: int) -> None:
        at, lines, entries = self.noted[which % len(self.noted)]
        assert without_nothing(self.book_lines("--known-at", at)) == lines
        journal = self.run("journal", "--known-at", at, "--format", "json").rows
        assert len(journal) == entries
        self.count("known-at")

    @invariant()
    def looked_at(self) -> None:
        if self.steps >= self.look_at:
            self.look_at += LOOK_EVERY
            self.look()
            self.note()

    def look(self) -> None:
        """The whole book against the model, by three roads."""
        expected, told = self.model.lines(), self.book_lines()
        summed = without_nothing(told)
        assert summed == expected, (summed, expected)  # by the database
        journal = self.run("journal", "--format", "json").rows
        walked = Model(into=self.model.into)
        walked.entries = [entry_of(row) for row in journal]
        again = walked.lines()
        assert again == expected, (again, expected)  # in plain Python, over what the journal shows
        assert [row["number"] for row in journal] == list(range(1, len(journal) + 1))
        self.look_at_conservation(walked, told)
        for scope, totals in self.closed.items():
            if self.model.states[scope] == "closed":
                assert self.totals(scope) == totals, scope

    def look_at_conservation(self, walked: Model, told: Lines) -> None:
        posted: dict[tuple[str, int, str], int] = defaultdict(int)
        for e in walked.entries:
            for side in SIDES[e.kind]:
                if side:
                    posted[e.fund, e.year, side[0]] += e.ore
            if e.to_year:
                posted[e.fund, e.to_year, "opening"] += e.ore
        summed: dict[tuple[str, int, str], int] = defaultdict(int)
        for (_body, fund, year), line in told.items():
            for name, ore in line.items():
                summed[fund, year, name] += ore
            of = defaultdict(int, line)
            assert of["remaining"] == (
                of["opening"] + of["received"] + of["allocated_in"] - of["allocated_out"]
                + of["transferred_in"] - of["transferred_out"] - of["spent"] - of["returned"]
                - of["carried_out"]
            )  # fmt: skip
        for key in posted.keys() | {key for key in summed if key[2] != "remaining"}:
            assert summed[key] == posted[key], key

    def teardown(self) -> None:
        self.look()
        assert self.run("check", "--deep") == Said(0, "", "")

    # -- Doing and reading

    def run(self, *args: object) -> Said:
        return medel(*map(str, args), db=self.db)

    def does(self, expected: bool | None, *args: object) -> bool:
        """Run a command; whether it was done. None: the model does not say whether it may be."""
        before = None if expected else self.snapshot()
        said = self.run(*args)
        assert expected is None or (said.code == 0) == expected, (args, said, self.model)
        if said.code:
            assert said.stderr.startswith("Error: "), said
            assert self.snapshot() == before, args
        self.count(str(args[0]) + (" refused" if said.code else ""))
        return said.code == 0

    def count(self, what: str) -> None:
        self.done[what] += 1
        self.steps += 1

    def snapshot(self) -> object:
        """The whole database: the bytes of the file, or every row of every table."""
        return Path(self.db).read_bytes() if books.is_sqlite(self.db) else books.dump(self.db)

    def book_lines(self, *options: str) -> Lines:
        """Every line as `medel balances` shows it, in öre."""
        rows = self.run("balances", "--format", "json", *options).rows
        return {
            (row["body"], row["fund"], row["fund_year"]): {
                name: ore_of(kronor_) for name, kronor_ in row["columns"].items() if kronor_
            }
            for row in rows
        }

    def totals(self, scope: Scope) -> dict[tuple[str, str], int]:
        """What a scope's entries add up to, per fund and kind: merging bodies moves nothing."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for e in self.model.entries:
            if self.model.within(e, scope) and scope[2] is None:
                found[e.fund, e.kind] += e.ore
        return dict(found)

    def row(self, number: int) -> Row:
        rows = list(self.model.rows.values())
        return rows[number % len(rows)]

    def new_rows(self) -> list[Row]:
        """The rows of the inbox that the model does not know yet: taken into it."""
        new = []
        for row in self.run("inbox", "--state", "all", "--format", "json").rows:
            if row["number"] not in self.model.rows:
                kind = {"carry_over": "carried", "repayment": "returned", "invoice": "to_invoice",
                        "allocation": "allocated"}[row["kind"]]  # fmt: skip
                new.append(
                    Row(
                        row["number"],
                        row["state"],
                        kind,
                        row["fund"],
                        row["years"][0],
                        row["payer"],
                        row["payee"],
                        ore_of(row["amount"]),
                        row["status"] == "decided",
                    )
                )
        self.model.rows |= {row.number: row for row in new}
        return new

    def as_now(self, scope: Scope) -> Scope:
        year, forum, body = scope
        return year, forum, self.model.root(body) if body else None


def kronor(ore: int) -> str:
    return f"{ore // 100}.{ore % 100:02}"


def ore_of(decimal: str) -> int:
    return int(decimal.replace(".", ""))


def options_of(scope: Scope) -> list[str]:
    _year, forum, body = scope
    return [*(["--forum", forum] if forum else []), *(["--body", body] if body else [])]


def entry_of(row: dict[str, Any]) -> Entry:
    return Entry(
        row["kind"], row["fund"], row["fund_year"], row["to_year"], row["payer"], row["payee"],
        ore_of(row["amount"]), row["by"],
    )  # fmt: skip


# -- Running it -----------------------------------------------------------------------------------

Books = Callable[[], str]  # makes a new book and says where


def run_machine(new_book: Books, steps: int, first_seed: int) -> Counter[str]:
    """At least that many steps, on books of their own; how often each command was run."""
    total: Counter[str] = Counter()
    for turn in itertools.count():
        what = {"new_book": staticmethod(new_book), "done": Counter()}
        machine = seed(first_seed * 1_000_000 + turn)(type("Ledger", (Ledger,), what))
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=4, stateful_step_count=STEPS_OF_ONE_BOOK, deadline=None,
                suppress_health_check=list(HealthCheck), database=None, phases=PHASES,
                print_blob=False,
            ),
        )  # fmt: skip
        total += machine.done
        if total.total() >= steps:
            break
    return total


def sqlite_books(folder: Path) -> Books:
    """Copies of one new book, each in place of the one before."""
    template, book = folder / "template.db", folder / "book.db"
    migrate.create(store.new_book(str(template)), books.BY, BOOK_ID)
    return lambda: shutil.copy(template, book).as_posix()


def postgresql_books(server: Any) -> Books:
    """The same, as databases of a server."""
    template, made = server.new_database(), []
    migrate.create(store.new_book(template), books.BY, BOOK_ID)

    def new_book() -> str:
        if made:
            server.drop(made.pop())
        made.append(server.new_database(template.rpartition("/")[2]))
        return made[0]

    return new_book


@contextmanager
def few_names() -> Iterator[None]:
    """New books know few bodies, and a book is looked up once: neither is what is tested here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Names, "shipped", classmethod(lambda _cls: FEW))
        for module in (store, books):
            patch.setattr(module, "open_book", _kept)
        yield


_open_book = store.open_book


@lru_cache(maxsize=4)
def _kept(db: str) -> store.Book:
    book = _open_book(db)
    if books.is_sqlite(db):

        @event.listens_for(book.engine, "connect")
        def _without_waiting(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    return book


@pytest.mark.slow
def test_any_commands_in_any_order_on_sqlite(tmp_path: Path) -> None:
    with few_names():
        done = run_machine(sqlite_books(tmp_path), STEPS["sqlite"], SEED)
    assert done.total() >= STEPS["sqlite"]
    print(f"{done.total()} steps on SQLite: {dict(done)}")


@pytest.mark.slow
def test_any_commands_in_any_order_on_postgresql(postgresql: Any) -> None:
    with few_names():
        done = run_machine(postgresql_books(postgresql), STEPS["postgresql"], SEED)
    assert done.total() >= STEPS["postgresql"]
    print(f"{done.total()} steps on PostgreSQL: {dict(done)}")
