"""Import batches: which run of `medel import` brought which files, and taking a run back.

    with book.writing() as connection, act(connection, by, "imported", {...}) as made:
        stored = store(connection, made, reading)
        batch = add_file(made, batch, "minutes", {}, FileTaken(...))

    with book.writing() as connection, act(connection, by, "undone", {...}) as made:
        undone = undo(connection, made, batch, why)

A batch is made with the first file a run takes, so a run that brings nothing new writes nothing.
To undo is to add: a row for each file that no longer counts. Its proposals leave the inbox and the
file may come again. A file that something in the book rests on stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, and_, func, select

from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.proposing.in_use import plans_in_use, populations_in_use
from ledger.storage.chain import Act, canonical
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import (
    SEALED,
    account_balances,
    batch_files,
    batches,
    bookings,
    candidates,
    events,
    invoices,
    payments,
    plan_versions,
    populations,
    source_parts,
    sources,
    undos,
)

DAY = len("2026-01-31")
MOST_SHOWN = 10  # matches named when they stand in the way
# Rows that speak of a file without resting on it.
_NO_USE = frozenset(
    table.name
    for table in (
        candidates, batch_files, undos, plan_versions, populations,
        source_parts, invoices, bookings, account_balances, payments,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileTaken:
    """A file that an import stored: what it is called, what it is, and what came of it."""

    name: str
    sha256: str
    source: int
    account: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class FileKept:
    """A file of a batch as it is shown again: what it was, and the account given of its rows."""

    name: str
    sha256: str
    undone: bool
    kind: str
    options: Mapping[str, Any]
    account: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of the files of a batch that was undone."""

    batch: int
    undone: tuple[str, ...]
    kept: tuple[str, ...]  # because something rests on them
    rows: int  # proposals that left the inbox
    rejected: int  # of them, those that had been turned down
    matched: tuple[tuple[str, tuple[int, ...]], ...] = ()  # kept files, and their rows' matches


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it is listed."""

    number: int
    kind: str
    at: str
    by: str
    files: int
    undone: int
    rows: int

    @property
    def state(self) -> str:
        """`imported`, `undone`, or `partly` where files were kept since they were used."""
        if not self.undone:
            return "imported"
        return "undone" if self.undone == self.files else "partly"


def add_file(
    made: Act, batch: int | None, kind: str, options: Mapping[str, Any], taken: FileTaken
) -> int:
    """Note a file that was stored; returns the number of its batch, made where `batch` is None."""
    if batch is None:
        batch = made.add(batches, kind=kind, options=canonical(options))
    made.add(
        batch_files, batch=batch, name=taken.name, sha256=taken.sha256, source=taken.source,
        account=canonical(taken.account),
    )  # fmt: skip
    return batch


def listed(connection: Connection, moment: Moment = NOW) -> list[Batch]:
    """Every batch, newest first; those made up to a day, or as the book knew them."""
    query = (
        select(batches.c.id, batches.c.kind, events.c.at, events.c.actor)
        .join(events, events.c.id == batches.c.event)
        .where(*moment.knew(batches), *moment.by_day(func.substr(events.c.at, 1, DAY)))
        .order_by(batches.c.id.desc())
    )
    same = and_(undos.c.source == batch_files.c.source, *moment.knew(undos))
    files = (
        select(batch_files.c.batch, batch_files.c.account, undos.c.id.label("undone"))
        .join(undos, same, isouter=True)
        .where(*moment.knew(batch_files))
    )  # fmt: skip
    of_batch: dict[int, list[Any]] = {}
    for row in connection.execute(files):
        of_batch.setdefault(row.batch, []).append(row)
    return [
        Batch(
            row.id, row.kind, row.at, row.actor,
            files=len(of_batch.get(row.id, ())),
            undone=sum(one.undone is not None for one in of_batch.get(row.id, ())),
            rows=sum(json.loads(one.account).get("rows", 0) for one in of_batch.get(row.id, ())),
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def files_of(connection: Connection, batch: int) -> list[FileKept]:
    """The files of a batch in order, with their accounts. Raises WrongUse where there is none."""
    query = (
        select(batch_files, batches.c.kind, batches.c.options, undos.c.id.label("undone"))
        .join(batches, batches.c.id == batch_files.c.batch)
        .join(undos, undos.c.source == batch_files.c.source, isouter=True)
        .where(batch_files.c.batch == batch)
        .order_by(batch_files.c.id)
    )
    found = connection.execute(query).all()
    if not found:
        raise _no_batch(batch)
    return [
        FileKept(
            row.name, row.sha256, row.undone is not None, row.kind, json.loads(row.options),
            json.loads(row.account),
        )
        for row in found
    ]  # fmt: skip


def last_batch(connection: Connection) -> int:
    """The newest batch that has a file left to undo. Raises Refused."""
    query = (
        select(func.max(batch_files.c.batch))
        .join(undos, undos.c.source == batch_files.c.source, isouter=True)
        .where(undos.c.id.is_(None), batch_files.c.source.is_not(None))
    )
    found = connection.execute(query).scalar()
    if found is None:
        raise Refused(_("There is no import to undo."))
    return int(found)


def undo(
    connection: Connection, made: Act, batch: int, why: str | None,
    matched: Mapping[int, Sequence[int]] = MappingProxyType({}),
) -> Undone:  # fmt: skip
    """Take back the files of a batch that nothing rests on. Raises WrongUse, Refused.

    `matched`: which matches the rows of a source are settled in; those are taken back first.
    """
    if not connection.execute(select(batches.c.id).where(batches.c.id == batch)).first():
        raise _no_batch(batch)
    query = (
        select(batch_files.c.name, batch_files.c.source)
        .join(undos, undos.c.source == batch_files.c.source, isouter=True)
        .where(batch_files.c.batch == batch, undos.c.id.is_(None))
        .order_by(batch_files.c.id)
    )
    left = [(row.source, row.name) for row in connection.execute(query) if row.source]
    if not left:
        raise Refused(_("Import {batch} is undone already.").format(batch=batch))
    used = used_sources(connection) | matched.keys()
    free = [(source, name) for source, name in left if source not in used]
    if not free:
        whys = plans_in_use(connection) | populations_in_use(connection)
        said = [
            _("Nothing was undone: every file of import {batch} has been used.").format(
                batch=batch
            ),
            *(f"{name}: {whys[source]}." for source, name in left if source in whys),
        ]
        raise Refused(
            " ".join(said),
            next_step=_how_to_free(matched, [source for source, _name in left]),
        )
    rows, rejected = _rows(connection, [source for source, _name in free])
    made.add_many(undos, [{"batch": batch, "source": source, "why": why} for source, _n in free])
    kept = tuple(name for source, name in left if source in used)
    return Undone(
        batch, tuple(name for _source, name in free), kept, rows, rejected,
        tuple((name, tuple(matched[source])) for source, name in left if source in matched),
    )  # fmt: skip


def used_sources(connection: Connection) -> set[int]:
    """The sources that something in the book rests on."""
    used = {*plans_in_use(connection), *populations_in_use(connection)}
    for table in SEALED:
        if table.name in _NO_USE:
            continue
        for column in table.columns:
            if any(key.column is sources.c.id for key in column.foreign_keys):
                query = select(column).where(column.is_not(None)).distinct()
                used.update(connection.execute(query).scalars())
    return used


def _how_to_free(matched: Mapping[int, Sequence[int]], left: Sequence[int]) -> str:
    """What must be taken back before these sources can be."""
    numbers = sorted({number for source in left for number in matched.get(source, ())})
    if not numbers:
        return _("An entry is taken back with “medel correct”.")
    return _("Rows of it are settled: “medel match undo {numbers}” takes that back first.").format(
        numbers=" ".join(map(str, numbers[:MOST_SHOWN]))
        + (" …" if len(numbers) > MOST_SHOWN else "")
    )


def _no_batch(batch: int) -> WrongUse:
    return WrongUse(
        _("There is no import {batch}.").format(batch=batch),
        next_step=_("“medel undo list” lists them."),
    )


def _rows(connection: Connection, of_sources: list[int]) -> tuple[int, int]:
    from ledger.proposing.proposals import proposals
    from ledger.terms import CandidateState

    wanted = set(of_sources)
    states = [p.state for p in proposals(connection) if p.source in wanted]
    return len(states), states.count(CandidateState.REJECTED)
