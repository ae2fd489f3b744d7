"""What is attached to an e-invoice, got out again.

    for one in attachments_of(root): one.name, one.media_type, one.content()
    safe_name("../../a:b.exe", "application/pdf")       # 'a_b.exe.pdf'

The sender chooses the name, and is not to choose where a file ends up or what opens it: of the name
only its last part is kept, and the ending is that of the type the invoice states, of those that may
be attached in Peppol.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imports.registers.safe_xml import find_text, line_of
from ledger.errors import UnreadableFile
from ledger.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

# Those that Peppol lets be attached, with their endings.
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/csv": (".csv",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
}
_OTHER = (".bin",)
_MOST_LETTERS = 100
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_OF_WINDOWS = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside an invoice, as the invoice speaks of it."""

    name: str  # as the sender wrote it; of one that lies elsewhere, its address
    media_type: str
    line: int
    written: str | None  # base64; None where only an address is given

    def content(self) -> bytes:
        """Its bytes. Raises UnreadableFile where they are not whole."""
        try:
            return b64decode("".join((self.written or "").split()), validate=True)
        except (Error, ValueError):
            raise UnreadableFile(
                _("The attachment is not whole: it is not base64."),
                place=self.name,
                next_step=_("Ask who sent the invoice for it."),
            ) from None


def attachments_of(root: _Element) -> Iterator[Attachment]:
    """Everything attached to an invoice, in order."""
    for one in root.iter("{*}Attachment"):
        inside = one.find("{*}EmbeddedDocumentBinaryObject")
        if inside is not None:
            media_type = inside.get("mimeCode") or ""
            name = inside.get("filename") or media_type or "?"
            yield Attachment(name, media_type, line_of(inside), inside.text or "")
        elif address := find_text(one, "ExternalReference/URI"):
            yield Attachment(address, "", line_of(one), None)


def safe_name(name: str, media_type: str) -> str:
    """A name of the file's own kind, that stays in the folder it is put in."""
    last = re.split(r"[/\\]", name.strip())[-1]
    plain = _UNSAFE.sub("_", last).strip(" .") or "bilaga"
    endings = _ENDINGS.get(media_type.partition(";")[0].strip().lower(), _OTHER)
    if not plain.lower().endswith(endings):
        plain += endings[0]
    if _OF_WINDOWS.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: _MOST_LETTERS - len(ending) - 1]}{dot}{ending}"
