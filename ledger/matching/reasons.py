"""Why items belong together or not, in the words of whoever reads a suggestion.

>>> days_between(1), amount_left(5000)
('1 day between them.', '50.00 kr of it is left over.')

Made in the language in use. Each sentence is made once for each of its figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from ledger.matching.items import Item
from ledger.matching.references import OCR, WITH_LETTERS, WITHOUT_LETTERS
from ledger.messages import N_, _, language, ngettext
from ledger.money import Money

_F = TypeVar("_F", bound=Callable[..., str])

DOUBTS = {
    "currency": N_("The currencies differ."),
    "changed_about": N_("Payer and payee have changed places: is it a refund?"),
    "payer": N_("The payers differ."),
    "payee": N_("The payees differ."),
    "payer_unclear": N_("The payer's name was not recognised."),
    "payee_unclear": N_("The payee's name was not recognised."),
    "fund": N_("The funds differ."),
    "fund_year": N_("The fund years differ."),
    "days": N_("The days between are more than is usual, or the wrong way about."),
    "token": N_("The number is short, or only made from the other's, and could be another one."),
    "sums": N_("Other items with the number sum to the same amount."),
    "second": N_("Another item with the number agrees as well."),
}


def _once(sentence: _F) -> _F:
    """Make each sentence once for a language and its figures."""

    @lru_cache(maxsize=2**12)
    def made(_language: str, *given: object) -> str:
        return sentence(*given)

    def again(*given: object) -> str:
        return made(language(), *given)

    return again  # type: ignore[return-value]


def doubts(names: Sequence[str]) -> tuple[str, ...]:
    """The sentences of doubts."""
    return tuple(_(DOUBTS[name]) for name in names)


@_once
def say(text: str) -> str:
    """A sentence without figures, marked by N_ where it stands."""
    return _(text)


SAME_AMOUNT = N_("The amounts are the same.")
SAME_PARTIES = N_("Payer and payee are the same.")
SAME_PAYER = N_("The payer is the same; the payee is not known.")
SAME_PAYEE = N_("The payee is the same; the payer is not known.")
SAME_FUND = N_("The fund is the same.")
SAME_DAY = N_("They are of the same day.")
ALL_THAT_IS_OPEN = N_("They are all that is open between the two in that time.")
ALL_ARE_NAMED = N_("Every one is named, and together they are the whole amount.")
NO_OTHER = N_("Nothing else agrees as well.")
ROUNDING = N_("The difference is a rounding to whole kronor.")
REMINDER = N_("The difference is a reminder fee.")
NO_PARTY_KNOWN = N_("Neither payer nor payee is known.")
ONE_PARTY = N_("One of payer and payee is the same, the other is not known.")
NAMES_ALIKE = N_("The names are nearly alike.")


def parties(payer: bool, payee: bool) -> str:
    """That the parties are the same, of those roles that both sides know."""
    return say(SAME_PARTIES if payer and payee else SAME_PAYER if payer else SAME_PAYEE)


@_once
def named(token: str) -> str:
    """The number that both have."""
    if token[0] == OCR:
        return _("One names {number}, the other's own number, with a check digit (OCR).").format(
            number=token[1:]
        )
    number = token.removeprefix("post") if token.startswith("post") else token
    if token[0] in (WITH_LETTERS, WITHOUT_LETTERS):
        return _(
            "One names {number}, the other's own number but for the letters before it."
        ).format(number=number[1:])
    if number != token:
        return _("One names decision {number}, which the other is.").format(number=number)
    return _("One names {number}, the other's own number.").format(number=number)


@_once
def days_between(days: int) -> str:
    """How far apart they are."""
    return ngettext("{count} day between them.", "{count} days between them.", days).format(
        count=days
    )


@_once
def part_of(part: int, whole: int) -> str:
    """A payment of less than what is open."""
    return _("A part: {part} of {whole} kr.").format(part=_kronor(part), whole=_kronor(whole))


@_once
def amount_left(rest: int) -> str:
    """A payment of more than what is open."""
    return _("{rest} kr of it is left over.").format(rest=_kronor(rest))


@_once
def amounts_differ(difference: int) -> str:
    """How much lies between two amounts."""
    return _("The amounts differ by {difference} kr.").format(difference=_kronor(difference))


@_once
def sum_of(count: int) -> str:
    """Several that are one amount."""
    return _("{count} together are exactly the amount.").format(count=count)


@_once
def other_sums(count: int) -> str:
    """How many other sums are the same amount."""
    return ngettext(
        "{count} other sum is the same amount.", "{count} other sums are the same amount.", count
    ).format(count=count)


@_once
def only_nearest(count: int) -> str:
    """That the search was bounded."""
    return _("Only the {count} nearest in time were tried.").format(count=count)


@_once
def vat_of(rate: int) -> str:
    """A difference that is VAT."""
    return _("The difference is {rate} % VAT.").format(rate=rate)


NET_OF_THE_OTHER = N_("The one is the net amount of the other, without its VAT.")


@_once
def less_credit(number: int) -> str:
    """An invoice less its credit note."""
    return _("The amount is the invoice less credit note {number}.").format(number=number)


@_once
def first_come(most: int) -> str:
    """That there were too many to weigh."""
    return _("More than {count} fit each other; the best were taken first.").format(count=most)


def tied(others: Sequence[str]) -> str:
    """That nobody but a person can say which."""
    return _("Just as good: {others}.").format(others="; ".join(others))


def name_of(item: Item) -> str:
    """What an item is called: its kind, and its own number or its row's."""
    number = next((x for x in item.references if x[0].isalnum()), None)
    label = item.kind.label(language())
    return f"{label} {number}" if number else f"{label} #{item.number}"


def _kronor(ore: int) -> str:
    return Money(ore).kronor_text(language())
