"""Putting a file where it was asked for: wholly or not at all.

The content goes to a temporary file beside the target and is moved into its place, so a full disk
or an interruption leaves the old file as it was.
"""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from ledger.errors import CannotStore, Refused
from ledger.messages import _

SQLITE = b"SQLite format 3\0"  # how every SQLite file begins


def put_file(target: Path, content: bytes) -> None:
    """Write `content` to `target`. Raises CannotStore, with the old file untouched."""
    if target.is_dir():
        raise CannotStore(
            _("This is a folder."),
            place=str(target),
            next_step=_("Give the name of a file after -o."),
        )
    _refuse_over_a_database(target)
    try:
        _put(target, content)
    except OSError as error:
        raise _in_words(target, error) from error


def move_where_nothing_is(beside: Path, target: Path) -> None:
    """Move a file into a place that is free, also of what came there just now.

    Raises FileExistsError.
    """
    try:
        os.link(beside, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        beside.rename(target)
        return
    beside.unlink()


def _refuse_over_a_database(target: Path) -> None:
    """A report is never written over a book, its log, or any other database."""
    beside_a_book = target.name.endswith(("-wal", "-shm"))
    try:
        with target.open("rb") as file:
            is_database = file.read(len(SQLITE)) == SQLITE
    except OSError:
        is_database = False  # what is wrong with it is told when it is written
    if is_database or beside_a_book:
        raise Refused(
            _("This is a book, and it is not written over."),
            place=str(target),
            next_step=_("Give another name after -o."),
        )


def _put(target: Path, content: bytes) -> None:
    target = target.resolve()  # through a link, so that the link stays and its target is replaced
    handle, name = tempfile.mkstemp(
        prefix=f".{target.name[:50]}.", suffix=".tmp", dir=target.parent
    )
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_rights(target))
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _rights(target: Path) -> int:
    """Those of the file that is replaced, else those that a new file gets here."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _in_words(target: Path, error: OSError) -> CannotStore:
    place = str(target)
    if isinstance(error, FileNotFoundError):
        return CannotStore(
            _("The folder does not exist."),
            place=place,
            next_step=_("Make it first, or name another."),
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return CannotStore(
            _("The file may not be written."),
            place=place,
            next_step=_("Close it if it is open in Excel, or choose another place."),
        )
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return CannotStore(
            _("The disk is full."),
            place=place,
            next_step=_("Nothing was changed; make room first."),
        )
    return CannotStore(
        _("The file could not be written: {reason}.").format(reason=error.strerror or str(error)),
        place=place,
        next_step=_("Nothing was changed."),
    )
