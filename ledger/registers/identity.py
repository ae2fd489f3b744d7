"""Registers: rows of other systems kept once each, however often and in whatever files they come.

    with book.writing() as connection, act(connection, by, "imported") as made:
        account = store_rows(connection, made, bookings, source, rows)
        account.taken, account.known

A row is known by the source's own number for it, else by the whole of what it says; and by which of
its equals in the file it is, so that two equal rows of one file are two, and files that overlap add
nothing twice. The same number with other content is an error that shows both: one of them is wrong,
and nothing of the file is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from ledger.errors import Refused
from ledger.messages import _
from ledger.money import Money
from ledger.parties.org_numbers import number_kept
from ledger.registers.accounts import Account
from ledger.registers.rows import Block, RegisterRow, RowsRead, in_blocks
from ledger.storage.chain import Act, canonical
from ledger.storage.tables import sources, undos

Tell = Callable[[int, int], None]  # rows so far, and the line that was reached

ROWS_AT_A_TIME = 5_000
MOST_CONFLICTS = 5  # shown; the rest are counted
_WHERE = ("line", "place", "own")  # where a row stood and what it is known by, not what it says


@dataclass(slots=True)
class _Storing:
    """One file on its way into one register."""

    connection: Connection
    made: Act
    table: Table
    source: int
    account: Account = field(default_factory=Account)
    seen: set[bytes] = field(default_factory=set)
    repeats: dict[bytes, int] = field(default_factory=dict)  # how many of those that come again
    conflicts: list[str] = field(default_factory=list)
    more_conflicts: int = 0
    others: bool = True  # whether any other file has rows here


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of a chunk's rows, and whether any of them has come before in its file."""

    all: list[str]
    again: bool = False


def store_rows(
    connection: Connection, made: Act, table: Table, source: int, rows: Iterable[RegisterRow],
    tell: Tell | None = None,
) -> Account:  # fmt: skip
    """Store the rows that are not known yet; `tell` is told how far it has come now and then.

    Raises Refused where a number has other content.
    """
    storing = _Storing(connection, made, table, source)
    storing.others = _has_rows(connection, table)
    blocks = rows.blocks if isinstance(rows, RowsRead) else in_blocks(rows, ROWS_AT_A_TIME)
    for block in blocks:
        _store_block(storing, block)
        if tell:
            tell(storing.account.read, block.of("line")[-1])
    if storing.conflicts:
        raise _conflict(storing)
    if isinstance(rows, RowsRead):
        storing.account.refuse(rows.refused_lines, rows.refused)
    return storing.account


def _store_block(storing: _Storing, block: Block) -> None:
    """Store those of the rows that are new."""
    account = storing.account
    keys = _keys(storing, block)
    account.took(block.of("line"), keys.all, new := _new_of(storing, block, keys))
    account.sum_read += sum(block.of("amount"))
    if new is not None:
        if not new:
            return
        block, keys = Block(block.kind, list(zip(*new.values(), strict=True))), _Keys(list(new))
    account.sum_taken += sum(block.of("amount"))
    own = block.kind._fields.index("own")  # the key stands where that stood, after the source
    columns = [[storing.source] * len(keys.all), *block.columns]
    columns[own + 1] = keys.all
    storing.made.add_columns(storing.table, columns)


def _new_of(storing: _Storing, block: Block, keys: _Keys) -> dict[str, RegisterRow] | None:
    """The rows that are new, by their keys; None where all of them are, as in most files."""
    if not keys.again and not (storing.others and _known_keys(storing, keys.all)):
        return None
    return dict(_new_ones(storing, dict(zip(keys.all, block.rows(), strict=True))))


def _keys(storing: _Storing, block: Block) -> _Keys:
    """The key of each row: what it is known by, and which of its equals in this file it is."""
    bases = _bases(storing.table, block)
    fresh = set(bases)
    if len(fresh) == len(bases) and storing.seen.isdisjoint(fresh):
        storing.seen |= fresh
        return _Keys([f"{base.hex()}:1" for base in bases])
    keys = []
    for base in bases:
        number = 1
        if base in storing.seen:
            number = storing.repeats[base] = storing.repeats.get(base, 1) + 1
        storing.seen.add(base)
        keys.append(f"{base.hex()}:{number}")
    return _Keys(keys, again=True)


