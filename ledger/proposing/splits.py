"""Splits: one sum posted as several entries, to several payees, funds or years.

    parts = parse_parts(["Falun=60", "Mora=40"])       # of the payee where nothing else is said
    check_sum(parts, Money.of_kronor(100))             # WrongUse, with the difference

    payer:Falun=60   fund:Brukarmiljonen=60   year:2024=60

Every part rests on the same words or paper; together they are the whole sum, to the öre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.dates import parse_fund_year
from ledger.errors import WrongUse
from ledger.messages import _, language
from ledger.money import Money

WHAT = ("payee", "payer", "fund", "year")


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One part: which of the entry's values is its own, that value, and its sum."""

    what: str
    value: str
    amount: Money

    @property
    def own(self) -> dict[str, Any]:
        """The part's own value, under the name that `Choices` and `NewEntry` have for it."""
        if self.what == "year":
            return {"fund_year": parse_fund_year(self.value)}
        return {self.what: self.value}


def parse_parts(written: Sequence[str]) -> list[SplitPart]:
    """What was written as BODY=AMOUNT. Raises WrongUse."""
    return [_parse(text) for text in written]


def check_sum(parts: Sequence[SplitPart], whole: Money) -> None:
    """Raise WrongUse, with the difference, where the parts are not the whole."""
    total = Money(sum(part.amount.ore for part in parts))
    if total == whole:
        return
    kronor = {
        name: money.kronor_text(language())
        for name, money in (("parts", total), ("whole", whole), ("difference", whole - total))
    }
    raise WrongUse(
        _("The parts are {parts} kr, the whole is {whole} kr: {difference} kr differ.").format(
            **kronor
        ),
        next_step=_("Nothing was posted; let the parts sum to the whole, to the öre."),
    )


def note_of(number: int, parts: Sequence[SplitPart], whole: Money) -> str:
    """What the evidence of a part says beside its words."""
    return _("Part {number} of {count} of {whole} kr.").format(
        number=number, count=len(parts), whole=whole.kronor_text(language())
    )


def _parse(text: str) -> SplitPart:
    name, equals, amount = text.rpartition("=")
    what, colon, value = name.partition(":")
    if not colon or what.strip() not in WHAT:
        what, value = "payee", name
    if not equals or not value.strip():
        raise WrongUse(
            _("“{text}” is not a part.").format(text=text),
            next_step=_("Write BODY=AMOUNT, or payer:, fund: or year: before it."),
        )
    money = Money.of_text(amount)
    if money.ore <= 0:
        raise WrongUse(_("Each part must be above zero."))
    return SplitPart(what.strip(), value.strip(), money)
