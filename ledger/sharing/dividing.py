"""A key and the facts of the day → how a sum is divided: the weights, and where they are from.

    split = split_of(key, Facts(members=…, people=…, grant=…))

Facts come as functions, so that nothing here reads the book: who is a member of a group, how many
people live where, what a body was granted. A group that stands for its members may be followed by
exceptions: a body that is named itself has its own sum or percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.errors import WrongUse
from ledger.messages import _, language
from ledger.money import HARD_SPACE, Money
from ledger.sharing.distribution import FixedSum, Share, Split, nearest_ore
from ledger.sharing.keys import Key, KeyPart, decimal_text
from ledger.terms import KeyKind


@dataclass(frozen=True, slots=True)
class People:
    """How many people live in each body, counted on a day, and what the count is called."""

    name: str
    date: str
    of: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a key needs to know of the world, asked by name."""

    members: Callable[[str], Sequence[str]]  # of a group; nothing where it is no group
    people: Callable[[str | None], People]
    grant: Callable[[str], Money]  # what the body was granted of the fund and year in question


def split_of(key: Key, facts: Facts) -> Split:
    """How the key divides a sum today. Raises WrongUse where a fact is missing."""
    title = key.kind.label(language())
    if key.kind is KeyKind.PER_CAPITA:
        return Split(tuple(_per_capita(key, facts)), (), title)
    if key.kind in {KeyKind.FIXED, KeyKind.PERCENT}:
        rest = (_share(key.rest, Fraction(1), facts),) if key.rest else ()
        return Split(rest, tuple(_own_sums(key, facts)), title)
    if key.among:
        return Split(
            tuple(Share(name, 1) for name in _taking_part(key, key.among, facts)), (), title
        )
    return Split(
        tuple(_share(part, part.share or Fraction(1), facts) for part in key.parts), (), title
    )


def _share(part: KeyPart, weight: Fraction, facts: Facts) -> Share:
    inside = split_of(part.key, facts) if part.key else None
    return Share(part.title, weight, inside, inside.title if inside else "")


def _per_capita(key: Key, facts: Facts) -> Iterator[Share]:
    count = facts.people(key.population)
    for name in _taking_part(key, key.among, facts):
        if name not in count.of:
            raise WrongUse(
                _("“{name}” is not in the population {count} of {date}.").format(
                    name=name, count=count.name, date=count.date
                ),
                next_step=_("Import a file that has it, with “medel key population”."),
            )
        people = count.of[name]
        yield Share(name, people, None, _("{people} people").format(people=_grouped(people)))


def _own_sums(key: Key, facts: Facts) -> Iterator[FixedSum]:
    if key.kind is KeyKind.FIXED:
        sums = dict(key.sums)
        for name, group in _with_exceptions(key, list(sums), facts):
            note = "" if name == group else _("as each of {group}").format(group=group)
            yield FixedSum(name, sums[group].ore, note)
        return
    percents = dict(key.percents)
    for name, group in _with_exceptions(key, list(percents), facts):
        grant = facts.grant(name)
        percent = percents[group]
        yield FixedSum(
            name,
            nearest_ore(grant.ore * percent / 100),
            _("{percent} % of {kronor} kr").format(
                percent=decimal_text(percent), kronor=grant.kronor_text(language())
            ),
        )


def _with_exceptions(
    key: Key, names: Sequence[str], facts: Facts
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Each body that takes part, with the name its sum stands under: its own or its group's."""
    stands_under: dict[str, str] = {}
    for name in names:
        for member in facts.members(name) or (name,):
            if stands_under.setdefault(member, name) != name and member not in names:
                raise WrongUse(_("{name} stands twice in the key.").format(name=member))
    for name in _taking_part(key, names, facts):
        yield name, name if name in names else stands_under[name]


def _taking_part(key: Key, names: Sequence[str], facts: Facts) -> list[str]:
    """The bodies named, and the members of groups named; only who opted in, where that is said."""
    named = [member for name in names for member in facts.members(name) or (name,)]
    all_ = list(dict.fromkeys(named))
    strangers = [name for name in key.opt_in if name not in all_]
    if strangers:
        raise WrongUse(
            _("{name} has opted in, but is not among those the key is for.").format(
                name=strangers[0]
            )
        )
    return [name for name in all_ if not key.opt_in or name in key.opt_in]


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", HARD_SPACE)
