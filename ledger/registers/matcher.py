"""Which rules hit a row: asked of each of a row's fields by itself, and put together by bits.

    matcher = Matcher(rules, keys_of)
    matcher.hits("bookings", account="4510", objects='[["6","P7"]]')    # bit n: rules[n] hits

For a field's value the answer is the rules that it does not rule out: those it fulfils, and those
that do not ask. It is worked out once for each value; a million rows of a few hundred accounts,
projects and series cost a few look-ups each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ledger.registers.phrases import Phrases, words_in
from ledger.registers.rules import REGISTERS, Rule

KeysOf = Callable[[str], frozenset[str]]  # every form that a party's name or number is known by


class Hits(NamedTuple):
    """The rules that hit, as bits; and those of them by which party they did."""

    rules: int
    by_party: tuple[int, ...] = ()


_NONE = Hits(0)


class Matcher:
    """Rules made ready to be asked of many rows."""

    def __init__(self, rules: Sequence[Rule], keys_of: KeysOf) -> None:
        whens = [rule.when for rule in rules]
        self._register = {
            name: _bits(n for n, w in enumerate(whens) if name in (w.registers or REGISTERS))
            for name in REGISTERS
        }
        self._account = _Codes([when.accounts for when in whens])
        self._series = _Codes([when.series for when in whens])
        self._company = _Keys([when.company for when in whens], keys_of)
        self._party = _Keys([when.parties for when in whens], keys_of)
        self._text = _Texts([when.texts for when in whens])
        self._objects = _Objects([dict(when.objects) for when in whens])

    def hits(
        self, register: str, *, account: str | None = None, objects: str | None = None,
        series: str | None = None, company: frozenset[str] = frozenset(),
        parties: tuple[frozenset[str], ...] = (), text: str = "",
    ) -> Hits:  # fmt: skip
        """The rules that hit a row with these fields; `objects` as a booking has them."""
        left = self._register[register] & self._account[account] & self._series[series]
        left &= self._objects[objects] & self._company(company)
        if not left:
            return _NONE
        by_party = tuple(self._party(keys) for keys in parties)
        left &= _any(by_party) if by_party else self._party(frozenset())
        if left & self._text.asking:
            left &= self._text(text)
        asked = left & self._party.asking
        return Hits(left, tuple(bits & asked for bits in by_party) if asked else ())


class _Codes(dict[str | None, int]):
    """Accounts, objects, series: values as they stand, or ranges of numbers of one length."""

    def __init__(self, wanted: Sequence[Sequence[str]]) -> None:
        self._free = _bits(n for n, values in enumerate(wanted) if not values)
        super().__init__({None: self._free})
        self._exact: dict[str, int] = {}
        self._ranges: list[tuple[str, str, int]] = []
        for n, values in enumerate(wanted):
            for value in values:
                self._exact[value] = self._exact.get(value, 0) | 1 << n
                low, _hyphen, high = value.partition("-")
                if low.isdecimal() and high.isdecimal() and len(low) == len(high):
                    self._ranges.append((low, high, 1 << n))

    def __missing__(self, value: str) -> int:
        found = self._free | self._exact.get(value, 0)
        for low, high, bit in self._ranges:
            if len(value) == len(low) and low <= value <= high:
                found |= bit
        self[value] = found
        return found


class _Objects(dict[str | None, int]):
    """Cost centres, projects and other dimensions: pairs in JSON, as a booking has them."""

    def __init__(self, wanted: Sequence[Mapping[str, Sequence[str]]]) -> None:
        super().__init__()
        self._every = (1 << len(wanted)) - 1
        self._codes = {
            dimension: _Codes([its.get(dimension, ()) for its in wanted])
            for dimension in sorted({dimension for its in wanted for dimension in its})
        }

    def __missing__(self, objects: str | None) -> int:
        held: dict[str, list[str]] = {}
        for dimension, its in json.loads(objects) if objects else ():
            held.setdefault(dimension, []).append(its)
        left = self._every
        for dimension, codes in self._codes.items():
            left &= _any(codes[value] for value in held.get(dimension, [None]))
        self[objects] = left
        return left


class _Keys:
    """Parties: by any form they are known by."""

    def __init__(self, wanted: Sequence[Sequence[str]], keys_of: KeysOf) -> None:
        self._free = _bits(n for n, values in enumerate(wanted) if not values)
        self.asking = _bits(n for n, values in enumerate(wanted) if values)
        self._by_key: dict[str, int] = {}
        for n, values in enumerate(wanted):
            for key in frozenset().union(*map(keys_of, values)):
                self._by_key[key] = self._by_key.get(key, 0) | 1 << n

    def __call__(self, keys: frozenset[str]) -> int:
        found = self._free
        if self._by_key:
            for key in keys:
                found |= self._by_key.get(key, 0)
        return found


class _Texts:
    """Texts, by the words they hold."""

    def __init__(self, wanted: Sequence[Sequence[str]]) -> None:
        self._free = _bits(n for n, texts in enumerate(wanted) if not texts)
        self.asking = _bits(n for n, texts in enumerate(wanted) if texts)
        phrases: dict[str, int] = {}  # the same words in two rules are one phrase
        self._rules_of: list[int] = []
        for n, texts in enumerate(wanted):
            for text in texts:
                at = phrases.setdefault(" ".join(words_in(text)), len(self._rules_of))
                if at == len(self._rules_of):
                    self._rules_of.append(0)
                self._rules_of[at] |= 1 << n
        self._phrases = Phrases(phrases)

    def __call__(self, text: str) -> int:
        return self._free | _any(self._rules_of[at] for at in self._phrases(words_in(text)))


def _bits(numbers: Iterable[int]) -> int:
    return _any(1 << n for n in numbers)


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
