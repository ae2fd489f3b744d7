"""Numbers that name something, as whole tokens: 14 is never found inside 1814.

>>> sorted(set(own("1814")) & set(mentioned("Betalning av faktura nr 001814")))
['1814']
>>> bool(set(own("14")) & set(mentioned("Faktura 1814, 14 mars")))
False
>>> [bool(set(own("F-1814")) & set(mentioned(said))) for said in ("f1814", "1814", "G-1814")]
[True, True, False]
>>> decision(12) == mentioned("enligt beslut nr 12")
True

What an item is known by (`own`) agrees with what another says (`mentioned`) where the two have a
token in common. A token is folded: no case, no leading zeros, one kind of separator. Marks before a
token say how far it is from the number as it is written:

`-1814`  own F-1814, said without its letters        `*1814`  own 1814, said with letters before it
`~1814`  own 1814, said as an OCR number: with its check digit, or with length and check digit

What is a sum, a date, a year, or a lone number of one or two figures names nothing, unless a word
such as "faktura" leads it or it is all the text there is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

WITHOUT_LETTERS, WITH_LETTERS, OCR = "-", "*", "~"

_WORDS_FILE = Path(__file__).parents[1] / "data" / "reference_words.toml"
_DECISION = "post"  # an entry's number in the book; "beslut 12" and "post 12" are one
_MOST_LETTERS = 4  # of a series before a number: F-1814, KRED1814
_AS_LONG_AS_A_DAY = 6  # figures
_SHORT = 3  # figures: fewer than these are no number of an invoice by themselves
_OCR_FIGURES = range(3, 26)
_DOUBLED = str.maketrans("0123456789", "0246813579")  # the sum of the figures of the double

_CHUNK = re.compile(
    r"""
    (?P<groups>[0-9]+(?:[ \u00a0\u202f][0-9]+)+)(?![^\W_])(?![-/:._][^\W_])  # 1234 5678 9
    |
    (?P<word>[^\W_]+(?:[-/:._\u2013][^\W_]+)*)     # a word or number, with separators inside it
    """,
    re.VERBOSE,
)
_IS_A_SUM = re.compile(
    r"(?:,[0-9]{2}(?![0-9]))|\s?(?:kr|kronor|sek|tkr|kkr|mkr|mnkr|msek|öre|%)(?![^\W_])|\s?:-"
)
_SEPARATORS = re.compile(r"[-/:._\u2013]")
_SERIES = re.compile(r"([^\W\d_]{1,14})[-/:._\u2013]?([0-9]+)")
_DATE = re.compile(r"(?:19|20)[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])")
_YEAR = re.compile(r"(?:199|20[0-9])[0-9]")
_NEXT_WORD = re.compile(r"[\s.:]*([^\W\d_]+)")
_GROUPED_SUM = re.compile(r"[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3})+")


class _Lead(NamedTuple):
    """What the words before a number say that it is, and how many figures the first one had."""

    kind: str = ""  # number, decision, sum
    figures: int = 0

    def bears(self, number: str) -> bool:
        """Whether `number` is one that these words lead, or comes after one of its length."""
        return bool(self.kind) and self.figures in (0, len(number))


_NO_LEAD = _Lead()


@lru_cache(maxsize=2**14)
def own(written: str) -> tuple[str, ...]:
    """The tokens of an item's own number, from the whole field it is written in."""
    text = _whole_field(written)
    if not any(map(str.isdigit, text)):
        return ()
    if text.isdecimal():
        return _own_figures(_bare(text))
    series = _SERIES.fullmatch(text)
    if series and series[1] in _words()["number"]:
        return _own_figures(_bare(series[2]))
    if series and len(series[1]) <= _MOST_LETTERS:
        figures = _bare(series[2])
        return (series[1] + figures, WITHOUT_LETTERS + figures)
    return (_SEPARATORS.sub("-", text),)


def decision(number: int) -> tuple[str, ...]:
    """The token of an entry's own number in the book."""
    return (f"{_DECISION}{number}",)


@lru_cache(maxsize=2**14)
def mentioned(text: str) -> tuple[str, ...]:
    """The tokens that a text holds: what it may name."""
    whole = text.strip()
    if whole.isascii() and whole.isdigit():  # a field that is one number: the most common
        return _said_figures(_bare(whole))
    found: dict[str, None] = {}
    lead = _NO_LEAD
    folded = whole.lower()
    for match in _CHUNK.finditer(folded):
        chunk = match[0]
        if not any(map(str.isdigit, chunk)):
            lead = _lead(chunk, lead)
        elif lead.kind == "sum" or _is_no_name(chunk, folded, match.end()):
            lead = _NO_LEAD
        else:
            say = _said_groups if match["groups"] else _said
            tokens = say(chunk, lead, len(chunk) == len(folded))
            found.update(dict.fromkeys(tokens))
            lead = _led_on(chunk, lead, named=bool(tokens))
    return tuple(found)


def names(reference: str) -> bool:
    """Whether a token is a number as it is written, and no guess at how it may be said."""
    return reference[0] not in (WITHOUT_LETTERS, WITH_LETTERS, OCR)


