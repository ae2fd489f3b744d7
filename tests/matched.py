"""Register rows made by hand, for tests of what belongs together.

    bill = invoice(db, "1001", 100, payer="Region Dalarna", payee="Falu kommun")
    paid = payment(db, 100, reference="1001")
    medel("match", "accept", f"invoice:{bill}", f"payment:{paid}", db=db)

Each call is a file of its own in an import of its own, so that it can be undone by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import books
from sqlalchemy import func, select

from ledger.drafts import SourceText
from ledger.money import Money
from ledger.proposing.batches import FileTaken, add_file
from ledger.registers.files import store_file
from ledger.registers.rows import BookingRow, InvoiceRow, PaymentRow
from ledger.storage.tables import batches, metadata

PAYER, PAYEE = "Region Dalarna", "Falu kommun"


def invoice(db: str, number: str | None, kronor: int | str, **said: Any) -> int:
    """An invoice from Falu kommun to Region Dalarna; a sum below zero is a credit note."""
    return stored(db, "invoices", [invoice_row(number, kronor, **said)])[0]


def payment(db: str, kronor: int | str, **said: Any) -> int:
    """Money that came in to Falu kommun; a sum below zero went out."""
    return stored(db, "payments", [payment_row(kronor, **said)])[0]


def booking(db: str, kronor: int | str, **said: Any) -> int:
    """A row of Falu kommun's accounts; income is below zero."""
    return stored(db, "bookings", [booking_row(kronor, **said)])[0]


def invoice_row(number: str | None, kronor: int | str, **said: Any) -> InvoiceRow:
    plain: dict[str, Any] = {
        "line": 2, "place": None, "own": (), "side": "", "number": number,
        "date": "2024-05-02", "due_date": "2024-06-01", "issuer": PAYEE, "issuer_id": None,
        "recipient": PAYER, "recipient_id": None, "net": None, "vat": None,
        "amount": Money.of_kronor(kronor).ore, "currency": "SEK", "reference": None,
        "order_reference": None, "project": None, "account": None, "credits": None, "text": None,
    }  # fmt: skip
    if payer := said.pop("payer", None):
        said["recipient"] = payer
    if payee := said.pop("payee", None):
        said["issuer"] = payee
    return InvoiceRow(**(plain | said))


def payment_row(kronor: int | str, **said: Any) -> PaymentRow:
    ore = Money.of_kronor(kronor).ore
    plain: dict[str, Any] = {
        "line": 2, "own": (), "account": "1234-5", "date": "2024-05-20", "value_date": None,
        "amount": ore, "currency": "SEK", "payer": PAYER, "payer_account": None,
        "payee": PAYEE, "payee_account": None, "reference": None, "message": None,
        "bank_reference": None,
    }  # fmt: skip
    return PaymentRow(**(plain | said))


def booking_row(kronor: int | str, **said: Any) -> BookingRow:
    plain: dict[str, Any] = {
        "line": 2, "own": (), "company": PAYEE, "series": "K", "number": "7",
        "date": "2024-05-03", "change": "", "account": "3510", "account_name": None,
        "objects": None, "amount": Money.of_kronor(kronor).ore, "text": None,
        "voucher_text": None,
    }  # fmt: skip
    return BookingRow(**(plain | said))


def stored(db: str, table: str, rows: Sequence[Any]) -> list[int]:
    """The numbers of rows that come in one file, by one import."""
    with books.writing(db, "imported") as (connection, made):
        last = connection.execute(select(func.max(metadata.tables[table].c.id))).scalar() or 0
        nth = (connection.execute(select(func.max(batches.c.id))).scalar() or 0) + 1
        content = f"{table} {nth}".encode()
        source = SourceText(
            f"{table}-{nth}.csv", content, sha256(content).hexdigest(), "text/csv", "", "list/1",
            (), "utf-8",
        )  # fmt: skip
        numbered = [row._replace(line=n, own=(table, f"{nth}-{n}")) for n, row in enumerate(rows)]
        kept = store_file(connection, made, source, [(table, numbered)])
        taken = FileTaken(source.name, source.sha256, kept.source, kept.as_kept())
        add_file(made, None, table, {}, taken)
    return list(range(last + 1, last + 1 + len(rows)))


def matches(db: str, *words: str) -> Any:
    """What `medel match list` says, as JSON."""
    return books.medel("match", "list", *words, "--format", "json", db=db).rows


def open_now(db: str) -> dict[str, list[tuple[int, int]]]:
    """What is open on each side of each relation: item and öre, in words that can be compared."""
    from ledger.reconciling.amounts import DRAWS
    from ledger.reconciling.open_items import open_items
    from ledger.storage.store import open_book

    found = {}
    with open_book(db).reading() as connection:
        for draw in DRAWS:
            sides = open_items(connection, draw)
            for side in ("left", "right"):
                name = f"{draw[0].value} {draw[1].value} {side}"
                found[name] = [(one.number, one.open) for one in getattr(sides, side)]
    return found
