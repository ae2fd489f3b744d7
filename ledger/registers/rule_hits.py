"""What rules hit today: of each its rows and their sum; what none hits; where two disagree.

    tested = hits_today(connection)
    tested.of_rule["RSS"]["bookings"].rows, tested.without_rule["bookings"].ore

Rows of a file whose import was undone do not count, nor rows of vouchers that are only the history
of a correction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.proposing.sources import standing
from ledger.registers.agreeing import Meaning
from ledger.registers.meaning import Facts, facts_of
from ledger.registers.rows import place_in
from ledger.registers.rules import REGISTERS
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import bookings, metadata, sources

MOST_EXAMPLES = 3  # of each


@dataclass(frozen=True, slots=True)
class Example:
    """A row by its place, with what an economist knows it by."""

    place: str
    date: str | None
    amount: int  # öre
    words: str
    meaning: Meaning


@dataclass(slots=True)
class Hit:
    """Rows of one register: how many, what they sum to, and a few of them."""

    rows: int = 0
    ore: int = 0
    examples: list[Example] = field(default_factory=list)
    accounts: dict[str, tuple[int, int]] = field(default_factory=dict)  # account → rows, öre

    def take(self, row: Row[Any], meaning: Meaning, *, by_account: bool = False) -> None:
        self.rows += 1
        self.ore += row.amount
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(_example(row, meaning))
        if by_account and row.account:
            rows, ore = self.accounts.get(row.account, (0, 0))
            self.accounts[row.account] = (rows + 1, ore + row.amount)


ByRegister = dict[str, Hit]


@dataclass(slots=True)
class Tested:
    """What the rules hit, register by register."""

    of_rule: dict[str, ByRegister]
    without_rule: ByRegister = field(default_factory=dict)
    disputed: ByRegister = field(default_factory=dict)


def hits_today(
    connection: Connection, only: str | None = None, moment: Moment = NOW
) -> Tested:  # fmt: skip
    """What every rule hits, or the one called `only`."""
    facts = facts_of(connection, moment)
    names = [rule.name for rule in facts.voices.rules]
    tested = Tested({name: {} for name in names if only in {None, name}})
    for register in REGISTERS:
        for row, meaning in standing_rows(connection, register, facts, moment):
            _take(tested, register, row, meaning, only)
    return tested


def standing_rows(
    connection: Connection, register: str, facts: Facts, moment: Moment = NOW
) -> Iterator[tuple[Row[Any], Meaning]]:
    """Every row that counts, with what it means."""
    table = metadata.tables[register]
    query = (
        select(table, sources.c.name.label("file"))
        .join(sources, sources.c.id == table.c.source)
        .where(standing(table.c.source, moment), *moment.knew(table))
        .where(*moment.by_day(table.c.date))
        .order_by(table.c.id)
    )
    if table is bookings:
        query = query.where(bookings.c.change == "")
    for row in connection.execute(query, execution_options={"yield_per": 1000}):
        yield row, facts.of(register, row)


def _take(
    tested: Tested, register: str, row: Row[Any], meaning: Meaning, only: str | None
) -> None:  # fmt: skip
    for name in meaning.rules:
        if name in tested.of_rule:
            tested.of_rule[name].setdefault(register, Hit()).take(row, meaning)
    if meaning.disputes and only in {None, *meaning.rules}:
        tested.disputed.setdefault(register, Hit()).take(row, meaning)
    if not meaning.rules and only is None:
        unhit = tested.without_rule.setdefault(register, Hit())
        unhit.take(row, meaning, by_account=register == "bookings")


def _example(row: Row[Any], meaning: Meaning) -> Example:
    said = row._asdict()
    texts = (said.get(name) for name in ("text", "voucher_text", "message", "reference"))
    words = next((text for text in texts if text), "")
    return Example(
        place_in(row.file, row.line, said.get("place")), row.date, row.amount, words, meaning
    )
