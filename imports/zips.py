"""Zips are measured before they are opened: a small one can hold gigabytes.

refuse_bomb(path.name, content)      # returns, or raises UnreadableFile
for member in members_of_zip("arkiv.zip", content, most=100): member.name
"""

from __future__ import annotations

import io
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from imports.members import Member, is_hidden
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
    except (zipfile.BadZipFile, ValueError, OverflowError, OSError, NotImplementedError):
        raise _damaged(name) from None
    ratio = unpacked / max(len(content), 1)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_MATTERS_FROM and ratio > MAX_RATIO):
        raise UnreadableFile(
            _("The file would unpack to {size} MB and is not opened.").format(
                size=unpacked // 2**20
            ),
            place=name,
            next_step=_("Check where it comes from."),
        )


def packed_in(content: bytes, beginnings: tuple[str, ...]) -> int:
    """How many bytes of a zip are those of the members whose names begin so."""
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return sum(
            one.compress_size for one in container.infolist() if one.filename.startswith(beginnings)
        )


def members_of_zip(name: str, content: bytes, most: int) -> Iterator[Member]:
    """The files in a zip, one at a time. Raises UnreadableFile where it is none, or a bomb."""
    refuse_bomb(name, content)
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        members = [member for member in container.infolist() if not member.is_dir()]
        if len(members) > most:
            raise UnreadableFile(
                _("The zip holds {count} files; at most {most} are read.").format(
                    count=len(members), most=most
                ),
                place=name,
                next_step=_("Unpack it and name the folder."),
            )
        for member in members:
            inside = _written(member)
            try:
                _refuse_place(f"{name}/{inside}", inside)
                if is_hidden(inside):
                    continue
                if stat.S_ISLNK(member.external_attr >> 16):
                    yield Member(inside, left=_("a link, left as it is"))
                    continue
                yield Member(inside, _unpacked(container, member, f"{name}/{inside}"))
            except UnreadableFile as error:
                yield Member(inside.lstrip("/"), error=error)


def _written(member: zipfile.ZipInfo) -> str:
    """The member's name as it was written: some programs write UTF-8 and do not say so."""
    name = member.filename.replace("\\", "/")
    if not member.flag_bits & 0x800 and not name.isascii():
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name
    return name


def _refuse_place(place: str, inside: str) -> None:
    """No member may name a place outside the archive, though nothing is written there."""
    if inside.startswith("/") or ".." in inside.split("/") or re.match(r"[A-Za-z]:", inside):
        raise UnreadableFile(
            _("The archive names a place outside itself; this file is not read."),
            place=place,
            next_step=_("Check where it comes from."),
        )


def _unpacked(container: zipfile.ZipFile, member: zipfile.ZipInfo, place: str) -> bytes:
    try:
        with container.open(member) as file:
            return file.read(member.file_size)
    except RuntimeError:  # what zipfile says of a password
        raise UnreadableFile(
            _("The file is locked with a password."),
            place=place,
            next_step=_("Unpack it with the password and name the file."),
        ) from None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError):
        raise _damaged(place) from None
    except NotImplementedError:
        raise UnreadableFile(
            _("The file is packed in a way that is not read here."),
            place=place,
            next_step=_("Unpack it and name the file."),
        ) from None


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("The file is damaged, or is not what its name says."),
        place=name,
        next_step=_("Open it in its own program and save it anew."),
    )
