"""Dividing a sum so that the parts are the whole, to the öre: the largest remainder.

>>> [part.ore for part in divide(10_000, Split((Share("A", 1), Share("B", 1), Share("C", 1))))]
[3334, 3333, 3333]

Exact arithmetic only: whole öre and `Fraction`, never a float. Every part first gets its exact
share rounded down; what is then left goes, an öre (or a krona) each, to the parts that lost most by
the rounding. Ties: the larger share first, then the name in Swedish order; so the order in which
the parts are written never matters. A negative sum is divided as the positive one is.

Within a part the sum is divided anew: what the kommuner get together is exactly their half, and
their parts sum to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ledger.errors import WrongUse
from ledger.messages import _, language
from ledger.money import Money

ORE, KRONA = 1, 100  # what to round to, in öre

_SWEDISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


@dataclass(frozen=True, slots=True)
class Share:
    """One part by weight; `inside` divides it further. `note` says where the weight is from."""

    name: str
    weight: Fraction | int
    inside: Split | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FixedSum:
    """A part that is a sum of its own, taken before the rest is shared."""

    name: str
    ore: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A rule of division: fixed sums first, then the rest by weight."""

    shares: tuple[Share, ...] = ()
    sums: tuple[FixedSum, ...] = ()
    title: str = field(default="", compare=False)  # what a person calls it: "halves"


@dataclass(frozen=True, slots=True)
class Part:
    """What one party gets, and how it came to be."""

    name: str
    ore: int
    exact: Fraction  # öre before rounding
    share: Fraction | None  # of what was divided where it stands; None of a fixed sum
    extra: int  # the remainder öre it got (negative of a negative sum)
    path: tuple[str, ...] = ()  # the parts it is a part of, outermost first
    note: str = ""
    divided: bool = False  # its own parts follow

    @property
    def amount(self) -> Money:
        return Money(self.ore)


def divide(ore: int, split: Split, unit: int = ORE) -> tuple[Part, ...]:
    """The parts that are not divided further; they sum to `ore`. Raises WrongUse."""
    return tuple(part for part in steps(ore, split, unit) if not part.divided)


def steps(
    ore: int, split: Split, unit: int = ORE, path: tuple[str, ...] = ()
) -> Iterator[Part]:  # fmt: skip
    """Every part in order, each that is divided further followed by its own parts."""
    for fixed in split.sums:
        yield Part(fixed.name, fixed.ore, Fraction(fixed.ore), None, 0, path, fixed.note)
    rest = ore - sum(fixed.ore for fixed in split.sums)
    _check_rest(ore, rest, split)
    whole = sum((Fraction(share.weight) for share in split.shares), Fraction(0))
    weights = [Fraction(share.weight) for share in split.shares]
    names = [share.name for share in split.shares]
    amounts = apportion(rest, weights, names, unit)
    for share, weight, (amount, extra) in zip(split.shares, weights, amounts, strict=True):
        fraction = weight / whole
        yield Part(
            share.name, amount, rest * fraction, fraction, extra, path, share.note,
            divided=share.inside is not None,
        )  # fmt: skip
        if share.inside is not None:
            yield from steps(amount, share.inside, unit, (*path, share.name))


def apportion(
    ore: int, weights: Sequence[Fraction], names: Sequence[str], unit: int = ORE
) -> list[tuple[int, int]]:
    """Öre of each part and how much of it is remainder; the parts sum to `ore`.

    Rounded to whole `unit`; öre that are no whole unit go to the next in turn for the remainder.
    """
    whole = sum(weights, Fraction(0))
    if not weights:
        return []
    if whole <= 0 or min(weights) < 0:
        raise WrongUse(_("The key gives no one a share."))
    sign, size = (-1, -ore) if ore < 0 else (1, ore)
    exact = [size * weight / whole for weight in weights]
    floors = [int(one // unit) * unit for one in exact]
    turns = sorted(
        range(len(weights)),
        key=lambda i: (floors[i] - exact[i], -weights[i], swedish_order(names[i])),
    )
    left, extra = size - sum(floors), [0] * len(weights)
    for turn in turns:
        extra[turn] = min(unit, left)
        left -= extra[turn]
    return [(sign * (f + e), sign * e) for f, e in zip(floors, extra, strict=True)]


def swedish_order(name: str) -> tuple[str, str]:
    """A key that sorts names as a Swedish reader does: å, ä and ö last."""
    return name.lower().translate(_SWEDISH_ORDER), name


def nearest_ore(exact: Fraction) -> int:
    """The nearest whole öre, halves away from zero: for a percentage of a grant.

    >>> nearest_ore(Fraction(5, 2)), nearest_ore(Fraction(-5, 2))
    (3, -3)
    """
    size = int((abs(exact) * 2 + 1) // 2)
    return -size if exact < 0 else size


def total_of_sums(split: Split) -> int | None:
    """What a key of fixed sums alone divides; None where someone shares a rest."""
    return None if split.shares else sum(fixed.ore for fixed in split.sums)


def _check_rest(ore: int, rest: int, split: Split) -> None:
    if not split.sums:
        return
    said = {
        "amount": Money(ore).kronor_text(language()),
        "sums": Money(ore - rest).kronor_text(language()),
    }
    if rest < 0:
        raise WrongUse(_("The key's own sums are {sums} kr, more than {amount} kr.").format(**said))
    if rest and not split.shares:
        raise WrongUse(
            _("The key's own sums are {sums} kr, not {amount} kr.").format(**said),
            next_step=_("Give the key a --rest, or leave the amount out."),
        )
