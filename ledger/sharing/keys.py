"""Distribution keys (fördelningsnycklar) as they are written down: who shares, and by what.

>>> key = key_of({"kind": "halves", "parts": ["Region Kalmar län", {"kind": "per_capita",
...               "name": "Kommunerna", "among": ["Kommunerna i Kalmar län"]}]})
>>> [part.title for part in key.parts]
['Region Kalmar län', 'Kommunerna']

A key names bodies; how many people live where, who is a member of a group and what each was granted
is looked up when money is divided (`dividing`). A group among `parts` is one part and stays
undivided; a group in `among`, `sums` or `percents` stands for each of its members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ledger.errors import WrongUse
from ledger.messages import _
from ledger.money import Money
from ledger.terms import KeyKind

DEEPEST = 8  # keys within keys; no decision goes further
MOST_DIGITS = 30  # of a share or a percentage

FIELDS = frozenset(
    {"kind", "name", "body", "share", "parts", "among", "opt_in", "sums", "percents", "rest",
     "population"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One part of a key: a body, or a key of its own with a name for what it divides."""

    title: str
    key: Key | None = None  # None: the title is the body
    share: Fraction | None = None  # of agreed shares


@dataclass(frozen=True, slots=True)
class Key:
    """A distribution key; which fields are used follows from its kind."""

    kind: KeyKind
    parts: tuple[KeyPart, ...] = ()  # halves, equal, shares
    among: tuple[str, ...] = ()  # equal, per_capita: bodies, and groups for their members
    sums: tuple[tuple[str, Money], ...] = ()  # fixed; a body named itself goes before its group
    percents: tuple[tuple[str, Fraction], ...] = ()  # percent of own grant, likewise
    opt_in: tuple[str, ...] = ()  # only these take part; empty: all
    rest: KeyPart | None = None  # fixed, percent: who gets what is left
    population: str | None = None  # per_capita: which count; the newest where not said


def key_of(fields: object, depth: int = 0) -> Key:
    """A key from its fields (of a TOML or JSON file, or as stored). Raises WrongUse."""
    if not isinstance(fields, Mapping):
        raise WrongUse(_("A key is written as a table with a kind."))
    if depth > DEEPEST:
        raise WrongUse(_("The key has keys within keys more than {n} deep.").format(n=DEEPEST))
    unknown = sorted(map(str, set(fields) - FIELDS))
    if unknown:
        raise WrongUse(
            _("A key has no field “{name}”.").format(name=unknown[0]),
            next_step=_("It may have {names}.").format(names=", ".join(sorted(FIELDS))),
        )
    key = Key(
        kind=_kind(fields.get("kind")),
        parts=tuple(_part(one, depth) for one in _list(fields, "parts")),
        among=_names(fields, "among"),
        sums=tuple((name, _money(said)) for name, said in _by_name(fields, "sums")),
        percents=tuple((name, number_of(said)) for name, said in _by_name(fields, "percents")),
        opt_in=_names(fields, "opt_in"),
        rest=_part(fields["rest"], depth) if "rest" in fields else None,
        population=str(fields["population"]) if fields.get("population") else None,
    )
    _check(key)
    return key


def fields_of_key(key: Key) -> dict[str, Any]:
    """The fields of a key, for the book and for JSON; what is empty is left out."""
    fields: dict[str, Any] = {
        "kind": key.kind.value,
        "parts": [_fields_of_part(part) for part in key.parts],
        "among": list(key.among),
        "sums": {name: money.decimal_string for name, money in key.sums},
        "percents": {name: decimal_text(percent) for name, percent in key.percents},
        "opt_in": list(key.opt_in),
        "rest": _fields_of_part(key.rest) if key.rest else None,
        "population": key.population,
    }
    return {name: value for name, value in fields.items() if value}


def with_full_names(key: Key, full: Callable[[str], str]) -> Key:
    """The key with every body by the name that `full` gives for it."""

    def part(one: KeyPart) -> KeyPart:
        if one.key:
            return replace(one, key=with_full_names(one.key, full))
        return replace(one, title=full(one.title))

    return replace(
        key,
        parts=tuple(part(one) for one in key.parts),
        among=tuple(map(full, key.among)),
        sums=tuple((full(name), money) for name, money in key.sums),
        percents=tuple((full(name), percent) for name, percent in key.percents),
        opt_in=tuple(map(full, key.opt_in)),
        rest=part(key.rest) if key.rest else None,
    )


def keys_within(key: Key) -> Iterator[Key]:
    """The key and every key in it."""
    yield key
    for part in (*key.parts, *([key.rest] if key.rest else [])):
        if part.key:
            yield from keys_within(part.key)


def number_of(said: object) -> Fraction:
    """A share or percentage above zero as people write it: `4`, `"4,5"`. Raises WrongUse."""
    text = str(said).strip().removesuffix("%").strip().replace(",", ".")
    whole, _point, decimals = text.partition(".")
    if not (whole + decimals).isdecimal() or not text.isascii() or len(text) > MOST_DIGITS:
        raise WrongUse(_("“{text}” is not a share.").format(text=said))
    return Fraction(text)


