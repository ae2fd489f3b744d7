"""What a proposal becomes when it is accepted, and what its words leave open.

    resolve(names, proposal, Choices(fund_year=2023))     # Resolved, or NotResolved with questions
    what_is_open(names, proposal)                         # the same questions, as a list

What the person says wins over the minutes; names resolve through the book, through the bodies seen
for the first time in the same minutes, and through the county the minutes belong to. What is open
is asked for in words; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from ledger.dates import LAST_FUND_YEAR
from ledger.drafts import Mention
from ledger.errors import NotResolved, WrongUse
from ledger.messages import _, language
from ledger.money import Money
from ledger.parties.bodies import add_body, find_body
from ledger.parties.names import Names, fold_name
from ledger.parties.unknown import unknown
from ledger.proposing.proposals import Proposal, entry_kind_of
from ledger.storage.chain import Act
from ledger.terms import (
    ENTRY_OF_STATEMENT,
    BodyKind,
    CandidateState,
    EntryKind,
    Exactness,
    Status,
)

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who accepts says; None where the words of the minutes hold."""

    payer: str | None = None
    payee: str | None = None
    fund: str | None = None
    fund_year: int | None = None
    to_year: int | None = None
    amount: Money | None = None
    kind: str | None = None  # an EntryKind or StatementKind value
    date: date | None = None
    even_if: str | None = None  # why it is posted although undecided or approximate


@dataclass(frozen=True, slots=True)
class Party:
    """A body to be: in the book already, or new in these minutes."""

    name: str
    kind: BodyKind | None = None
    county: str | None = None
    aliases: tuple[str, ...] = ()

    def number(self, connection: Connection, made: Act) -> int:
        found = find_body(connection, self.name)
        if found:
            return found.number
        body = add_body(
            connection, made, self.name, kind=self.kind, county=self.county, aliases=self.aliases
        )
        return body.number


# A sum per year is the whole sum of each fund year, not the price of something.
PER_FUND_YEAR = {"år", "årligen", "kalenderår", "verksamhetsår", "budgetår", "helår"}
NOBODY = Party("")  # stands in for a party that has been asked for


@dataclass(frozen=True, slots=True)
class Resolved:
    """Every value of the entry a proposal becomes; parties may still have to be added."""

    date: date
    kind: EntryKind
    fund: str
    fund_year: int
    to_year: int | None
    amount: Money
    payer: Party
    payee: Party


def resolve(names: Names, proposal: Proposal, choices: Choices) -> Resolved:
    """What a proposal becomes. Raises NotResolved naming everything that is open."""
    resolving = _Resolving(names, proposal, choices)
    resolved = resolving.all()
    if resolving.open:
        raise NotResolved(" ".join(resolving.open))
    return resolved


def what_is_open(names: Names, proposal: Proposal) -> list[str]:
    """Why a proposal cannot be accepted by its number alone; empty where it can."""
    doubt = doubt_of(proposal, Choices())
    resolving = _Resolving(names, proposal, Choices(), offer=False)
    resolving.all()
    return [*([doubt] if doubt else []), *resolving.open]


def doubt_of(proposal: Proposal, choices: Choices) -> str | None:
    """Why the minutes are not enough to post a proposal on, unless someone says `even_if`."""
    return None if choices.even_if else " ".join(_doubts(proposal, choices)) or None


def _doubts(proposal: Proposal, choices: Choices) -> Iterator[str]:
    found = proposal.found
    if proposal.state is CandidateState.REJECTED:
        yield _("It has been turned down: {why}").format(why=proposal.why)
    if proposal.state is CandidateState.DUPLICATE:
        yield _("It also stands as row {number}, from another file.").format(
            number=proposal.duplicate_of
        )
    if found.status is not Status.DECIDED:
        yield _("The minutes do not decide it: {status}.").format(
            status=found.status.label(language())
        )
    if found.exactness is Exactness.APPROXIMATE and choices.amount is None:
        yield _("The sum is only given as about “{text}”.").format(text=found.amount_text)


