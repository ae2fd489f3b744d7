"""What a reconciliation found, frozen: the lists, and who owes whom what, line by line.

>>> age_of(None, date(2024, 6, 1)), age_of(date(2024, 5, 1), date(2024, 6, 1)).value
(<Age.NOT_DUE: 'not_due'>, '31-60')
>>> netted([Debt("A", "B", Money(100), Money(0), Money(0)), Debt("B", "A", Money(0), Money(30),
...     Money(30))])[0].total
Money(ore=70)

Who owes whom is what is decided to be invoiced and has not been, and what is invoiced and not paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.money import Money
from ledger.terms import ItemKind, MatchState, Relation, ResidualKind, SeenBy, Term
from reports.figures import BookFacts
from reports.layout import swedish_order

ZERO = Money(0)


class Listed(Term):
    """The lists of a reconciliation, by their names in JSON."""

    MATCHED = "matched", "Avstämt", "Matched"
    SUGGESTED = "suggested", "Föreslaget", "Suggested"
    DECIDED_NOT_INVOICED = "decided_not_invoiced", "Beslutat ej fakturerat", "Decided not invoiced"
    INVOICED_WITHOUT_DECISION = (
        "invoiced_without_decision", "Fakturerat utan beslut", "Invoiced without decision",
    )  # fmt: skip
    AMOUNT_DIFFERS = "amount_differs", "Beloppet skiljer", "Amount differs"
    WRONG_PARTY = "wrong_party", "Fel part", "Wrong party"
    WRONG_FUND = "wrong_fund", "Fel medel", "Wrong fund"
    WRONG_YEAR = "wrong_year", "Fel år", "Wrong year"
    PAID_TWICE = "paid_twice", "Betalt två gånger", "Paid twice"
    INVOICED_TWICE = "invoiced_twice", "Fakturerat två gånger", "Invoiced twice"
    BOOKED_NOT_INVOICED = "booked_not_invoiced", "Bokfört ej fakturerat", "Booked not invoiced"
    OVERDUE = "overdue", "Förfallet", "Overdue"


class Age(Term):
    """How far past its last day of payment a debt is."""

    NOT_INVOICED = "not_invoiced", "ej fakturerat", "not invoiced"
    NOT_DUE = "not_due", "ej förfallet", "not due"
    TO_30 = "1-30", "1–30 dagar", "1–30 days"
    TO_60 = "31-60", "31–60 dagar", "31–60 days"
    TO_90 = "61-90", "61–90 dagar", "61–90 days"
    OVER_90 = "over_90", "över 90 dagar", "over 90 days"


_LAST_DAY = ((0, Age.NOT_DUE), (30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))


@dataclass(frozen=True, slots=True)
class ItemFact:
    """A decision, or a row of another system, and where it stands."""

    kind: ItemKind
    number: int
    name: str
    amount: Money  # of a credit note below zero
    payer: str = ""
    payee: str = ""
    fund: str = ""
    fund_year: int | None = None
    day: date | None = None
    due: date | None = None
    quote: str = ""
    file: str = ""
    section: str = ""
    page: int | None = None
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ResidualFact:
    """What a match does not come out even by."""

    kind: ResidualKind
    amount: Money
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of a list: what it is about, and the items that show it."""

    of: Listed
    items: tuple[ItemFact, ...]  # the first is what it is about
    amount: Money
    open: Money | None = None  # of the amount, what nothing is known of
    difference: Money | None = None
    residuals: tuple[ResidualFact, ...] = ()
    matches: tuple[int, ...] = ()
    relation: Relation | None = None
    seen_by: SeenBy = SeenBy.BOTH
    state: MatchState | None = None
    rule: str = ""
    score: int | None = None
    reasons: tuple[str, ...] = ()
    due: date | None = None
    days: int | None = None  # overdue, or old
    age: Age | None = None

    @property
    def first(self) -> ItemFact:
        """What it is about."""
        return self.items[0]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A line of a statement of account: an invoice, or what is left of a decision without one."""

    payer: str
    payee: str
    fund: str
    fund_year: int | None
    decisions: tuple[ItemFact, ...]
    invoice: ItemFact | None
    decided: Money = ZERO
    invoiced: Money = ZERO
    credited: Money = ZERO
    paid: Money = ZERO
    other: Money = ZERO  # rounding, write-offs and what else has a name
    open: Money = ZERO
    due: date | None = None
    days: int | None = None
    age: Age = Age.NOT_INVOICED
    matches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Debt:
    """What one owes another."""

    payer: str
    payee: str
    not_invoiced: Money
    unpaid: Money
    overdue: Money  # of what is unpaid

    @property
    def total(self) -> Money:
        """All of it."""
        return self.not_invoiced + self.unpaid


@dataclass(frozen=True, slots=True)
class ReconciliationFacts:
    """A reconciliation of a book, or of a part of it."""

    book: BookFacts
    day: date  # that ages are counted to
    lists: Mapping[Listed, tuple[Finding, ...]] = field(default_factory=dict)
    lines: tuple[AccountLine, ...] = ()
    bodies: tuple[str, ...] = ()  # those of the lines that are in the book
    year: int | None = None
    fund: str | None = None
    body: str | None = None
    forum: str | None = None
    net: bool = False

    def of(self, one: Listed) -> tuple[Finding, ...]:
        """One of the lists."""
        return self.lists.get(one, ())

    @property
    def debts(self) -> list[Debt]:
        """Who owes whom, the largest first; netted where that was asked for."""
        found = debts_of(self.lines)
        return netted(found) if self.net else found


def age_of(due: date | None, day: date) -> Age:
    """In which bracket a debt is on a day."""
    days = (day - due).days if due else 0
    return next((age for last, age in _LAST_DAY if days <= last), Age.OVER_90)


def debts_of(lines: Iterable[AccountLine]) -> list[Debt]:
    """The open sums of the lines by payer and payee, the largest first; what is even left out."""
    sums: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        found = sums.setdefault((line.payer, line.payee), [0, 0, 0])
        found[line.age is not Age.NOT_INVOICED] += line.open.ore
        if line.days is not None and line.days > 0:
            found[2] += line.open.ore
    debts = (Debt(*pair, *map(Money, ores)) for pair, ores in sums.items())
    return _largest_first(one for one in debts if one.not_invoiced.ore or one.unpaid.ore)


def netted(debts: Sequence[Debt]) -> list[Debt]:
    """What is left to pay where two owe each other: one debt of each two."""
    by_pair = {(one.payer, one.payee): one for one in debts}
    found = []
    for one in debts:
        other = by_pair.get((one.payee, one.payer))
        if other is None or one.payer == one.payee:
            found.append(one)
        elif (one.total.ore, one.payer) > (other.total.ore, other.payer):
            less = Debt(
                one.payer, one.payee, one.not_invoiced - other.not_invoiced,
                one.unpaid - other.unpaid, one.overdue - other.overdue,
            )  # fmt: skip
            found += [less] if less.total.ore else []
    return _largest_first(found)


def _largest_first(debts: Iterable[Debt]) -> list[Debt]:
    return sorted(
        debts,
        key=lambda one: (-one.total.ore, swedish_order(one.payer), swedish_order(one.payee)),
    )
