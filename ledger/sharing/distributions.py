"""Dividing money by a key of the book: worked out, written down, proposed in the inbox.

    work = work_out(connection, order)         # every part, and who pays whom
    put_into_inbox(connection, made, reading_of_work(work, order, cited))

Whole sums come from one payer (`giver`), are gathered by one payee (`taker`), or are a pool that
several bodies hold: then those who hold more than their part hand over to those who hold less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from ledger.columns import Column
from ledger.drafts import Reading
from ledger.errors import WrongUse
from ledger.grants.funds import fund_number
from ledger.messages import _, language
from ledger.money import Money
from ledger.posting.balances import lines
from ledger.proposing.calculations import Basis, Page, Transfer, reading_of
from ledger.proposing.decisions import Cited
from ledger.sharing.distribution import KRONA, ORE, Part, steps, swedish_order, total_of_sums
from ledger.sharing.dividing import Facts, People, split_of
from ledger.sharing.key_book import NamedKey, full_names, members_of
from ledger.sharing.keys import with_full_names
from ledger.sharing.pools import Pool
from ledger.sharing.populations import Population, population
from ledger.terms import StatementKind

READER = "distribution/1"
DECIMALS = 4  # of kronor, where an exact share is shown to people


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be divided, how, and between whom money moves."""

    key: NamedKey
    fund: str
    year: int
    amount: Money | None = None  # None: the sum of the key's own sums, or the pool
    pool: Pool | None = None
    giver: str | None = None  # pays every part
    taker: str | None = None  # is paid every part
    unit: int = ORE
    kind: StatementKind | None = None
    day: date | None = None  # of the decision: who was a member of a group then


@dataclass(frozen=True, slots=True)
class Work:
    """A sum divided: every part in order, the counts it rests on, and who pays whom."""

    amount: Money
    parts: tuple[Part, ...]
    populations: tuple[Population, ...]
    transfers: tuple[Transfer, ...]
    keeps: tuple[str, ...]  # who keeps its own part, so that nothing is moved


def work_out(connection: Connection, order: Order) -> Work:
    """Divide. Raises WrongUse where the key and the sum do not fit, or a fact is missing."""
    if order.giver and order.taker:
        raise WrongUse(_("Either --from or --to: one body pays every part, or is paid them."))
    used: list[Population] = []
    key = with_full_names(order.key.key, full_names(connection))  # as bodies are called today
    split = split_of(key, _facts(connection, order, used))
    amount = order.pool.total if order.pool else order.amount
    if amount is None:
        sums = total_of_sums(split)
        if sums is None:
            raise WrongUse(_("Say what amount is to be divided."))
        amount = Money(sums)
    if order.pool and amount.ore <= 0:
        raise WrongUse(
            _("Nothing of {fund} {year} is unused: {kronor} kr.").format(
                fund=order.pool.fund, year=order.pool.year, kronor=_kronor(amount)
            )
        )
    parts = tuple(steps(amount.ore, split, order.unit))
    transfers = tuple(_transfers(order, parts))
    keeps = {part.name for part in parts if not part.divided} & {order.giver, order.taker}
    return Work(amount, parts, tuple(used), transfers, tuple(sorted(filter(None, keeps))))


def reading_of_work(work: Work, order: Order, cited: Cited) -> Reading:
    """The calculation as a source, with its proposals."""
    page = Page()
    for line in described(work, order, cited):
        page.line(line)
    basis = Basis(
        reader=READER,
        name=_("Distribution {key}, {fund} {year}.txt").format(
            key=order.key.name, fund=order.fund, year=order.year
        ),
        section=_("Distribution by the key {key}").format(key=order.key.name),
        fund=order.fund, year=order.year, cited=cited, rule="distribution.key",
        why=_("Divided by the key {key}, version {version}.").format(
            key=order.key.name, version=order.key.version
        ),
    )  # fmt: skip
    return reading_of(page, work.transfers, basis)


def described(work: Work, order: Order, cited: Cited | None) -> Iterator[str]:
    """The whole calculation in lines of text, as it is stored."""
    yield _("Distribution of {kronor} kr").format(kronor=_kronor(work.amount))
    yield _("Fund: {fund}, fund year {year}").format(fund=order.fund, year=order.year)
    yield _("Key: {key}, version {version} ({kind})").format(
        key=order.key.name, version=order.key.version, kind=order.key.key.kind.label(language())
    )
    if order.key.paper:
        yield _("The key rests on: {paper}").format(paper=order.key.paper)
    for line in cited.lines if cited else ():
        yield _("Decision: {what}").format(what=line)
    for count in work.populations:
        yield _("Population: {name}, counted {date}, from {file}").format(
            name=count.name, date=count.date, file=count.file or "–"
        )
    yield from _pool_lines(order.pool)
    yield rounding_rule(order.unit)
    yield ""
    yield _("Parts:")
    for part in work.parts:
        yield _part_line(part)
    for name in work.keeps:
        yield _("{body} keeps its own part.").format(body=name)
    yield ""
    yield _("Proposals:")