class _Resolving:
    """Finds each value of an entry; what cannot be told is noted in `open`, as a question."""

    def __init__(
        self, names: Names, proposal: Proposal, choices: Choices, *, offer: bool = True
    ) -> None:
        self.names = names
        # Near names are sought for who is deciding, not for each row of a long list.
        self.known_bodies = names.bodies if offer else ()
        self.known_funds = names.funds if offer else ()
        self.proposal = proposal
        self.found = proposal.found
        self.choices = choices
        self.open: list[str] = []

    def all(self) -> Resolved:
        kind = self.kind()
        payer, payee = self.parties(kind)
        return Resolved(
            self.date(), kind, self.fund(), self.fund_year(), self.to_year(kind),
            self.amount(), payer, payee,
        )  # fmt: skip

    def date(self) -> date:
        day = self.choices.date or self.proposal.meeting_date
        return day or self._ask(_("The minutes give no date: add --date."), date.min)

    def kind(self) -> EntryKind:
        said = self.choices.kind
        if said:
            return entry_kind(said)
        kind = entry_kind_of(self.found, self.choices.payer)
        return kind or self._ask(
            _("“{kind}” does not say what to post it as: add --kind, for example spent.").format(
                kind=self.found.kind.label(language())
            ),
            EntryKind.SPENT,
        )

    def fund(self) -> str:
        found = self.found.fund
        words = self.choices.fund or (found and (found.name or found.text))
        if not words:
            return self._ask(_("No fund is named: add --fund."), "")
        lookup = self.names.fund(words)
        return lookup.name or self._ask(str(unknown("fund", words, lookup, self.known_funds)), "")

    def fund_year(self) -> int:
        if self.choices.fund_year:
            return self.choices.fund_year
        if len(self.found.years) == 1:
            return self.found.years[0]
        if self.found.years:
            years = ", ".join(map(str, self.found.years))
            return self._ask(_("Which year, of {years}? Add --year.").format(years=years), 0)
        return self._ask(_("No fund year is named: add --year."), 0)

    def to_year(self, kind: EntryKind) -> int | None:
        if kind is not EntryKind.CARRIED or self.choices.to_year:
            return self.choices.to_year
        return self._ask(
            _("Carried from which year (--year) to which? Add --to-year."), LAST_FUND_YEAR
        )

    def amount(self) -> Money:
        if self.choices.amount:
            return self.choices.amount
        per = self.found.per
        if self.found.amount and per and per not in PER_FUND_YEAR:
            question = _("The sum is per {per}, not the whole: add --amount.").format(per=per)
            return self._ask(question, Money(0))
        return self.found.amount or self._ask(_("No sum is stated: add --amount."), Money(0))

    def parties(self, kind: EntryKind) -> tuple[Party, Party]:
        payer = self._party(self.choices.payer, self.found.payer)
        payee = self._party(self.choices.payee, self.found.payee)
        if kind is EntryKind.CARRIED:  # a body carries its own money: one of them is enough
            payer, payee = payer or payee, payee or payer
        if payer is None:
            payer = self._ask(_("Who pays? Add --payer."), NOBODY)
        if payee is None:
            payee = self._ask(_("Who is paid? Add --payee."), NOBODY)
        return payer, payee

    def _party(self, said: str | None, mention: Mention | None) -> Party | None:
        words = said or (mention and (mention.name or mention.text))
        if not words:
            return None
        county = self.proposal.county
        lookup = self.names.body(words, county=county)
        if lookup.name:
            return Party(lookup.name)
        new = self._new_body(words)
        if new:
            return new
        return self._ask(str(unknown("body", words, lookup, self.known_bodies)), NOBODY)

    def _new_body(self, words: str) -> Party | None:
        key = fold_name(words)
        for name, kind, _seen, aliases in self.proposal.new_bodies:
            if key in {fold_name(form) for form in (name, *aliases)}:
                return Party(name, BodyKind.of(kind), self.proposal.county, aliases)
        return None

    def _ask(self, question: str, instead: _Value) -> _Value:
        self.open.append(question)
        return instead


def entry_kind(said: str) -> EntryKind:
    """The kind of entry that a word names: an entry's kind, or a statement's that becomes one."""
    for kind in EntryKind:
        if said in {kind.value, kind.sv, kind.en}:
            return kind
    for statement, kind in ENTRY_OF_STATEMENT.items():
        if said in {statement.value, statement.sv, statement.en}:
            return kind
    raise WrongUse(
        _("“{kind}” is not a kind of entry.").format(kind=said),
        next_step=_("Choose one of {kinds}.").format(kinds=", ".join(k.value for k in EntryKind)),
    )


def forum_of(connection: Connection, made: Act, proposal: Proposal) -> int | None:
    """The number of the forum whose minutes a proposal was found in; added when it is new."""
    if not proposal.forum:
        return None
    name = proposal.forum
    found = find_body(connection, name)
    if found and found.county not in {None, proposal.county}:
        name = f"{name} ({proposal.county})"  # the same name is used in several counties
    return Party(name, BodyKind.FORUM, proposal.county).number(connection, made)
