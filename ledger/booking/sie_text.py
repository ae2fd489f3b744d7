"""Text as SIE files hold it: the letters of CP437, and a quote escaped (SIE 4B, 5.7).

>>> quoted('Den "egna" delen – 5 €')
'"Den \\\\"egna\\\\" delen - 5 EUR"'
>>> nearest("Šäker")
'Säker'

What CP437 lacks is written as what looks nearest, and `changed` names it: nothing becomes another
letter, or the `?` of what has no likeness, without a word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

ENCODING = "cp437"
NO_LIKENESS = "?"

# What decomposition does not find. PC8 has § where control characters are, and those are not text;
# a backslash would escape the quote that ends a text.
_NEAREST = str.maketrans({
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-",
    "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "‚": "'", "´": "'", "`": "'",
    "…": "...", "€": "EUR", "•": "·", "\\": "/", "Ø": "O", "ø": "o", "Ð": "D", "ð": "d",
    "Þ": "Th", "þ": "th", "Œ": "OE", "œ": "oe", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d",
    "×": "x", "©": "(c)", "®": "(r)", "™": "(tm)", "→": "->", "←": "<-", "¹": "1", "³": "3",
    "\u00ad": "", "\u200b": "", "\ufeff": "", "¤": "*", "§": "par.",
})  # fmt: skip
# What most texts are made of, and is written as it is.
_PLAIN = re.compile(r"[ !-\[\]-_a-~åäöÅÄÖéüÉÜ]*")
_SPACES = {"Zs", "Zl", "Zp", "Cc"}
_FIRST_LETTER, _LAST_ASCII = 0x20, 0x7E


def quoted(text: str) -> str:
    """A field of a record, in quotes."""
    return '"' + nearest(text).replace('"', '\\"') + '"'


def nearest(text: str) -> str:
    """`text` in letters of CP437, on one line."""
    if not _PLAIN.fullmatch(text):
        text = "".join(map(_nearest, _composed(text).translate(_NEAREST)))
    return " ".join(text.split())


def changed(text: str) -> list[str]:
    """The letters that are written as others than they are, each once; spaces do not count."""
    once = () if _PLAIN.fullmatch(text) else dict.fromkeys(_composed(text))
    return [one for one in once if not one.isspace() and nearest(one) != one]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@cache
def _nearest(one: str) -> str:
    if unicodedata.category(one) in _SPACES:
        return " "
    if _is_written(one):
        return one
    plain = unicodedata.normalize("NFKD", one)
    kept = "".join(part for part in plain if not unicodedata.combining(part))
    return kept if kept and all(map(_is_written, kept)) else NO_LIKENESS


def _is_written(one: str) -> bool:
    """Whether it has a place of its own: 32–126, and all from 128 but the hard space (255)."""
    if _FIRST_LETTER <= ord(one) <= _LAST_ASCII:
        return True
    try:
        return 0x80 <= one.encode(ENCODING)[0] < 0xFF
    except UnicodeEncodeError:
        return False
