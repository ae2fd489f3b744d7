"""`medel check`: does the book still hold? Each finding says what is wrong and what to do.

    findings = check(connection)     # an empty list is the answer one wants

Looked at: the chain and every row it seals, the guards in the database, the file's own pages and
indexes, the unbroken series of entries, evidence against the stored text, corrections against what
they correct, conservation, closed years against their checkpoints.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from ledger.columns import Column
from ledger.errors import MedelError
from ledger.grants.funds import fund_names_by_number
from ledger.messages import _, language
from ledger.posting.balances import PAYEE_COLUMN, PAYER_COLUMN, lines
from ledger.posting.checkpoints import broken
from ledger.proposing.sources import content_of
from ledger.storage import chain, guards
from ledger.storage.rows import fetch, query
from ledger.storage.tables import candidates, entries, evidence, sources, undos
from ledger.terms import EntryKind

_SAME_IN_REVERSAL = ("kind", "fund", "fund_year", "to_year", "payer", "payee", "candidate")
# What Python calls white space, for the databases, which only know the space.
_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

Look = Callable[[Connection], Iterator[str]]  # a sentence for each thing that does not hold


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: under which check, what, and what to do about it."""

    check: str
    what: str
    do: str


def check(
    connection: Connection, *, deep: bool = False, also: Sequence[tuple[str, Look]] = ()
) -> list[Finding]:
    """Everything that does not hold in the book; empty when all is well. `deep`: see `replay`.

    `also` are looks of rooms above this one, each with its name.
    """
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
        *also,
    ):
        found += [Finding(name, what, restore) for what in _looked_at(name, look, connection)]
    if deep:
        found += [Finding("deep", what, restore) for what in _looked_at("deep", _deep, connection)]
    return found


def _deep(connection: Connection) -> Iterator[str]:
    from ledger.safekeeping.replay import replay

    yield from (what for _name, what in replay(connection))


def _looked_at(name: str, look: Look, connection: Connection) -> Iterator[str]:
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
    numbers = select(func.count(), func.min(entries.c.id), func.max(entries.c.id))
    count, first, last = connection.execute(numbers.select_from(entries)).one()
    if count == 0 or (first, last) == (1, count):
        return
    expected = 1
    for chunk in query(connection, f"SELECT id FROM {entries} ORDER BY id", 10_000):
        if chunk[0][0] == expected and chunk[-1][0] == expected + len(chunk) - 1:
            expected += len(chunk)
            continue
        gone = next(n for n, (number,) in enumerate(chunk, start=expected) if n != number)
        yield _("Entry {number} is missing in the series.").format(number=gone)
        return


def _sources(connection: Connection) -> Iterator[str]:
    for row in list(connection.execute(select(sources.c.id, sources.c.name, sources.c.sha256))):
        found = sha256()
        for piece in content_of(connection, row.id):
            found.update(piece)
        if found.hexdigest() != row.sha256:
            yield _("The file {name} is not the one that was imported.").format(name=row.name)


def _evidence(connection: Connection) -> Iterator[str]:
    """Every quote and sum must still be what the stored text says at its place."""
    for number, what in _misquoted(connection, candidates, "id"):
        yield _("Row {number} of the inbox: {what}").format(number=number, what=what)
    for number, what in _misquoted(connection, evidence, "entry"):
        yield _("Entry {number}: {what}").format(number=number, what=what)
    said = evidence.c
    rests_on_nothing = or_(_empty(said.paper), _empty(said.stated_by))
    typed = select(said.entry).where(said.source.is_(None), rests_on_nothing).order_by(said.id)
    for number in connection.execute(typed).scalars():
        yield _("Entry {number} rests on nothing.").format(number=number)
    without = select(entries.c.id).where(~exists().where(said.entry == entries.c.id))
    for number in connection.execute(without.order_by(entries.c.id)).scalars():
        yield _("Entry {number} has no evidence.").format(number=number)


