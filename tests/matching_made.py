"""Invoices and payments made up by a seed, with what belongs together known by construction.

    made = Made.of(1000, seed=1)
    made.left, made.right, made.truth      # truth: (invoices, payments) by number

Sellers number their invoices from 1, so that every number comes again with others; amounts are
often round, so that they come again too. Payments name invoices as payers do, wrongly spelled names
and silence included; some pay twice, in parts, together, without VAT, or for something else.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ledger.matching.items import Item, Proposal
from ledger.matching.references import check_digit, mentioned, own
from ledger.terms import ItemKind

Group = tuple[frozenset[int], frozenset[int]]

KOMMUNER = (
    "Falu", "Mora", "Orsa", "Leksands", "Rättviks", "Vansbro", "Ludvika", "Säters", "Gagnefs",
    "Avesta", "Hedemora", "Borlänge", "Älvdalens", "Malung-Sälens", "Smedjebackens", "Habo", "Håbo",
    "Norbergs", "Fagersta", "Sala", "Arboga", "Köpings", "Kungsörs", "Hallstahammars", "Laxå",
)  # fmt: skip
SELLERS = 12
FIRST_DAY = date(2023, 1, 2).toordinal()
DAYS = 700

# How an invoice is paid, and how often of a hundred.
WAYS = {
    "named": 62, "silent": 8, "together": 4, "together named": 4, "instalments": 3, "part": 3,
    "without VAT": 2, "misspelled": 4, "paid twice": 2, "wrong payer": 2, "rounded": 2, "not": 4,
}  # fmt: skip


@dataclass
class Made:
    """Both sides and the truth; `ways` tells how each group is paid."""

    rng: random.Random
    left: list[Item] = field(default_factory=list)
    right: list[Item] = field(default_factory=list)
    truth: dict[Group, str] = field(default_factory=dict)
    number_of: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, invoices: int, seed: int) -> Made:
        """About so many invoices and payments."""
        made = cls(random.Random(seed))
        ways, often = list(WAYS), list(WAYS.values())
        while len(made.left) < invoices:
            getattr(made, "_" + made.rng.choices(ways, often)[0].replace(" ", "_"))()
            if made.rng.random() < 0.03:
                made._for_something_else()
        made.rng.shuffle(made.left)
        made.rng.shuffle(made.right)
        return made

    def wrong(self, proposals: list[Proposal]) -> list[Proposal]:
        """What was settled by itself and does not belong together."""
        return [x for x in proposals if x.settles and group_of(x) not in self.truth]

    # ------------------------------------------------------------ the ways

    def _named(self) -> None:
        bill = self._invoice()
        self._pays([bill], bill.amount, "named", says=self._said(bill))

    def _silent(self) -> None:
        bill = self._invoice()
        self._pays([bill], bill.amount, "silent")

    def _misspelled(self) -> None:
        bill = self._invoice()
        says = self._said(bill) if self.rng.random() < 0.6 else ""
        payment = self._pays([bill], bill.amount, "misspelled", says=says)
        name = payment.payer_text or ""
        at = self.rng.randrange(1, len(name) - 1)
        self.right[-1] = replace(payment, payer=None, payer_text=name[:at] + name[at + 1 :])

    def _together(self) -> None:
        bills = self._several()
        self._pays(bills, sum(bill.amount for bill in bills), "together")

    def _together_named(self) -> None:
        bills = self._several()
        says = "Fakturor " + ", ".join(_number(bill) for bill in bills)
        self._pays(bills, sum(bill.amount for bill in bills), "together named", says=says)

    def _instalments(self) -> None:
        bill = self._invoice()
        first = bill.amount // self.rng.choice((2, 3, 4))
        days = self.rng.randint(20, 60)
        group = []
        for part, later in ((first, 0), (bill.amount - first, 30)):
            self._payment(bill, part, days + later, self._said(bill))
            group.append(self.right[-1].number)
        self.truth[frozenset([bill.number]), frozenset(group)] = "instalments"

    def _part(self) -> None:
        bill = self._invoice()
        self._pays([bill], bill.amount * self.rng.randint(2, 8) // 10, "part", self._said(bill))

    def _without_VAT(self) -> None:  # noqa: N802  named by its way
        bill = self._invoice()
        vat = bill.amount // 5
        self.left[-1] = bill = replace(bill, net=bill.amount - vat, vat=vat)
        self._pays([bill], bill.amount - vat, "without VAT")

    def _paid_twice(self) -> None:
        bill = self._invoice()
        says = self._said(bill)
        self._pays([bill], bill.amount, "paid twice", says=says)
        self._payment(bill, bill.amount, self.rng.randint(40, 70), says)

    def _wrong_payer(self) -> None:
        bill = self._invoice()
        payment = self._pays([bill], bill.amount, "wrong payer", says=self._said(bill))
        other = (payment.payer or 0) % len(KOMMUNER) + 1
        self.right[-1] = replace(payment, payer=other, payer_text=_name(other))

    def _rounded(self) -> None:
        bill = self._invoice(ore=self.rng.randint(1, 99))
        self._pays([bill], (bill.amount + 50) // 100 * 100, "rounded", says=self._said(bill))

    def _not(self) -> None:
        self._invoice()

    def _for_something_else(self) -> None:
        """A payment of no invoice, which may name a number that an invoice has elsewhere."""
        bill = self.rng.choice(self.left)
        says = self.rng.choice(("", "Hyra 2024-03", f"Projekt {self.rng.randint(100, 900)}",
                                f"Order {_number(bill)}-{self.rng.randint(1, 9)}"))  # fmt: skip
        self._payment(bill, self._amount(), self.rng.randint(0, 90), says)

    # ------------------------------------------------------------ items

    def _invoice(self, buyer: int = 0, seller: int = 0, day: int = 0, ore: int = 0) -> Item:
        rng = self.rng
        seller = seller or 100 + rng.randint(1, SELLERS)
        buyer = buyer or rng.randint(1, len(KOMMUNER))
        self.number_of[seller] += 1
        written = f"{'F-' if seller % 3 == 0 else ''}{self.number_of[seller]}"
        amount = self._amount() + ore
        bill = Item(
            kind=ItemKind.INVOICE, number=len(self.left) + 1, amount=amount, open=amount,
            date=_iso(day or FIRST_DAY + rng.randrange(DAYS)), payer=buyer, payee=seller,
            payer_text=_name(buyer), payee_text=f"Region {seller}", references=own(written),
        )  # fmt: skip
        self.left.append(bill)
        return bill

    def _several(self) -> list[Item]:
        first = self._invoice()
        day = date.fromisoformat(first.date or "").toordinal()
        more = [
            self._invoice(first.payer or 0, first.payee or 0, day + self.rng.randint(0, 10))
            for _more in range(self.rng.randint(1, 3))
        ]
        return [first, *more]

    def _pays(self, bills: list[Item], amount: int, way: str, says: str = "") -> Item:
        payment = self._payment(bills[-1], amount, self.rng.randint(15, 45), says)
        group = frozenset(bill.number for bill in bills), frozenset([payment.number])
        self.truth[group] = way
        return payment

    def _payment(self, bill: Item, amount: int, days: int, says: str) -> Item:
        day = date.fromisoformat(bill.date or "").toordinal() + days
        payment = Item(
            kind=ItemKind.PAYMENT, number=len(self.right) + 1, amount=amount, open=amount,
            date=_iso(day), payer=bill.payer, payee=bill.payee, payer_text=bill.payer_text,
            payee_text=bill.payee_text, mentions=mentioned(says),
        )  # fmt: skip
        self.right.append(payment)
        return payment

    def _amount(self) -> int:
        if self.rng.random() < 0.3:
            return self.rng.choice((1_000_00, 2_500_00, 5_000_00, 10_000_00, 25_000_00))
        return self.rng.randint(100, 200_000) * 100

    def _said(self, bill: Item) -> str:
        """How a payer names an invoice."""
        number = _number(bill)
        figures = number.removeprefix("F-")
        form = self.rng.choice((
            number, number, number, figures, f"Faktura nr {number}", f"FAKTURA {figures}",
            f"fakt {figures.zfill(8)}", f"Avser faktura {number}, {bill.date}", f"ref: {number}",
        ))  # fmt: skip
        if len(figures) > 4 and number == figures and self.rng.random() < 0.2:
            return figures + check_digit(figures)
        return form


def group_of(proposal: Proposal) -> Group:
    """What a proposal says belongs together, by number."""
    return (
        frozenset(part.number for part in proposal.left),
        frozenset(part.number for part in proposal.right),
    )


def _number(bill: Item) -> str:
    token = bill.references[0]
    return f"F-{token[1:]}" if token.startswith("f") else token


def _name(buyer: int) -> str:
    return f"{KOMMUNER[buyer - 1]} kommun"


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat() if day else str(timedelta())
