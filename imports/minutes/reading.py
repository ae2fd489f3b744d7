"""A file → the text as it was read, with the file's hash: the snapshot that every span points into.

>>> snapshot_bytes("p.txt", "Å 5 kr".encode("cp1252")).encoding
'cp1252 (not UTF-8)'

Plain text is decoded here; Word in `word.py`, PDF in `pdf.py`. What cannot be read is said in one
sentence with a next step, and is never read in part or with letters lost.
"""

from __future__ import annotations

import hashlib
import pathlib

from imports.minutes.decoding import decode
from ledger.drafts import SourceText
from ledger.errors import UnreadableFile
from ledger.messages import _

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


def snapshot(path: pathlib.Path) -> SourceText:
    """The text of the file at `path`. Raises UnreadableFile."""
    if path.is_dir():
        raise UnreadableFile(
            _("This is a folder."),
            place=path.name,
            next_step=_("Name the files in it, for example folder/*.txt."),
        )
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(
            _("There is no such file."), place=path.name, next_step=_("Check the name.")
        ) from None
    except PermissionError:
        raise UnreadableFile(
            _("You have no right to read the file."),
            place=path.name,
            next_step=_("Ask its owner, or copy it to a folder of your own."),
        ) from None
    except OSError as error:
        raise UnreadableFile(
            _("The file could not be read: {reason}.").format(reason=error.strerror or error),
            place=path.name,
            next_step=_("Copy it to this machine and try again."),
        ) from None
    return snapshot_bytes(path.name, content)


def snapshot_bytes(name: str, content: bytes) -> SourceText:
    """The text of a file that is called `name` and holds `content`. Raises UnreadableFile."""
    suffix = pathlib.PurePath(name).suffix.lower()
    if suffix not in MEDIA_TYPES:
        raise UnreadableFile(
            _("Minutes of this kind cannot be read."),
            place=name,
            next_step=_("Save them as .txt, .md, .docx or .pdf."),
        )
    if not content.strip():
        raise UnreadableFile(
            _("The file is empty."), place=name, next_step=_("Fetch the minutes again.")
        )
    page_starts: tuple[int, ...] = ()
    encoding = ""
    if suffix == ".docx":
        from imports.minutes.word import text_of_word  # a heavy import

        text, reader = text_of_word(name, content), "docx/1"
    elif suffix == ".pdf":
        from imports.minutes.pdf import text_of_pdf  # a heavy import

        text, page_starts, _pictures = text_of_pdf(name, content)
        reader = "pdf/2"
    else:
        text, encoding = decode(name, content)
        reader = "text/1"
    return SourceText(
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=MEDIA_TYPES[suffix],
        text=text,
        reader=reader,
        page_starts=page_starts,
        encoding=encoding,
    )
