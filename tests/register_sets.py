"""Files that overlap as exports do, made of numbered items, and what registers hold after them.

    a, b = Counter({1: 1, 2: 2}), Counter({2: 1, 3: 1})
    assert held(db, files(kind, [a, b, a, a & b])) == held(db, files(kind, [a | b]))

An item is an invoice, a voucher, a deposit or an entry of a statement: the same whenever it is
written. Some have a number of their own and some have none; a file may hold the same item twice.
Nothing is stored for good: what a run of files comes to is looked at and taken back.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from test_registers_payments import START, TO, deposit, line, payment
from test_registers_sie import HEAD

from imports.containers import Found
from imports.files import open_one
from imports.parallel import Read
from imports.taking.outcomes import Outcome
from imports.taking.run import Run, together
from ledger.money import Money
from ledger.parties.names import Names
from ledger.proposing.batches import undo
from ledger.proposing.sources import standing
from ledger.registers.listing import Wanted, listed
from ledger.storage.chain import act
from ledger.storage.store import Book
from ledger.storage.tables import bookings, invoices, payments

KINDS = ("list", "sie", "bgmax", "camt")
SUFFIX = {"list": ".csv", "sie": ".se", "bgmax": ".txt", "camt": ".xml"}
TABLES = (invoices, bookings, payments)
NAMES = Names.shipped()
_NOT_SAID = {
    "id",
    "event",
    "digest",
    "source",
    "line",
    "batch",
    "file",
    "place",
}  # where a row came from, and when

Items = Counter[int]
Held = dict[str, tuple[Counter[str], int]]  # table → what its rows say, and their sum in öre


@dataclass(frozen=True)
class Case:
    """Files of one kind, in an order, some of them taken back again and brought once more."""

    kind: str
    files: tuple[Items, ...]
    order: tuple[int, ...]  # which file; below zero: taken back, and brought again at the end
    seed: int

    @property
    def union(self) -> Items:
        union: Items = Counter()
        for items in self.files:
            union |= items
        return union


def case(seed: str | int) -> Case:
    """A case of two to four files: A, B, A once more, what A and B share, … in any order."""
    chance = random.Random(seed)
    files: list[Items] = [
        Counter(chance.choices(range(1, 9), k=chance.randint(0, 7)))
        for _file in range(chance.randint(2, 4))
    ]
    files.append(files[0] & files[1])
    order = [*range(len(files)), 0, *chance.choices(range(len(files)), k=chance.randint(0, 2))]
    chance.shuffle(order)
    back = [-1 - at if chance.random() < 0.15 else at for at in order]
    return Case(chance.choice(KINDS), tuple(files), tuple(back), chance.randrange(2**32))


def written(kind: str, items: Items, chance: random.Random) -> bytes:
    """A file with these items in any order; of none, what an export of nothing looks like."""
    listed_items = list(items.elements())
    chance.shuffle(listed_items)
    return {"list": _list, "sie": _sie, "bgmax": _bgmax, "camt": _camt}[kind](listed_items)


def opened(name: str, content: bytes) -> Read:
    return Read(open_one(Found(name, content=content), NAMES))


def held_after(book: Book, one: Case, *, as_json: bool = False) -> Held:
    """What the registers hold after the files of a case; `as_json` as `medel register` says it."""
    chance = random.Random(one.seed)
    with book.writing() as connection:
        again: list[int] = []
        for number, at in enumerate((*one.order, None)):
            for which in [abs(at + 1) if at < 0 else at] if at is not None else again:
                content = written(one.kind, one.files[which], chance)
                outcome = _take(connection, f"{number}{SUFFIX[one.kind]}", content)
                if at is not None and at < 0 and outcome.batch:
                    again.append(which)
                    with act(connection, "ekonom", "undone") as made:
                        undo(connection, made, outcome.batch, "prov")
        found = _held(connection, as_json)
        connection.rollback()
    return found


def held_after_union(book: Book, one: Case, *, as_json: bool = False) -> Held:
    """What they hold after one file with all of it."""
    with book.writing() as connection:
        _take(connection, f"alla{SUFFIX[one.kind]}",
              written(one.kind, one.union, random.Random(one.seed)))  # fmt: skip
        found = _held(connection, as_json)
        connection.rollback()
    return found


def _take(connection: Any, name: str, content: bytes) -> Outcome:
    ((_read, outcome),) = together(connection, Run("ekonom"), [opened(name, content)])
    assert outcome.error is None, (name, outcome.error)
    assert outcome.state in {"stored", "known"}
    return outcome


def _held(connection: Any, as_json: bool) -> Held:
    """What the rows say, but not where they came from."""
    found: Held = {}
    for table in TABLES:
        if as_json:
            rows = list(listed(connection, table, Wanted()))
            total = sum(Money.of_kronor(row["amount"]).ore for row in rows)
        else:
            query = select(table).where(standing(table.c.source))
            rows = [dict(row._mapping) for row in connection.execute(query)]
            total = sum(row["amount"] for row in rows)
        said = Counter(
            json.dumps({k: v for k, v in row.items() if k not in _NOT_SAID}, sort_keys=True)
            for row in rows
        )
        found[table.name] = (said, total)
    return found


def _list(items: Sequence[int]) -> bytes:
    rows = [
        f"{'' if item % 3 == 0 else 1000 + item};Part {item};2024-04-{item:02};{item * 12},5{item}"
        for item in items
    ]
    return "\n".join(["Fakturanr;Kund;Fakturadatum;Belopp", *rows, ""]).encode()


def _sie(items: Sequence[int]) -> bytes:
    vouchers = [
        f'#VER A {chr(34) * 2 if item % 4 == 0 else item} 202305{item:02} "Text {item}"\n{{\n'
        f"#TRANS 1930 {{}} {item * 100}.00\n"
        f'#TRANS 3510 {{6 "P{item}"}} -{item * 100}.00\n}}\n'
        for item in items
    ]
    return (HEAD + "".join(vouchers)).encode("cp437")


def _bgmax(items: Sequence[int]) -> bytes:
    lines: list[str] = [START]
    for item in items:
        whole = item * 100_00
        closing = deposit(2 * whole, 2).replace("00056", f"{item:05}")
        lines += [TO, payment(f"{item}", whole, f"{item}"), payment(f"{item}", whole, "0"),
                  line("25", (3, f"Faktura {item}")), closing]  # fmt: skip
    return "\r\n".join(lines).encode("latin-1")


def _camt(items: Sequence[int]) -> bytes:
    entries = [
        f'<Ntry><Amt Ccy="SEK">{item * 10}.5{item}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>2024-04-{item:02}</Dt></BookgDt>"
        + (f"<AcctSvcrRef>R{item}</AcctSvcrRef>" if item % 3 else "")
        + f"<AddtlNtryInf>Text {item}</AddtlNtryInf></Ntry>\n"
        for item in items
    ]
    return (
        '<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">\n'
        "<BkToCstmrStmt><Stmt><Acct><Id><IBAN>SE45</IBAN></Id></Acct>\n"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def cases(first: str, count: int) -> Iterable[tuple[str, Case]]:
    """As many as asked, each by the seed that makes it again."""
    for number in range(count):
        seed = f"{first}:{number}"
        yield seed, case(seed)