def check_digit(figures: str) -> str:
    """The last figure of an OCR number, by Luhn's formula.

    >>> check_digit("7992739871")
    '3'
    """
    every_other = figures[::-2].translate(_DOUBLED)
    total = sum(map(int, every_other)) + sum(map(int, figures[-2::-2]))
    return str(-total % 10)


def as_ocr(figures: str) -> tuple[str, str]:
    """The OCR numbers of a number: with its check digit, and with length and check digit.

    >>> as_ocr("1814")
    ('18143', '181461')
    """
    with_length = figures + str((len(figures) + 2) % 10)
    return figures + check_digit(figures), with_length + check_digit(with_length)


def _whole_field(written: str) -> str:
    """A field that holds one number: spaces between its figures are only for the eye."""
    words = written.lower().split()
    while len(words) > 1 and words[0].strip(".:#") in _words()["number"]:
        del words[0]
    return "".join(words).strip("#.:-")


def _own_figures(figures: str) -> tuple[str, ...]:
    return figures, WITH_LETTERS + figures, OCR + figures


def _said_figures(figures: str) -> tuple[str, ...]:
    """A number, and the one it may be an OCR number of: what stands before its last figures."""
    tokens = (figures, WITHOUT_LETTERS + figures)
    if len(figures) not in _OCR_FIGURES or check_digit(figures[:-1]) != figures[-1]:
        return tokens
    if len(figures) > 3 and int(figures[-2]) == len(figures) % 10:
        return (*tokens, OCR + figures[:-1], OCR + figures[:-2])
    return (*tokens, OCR + figures[:-1])


def _lead(word: str, lead: _Lead) -> _Lead:
    """What the number that comes next is, by the words before it."""
    words = _words()
    last = _SEPARATORS.split(word)[-1]
    if last in words["decision"]:
        return _Lead("decision")
    if lead.kind and last in words["between"]:
        return lead
    if last in words["sum"]:
        return _Lead("sum")
    return _Lead("number") if last in words["number"] else _NO_LEAD


def _led_on(chunk: str, lead: _Lead, *, named: bool) -> _Lead:
    """What a number says of the next one: after 20240077, 20240103 is a number and no day.

    >>> "20240103" in mentioned("20240077 och 20240103"), "20240103" in mentioned("den 20240103")
    (True, False)
    """
    if lead.kind:
        return _Lead(lead.kind, lead.figures or len(chunk))
    is_long = named and chunk.isdecimal() and len(chunk) >= _AS_LONG_AS_A_DAY
    return _Lead("number", len(chunk)) if is_long else lead


def _is_no_name(chunk: str, text: str, end: int) -> bool:
    """Whether what stands after a number makes it a sum or a day."""
    if _IS_A_SUM.match(text, end):
        return True
    after = _NEXT_WORD.match(text, end) if len(chunk) < _SHORT else None
    return after is not None and after[1] in _words()["month"]


@cache
def _words() -> dict[str, frozenset[str]]:
    with _WORDS_FILE.open("rb") as file:
        return {name: frozenset(words) for name, words in tomllib.load(file).items()}


def _said_groups(chunk: str, lead: _Lead, _alone: bool) -> tuple[str, ...]:
    """Figures with spaces between: one number written for the eye, or several beside each other."""
    groups = chunk.split()
    joined = "".join(groups)
    if _DATE.fullmatch(joined) and not lead.kind:
        return ()
    apart = () if _GROUPED_SUM.fullmatch(chunk) and joined.endswith("000") else tuple(
        token for group in groups if len(group) >= _SHORT for token in _said(group, lead, False)
    )  # fmt: skip
    return (*apart, *_said_figures(_bare(joined)))


def _said(chunk: str, lead: _Lead, alone: bool) -> tuple[str, ...]:
    if chunk.isdecimal():
        return _said_number(chunk, lead, alone)
    series = _SERIES.fullmatch(chunk)
    if series and series[1] in _words()["decision"]:
        return (_DECISION + _bare(series[2]),)
    if series and series[1] in _words()["number"]:
        return _said_figures(_bare(series[2]))
    if series and len(series[1]) <= _MOST_LETTERS:
        figures = _bare(series[2])
        return (series[1] + figures, WITH_LETTERS + figures)
    if _DATE.fullmatch(chunk) or _GROUPED_SUM.fullmatch(chunk):
        return ()
    return (_SEPARATORS.sub("-", chunk),)


def _said_number(chunk: str, lead: _Lead, alone: bool) -> tuple[str, ...]:
    figures = _bare(chunk)
    is_a_year = _YEAR.fullmatch(chunk)
    if lead.kind == "decision":
        return () if is_a_year else (_DECISION + figures,)
    doubtful = is_a_year or len(chunk) < _SHORT or _DATE.fullmatch(chunk)
    return () if doubtful and not (alone or lead.bears(chunk)) else _said_figures(figures)


def _bare(figures: str) -> str:
    return figures.lstrip("0") or "0"
