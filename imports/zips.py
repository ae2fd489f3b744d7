"""Zip containers (docx, xlsx) are measured before they are opened: a small one can hold gigabytes.

refuse_bomb(path.name, content)      # returns, or raises UnreadableFile
"""

from __future__ import annotations

import io
import zipfile

from ledger.errors import UnreadableFile
from ledger.messages import _

MAX_UNPACKED = 300 * 2**20  # bytes in all
MAX_RATIO = 100  # times its own size …
RATIO_MATTERS_FROM = 50 * 2**20  # … counted only above this: small text packs well


def refuse_bomb(name: str, content: bytes) -> None:
    """Raise UnreadableFile where `content` is no zip, or unpacks beyond reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            unpacked = sum(member.file_size for member in container.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise UnreadableFile(
            _("The file is damaged, or is not what its name says."),
            place=name,
            next_step=_("Open it in its own program and save it anew."),
        ) from None
    ratio = unpacked / max(len(content), 1)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_MATTERS_FROM and ratio > MAX_RATIO):
        raise UnreadableFile(
            _("The file would unpack to {size} MB and is not opened.").format(
                size=unpacked // 2**20
            ),
            place=name,
            next_step=_("Check where it comes from."),
        )
