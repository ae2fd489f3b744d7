"""Rows of registers (reskontra, bokföring, betalningar): what other systems say happened.

    BookingRow(line=12, company="212000-1355", account="3510", amount=-98597500, …)

Facts about the world, as a reader hands them over to the ledger: not entries of the book. Every row
says where in its file it stands (`line`, and `place` where the file has sheets and cells), keeps
the numbers of the system it comes from as they are written there, and has its money in whole öre.
`own` is what the source itself knows the row by; where it is empty the whole row is what it is
known by. Field names are those of the tables (`ledger.storage.tables`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Generic, NamedTuple, TypeVar

AT_ONCE = 5_000  # rows
MOST_LINES = 200  # of refused rows, told one by one

R = TypeVar("R")


class InvoiceRow(NamedTuple):
    """An invoice or a credit note, or one row of it; a credit note's amounts are negative."""

    line: int
    place: str | None  # "Blad1!A5"; None where the line says it all
    own: tuple[str, ...]  # what the source knows it by: issuer and number
    side: str  # sent, received; "" where the file does not say
    number: str | None
    date: str | None  # ISO
    due_date: str | None
    issuer: str | None
    issuer_id: str | None  # organisation number, or the number the source gives
    recipient: str | None
    recipient_id: str | None
    net: int | None  # öre
    vat: int | None  # öre
    amount: int  # öre, what is to be paid
    currency: str
    reference: str | None
    order_reference: str | None
    project: str | None
    account: str | None
    credits: str | None  # the number of the invoice that a credit note is against
    text: str | None


class BookingRow(NamedTuple):
    """One row of a voucher (verifikation)."""

    line: int
    own: tuple[str, ...]
    company: str | None  # organisation number, else the name
    series: str | None
    number: str | None
    date: str  # ISO
    change: str  # "" in force; added, removed: correction history, never summed
    account: str
    account_name: str | None
    objects: str | None  # JSON: [[dimension, object], …]
    amount: int  # öre; credit is negative
    text: str | None
    voucher_text: str | None


class BalanceRow(NamedTuple):
    """An opening, closing, period or budget balance of an account."""

    line: int
    kind: str  # ib, ub, oib, oub, res, psaldo, pbudget
    fiscal_year: int  # 0 this year, -1 the year before
    period: str | None  # "202301"
    account: str
    objects: str | None
    amount: int  # öre


class PaymentRow(NamedTuple):
    """Money that came in or went out on an account."""

    line: int
    own: tuple[str, ...]
    account: str | None  # of the one whose statement it is
    date: str  # ISO, the day it was booked
    value_date: str | None
    amount: int  # öre; what went out is negative
    currency: str
    payer: str | None
    payer_account: str | None
    payee: str | None
    payee_account: str | None
    reference: str | None  # OCR or invoice number
    message: str | None
    bank_reference: str | None


RegisterRow = InvoiceRow | BookingRow | PaymentRow


class Block(NamedTuple):
    """Rows of one kind by their columns, in the order of its fields: many are quicker so."""

    kind: type[Any]  # InvoiceRow, BookingRow, …
    columns: Sequence[Sequence[Any]]

    def rows(self) -> Iterator[Any]:
        """The rows, one by one."""
        return map(self.kind._make, zip(*self.columns, strict=True))

    def of(self, name: str) -> Sequence[Any]:
        """The column of that name."""
        return self.columns[self.kind._fields.index(name)]


def in_blocks(rows: Iterable[tuple[Any, ...]], size: int = AT_ONCE) -> Iterator[Block]:
    """Rows of one kind, so many at a time."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, size)):
        yield Block(type(chunk[0]), list(zip(*chunk, strict=True)))


@dataclass(slots=True)
class RowsRead(Generic[R]):
    """Rows as they are read, and how many of the file's could not be; known when all are read."""

    blocks: Iterator[Block]
    refused: int = 0
    refused_lines: list[int] = field(default_factory=list)  # of the first of them

    def __iter__(self) -> Iterator[R]:
        return chain.from_iterable(block.rows() for block in self.blocks)

    def refuse(self, line: int) -> None:
        """Count a row that could not be read."""
        self.refused += 1
        if len(self.refused_lines) < MOST_LINES:
            self.refused_lines.append(line)


def place_in(file: str, line: int, place: str | None = None) -> str:
    """Where a row stands: its file and the cell, else the line.

    >>> place_in("bok.se", 12), place_in("lista.xlsx", 5, "Blad1!A5")
    ('bok.se:12', 'lista.xlsx!Blad1!A5')
    """
    return f"{file}!{place}" if place else f"{file}:{line}"
