"""`medel check`: does the book still hold? Each finding says what is wrong and what to do.

    findings = check(connection)     # an empty list is the answer one wants

Looked at: the chain and every row it seals, the guards in the database, the file's own pages and
indexes, the unbroken series of entries, evidence against the stored text, corrections against what
they correct, conservation, closed years against their checkpoints.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import SQLAlchemyError

from ledger import chain, guards
from ledger.balances import PAYEE_COLUMN, PAYER_COLUMN, lines
from ledger.checkpoints import broken
from ledger.columns import Column
from ledger.errors import MedelError
from ledger.messages import _, language
from ledger.tables import candidates, entries, evidence, sources, undos
from ledger.terms import EntryKind


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: under which check, what, and what to do about it."""

    check: str
    what: str
    do: str


def check(connection: Connection, *, deep: bool = False) -> list[Finding]:
    """Everything that does not hold in the book; empty when all is well. `deep`: see `replay`."""
    restore = _("Take back a copy from before the change; do not post anything until then.")
    reinstall = _("Run “medel init --repair” to put it back, and find out who took it away.")
    found = [Finding("chain", what, restore) for what in chain.verify(connection)]
    found += [
        Finding("guards", _("The guard {name} is missing.").format(name=name), reinstall)
        for name in guards.missing(connection)
    ]
    found += [
        Finding(
            "guards", _("The trigger {name} is not one of the book's.").format(name=name), restore
        )
        for name in guards.added(connection)
    ]
    for name, look in (
        ("file", _file),
        ("series", _series),
        ("sources", _sources),
        ("evidence", _evidence),
        ("undone", _undone),
        ("corrections", _corrections),
        ("conservation", _conservation),
        ("closed years", broken),
    ):
        found += [Finding(name, what, restore) for what in _looked_at(name, look, connection)]
    if deep:
        found += [Finding("deep", what, restore) for what in _looked_at("deep", _deep, connection)]
    return found


def _deep(connection: Connection) -> Iterator[str]:
    from ledger.replay import replay

    yield from (what for _name, what in replay(connection))


def _looked_at(
    name: str, look: Callable[[Connection], Iterator[str]], connection: Connection
) -> Iterator[str]:
    """What a look finds; in a damaged book it may meet values that it cannot even read."""
    try:
        with connection.begin_nested():
            yield from look(connection)
    except (ArithmeticError, LookupError, TypeError, ValueError, MedelError, SQLAlchemyError) as it:
        yield _("The check “{name}” met values that no book holds ({what}).").format(
            name=name, what=type(it).__name__
        )


def _file(connection: Connection) -> Iterator[str]:
    """SQLite's own look at its pages and indexes; PostgreSQL watches over its own."""
    if connection.dialect.name == "sqlite":
        for said in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
            if said != "ok":
                yield _("The database file is damaged: {said}").format(said=said)


def _series(connection: Connection) -> Iterator[str]:
    numbers = connection.execute(select(entries.c.id).order_by(entries.c.id)).scalars()
    for expected, number in enumerate(numbers, start=1):
        if number != expected:
            yield _("Entry {number} is missing in the series.").format(number=expected)
            return


def _sources(connection: Connection) -> Iterator[str]:
    query = select(sources.c.id, sources.c.name, sources.c.sha256, sources.c.content)
    for row in connection.execute(query, execution_options={"yield_per": 10}):
        if sha256(row.content).hexdigest() != row.sha256:
            yield _("The file {name} is not the one that was imported.").format(name=row.name)


def _evidence(connection: Connection) -> Iterator[str]:
    """Every quote and sum must still be what the stored text says at its place."""
    text_of = {row.id: row.text for row in connection.execute(select(sources.c.id, sources.c.text))}
    for row in connection.execute(select(candidates)):
        for what in _unlike(row, text_of.get(row.source, "")):
            yield _("Row {number} of the inbox: {what}").format(number=row.id, what=what)
    has_evidence = set()
    for row in connection.execute(select(evidence)):
        has_evidence.add(row.entry)
        if row.source is None:
            if not (row.paper or "").strip() or not (row.stated_by or "").strip():
                yield _("Entry {number} rests on nothing.").format(number=row.entry)
            continue
        for what in _unlike(row, text_of.get(row.source, "")):
            yield _("Entry {number}: {what}").format(number=row.entry, what=what)
    for number in connection.execute(select(entries.c.id)).scalars():
        if number not in has_evidence:
            yield _("Entry {number} has no evidence.").format(number=number)


def _undone(connection: Connection) -> Iterator[str]:
    """Nothing rests on a file whose import was undone."""
    query = (
        select(evidence.c.entry, sources.c.name)
        .join(undos, undos.c.source == evidence.c.source)
        .join(sources, sources.c.id == evidence.c.source)
        .order_by(evidence.c.entry)
    )
    for row in connection.execute(query):
        yield _("Entry {number} rests on {file}, whose import was undone.").format(
            number=row.entry, file=row.name
        )


def _unlike(row: Row[Any], text: str) -> Iterator[str]:
    if text[row.quote_start : row.quote_end] != row.quote:
        yield _("the quote is not what the stored text says there.")
    if row.amount_start is not None and (
        text[row.amount_start : row.amount_end] != row.amount_text
    ):
        yield _("the sum is not what the stored text says there.")


def _corrections(connection: Connection) -> Iterator[str]:
    rows = {row.id: row for row in connection.execute(select(entries))}
    reversals: dict[int, list[int]] = defaultdict(list)
    for row in rows.values():
        if row.corrects is None:
            if row.amount <= 0:
                yield _("Entry {number} moves no amount above zero.").format(number=row.id)
            continue
        if not row.reason:
            yield _("Entry {number} corrects without a reason.").format(number=row.id)
        if row.amount < 0:
            reversals[row.corrects].append(row.id)
            if not _reverses(row, rows.get(row.corrects)):
                yield _("Entry {number} does not reverse entry {corrects}.").format(
                    number=row.id, corrects=row.corrects
                )
    for number, by in reversals.items():
        if len(by) > 1:
            yield _("Entry {number} is reversed more than once.").format(number=number)


def _reverses(row: Row[Any], wrong: Row[Any] | None) -> bool:
    same = ("kind", "fund", "fund_year", "to_year", "payer", "payee", "candidate")
    return (
        wrong is not None
        and row.amount == -wrong.amount
        and all(getattr(row, name) == getattr(wrong, name) for name in same)
    )


def _conservation(connection: Connection) -> Iterator[str]:
    """What the bodies gave and got must each be the sum of the entries, per fund, year and kind."""
    posted: dict[tuple[EntryKind, int], int] = defaultdict(int)
    for row in connection.execute(select(entries.c.kind, entries.c.fund_year, entries.c.amount)):
        posted[EntryKind.of(row.kind), row.fund_year] += row.amount
    totals: dict[tuple[Column, int], int] = defaultdict(int)
    for line in lines(connection):
        for column, money in line.columns.items():
            totals[column, line.year] += money.ore if money else 0
    for (kind, year), ore in posted.items():
        for side in (PAYER_COLUMN.get(kind), PAYEE_COLUMN.get(kind)):
            if side and totals[side, year] != ore:
                yield _("{year}: the column “{column}” is not the sum of its entries.").format(
                    year=year, column=side.label(language())
                )
