"""Vouchers → a SIE 4I file (transactions to be read in by an accounting system), byte for byte.

    content = sie_file(head, vouchers, plan)

Records stand in the order of the specification (SIE 4B): who and when, accounts, dimensions and
objects, vouchers. Lines end with CR LF, text is CP437 as `#FORMAT PC8` says. `#GEN` is the day of
the book's last event and not of the clock: the same book gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.booking.account_plan import AccountPlan, Objects
from ledger.booking.sie_text import ENCODING, quoted
from ledger.booking.vouchers import Voucher

LINE_END = "\r\n"
# Of the dimensions that the specification has given a meaning.
_RESERVED = {"1": "Kostnadsställe", "2": "Kostnadsbärare", "6": "Projekt", "7": "Anställd",
             "8": "Kund", "9": "Leverantör", "10": "Faktura"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """What the file says of itself."""

    program: str
    version: str
    made: str  # ISO date
    company: str
    org_number: str | None
    year: str  # the calendar year that the vouchers belong to
    series: str
    remark: str  # what it was made from


def sie_file(head: Head, vouchers: Sequence[Voucher], plan: AccountPlan) -> bytes:
    """The whole file."""
    lines = [*_head(head), *_accounts(vouchers, plan), *_objects(vouchers, plan)]
    for voucher in vouchers:
        lines += _voucher(head.series, voucher)
    return "".join(f"{line}{LINE_END}" for line in lines).encode(ENCODING)


def texts_of(head: Head, vouchers: Sequence[Voucher], plan: AccountPlan) -> Iterator[str]:
    """Every text that goes into the file, as it was before its letters were CP437's."""
    yield from (head.company, head.remark, head.series)
    yield from plan.accounts.values()
    yield from plan.dimensions.values()
    yield from plan.objects.values()
    for voucher in vouchers:
        yield voucher.text
        for row in voucher.rows:
            yield row.text
            yield from row.objects.values()


def _head(head: Head) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield f"#PROGRAM {quoted(head.program)} {quoted(head.version)}"
    yield "#FORMAT PC8"
    yield f"#GEN {_day(head.made)}"
    yield "#SIETYP 4"
    yield f"#PROSA {quoted(head.remark)}"
    if head.org_number:
        yield f"#ORGNR {head.org_number}"
    yield f"#FNAMN {quoted(head.company)}"
    yield f"#RAR 0 {head.year}0101 {head.year}1231"


def _accounts(vouchers: Sequence[Voucher], plan: AccountPlan) -> Iterator[str]:
    """The accounts that are used and have a name; systems have their own names for the others."""
    for account in sorted({row.account for voucher in vouchers for row in voucher.rows}):
        if account in plan.accounts:
            yield f"#KONTO {account} {quoted(plan.accounts[account])}"


def _objects(vouchers: Sequence[Voucher], plan: AccountPlan) -> Iterator[str]:
    used = {pair for voucher in vouchers for row in voucher.rows for pair in row.objects.items()}
    for dimension in sorted({dimension for dimension, _one in used}, key=int):
        called = plan.dimensions.get(dimension) or _RESERVED.get(
            dimension, f"Dimension {dimension}"
        )
        yield f"#DIM {dimension} {quoted(called)}"
    for dimension, one in sorted(used, key=lambda pair: (int(pair[0]), pair[1])):
        called = plan.objects.get((dimension, one), one)
        yield f"#OBJEKT {dimension} {quoted(one)} {quoted(called)}"


def _voucher(series: str, voucher: Voucher) -> Iterator[str]:
    day = _day(voucher.date)
    yield f"#VER {quoted(series)} {voucher.number} {day} {quoted(voucher.text)}"
    yield "{"
    for row in voucher.rows:
        amount = row.amount.decimal_string
        yield f"#TRANS {row.account} {_listed(row.objects)} {amount} {day} {quoted(row.text)}"
    yield "}"


def _listed(objects: Objects) -> str:
    return "{" + " ".join(f"{dimension} {quoted(one)}" for dimension, one in objects.items()) + "}"


def _day(iso: str) -> str:
    return iso.replace("-", "")
