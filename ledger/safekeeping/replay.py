"""`medel check --deep`: the book's figures a second time, by another road.

    findings = replay(connection)     # an empty list is the answer one wants

Every entry is walked through in plain Python, one after another, and what each body then has is
held against what the database summed. What has become of each proposal is told anew from the rows
alone. Every reference must lead somewhere, every word that was read must stand in the text at its
place, and every checkpoint of a year must name the book as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from ledger.columns import Column
from ledger.grants.funds import fund_names_by_number
from ledger.messages import _, language
from ledger.parties.bodies import names_by_number
from ledger.posting.balances import lines
from ledger.proposing.proposals import proposals
from ledger.storage.tables import (
    SEALED,
    body_merges,
    candidates,
    entries,
    events,
    period_states,
    reviews,
    sources,
    undos,
)
from ledger.terms import CandidateState

AT_A_TIME = 1000
Key = tuple[str, str, int]  # a line: body, fund, fund year


def replay(connection: Connection) -> Iterator[tuple[str, str]]:
    """What does not hold: the name of the check, and a sentence."""
    for name, look in (
        ("references", _references),
        ("balances", _balances),
        ("inbox", _states),
        ("words", _words),
        ("checkpoints", _checkpoints),
    ):
        for what in look(connection):
            yield name, what


# -- Balances ------------------------------------------------------------------------------------


def _balances(connection: Connection) -> Iterator[str]:
    walked = _walked(connection)
    summed: dict[Key, dict[Column, int]] = {
        (line.body, line.fund, line.year): {c: m.ore for c, m in line.columns.items() if m}
        for line in lines(connection)
    }
    for key in sorted(walked.keys() | summed.keys()):
        one, other = walked.get(key, {}), summed.get(key, {})
        for column in Column:
            if one.get(column, 0) != other.get(column, 0):
                said = _("{body}, {fund} {year}: “{column}” is not what the journal adds up to.")
                yield said.format(
                    body=key[0], fund=key[1], year=key[2], column=column.label(language())
                )


def _walked(connection: Connection) -> dict[Key, dict[Column, int]]:
    """What every line comes to when each entry is taken in turn, kind by kind, as the words say."""
    body_names, fund_names = names_by_number(connection), fund_names_by_number(connection)
    into = {row.body: row.into_body for row in connection.execute(select(body_merges))}
    found: dict[Key, dict[Column, int]] = defaultdict(lambda: defaultdict(int))
    for entry in _rows(connection, entries):
        payer, payee = (_end_of(into, body) for body in (entry.payer, entry.payee))
        fund = fund_names[entry.fund]
        gave = found[body_names[payer], fund, entry.fund_year]
        got = found[body_names[payee], fund, entry.fund_year]
        match entry.kind:
            case "granted":
                got[Column.GRANTED] += entry.amount
            case "requisitioned":
                got[Column.REQUISITIONED] += entry.amount
            case "received":
                _moves(entry, got, Column.RECEIVED, +1)
            case "allocated":
                _moves(entry, gave, Column.ALLOCATED_OUT, -1)
                _moves(entry, got, Column.ALLOCATED_IN, +1)
            case "transferred":
                _moves(entry, gave, Column.TRANSFERRED_OUT, -1)
                _moves(entry, got, Column.TRANSFERRED_IN, +1)
            case "to_invoice":
                gave[Column.TO_INVOICE_DEBT] += entry.amount
                got[Column.TO_INVOICE_CLAIM] += entry.amount
            case "spent":
                _moves(entry, gave, Column.SPENT, -1)
            case "returned":
                _moves(entry, gave, Column.RETURNED, -1)
            case "carried":
                _moves(entry, gave, Column.CARRIED_OUT, -1)
                there = found[body_names[payee], fund, entry.to_year]
                _moves(entry, there, Column.OPENING, +1)
    return {key: columns for key, columns in found.items() if any(columns.values())}


def _moves(entry: Row[Any], line: dict[Column, int], column: Column, sign: int) -> None:
    line[column] += entry.amount
    line[Column.REMAINING] += sign * entry.amount


def _end_of(into: dict[int, int], body: int) -> int:
    for _step in range(len(into) + 1):
        if body not in into:
            break
        body = into[body]
    return body


# -- The inbox -----------------------------------------------------------------------------------


def _states(connection: Connection) -> Iterator[str]:
    """What has become of each proposal, told from the rows alone."""
    gone = set(connection.execute(select(undos.c.source)).scalars())
    last = {row.candidate: row.outcome for row in _rows(connection, reviews)}
    told = {proposal.number: proposal.state for proposal in proposals(connection)}
    seen: set[str] = set()
    for row in _rows(connection, candidates):
        if row.source in gone:
            state = CandidateState.UNDONE
        elif row.id in last:
            state = CandidateState.of(last[row.id])
        elif row.duplicate_of and row.fingerprint in seen:
            state = CandidateState.DUPLICATE
        else:
            state = CandidateState.OPEN
        if row.source not in gone:
            seen.add(row.fingerprint)
        if told.get(row.id) is not state:
            yield _("Row {number} of the inbox is not told as it is.").format(number=row.id)


def _words(connection: Connection) -> Iterator[str]:
    """Every name that was read stands in the text at its place."""
    text_of: dict[int, str] = {}
    for row in _rows(connection, candidates):
        if row.source not in text_of:  # rows of one file stand together
            query = select(sources.c.text).where(sources.c.id == row.source)
            text_of = {row.source: str(connection.execute(query).scalar() or "")}
        for name in ("fund", "payer", "payee"):
            said, start, end = (getattr(row, f"{name}_{part}") for part in ("text", "start", "end"))
            if said is not None and text_of[row.source][start:end] != said:
                yield _("Row {number} of the inbox: “{words}” does not stand there.").format(
                    number=row.id, words=said
                )


# -- What refers to what -------------------------------------------------------------------------


def _references(connection: Connection) -> Iterator[str]:
    """Every number that names another row names one that is there, whatever the database says."""
    for table in SEALED:
        for column in table.columns:
            for key in column.foreign_keys:
                other = key.column.table.alias()
                query = (
                    select(table.c.id, column)
                    .join(other, other.c.id == column, isouter=True)
                    .where(column.is_not(None), other.c.id.is_(None))
                )
                said = _("{table} {number} refers to {other} {missing}, which is not there.")
                for number, missing in connection.execute(query):
                    name = key.column.table.name
                    yield said.format(table=table, number=number, other=name, missing=missing)


def _checkpoints(connection: Connection) -> Iterator[str]:
    """A closed year names the book as it was: the event, its hash, and the last entry then."""
    for row in list(_rows(connection, period_states)):
        hash_ = connection.execute(select(events.c.hash).where(events.c.id == row.head_event))
        last = connection.execute(
            select(func.max(entries.c.id)).where(entries.c.event <= row.head_event)
        )
        if hash_.scalar() != row.head_hash or (last.scalar() or 0) != row.entry:
            yield _("The checkpoint of {year} (event {event}) is not of this book.").format(
                year=row.year, event=row.event
            )


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    query = select(table).order_by(table.c.id)
    yield from connection.execute(query, execution_options={"yield_per": AT_A_TIME})
