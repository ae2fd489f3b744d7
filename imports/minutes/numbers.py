"""Numbers as Swedish texts write them, in digits and in words.

>>> number = ending_at("juli 1971 621", 5, 13)
>>> number.text, value_of(number.text, Decimal(1))
('621', Decimal('621'))
>>> spelled_ending_at("nu två och en halv").value
Decimal('2.5')

Groups are of exactly three digits after the first, with one and the same separator. A number that
could be two (`100,000`) has no value here: it is shown as doubtful, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import any_of, lexicon

MILLION = Decimal(1_000_000)
MAX_DIGITS = 15


_ENDING = re.compile(
    r"""
    (?<![0-9.,'])
    (?:
      [0-9]{1,3}\.[0-9]{3}(?:[ ][0-9]{3})+           # 1.466 414  two separators: doubtful
    | [0-9]{1,3}(?:[ ][0-9]{3})+(?:[.,][0-9]+)?      # 1 466 414,50
    | [0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?          # 1.466.414,50
    | [0-9]{1,3}(?:'[0-9]{3})+(?:[.,][0-9]+)?        # 1'466'414
    | [0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?          # 1,466,414.50
    | [0-9]+(?:[.,][0-9]+)?                          # 1466414,50 and 7.2
    | [0-9]+,[ ][0-9]{1,2}                           # 72, 5  a space has slipped in
    )
    \Z
    """,
    re.VERBOSE,
)
_DOT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_COMMA_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class Number(NamedTuple):
    """A number where it stands. `value` is known at once only where it is in words."""

    start: int
    end: int
    text: str
    value: Decimal | None = None


def ending_at(text: str, start: int, end: int) -> Number | None:
    """The whole number that ends the run of digits `text[start:end]`."""
    if _begins_line(text, start) and (glued := _LIST_NUMBER.match(text[start:end])):
        start += glued.end()  # "1.1 250 000 kr": point 1
    match = _ENDING.search(text[start:end])
    if match is None:
        return None
    if len(match[0]) > MAX_DIGITS and sum(c.isdigit() for c in match[0]) > MAX_DIGITS:
        return None
    return Number(start + match.start(), end, match[0])


# A number that the dot cannot be a part of: "1." before "1 250 000"
_LIST_NUMBER = re.compile(r"[0-9]{1,2}\.(?=[0-9]{1,2}(?:[ ][0-9]{3})+\Z)")


def _begins_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip(" *")


def may_be_list_number(text: str, number: Number) -> bool:
    """Whether "2.340" begins point 2 of a list, so that the sum may be 340.

    >>> may_be_list_number("1. Hej\\n2.340tkr till A", Number(7, 12, "2.340"))
    True
    """
    if not _GLUED.fullmatch(number.text) or not _begins_line(text, number.start):
        return False
    point = int(number.text.split(".")[0])
    begun = text.rfind("\n", 0, number.start)
    above = text.rfind("\n", 0, max(0, begun)) + 1
    below = text.find("\n", number.end) + 1
    return text.startswith(f"{point - 1}.", above) or bool(
        below and text.startswith(f"{point + 1}.", below)
    )


_GLUED = re.compile(r"[0-9]{1,2}\.[0-9]{3}")
_MIXED = re.compile(r"[0-9]{1,3}\.[0-9]{3}[ ]")


def with_ore(text: str, start: int, end: int) -> Number | None:
    """The number whose öre stand after a colon and end at `end`: "88 901:75"."""
    if end - start != 2:
        return None
    match = _BEFORE_COLON.search(text[max(0, start - 16) : start])
    if match is None:
        return None
    written = f"{match['kronor']},{text[start:end]}"
    return Number(max(0, start - 16) + match.start(), end, written)


_BEFORE_COLON = re.compile(r"(?<![0-9.,:])(?P<kronor>[0-9]{1,3}(?:[ ][0-9]{3})+|[0-9]{3}):\Z")


def value_of(written: str, scale: Decimal) -> Decimal | None:
    """What `written` means before a unit of `scale`; None where it could mean two things.

    >>> value_of("12,441", MILLION), value_of("100,000", Decimal(1)), value_of("1.250", MILLION)
    (Decimal('12.441'), None, None)
    """
    if _MIXED.match(written):
        return None  # 1.250 000: a point of a list, or a separator of groups?
    plain = written.replace(" ", "").replace("'", "")
    if _DOT_GROUPS.fullmatch(plain):
        if scale >= MILLION and plain.count(".") == 1:
            return None  # 1.250 miljoner: 1,25 or 1 250?
        return Decimal(plain.replace(".", "").replace(",", "."))
    if _COMMA_GROUPS.fullmatch(plain):
        if plain.count(",") == 1 and "." not in plain:
            # 100,000 kr: a hundred or a hundred thousand? Millions are never written in groups.
            return Decimal(plain.replace(",", ".")) if scale >= MILLION else None
        return Decimal(plain.replace(",", ""))
    return Decimal(plain.replace(",", "."))


def spelled_ending_at(before: str) -> Number | None:
    """The number in words at the very end of `before`: "en och en halv", "tjugofem"."""
    may_be = before.rstrip().endswith(_ends_of_numbers()) or "\ufffd" in before[-12:]
    match = _spelled().search(before) if may_be else None
    if match is None:
        return None
    value = _value_in_words(match["whole"])
    if match["half"] or match["alone"]:
        value = (value or Decimal(0)) + Decimal("0.5")
    if value is None:
        return None
    return Number(match.start(), match.end(), match[0], value)


def _value_in_words(words: str | None) -> Decimal | None:
    if not words:
        return None
    total = part = 0
    for word in _one_word().findall(words.lower()):
        known = _values()[word]
        if known == 100:
            part = max(part, 1) * 100
        elif known == 1000:
            total, part = total + max(part, 1) * 1000, 0
        else:
            part += known
    return Decimal(total + part)


@cache
def _values() -> dict[str, int]:
    return {**lexicon("amounts")["words"], "hundra": 100, "tusen": 1000}


@cache
def _ends_of_numbers() -> tuple[str, ...]:
    """What every number in words ends with: the cheap question first."""
    halves = lexicon("amounts")["halves"]
    return (
        *_values(),
        *(form.split()[-1] for kind in ("joined", "alone") for form in halves[kind]),
    )


@cache
def _one_word() -> re.Pattern[str]:
    return re.compile(any_of(_values()))


@cache
def _spelled() -> re.Pattern[str]:
    halves = lexicon("amounts")["halves"]
    word = any_of(_values())
    return re.compile(
        rf"""
        (?<![\w-])
        (?:
          (?P<whole>{word}(?:\ ?{word}){{0,6}})
          (?P<half>\s+{any_of(halves["joined"])})?             # två och en halv
        | (?P<alone>{any_of(halves["alone"])})                                            # en halv
        )
        \s*\Z
        """,
        re.VERBOSE,
    )