def decimal_text(number: Fraction) -> str:
    """A number that was written with decimals, as it was written.

    >>> decimal_text(Fraction("4.50")), decimal_text(Fraction(40))
    ('4.5', '40')
    """
    decimals = 0
    while (number * 10**decimals).denominator != 1:
        decimals += 1
    digits = str(number * 10**decimals).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


# What each kind must have; it may also have what stands in `_MAY`.
_MUST = {
    KeyKind.HALVES: {"parts"},
    KeyKind.EQUAL: set[str](),
    KeyKind.SHARES: {"parts"},
    KeyKind.PER_CAPITA: {"among"},
    KeyKind.FIXED: {"sums"},
    KeyKind.PERCENT: {"percents"},
}
_MAY = {
    KeyKind.EQUAL: {"parts", "among", "opt_in"},
    KeyKind.PER_CAPITA: {"population", "opt_in"},
    KeyKind.FIXED: {"rest", "opt_in"},
    KeyKind.PERCENT: {"rest", "opt_in"},
}


def _check(key: Key) -> None:
    has = {name for name in FIELDS - {"kind", "name", "body", "share"} if getattr(key, name)}
    must, kind = _MUST[key.kind], key.kind.value
    if must - has:
        raise WrongUse(
            _("A key of the kind {kind} needs {names}.").format(
                kind=kind, names=", ".join(sorted(must - has))
            )
        )
    unused = has - must - _MAY.get(key.kind, set())
    if unused:
        raise WrongUse(
            _("A key of the kind {kind} takes no {names}.").format(
                kind=kind, names=", ".join(sorted(unused))
            )
        )
    if key.kind is KeyKind.HALVES and len(key.parts) != 2:
        raise WrongUse(_("Halves are of two parts."))
    if key.kind is KeyKind.EQUAL and bool(key.parts) == bool(key.among):
        raise WrongUse(_("Equal parts are either of parts or among members."))
    shared = {part.share is not None for part in key.parts}
    if shared and shared != {key.kind is KeyKind.SHARES}:
        raise WrongUse(_("Every part of agreed shares has a share, and no other part has one."))
    _check_no_one_twice(key)


def _check_no_one_twice(key: Key) -> None:
    for names in (
        [part.title for part in key.parts],
        key.among,
        key.opt_in,
        [name for name, _sum in key.sums],
        [name for name, _percent in key.percents],
    ):
        twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
        if twice:
            raise WrongUse(_("{name} stands twice in the key.").format(name=twice))


def _kind(said: object) -> KeyKind:
    for kind in KeyKind:
        if said in {kind.value, kind.sv, kind.en}:
            return kind
    raise WrongUse(
        _("“{kind}” is not a kind of key.").format(kind="" if said is None else said),
        next_step=_("Choose one of {kinds}.").format(kinds=", ".join(k.value for k in KeyKind)),
    )


def _part(said: object, depth: int) -> KeyPart:
    if isinstance(said, str):
        return KeyPart(_name(said))
    if not isinstance(said, Mapping):
        raise WrongUse(_("A part of a key is a body or a key of its own."))
    share = number_of(said["share"]) if "share" in said else None
    if "body" in said and "kind" not in said:
        return KeyPart(_name(said["body"]), None, share)
    fields = {name: value for name, value in said.items() if name not in {"share", "name"}}
    inside = key_of(fields, depth + 1)
    return KeyPart(_name(said.get("name") or ", ".join(inside.among) or "…"), inside, share)


def _fields_of_part(part: KeyPart) -> dict[str, Any]:
    fields = {"name": part.title, **fields_of_key(part.key)} if part.key else {"body": part.title}
    return fields | ({"share": decimal_text(part.share)} if part.share is not None else {})


def _list(fields: Mapping[str, Any], name: str) -> list[object]:
    value = fields.get(name, [])
    if not isinstance(value, list):
        raise WrongUse(_("“{name}” in a key is a list.").format(name=name))
    return value


def _names(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_name(one) for one in _list(fields, name))


def _name(said: object) -> str:
    if not isinstance(said, str) or not said.strip():
        raise WrongUse(_("A part of a key needs a name."))
    return said.strip()


def _money(said: object) -> Money:
    # A number in a file is kronor as it stands; what is written as text may have groups of three.
    return Money.of_kronor(said) if isinstance(said, Decimal) else Money.of_text(str(said))


def _by_name(fields: Mapping[str, Any], name: str) -> list[tuple[str, object]]:
    value = fields.get(name, {})
    if not isinstance(value, Mapping):
        raise WrongUse(_("“{name}” in a key is a table of bodies.").format(name=name))
    return [(_name(body), said) for body, said in value.items()]