def _known_keys(storing: _Storing, keys: Sequence[str]) -> list[str]:
    """Those of the keys that the table holds, of whatever file: asked of the index alone."""
    column = storing.table.c.key
    return list(storing.connection.execute(select(column).where(column.in_(keys))).scalars())


def _new_ones(
    storing: _Storing, keyed: dict[str, RegisterRow]
) -> Iterator[tuple[str, RegisterRow]]:
    """The rows that no file has brought yet; a number that has other content is noted."""
    stored = _stored(storing, _known_keys(storing, list(keyed))) if storing.others else {}
    for key, row in keyed.items():
        there = stored.get(key) or _its_equal(storing, keyed, key, row)
        if there is None:
            yield key, row
        elif row.own and _says(row) != _says_stored(there, row):
            _note_conflict(storing, there, row)
        elif key not in stored:
            yield key, row  # one more of the same in this file


def _its_equal(
    storing: _Storing, keyed: dict[str, RegisterRow], key: str, row: RegisterRow
) -> Row[Any] | RegisterRow | None:
    """The first row of this file with the number of a later one, which must say the same."""
    base, _colon, number = key.partition(":")
    if number == "1" or not row.own:
        return None
    first = f"{base}:1"
    return keyed.get(first) or _stored(storing, [first]).get(first)


def _stored(storing: _Storing, keys: Sequence[str]) -> dict[str, Row[Any]]:
    """Rows with these keys from files that are not undone."""
    table = storing.table
    query = (
        select(table, sources.c.name.label("file"))
        .join(sources, sources.c.id == table.c.source)
        .where(table.c.key.in_(keys), table.c.source.not_in(select(undos.c.source)))
    )
    return {row.key: row for row in storing.connection.execute(query)}


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(table.c.id).limit(1)).first() is not None


def _bases(table: Table, block: Block) -> list[bytes]:
    """What each row is known by, but for which of its equals it is."""
    owns = block.of("own")
    if all(owns):
        return [_base((table.name, "own", *own)) for own in owns]
    saying = [
        column
        for name, column in zip(block.kind._fields, block.columns, strict=True)
        if name not in _WHERE
    ]
    says = zip(*saying, strict=True)
    return [
        _base((table.name, *(("own", *own) if own else ("row", *said))))
        for own, said in zip(owns, says, strict=True)
    ]


def _base(said: tuple[object, ...]) -> bytes:
    return sha256(canonical(said).encode()).digest()[:16]


def _says(row: RegisterRow) -> list[object]:
    return [value for name, value in zip(row._fields, row, strict=True) if name not in _WHERE]


def _says_stored(there: Row[Any] | RegisterRow, row: RegisterRow) -> list[object]:
    return [getattr(there, name) for name in row._fields if name not in _WHERE]


def _note_conflict(storing: _Storing, there: Row[Any] | RegisterRow, row: RegisterRow) -> None:
    if len(storing.conflicts) == MOST_CONFLICTS:
        storing.more_conflicts += 1
        return
    file = getattr(there, "file", _("this file"))
    said = _("line {line} says {new}, but {file}, line {other}, says {old} of {number}")
    storing.conflicts.append(
        said.format(
            line=row.line, number=" ".join(map(number_kept, row.own)), file=file, other=there.line,
            new=_differing(row, there), old=_differing(there, row),
        )
    )  # fmt: skip


def _differing(one: Any, other: Any) -> str:
    """What the one says where the two differ."""
    fields = one._fields if hasattr(one, "own") else other._fields
    return ", ".join(
        f"{name} {_shown(name, getattr(one, name))}"
        for name in fields
        if name not in _WHERE and getattr(one, name) != getattr(other, name)
    )


def _shown(name: str, value: object) -> str:
    if name in {"amount", "net", "vat"} and isinstance(value, int):
        return Money(value).decimal_string
    return "–" if value is None else f"“{value}”"


def _conflict(storing: _Storing) -> Refused:
    rest = storing.more_conflicts
    more = [_("and {count} more").format(count=rest)] if rest else []
    return Refused(
        _("A number that is known has other content: {conflicts}.").format(
            conflicts="; ".join([*storing.conflicts, *more])
        ),
        next_step=_("Find out which is right; undo the other import, or ask for a new file."),
    )
