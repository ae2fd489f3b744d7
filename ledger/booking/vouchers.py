"""Entries → vouchers of one body's bookkeeping. Pure.

    vouchers_of([Booked(entry, Side.PAYEE, "par. 7")], plan)

One entry is one voucher of two rows, known by the entry's number: the same entry never becomes two.
What corrects an entry is booked on the same accounts with the sign turned. The texts are Swedish
whatever the language in use: they are to be read in the accounts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.booking.account_plan import AccountPlan, Objects, Posting, Side
from ledger.errors import Refused
from ledger.messages import _, language
from ledger.money import Money
from ledger.posting.journal import Entry

MOST_TEXT = 200  # of a voucher; accounting systems cut longer ones anyway


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry, the side of it that the body has, and where it was decided."""

    entry: Entry
    side: Side
    where: str = ""  # "par. 7", or the paper it rests on

    @property
    def other(self) -> str:
        """The other party; the body itself of what it carries to another year."""
        return self.entry.payee if self.side is Side.PAYER else self.entry.payer


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One row (#TRANS); a credit is negative."""

    account: str
    objects: Objects
    amount: Money
    text: str


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher (#VER), by the number of its entry."""

    number: int
    date: str  # ISO
    text: str
    rows: tuple[VoucherRow, ...]


def vouchers_of(booked: Sequence[Booked], plan: AccountPlan) -> list[Voucher]:
    """A voucher of each entry that is to be booked. Raises Refused where accounts are missing."""
    _check_accounts(booked, plan)
    made = ((one, _posting(one, plan)) for one in booked)
    return [_voucher(one, said, plan) for one, said in made if said is not None and said.books]


def not_booked(booked: Iterable[Booked], plan: AccountPlan) -> Counter[str]:
    """How many of each kind the plan says are not to be booked, by what the kind is called."""
    left = (one for one in booked if (said := _posting(one, plan)) is not None and not said.books)
    return Counter(one.entry.kind.label(language()) for one in left)


def _posting(one: Booked, plan: AccountPlan) -> Posting | None:
    return plan.posting(one.entry.kind, one.side, one.entry.fund)


def _check_accounts(booked: Sequence[Booked], plan: AccountPlan) -> None:
    missing = Counter(
        f"[{one.entry.kind.value}.{one.side.value}]" if one.side else f"[{one.entry.kind.value}]"
        for one in booked
        if _posting(one, plan) is None
    )
    if missing:
        kinds = ", ".join(f"{table} ({count})" for table, count in sorted(missing.items()))
        raise Refused(
            _("The account plan does not say where these are booked: {kinds}.").format(kinds=kinds),
            place=plan.place,
            next_step=_("Write debit and credit of each, or book = false. Nothing was written."),
        )


def _voucher(one: Booked, said: Posting, plan: AccountPlan) -> Voucher:
    entry = one.entry
    to_year = entry.to_year or entry.fund_year  # the year whose objects the credit has
    text = f"Post {entry.number} {one.other}"
    rows = (
        VoucherRow(said.debit, plan.objects_of(said.debit, entry.fund, entry.fund_year, one.other),
                   entry.amount, text),
        VoucherRow(said.credit, plan.objects_of(said.credit, entry.fund, to_year, one.other),
                   -entry.amount, text),
    )  # fmt: skip
    return Voucher(entry.number, entry.date, _text(one), rows)


def _text(one: Booked) -> str:
    """`Post 17 par. 7 Samverkansråd Gävleborg: beslutat att fakturera RSS-medel 2023`."""
    entry = one.entry
    corrects = f"rättar post {entry.corrects}" if entry.corrects else ""
    head = " ".join(filter(None, [f"Post {entry.number}", corrects, one.where, entry.forum]))
    years = f"{entry.fund_year}-{entry.to_year}" if entry.to_year else f"{entry.fund_year}"
    what = f"{entry.kind.label('sv')} {entry.fund} {years}"
    reason = f" ({entry.reason})" if entry.reason else ""
    return f"{head}: {what}{reason}"[:MOST_TEXT]
