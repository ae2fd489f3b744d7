"""The words the reader knows, kept in TOML files beside the code.

>>> any_of(["högst", "upp till"])
'(?:upp\\\\s+till|h[ö\\ufffd]gst)'

A word ends where it is written to end; `faktur*` stands for every word that begins so, `*medel`
for every word that ends so. A space is any white space, also over a line. The letters å ä ö also
match the sign that stands where a file was damaged.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

LEXICON_DIR = Path(__file__).parent / "lexicons"

_DAMAGED = {letter: f"[{letter}\ufffd]" for letter in "åäö"}


# What a county has added to the shipped words: lexicon → table → key → words.
_added: Mapping[str, Any] = {}


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The tables of `lexicons/<name>.toml`, with the words that were added."""
    return with_added(shipped(name), _added.get(name, {}))


def shipped(name: str) -> dict[str, Any]:
    """The tables of `lexicons/<name>.toml` as they are shipped."""
    return tomllib.loads((LEXICON_DIR / f"{name}.toml").read_text(encoding="utf-8"))


def use_added(added: Mapping[str, Any]) -> None:
    """Read with `added` words from now on; see `imports/lexicons.py`, which checks them."""
    global _added  # noqa: PLW0603  one process reads with one set of words at a time
    if added == _added:
        return
    _added = added
    # Every stage keeps the patterns that it made of the words; they are made anew.
    for module in [m for name, m in sys.modules.items() if name.startswith("imports.minutes.")]:
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()


def with_added(tables: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """`tables` with the words of `added` at the end of theirs.

    >>> with_added({"decided": {"verbs": ["beslutar"]}}, {"decided": {"verbs": ["klubbar"]}})
    {'decided': {'verbs': ['beslutar', 'klubbar']}}
    """
    merged = {name: _with(table, added.get(name, {})) for name, table in tables.items()}
    if "frame" in tables:  # an array of tables, each known by its name
        merged["frame"] = [_with(one, added.get(one["name"], {})) for one in tables["frame"]]
    return merged


def _with(table: Any, added: Mapping[str, Any]) -> Any:
    if not isinstance(table, Mapping):
        return table
    more = {
        key: [*table.get(key, ()), *words] if isinstance(words, list) else words
        for key, words in added.items()
    }
    return {**table, **more}


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of `words`, the longest first."""
    return f"(?:{'|'.join(as_pattern(word) for word in sorted(words, key=len, reverse=True))})"


def in_any_case(words: Iterable[str]) -> str:
    """The same, in small or large letters; the first letters are told apart at once.

    >>> bool(re.fullmatch(in_any_case(["region", "regionen", "*nämnd"]), "REGIONEN"))
    True
    """
    ordered = sorted(words, key=len, reverse=True)
    alternatives = []
    for is_open, run in groupby(ordered, key=lambda word: not word[0].isalpha()):
        if is_open:  # "*nämnd": it keeps its place among the others
            alternatives += [f"(?i:{as_pattern(word)})" for word in run]
            continue
        by_letter: dict[str, list[str]] = {}
        for word in run:
            by_letter.setdefault(word[0], []).append(as_pattern(word[1:]))
        alternatives += [
            f"[{_cases_of(letter)}](?i:{'|'.join(rests)})" for letter, rests in by_letter.items()
        ]
    return f"(?:{'|'.join(alternatives)})"


def _cases_of(letter: str) -> str:
    """A letter in every form that one written in any case may have."""
    damaged = _DAMAGED.get(letter, "")[2:-1]
    return f"{letter}{letter.upper()}{_RARE_CASES.get(letter, '')}{damaged}"


# Signs that have such a letter as their small or large form: the long s, the Kelvin sign.
_RARE_CASES = {"s": "\u017f", "k": "\u212a", "i": "\u0130\u0131", "å": "\u212b"}


def as_pattern(word: str) -> str:
    """The pattern of one written form."""
    return "".join(_of_character(character) for character in word)


def plain_pieces(words: Iterable[str]) -> tuple[str, ...]:
    """A few pieces of plain letters, of which one stands wherever one of `words` does.

    >>> plain_pieces(["dnr", "ärendenr", "dnr."])
    ('dnr', 'rendenr')
    """
    return shortest_of(max(_PLAIN_PIECE.findall(word), key=len, default="") for word in words)


def shortest_of(pieces: Iterable[str]) -> tuple[str, ...]:
    """The pieces that hold no other of them."""
    every = set(pieces)
    return tuple(sorted(p for p in every if not any(q in p for q in every - {p})))


def holds_any(text: str, pieces: tuple[str, ...]) -> bool:
    """Whether one of `pieces` stands in `text`: the cheap question before a pattern is asked."""
    for piece in pieces:  # noqa: SIM110  several times faster than any()
        if piece in text:
            return True
    return False


def ends_of(words: Iterable[str]) -> tuple[str, ...]:
    """What a text ends with that ends with one of `words`, for `may_end_with`.

    >>> ends_of(["föreslår", "följande fördelning", "*nämnden"])
    ('föreslår', 'fördelning', 'nämnden')
    """
    return tuple(word.split()[-1].rpartition("*")[2] for word in words)


def may_end_with(lower: str, ends: tuple[str, ...]) -> bool:
    """Whether one of `ends` ends `lower`, or a damaged letter may be a part of one."""
    return lower.endswith(ends) or "\ufffd" in lower


# Letters that no damage takes and no other alphabet folds to.
_PLAIN_PIECE = re.compile(r"[a-hj-rt-z]+")


def whole_word(words: Iterable[str]) -> re.Pattern[str]:
    """Any of `words` as a whole word, in small letters."""
    return re.compile(rf"(?<!\w){any_of(words)}(?!\w)")


def _of_character(character: str) -> str:
    if character == " ":
        return r"\s+"
    if character == "*":
        return r"\w*"
    return _DAMAGED.get(character) or re.escape(character)
