"""A file of another system, stored with its rows: all of it, or nothing.

    with book.writing() as connection, act(connection, by, "imported", {...}) as made:
        stored = store_file(connection, made, source, tables)

The bytes are kept so that every row can be shown where it stood; a large file is kept in parts.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from ledger.drafts import SourceText
from ledger.proposing.sources import source_row
from ledger.registers.accounts import FATES, Account
from ledger.registers.identity import ROWS_AT_A_TIME, Tell, store_rows
from ledger.registers.rows import RowsRead
from ledger.storage.chain import Act
from ledger.storage.tables import (
    account_balances,
    bookings,
    invoices,
    payments,
    source_parts,
    sources,
)

PART_BYTES = 4 * 2**20  # a file above this is kept in parts of it

_KEYED = {table.name: table for table in (bookings, invoices, payments)}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What became of a file: its number, and an account of the rows of each table."""

    source: int
    accounts: Mapping[str, Account] = field(default_factory=dict)

    def as_kept(self) -> dict[str, int | str]:
        """The account as the batch keeps it."""
        kept: dict[str, int | str] = {
            "rows": sum(account.taken for account in self.accounts.values())
        }
        for name, account in self.accounts.items():
            kept |= {
                f"{name}_read": account.read, f"{name}_taken": account.taken,
                f"{name}_known": account.known, f"{name}_refused": account.refused,
                f"{name}_sum_read": account.sum_read,
                f"{name}_sum_taken": account.sum_taken,
            }  # fmt: skip
            lines = {f"{name}_lines_{fate}": account.lines_of(fate) for fate in FATES}
            kept |= {key: said for key, said in lines.items() if said}
        return kept


def store_file(
    connection: Connection, made: Act, source: SourceText,
    tables: Iterable[tuple[str, Iterable[Any]]], tell: Tell | None = None,
) -> StoredFile:  # fmt: skip
    """Store the file and the rows that are not known. Raises what the reading of it raises."""
    number = _store_source(made, source)
    accounts = {}
    for name, rows in tables:
        if name in _KEYED:
            accounts[name] = store_rows(connection, made, _KEYED[name], number, rows, tell)
        else:
            accounts[name] = _store_balances(made, number, rows)
    return StoredFile(number, accounts)


def _store_source(made: Act, source: SourceText) -> int:
    in_parts = len(source.content) > PART_BYTES
    number = made.add(sources, **source_row(source) | ({"content": b""} if in_parts else {}))
    starts = range(0, len(source.content), PART_BYTES) if in_parts else ()
    for part, start in enumerate(starts, start=1):
        packed = zlib.compress(source.content[start : start + PART_BYTES], 1)
        made.add(source_parts, source=number, part=part, content=b64encode(packed).decode())
    return number


def _store_balances(made: Act, source: int, rows: Iterable[Any]) -> Account:
    """Balances belong to their file; they are not known by a number of their own."""
    account = Account()
    read = list(rows)
    held = [{**row._asdict(), "source": source} for row in read]
    for at in range(0, len(held), ROWS_AT_A_TIME):
        made.add_many(account_balances, held[at : at + ROWS_AT_A_TIME])
    if read:
        account.took([row.line for row in read], [""] * len(read))
    if isinstance(rows, RowsRead):
        account.refuse(rows.refused_lines, rows.refused)
    account.sum_read = account.sum_taken = sum(row["amount"] for row in held)
    return account
