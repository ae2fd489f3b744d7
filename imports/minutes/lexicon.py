"""The words the reader knows, kept in TOML files beside the code.

>>> any_of(["högst", "upp till"])
'(?:upp\\\\s+till|h[ö\\ufffd]gst)'

A word ends where it is written to end; `faktur*` stands for every word that begins so, `*medel`
for every word that ends so. A space is any white space, also over a line. The letters å ä ö also
match the sign that stands where a file was damaged.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

LEXICON_DIR = Path(__file__).parent / "lexicons"

_DAMAGED = {letter: f"[{letter}\ufffd]" for letter in "åäö"}


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The tables of `lexicons/<name>.toml`."""
    return tomllib.loads((LEXICON_DIR / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of `words`, the longest first."""
    return f"(?:{'|'.join(as_pattern(word) for word in sorted(words, key=len, reverse=True))})"


def as_pattern(word: str) -> str:
    """The pattern of one written form."""
    return "".join(_of_character(character) for character in word)


def whole_word(words: Iterable[str]) -> re.Pattern[str]:
    """Any of `words` as a whole word, in small letters."""
    return re.compile(rf"(?<!\w){any_of(words)}(?!\w)")


def _of_character(character: str) -> str:
    if character == " ":
        return r"\s+"
    if character == "*":
        return r"\w*"
    return _DAMAGED.get(character) or re.escape(character)