def _misquoted(connection: Connection, table: Table, number: str) -> Iterator[tuple[int, str]]:
    """What rows of a table say their source says, and it does not; one text held at a time."""
    text_of = lru_cache(maxsize=1)(partial(_text_of, connection))
    quoted = (
        f"SELECT source, {number}, quote, quote_start, quote_end, amount_text, amount_start, "
        f"amount_end FROM {table} WHERE source IS NOT NULL ORDER BY id"
    )
    for chunk in query(connection, quoted):
        for source, which, quote, start, end, amount, amount_start, amount_end in sorted(
            chunk, key=lambda row: str(row[0])
        ):
            text = text_of(source)
            if text[start:end] != quote:
                yield which, _("the quote is not what the stored text says there.")
            if amount_start is not None and text[amount_start:amount_end] != amount:
                yield which, _("the sum is not what the stored text says there.")


def _text_of(connection: Connection, source: int) -> str:
    stored = connection.execute(select(sources.c.text).where(sources.c.id == source))
    return stored.scalar() or ""


def _empty(column: ColumnElement[str | None]) -> ColumnElement[bool]:
    return func.trim(func.coalesce(column, ""), _SPACES) == ""


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


def _corrections(connection: Connection) -> Iterator[str]:
    """A correction names an entry and a reason; a reversal is the whole entry, once."""
    none = select(entries.c.id).where(entries.c.corrects.is_(None), ~(entries.c.amount > 0))
    for number in connection.execute(none.order_by(entries.c.id)).scalars():
        yield _("Entry {number} moves no amount above zero.").format(number=number)
    wrong = entries.alias("wrong")
    differs = or_(
        wrong.c.amount.is_distinct_from(-entries.c.amount),
        *(wrong.c[name].is_distinct_from(entries.c[name]) for name in _SAME_IN_REVERSAL),
    )
    corrections = (
        select(entries.c.id, entries.c.corrects, entries.c.amount, entries.c.reason)
        .add_columns(differs.label("differs"))
        .join(wrong, wrong.c.id == entries.c.corrects, isouter=True)
        .where(entries.c.corrects.is_not(None))
        .order_by(entries.c.id)
    )
    for row in connection.execute(corrections):
        if not row.reason:
            yield _("Entry {number} corrects without a reason.").format(number=row.id)
        if row.amount < 0 and row.differs:
            yield _("Entry {number} does not reverse entry {corrects}.").format(
                number=row.id, corrects=row.corrects
            )
    reversals = entries.c.corrects.is_not(None), entries.c.amount < 0
    twice = select(entries.c.corrects).where(*reversals).group_by(entries.c.corrects)
    for number in connection.execute(twice.having(func.count() > 1)).scalars():
        yield _("Entry {number} is reversed more than once.").format(number=number)


def _conservation(connection: Connection) -> Iterator[str]:
    """What the bodies gave and got must each be the sum of the entries, per fund, year and kind.

    Summed by kind, and summed line by line: `--deep` sums them once more, entry by entry.
    """
    key = (entries.c.kind, entries.c.fund, entries.c.fund_year)
    total = cast(func.sum(entries.c.amount), BigInteger)  # PostgreSQL sums BIGINT to NUMERIC
    posted = fetch(connection, select(*key, total).group_by(*key))
    totals: dict[tuple[Column, str, int], int] = defaultdict(int)
    for line in lines(connection):
        for column, money in line.columns.items():
            totals[column, line.fund, line.year] += money.ore if money else 0
    name_of = fund_names_by_number(connection)
    for kind, fund, year, ore in posted:
        moved = EntryKind.of(kind)
        for side in (PAYER_COLUMN.get(moved), PAYEE_COLUMN.get(moved)):
            if side and totals[side, name_of[fund], year] != ore:
                yield _("{fund} {year}: “{column}” is not the sum of its entries.").format(
                    fund=name_of[fund], year=year, column=side.label(language())
                )
