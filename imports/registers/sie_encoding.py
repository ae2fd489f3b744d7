"""In which alphabet a SIE file is written, concluded from its bytes and never from `#FORMAT`.

>>> encoding_of("#FNAMN Förening".encode("cp437")).name
'cp437'

The specification says CP437, and most files keep to it; others are Windows-1252, Latin-1 or UTF-8
whatever they say. Å, ä and ö stand at other bytes in each, so bytes beside letters are counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.errors import UnreadableFile
from ledger.messages import _

_SWEDISH = "åäöÅÄÖéÉüÜ"
_BESIDE_LETTER = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
_MARKS = {b"\xff\xfe", b"\xfe\xff"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """The alphabet, and what says so in words that are shown."""

    name: str
    evidence: str


def encoding_of(content: bytes, name: str = "") -> Encoding:
    """The encoding of a SIE file. Raises UnreadableFile where it is no text."""
    if content[:2] in _MARKS:
        return _marked(content, "utf-16", name)
    if b"\x00" in content:
        raise _no_text(name)
    if content[:3] == b"\xef\xbb\xbf":
        return _marked(content, "utf-8-sig", name)
    if content.isascii():
        return Encoding("ascii", _("no letter outside a–z"))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _of_single_bytes(content)
    return Encoding("utf-8", _("every letter is well-formed UTF-8"))


def _marked(content: bytes, encoding: str, name: str) -> Encoding:
    """What its first bytes say, where all of it is that."""
    try:
        said = content.decode(encoding)
    except UnicodeDecodeError:
        raise _no_text(name) from None
    if "\x00" in said:
        raise _no_text(name)
    return Encoding(encoding, _("byte order mark"))


def _no_text(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("The file is not text, whatever its name says."),
        place=name,
        next_step=_("Export it again as SIE from the accounting system."),
    )


def _of_single_bytes(content: bytes) -> Encoding:
    beside = b"".join(_BESIDE_LETTER.findall(content))
    pc = _count(beside, "cp437")
    windows = _count(beside, "cp1252")
    letters = _("{count} of {all} letters beside others are Swedish in {name}")
    if pc >= windows:
        said = letters.format(count=pc, all=len(beside), name="CP437")
        return Encoding("cp437", said)
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return Encoding("latin-1", letters.format(count=windows, all=len(beside), name="Latin-1"))
    return Encoding("cp1252", letters.format(count=windows, all=len(beside), name="Windows-1252"))


def _count(beside: bytes, encoding: str) -> int:
    wanted = _SWEDISH.encode(encoding)
    return len(beside) - len(beside.translate(None, wanted))
