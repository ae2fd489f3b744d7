r"""Text from files, made safe to show: no control characters, nothing a file cannot hold.

>>> plain_text("a\x1b[31mb\r\nc")
'a[31mb\nc'
>>> plain_text("Total\u202e000 1")
'Total000 1'

Everything a writer writes goes through here, so text from minutes can never steer a terminal,
break the XML of a workbook or turn the reading direction of what stands beside it.
"""

from __future__ import annotations

import re

MAX_CELL = 32_767  # UTF-16 units in a cell of Excel
CUT = " … [förkortat/cut]"

_UNSHOWABLE = re.compile(
    r"""
      [\x00-\x08\x0b-\x1f\x7f-\x9f]        # control characters other than tab and newline
    | [\u200b\u200e\u200f\u2028\u2029]      # invisible marks and separators
    | [\u202a-\u202e\u2060-\u2069]          # turns of the reading direction
    | [\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]  # half characters, and what is none
    """,
    re.VERBOSE,
)


def plain_text(text: str) -> str:
    """`text` without what cannot or should not be shown; line ends as newlines."""
    if text.isprintable():  # most text, at once
        return text
    return _UNSHOWABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(text: str) -> str:
    """`plain_text`, cut where a cell of Excel ends and saying so."""
    plain = plain_text(text)
    if len(plain) * 2 <= MAX_CELL or utf16_length(plain) <= MAX_CELL:
        return plain
    kept = plain.encode("utf-16-le")[: (MAX_CELL - len(CUT)) * 2]
    return kept.decode("utf-16-le", errors="ignore") + CUT


def utf16_length(text: str) -> int:
    """How long Excel thinks that `text` is."""
    return len(text) + sum(character > "\uffff" for character in text)
