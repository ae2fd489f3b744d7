"""A file before anyone has looked at it: on the disk, or inside a folder, a zip or a letter.

read_file(Path("protokoll.pdf"), "protokoll.pdf")     # its bytes, or UnreadableFile in words
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ledger.errors import MedelError, UnreadableFile
from ledger.messages import _

_OF_NO_ONE = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip or a letter: its name there, and its bytes or why there are none."""

    name: str
    content: bytes = b""
    left: str = ""
    error: MedelError | None = None


def is_hidden(name: str) -> bool:
    """Whether a part of the path is hidden, or written by a program for itself."""
    return any(
        part.startswith((".", "~$")) or part.lower() in _OF_NO_ONE
        for part in PurePosixPath(name).parts
    )


def read_file(path: Path, name: str = "") -> bytes:
    """The bytes of the file at `path`, called `name` or by its own name. Raises UnreadableFile."""
    name = name or path.name
    if path.is_dir():
        raise UnreadableFile(
            _("This is a folder."),
            place=name,
            next_step=_("Name the files in it, for example folder/*.txt."),
        )
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(
            _("There is no such file."), place=name, next_step=_("Check the name.")
        ) from None
    except PermissionError:
        raise UnreadableFile(
            _("You have no right to read the file."),
            place=name,
            next_step=_("Ask its owner, or copy it to a folder of your own."),
        ) from None
    except OSError as error:
        raise UnreadableFile(
            _("The file could not be read: {reason}.").format(reason=error.strerror or error),
            place=name,
            next_step=_("Copy it to this machine and try again."),
        ) from None
