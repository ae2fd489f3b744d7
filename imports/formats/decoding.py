"""Bytes of a text file → text, by evidence: never lossily, never silently wrong.

>>> decode("p.txt", "blåbär".encode("utf-8"))
('blåbär', 'utf-8')

UTF-8 shows itself; what is not UTF-8 is one of the old Windows or Latin alphabets, and must then
read as a text: a file of other bytes is refused.
"""

from __future__ import annotations

from ledger.errors import UnreadableFile
from ledger.messages import _

# Control characters that no text has: all but tab, line feed, form feed and carriage return.
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
MOST_CONTROL = 0.02  # a share above which a file is no text
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def decode(name: str, content: bytes) -> tuple[str, str]:
    """The text of `content`, and its encoding with what that was concluded from."""
    if content[:2] in _UTF_16:
        return _utf_16(name, content)
    controls = len(content) - len(content.translate(None, _CONTROL))
    if b"\x00" in content or controls > MOST_CONTROL * len(content):
        raise _not_text(name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte(name, content)
    return text, "utf-8 (byte order mark)" if text.startswith("\ufeff") else "utf-8"


def _single_byte(name: str, content: bytes) -> tuple[str, str]:
    try:
        text, encoding = content.decode("cp1252"), "cp1252 (not UTF-8)"
    except UnicodeDecodeError:
        text, encoding = content.decode("latin-1"), "latin-1 (neither UTF-8 nor cp1252)"
    letters = sum(c.isalpha() and ord(c) < 128 for c in text)
    foreign = sum(ord(c) > 127 for c in text)
    if foreign > letters:
        raise _not_text(name)
    return text, encoding


def _utf_16(name: str, content: bytes) -> tuple[str, str]:
    encoding = _UTF_16[content[:2]]
    try:
        return content.decode(encoding), f"{encoding} (byte order mark)"
    except UnicodeDecodeError:
        raise _not_text(name) from None


def _not_text(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("The file is not text, whatever its name says."),
        place=name,
        next_step=_("Open it in the program it was made with and save it as text, Word or PDF."),
    )
