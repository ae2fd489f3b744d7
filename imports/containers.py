"""What stands inside a folder, a zip or a letter, each file under a name that leads back to it.

    [found.name for found in found_in([Path("arkiv.zip")])]
    # arkiv.zip/protokoll.docx, arkiv.zip/brev.eml/text.txt, arkiv.zip/brev.eml/bilaga.pdf

Nothing is unpacked to the disk. A container inside a container is opened to the depth of three;
hidden files are passed by; a file that nothing here reads is told and left.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from imports.kinds import ENDINGS
from imports.members import Member, is_hidden, read_file
from ledger.errors import MedelError, UnreadableFile
from ledger.messages import _

MOST_NESTED = 3  # a zip in a letter in a zip
MOST_MEMBERS = 10_000  # in one zip
MOST_BYTES = 1_000 * 2**20  # unpacked from one named file, all depths together
CONTAINERS = {".zip", ".eml"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: `content` where it stands inside another file, else what is at `path`.

    `left` says why a member of a container is not read; `error` that something went wrong with it.
    """

    name: str  # "arkiv.zip/protokoll.docx"
    path: Path | None = None  # None for a file that stands inside another
    content: bytes | None = None
    left: str = ""
    error: MedelError | None = None
    inside: Path | None = None  # the file on the disk that it stands inside

    def read(self) -> bytes:
        """Its bytes. Raises UnreadableFile."""
        return read_file(self.path, self.name) if self.path is not None else self.content or b""


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from one named file."""

    bytes: int = MOST_BYTES

    def take(self, name: str, size: int) -> None:
        """Take `size` bytes. Raises UnreadableFile where there are not so many left."""
        self.bytes -= size
        if self.bytes < 0:
            raise UnreadableFile(
                _("What is packed in it is larger than {size} MB.").format(
                    size=MOST_BYTES // 2**20
                ),
                place=name,
                next_step=_("Unpack it and name the files."),
            )


def found_in(paths: Sequence[Path], also: Callable[[], set[str]] = set) -> Iterator[Found]:
    """Every file in `paths` and in the folders, zips and letters among them, in order of name.

    Inside those, files with endings that are not read are left; `also` gives more endings that
    are, and is asked at the first ending that is not known.
    """
    known = _Known(also)
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, known)
        elif path.suffix.lower() in CONTAINERS:
            yield from _in_file(path.name, path, known)
        else:
            yield Found(path.name, path)


def count_of(paths: Sequence[Path]) -> int:
    """How many files stand on the disk in `paths` and in the folders among them, none opened."""
    return sum(sum(1 for _found in _files_below(p)) if p.is_dir() else 1 for p in paths)


@dataclass(slots=True)
class _Known:
    """The endings of files that are read."""

    also: Callable[[], set[str]]
    all: frozenset[str] | None = None

    def __contains__(self, suffix: str) -> bool:
        if suffix not in ENDINGS and self.all is None:
            self.all = ENDINGS.union(self.also())
        return suffix in (self.all or ENDINGS)


def _unpacked(
    name: str, content: bytes, known: _Known, depth: int, budget: Budget
) -> Iterator[Found]:
    """What stands in a zip or letter. What goes wrong is told in its place."""
    try:
        if depth > MOST_NESTED:
            raise UnreadableFile(
                _("It is packed more than {depth} times over and is not opened.").format(
                    depth=MOST_NESTED
                ),
                place=name,
                next_step=_("Unpack it and name the files."),
            )
        for member in _members(name, content):
            budget.take(name, len(member.content))
            yield from _member(name, member, known, depth, budget)
    except MedelError as error:
        yield Found(name, error=error)


def _members(name: str, content: bytes) -> Iterator[Member]:
    if name.lower().endswith(".eml"):
        from imports.letters import members_of_letter

        return members_of_letter(name, content)
    from imports.zips import members_of_zip

    return members_of_zip(name, content, MOST_MEMBERS)


def _member(
    container: str, member: Member, known: _Known, depth: int, budget: Budget
) -> Iterator[Found]:
    name = f"{container}/{member.name}"
    suffix = PurePosixPath(member.name).suffix.lower()
    if member.left or member.error:
        yield Found(name, left=member.left, error=member.error)
    elif suffix in CONTAINERS:
        yield from _unpacked(name, member.content, known, depth + 1, budget)
    elif suffix in known:
        yield Found(name, content=member.content)
    else:
        yield Found(name, left=_("not minutes, left as it is"))


def _in_file(name: str, path: Path, known: _Known) -> Iterator[Found]:
    try:
        content = read_file(path)
    except MedelError as error:
        yield Found(name, path, error=error)
        return
    for found in _unpacked(name, content, known, 1, Budget()):
        yield replace(found, inside=path)


def _in_folder(folder: Path, known: _Known) -> Iterator[Found]:
    """The files below a folder; links are not followed out of it."""
    empty = True
    for path in _files_below(folder):
        empty = False
        found = Found(f"{folder.resolve().name}/{path.relative_to(folder).as_posix()}", path)
        if path.is_symlink():
            yield replace(found, left=_("a link, left as it is"))
        elif path.suffix.lower() in CONTAINERS:
            yield from _in_file(found.name, path, known)
        elif path.suffix.lower() in known:
            yield found
        else:
            yield replace(found, left=_("not minutes, left as it is"))
    if empty:
        problem = UnreadableFile(
            _("There is no file in the folder."), place=str(folder), next_step=_("Check the name.")
        )
        yield Found(folder.name, folder, error=problem)


def _files_below(folder: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not is_hidden(one))
        yield from (Path(at) / file for file in sorted(files) if not is_hidden(file))