def evened_out(
    gets: Mapping[str, int], held: Mapping[str, int], kind: StatementKind
) -> Iterator[Transfer]:  # fmt: skip
    """From those who hold more than their part to those who hold less, both by name."""
    names = sorted({*gets, *held}, key=swedish_order)
    short = {name: gets.get(name, 0) - held.get(name, 0) for name in names}
    takers = [name for name in names if short[name] > 0]
    for giver in (name for name in names if short[name] < 0):
        while short[giver] < 0:
            taker = takers[0]
            ore = min(-short[giver], short[taker])
            yield Transfer(giver, taker, Money(ore), kind)
            short[giver] += ore
            short[taker] -= ore
            if not short[taker]:
                takers.pop(0)


def rounding_rule(unit: int) -> str:
    """How the parts are rounded, as it is printed with every distribution."""
    to = _("whole kronor") if unit == KRONA else _("whole öre")
    return _(
        "Rounded to {unit} by the largest remainder; at a tie the larger share, then the name."
    ).format(unit=to)


def share_text(part: Part) -> str:
    """A part's share for people: `1/2`, or the fixed sum it is."""
    return _("fixed") if part.share is None else str(part.share)


def exact_text(exact_ore: Fraction) -> str:
    """Kronor before rounding: all decimals where they end, else so many that it shows."""
    kronor = exact_ore / 100
    scaled = abs(kronor) * 10**DECIMALS
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    text = Money(whole // 10 ** (DECIMALS - 2)).kronor_text(language())
    more = f"{whole % 10 ** (DECIMALS - 2):02}"
    more = more if rest else more.rstrip("0")
    sign = ("−" if language() == "sv" else "-") if kronor < 0 else ""
    return f"{sign}{text}{more}{'…' if rest else ''}"


def _facts(connection: Connection, order: Order, used: list[Population]) -> Facts:
    members = members_of(connection, order.day)
    known: dict[str | None, Population] = {}

    def people(name: str | None) -> People:
        if name not in known:
            known[name] = population(connection, name)
            used.append(known[name])
        count = known[name]
        return People(count.name, count.date, count.people)

    granted = _grants(connection, order.fund, order.year)

    def grant(body: str) -> Money:
        if body in granted:
            return granted[body]
        raise WrongUse(
            _("{body} has no grant of {fund} {year} in the book.").format(
                body=body, fund=order.fund, year=order.year
            ),
            next_step=_("Post it with --kind granted, or leave the body out of the key."),
        )

    return Facts(lambda name: members.get(name, ()), people, grant)


def _grants(connection: Connection, fund: str, year: int) -> dict[str, Money]:
    """What each body was granted of the fund year, or where nothing was, what it was allocated."""
    found: dict[str, Money] = {}
    for line in lines(connection, year=year, fund=fund_number(connection, fund)):
        for column in (Column.ALLOCATED_IN, Column.GRANTED):
            money = line.columns[column]
            if money and money.ore:
                found[line.body] = money
    return found


def _transfers(order: Order, parts: tuple[Part, ...]) -> Iterator[Transfer]:
    gets: dict[str, int] = defaultdict(int)
    shares: dict[str, list[str]] = defaultdict(list)  # a body may stand at several levels of a key
    for part in parts:
        if not part.divided:
            gets[part.name] += part.ore
            shares[part.name].append(share_text(part))
    if order.pool and not order.giver and not order.taker:
        held = {one.body: one.amount.ore for one in order.pool.held}
        yield from evened_out(gets, held, order.kind or StatementKind.TRANSFER)
        return
    kind = order.kind or (StatementKind.TRANSFER if order.taker else StatementKind.ALLOCATION)
    for name, ore in gets.items():
        payer, payee = (name, order.taker) if order.taker else (order.giver, name)
        if not ore or payer == payee:
            continue
        note = _("part: {share}").format(share=" + ".join(shares[name]))
        there = Transfer(payer, payee, Money(abs(ore)), kind, note)
        yield there if ore > 0 else replace(there, payer=payee, payee=payer)


def _pool_lines(pool: Pool | None) -> Iterator[str]:
    if pool is None:
        return
    if pool.forecast:
        yield _("Expected to be unused of {fund} {year}, by the forecast {name} ({date}):").format(
            fund=pool.fund, year=pool.year, name=pool.forecast.name, date=pool.forecast.date
        )
    else:
        yield _("Left of {fund} {year} after entry {number}:").format(
            fund=pool.fund, year=pool.year, number=pool.up_to
        )
    for one in pool.held:
        note = f" ({one.note})" if one.note else ""
        yield f"  {one.body}: {_kronor(one.amount)} kr{note}"


def _part_line(part: Part) -> str:
    inset = "  " * (len(part.path) + 1)
    said = [
        f"{inset}{part.name}: {_kronor(part.amount)} kr",
        _("share {share}").format(share=share_text(part)),
        _("exactly {kronor} kr").format(kronor=exact_text(part.exact)),
    ]
    if part.extra:
        said.append(_("of which remainder {kronor} kr").format(kronor=_kronor(Money(part.extra))))
    if part.note:
        said.append(part.note)
    return ", ".join(said)


def _kronor(money: Money) -> str:
    return money.kronor_text(language())
