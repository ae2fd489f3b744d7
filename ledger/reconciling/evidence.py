"""What an item is, in words a person knows it by, and the place it rests on.

    shown = describe(connection, {(ItemKind.INVOICE, 7)})
    shown[ItemKind.INVOICE, 7].name, shown[ItemKind.INVOICE, 7].place     # "23-0417", "lista.csv:4"

A decision rests on its sentence in the minutes (or the paper somebody typed it from), a row on its
line or cell in the file it came with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from ledger.grants.funds import fund_names_by_number
from ledger.matching.items import Item
from ledger.parties.bodies import names_by_number
from ledger.posting.trail import Ground, grounds_of
from ledger.reconciling.amounts import AT_ONCE, REGISTERS, Key
from ledger.reconciling.decisions import standing_decisions
from ledger.reconciling.open_items import items_of
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import sources
from ledger.terms import ItemKind


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as it is shown."""

    kind: ItemKind
    number: int
    name: str  # the entry's or the invoice's number, the voucher's, the payment's reference
    date: str | None
    payer: str | None
    payee: str | None
    amount: int
    fund: str | None
    fund_year: int | None
    text: str | None
    place: str  # file and line or cell; section and page; or the paper
    quote: str | None = None
    is_credit: bool = False
    file: str | None = None
    section: str | None = None
    page: int | None = None

    @property
    def key(self) -> Key:
        """What it is matched by."""
        return self.kind, self.number


def describe(
    connection: Connection, keys: Collection[Key], moment: Moment = NOW
) -> dict[Key, Shown]:
    """These items in words; those that do not stand are left out."""
    return described(connection, items_of(connection, keys, moment), moment)


def described(
    connection: Connection, items: Mapping[Key, Item], moment: Moment = NOW
) -> dict[Key, Shown]:
    """The same of items that have been read."""
    bodies, funds = names_by_number(connection, moment), fund_names_by_number(connection)
    rests_on = _decisions(connection, items, moment) | _rows(connection, items)
    return {
        key: Shown(
            item.kind, item.number, rests_on[key].name, item.date,
            bodies[item.payer] if item.payer else item.payer_text,
            bodies[item.payee] if item.payee else item.payee_text,
            item.amount, funds[item.fund] if item.fund else None, item.fund_year,
            rests_on[key].text, rests_on[key].place, rests_on[key].quote, item.is_credit,
            rests_on[key].file, rests_on[key].section, rests_on[key].page,
        )
        for key, item in items.items()
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _RestsOn:
    name: str
    text: str | None
    place: str
    quote: str | None = None
    file: str | None = None
    section: str | None = None
    page: int | None = None


def _decisions(
    connection: Connection, items: Mapping[Key, Item], moment: Moment
) -> dict[Key, _RestsOn]:
    numbers = [number for kind, number in items if kind is ItemKind.DECISION]
    found = {}
    for start in range(0, len(numbers), AT_ONCE):
        these = numbers[start : start + AT_ONCE]
        grounds = grounds_of(connection, these)
        for one in standing_decisions(connection, these, moment).values():
            ground = next(iter(grounds[one.number]), None)
            found[ItemKind.DECISION, one.number] = _RestsOn(
                str(one.row.id), one.row.text, _place_of(ground),
                *((ground.quote, ground.file, ground.section, ground.page) if ground else ()),
            )  # fmt: skip
    return found


def _place_of(ground: Ground | None) -> str:
    if ground is None:
        return ""
    if ground.file is None:
        return ground.paper or ""
    return ", ".join(filter(None, (ground.file, ground.section)))


def _rows(connection: Connection, items: Mapping[Key, Item]) -> dict[Key, _RestsOn]:
    found = {}
    for kind, table in REGISTERS.items():
        numbers = [number for of_kind, number in items if of_kind is kind]
        query = select(table, sources.c.name.label("file")).join(
            sources, sources.c.id == table.c.source
        )
        for start in range(0, len(numbers), AT_ONCE):
            these = table.c.id.in_(numbers[start : start + AT_ONCE])
            for row in connection.execute(query.where(these)):
                found[kind, row.id] = _RestsOn(
                    _name(kind, row), _text(row), _place(row), file=row.file
                )
    return found


def _place(row: Any) -> str:
    place = getattr(row, "place", None)
    return f"{row.file}!{place}" if place else f"{row.file}:{row.line}"


def _text(row: Any) -> str | None:
    texts = (getattr(row, name, None) for name in ("text", "voucher_text", "message"))
    return next(filter(None, texts), None)


def _name(kind: ItemKind, row: Any) -> str:
    """What its own system knows a row by."""
    if kind is ItemKind.INVOICE:
        said = row.number
    elif kind is ItemKind.BOOKING:
        said = f"{row.series or ''} {row.number or ''}".strip()
    else:
        said = row.reference or row.bank_reference
    return said or "–"
