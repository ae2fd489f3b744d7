"""Money is whole öre. Kronor are only a way of writing it.

>>> Money.of_kronor("985975.00").ore
98597500
>>> Money.of_text("1 466 414,50 kr").decimal_string
'1466414.50'
>>> Money(98597500).kronor_text("sv")
'985 975,00'

Never a float: 0.1 + 0.2 kronor must be 0.3 kronor. Limits are those of a BIGINT column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ledger.errors import WrongUse
from ledger.messages import _

ORE_PER_KRONA = 100
MAX_ORE = 2**62  # half of BIGINT, so that a sum of two never overflows
MAX_DIGITS = 20  # of kronor: more than MAX_ORE has, and little enough to reckon with

HARD_SPACE = " "
_TYPED = re.compile(
    r"""
    (?P<sign>[-+−–]?)\s*                        # minus as hyphen, minus sign or en dash
    (?P<kronor>[1-9][0-9]{0,2}(?:[\s\u00a0\u202f\u2009.][0-9]{3})+|[0-9]+)  # groups, or digits
    (?:[.,](?P<ore>[0-9]{1,2}))?                # öre after a comma or a point
    \s*(?:kr|kronor|SEK|:-)?                    # the unit may be left out
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole öre; negative amounts are allowed."""

    ore: int

    def __post_init__(self) -> None:
        if abs(self.ore) > MAX_ORE:
            raise WrongUse(_("The amount is larger than the book can hold."))

    @classmethod
    def of_kronor(cls, kronor: str | int | Decimal) -> Money:
        """From kronor in plain decimal form (`"985975.00"`). Raises WrongUse at parts of an öre."""
        try:
            exact = Decimal(kronor)
        except InvalidOperation:
            exact = Decimal("nan")
        if not exact.is_finite():
            raise WrongUse(_("“{text}” is not an amount.").format(text=kronor))
        if exact.adjusted() > MAX_DIGITS:
            raise WrongUse(_("The amount is larger than the book can hold."))
        ore = int(exact.scaleb(2))
        if Decimal(ore).scaleb(-2) != exact:  # compared to the last digit, however many there are
            raise WrongUse(_("“{text}” is not a whole number of öre.").format(text=kronor))
        return cls(ore)

    @classmethod
    def of_text(cls, typed: str) -> Money:
        """From what an economist types: `985 975`, `985975,50`, `-1.000.000 kr`."""
        match = _TYPED.fullmatch(typed.strip())
        if not match:
            raise WrongUse(
                _("“{text}” is not an amount.").format(text=typed),
                next_step=_("Write kronor, for example 985 975 or 985 975,50."),
            )
        digits = re.sub(r"\D", "", match["kronor"])
        if len(digits) > MAX_DIGITS:
            raise WrongUse(_("The amount is larger than the book can hold."))
        ore = int(digits) * ORE_PER_KRONA + int((match["ore"] or "0").ljust(2, "0"))
        return cls(-ore if match["sign"] in {"-", "−", "–"} else ore)

    @property
    def kronor(self) -> Decimal:
        """Kronor with two decimals, exactly."""
        return Decimal(self.ore).scaleb(-2)

    @property
    def decimal_string(self) -> str:
        """Kronor as the machine formats write them: `985975.00`."""
        return f"{self.kronor:.2f}"

    def kronor_text(self, language: str) -> str:
        """Kronor as people write them: `985 975,00` (hard spaces) or `985,975.00`."""
        return grouped(self.kronor, 2, language)

    def __add__(self, other: Money) -> Money:
        return Money(self.ore + other.ore)

    def __sub__(self, other: Money) -> Money:
        return Money(self.ore - other.ore)

    def __neg__(self) -> Money:
        return Money(-self.ore)


def grouped(number: Decimal, decimals: int, language: str) -> str:
    """A number with its thousands apart: `1 250,5` with hard spaces, or `1,250.5` in English."""
    text = f"{number:,.{decimals}f}"
    if language == "sv":
        return text.replace(",", HARD_SPACE).replace(".", ",").replace("-", "−")
    return text
