"""The words of an e-mail and what is attached to it, each as a file of its own.

    for member in members_of_letter("brev.eml", content): member.name      # "text.txt", …

Of two renderings of the same words the plain one is taken. The subject stands first in the text:
it often says of which meeting the minutes are. Who wrote and who received it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from pathlib import PurePosixPath

from imports.members import Member
from ledger.errors import UnreadableFile
from ledger.messages import _

LARGEST = 100 * 2**20
MOST_PARTS = 500
MOST_NESTED = 30  # parts within parts
LONGEST_HEADER = 2_000  # characters
BODY = "text"  # what the words of the letter itself are called

_SUFFIX_OF = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "text/plain": ".txt",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}


def members_of_letter(name: str, content: bytes) -> Iterator[Member]:
    """The body and the attachments of the letter `content`. Raises UnreadableFile."""
    if len(content) > LARGEST:
        raise UnreadableFile(
            _("The letter is larger than {size} MB and is not opened.").format(
                size=LARGEST // 2**20
            ),
            place=name,
            next_step=_("Save what is attached to it and name the files."),
        )
    try:
        letter = message_from_bytes(content)
        parts = list(_parts(letter, 0))
    except Exception:  # noqa: BLE001  whatever a damaged letter makes the parser raise
        raise _damaged(name) from None
    if not letter.keys() or not parts:
        raise _damaged(name)
    used: set[str] = set()
    for number, part in enumerate(parts[:MOST_PARTS], 1):
        try:
            inside, words = _file_of(part, letter, number)
        except Exception:  # noqa: BLE001  see above
            yield Member(str(number), error=_damaged(f"{name}/{number}"))
            continue
        if words.strip():
            yield Member(_unused(inside, used), words)


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """The parts that are files: of alternatives one, of a forwarded letter the whole."""
    if depth > MOST_NESTED:
        return
    kind = message.get_content_type()
    if kind == "message/rfc822" or not message.is_multipart():
        yield message
        return
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if kind == "multipart/alternative":
        parts = _plainest(parts)
    for part in parts:
        yield from _parts(part, depth + 1)


def _plainest(parts: list[Message]) -> list[Message]:
    """The plain rendering where it has words, else the last: the richest."""
    for part in parts:
        if part.get_content_type() == "text/plain" and bytes(_payload(part)).strip():
            return [part]
    return parts[-1:]


def _file_of(part: Message, letter: Message, number: int) -> tuple[str, bytes]:
    """A part's name and its bytes."""
    kind = part.get_content_type()
    named = _decoded(part.get_filename() or "")
    if kind == "message/rfc822":
        inner = part.get_payload()
        whole = inner[0] if isinstance(inner, list) and inner else part
        subject = _decoded(str(whole.get("Subject", "")))  # type: ignore[union-attr]
        return f"{_safe(named or subject) or number}.eml".replace(".eml.eml", ".eml"), bytes(whole)  # type: ignore[arg-type]
    words = _payload(part)
    attached = part.get_content_disposition() == "attachment"
    if kind in ("text/plain", "text/html") and not named and not attached:
        return _body(part, letter, words)
    suffix = "" if PurePosixPath(named).suffix else _SUFFIX_OF.get(kind, "")
    return f"{_safe(named) or number}{suffix}", words


def _body(part: Message, letter: Message, words: bytes) -> tuple[str, bytes]:
    if part.get_content_type() == "text/html":
        return f"{BODY}.html", words
    text = _text(words, part.get_content_charset())
    subject = " ".join(_decoded(str(letter.get("Subject", ""))).split())
    whole = f"{subject}\n\n{text}" if subject and text.strip() else text
    return f"{BODY}.txt", whole.encode("utf-8", "replace")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(words: bytes, charset: str | None) -> str:
    """The words by their own evidence, else as the letter says of itself."""
    try:
        return words.decode("utf-8")
    except UnicodeDecodeError:
        pass
    said = (charset or "").lower()
    if re.fullmatch(r"iso-8859-\d{1,2}|(?:windows-|cp)12\d\d|utf-16(?:le|be)?", said):
        try:
            return words.decode("cp1252" if said == "iso-8859-1" else said)
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return words.decode("cp1252")
    except UnicodeDecodeError:
        return words.decode("latin-1")


def _decoded(header: str) -> str:
    """A header written in an alphabet of its own: "=?utf-8?q?Bil=C3=A4ga?="."""
    header = header[:LONGEST_HEADER]
    if "=?" not in header:
        return header
    pieces = []
    for words, charset in decode_header(header):
        if isinstance(words, bytes):
            pieces.append(_text(words, charset))
        else:
            pieces.append(words)
    return "".join(pieces)


def _safe(name: str) -> str:
    """The last part of a name, without what no name has."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]+", " ", last).strip(". ")[:150]


def _unused(name: str, used: set[str]) -> str:
    """A name that no other part of the letter has."""
    path, count, new = PurePosixPath(name), 1, name
    while new.lower() in used:
        count += 1
        new = f"{path.stem}-{count}{path.suffix}"
    used.add(new.lower())
    return new


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("The file is not a letter that can be read."),
        place=name,
        next_step=_("Save it anew from the mail program, as .eml."),
    )
