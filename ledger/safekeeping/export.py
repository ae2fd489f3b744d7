"""The whole book written to a folder that can be read in ten years without this program.

    with book.reading() as connection:
        exported = export_book(connection, Path("arkiv-2026"))

Everything is written beside the folder first and moved into its place when it is whole. What is
written where, see `package`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select, text

from ledger.errors import CannotStore, Refused
from ledger.messages import _
from ledger.proposing.sources import content_of
from ledger.safekeeping import package
from ledger.safekeeping.package import DESCRIPTION, README, TABLES, Part, content_path
from ledger.storage.chain import book_id, head_of
from ledger.storage.csv_text import csv_line
from ledger.storage.tables import sources

ROWS_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many rows and files, and the head hash to keep elsewhere."""

    rows: int
    files: int
    event: int
    hash: str


def export_book(connection: Connection, folder: Path) -> Exported:
    """Write the book to `folder`, which must be empty or not there. Raises Refused, CannotStore."""
    refuse_where_something_is(folder)
    try:
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name[:50]}.", dir=folder.parent))
    except OSError as error:
        raise _in_words(folder, error) from error
    try:
        exported = _write(connection, beside)
        beside.chmod(0o777 & ~_umask())
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except OSError as error:
        raise _in_words(folder, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return exported


def refuse_where_something_is(folder: Path) -> None:
    """Nothing is ever written over."""
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise Refused(
            _("There is something here already, and it is not written over."),
            place=str(folder),
            next_step=_("Name a folder that is empty or does not exist."),
        )


@dataclass(slots=True)
class _File:
    """A file of the package that is being written."""

    folder: Path
    path: str
    size: int = 0
    digest: Any = field(default_factory=sha256)

    def write(self, parts: Iterator[bytes]) -> Part:
        whole = self.folder / self.path
        whole.parent.mkdir(exist_ok=True)
        with whole.open("wb") as file:
            for part in parts:
                file.write(part)
                self.size += len(part)
                self.digest.update(part)
            file.flush()
            os.fsync(file.fileno())
        return Part(self.path, self.size, self.digest.hexdigest())


def _write(connection: Connection, folder: Path) -> Exported:
    described: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []
    total = 0
    for table in TABLES:
        counted: list[int] = []
        part = _File(folder, package.csv_path(table)).write(csv_of(connection, table, counted))
        described.append(package.table_part(table, part, len(counted)))
        part = _File(folder, package.json_path(table)).write(json_of(connection, table))
        title = package.words_of(table)[0]
        beside.append(package.other_part(f"{table}-json", part, title, "application/json"))
        total += len(counted)
    files = list(_write_files(connection, folder))
    event, hash_ = head_of(connection)
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    said = package.readme(book_id(connection), event, hash_, revision).encode()
    part = _File(folder, README).write(iter([said]))
    about = package.other_part("readme", part, "Vad detta är, i ord", "text/plain")
    whole = {
        "profile": "data-package",
        "name": "medelsbok",
        "id": book_id(connection),
        "title": "Medelsbok: en hel bok",
        "description": "Se README.txt. Belopp är hela ören.",
        "medelsbok": {
            "format": package.FORMAT, "revision": revision, "event": event, "head": hash_,
        },
        "resources": [*described, *beside, *files, about],
    }  # fmt: skip
    text_ = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    _File(folder, DESCRIPTION).write(iter([text_.encode()]))
    return Exported(total, len(files), event, hash_)


def csv_of(connection: Connection, table: Table, counted: list[int]) -> Iterator[bytes]:
    """The CSV file of a table, in pieces; `counted` gets an item for each row."""
    yield csv_line([column.name for column in table.columns]).encode()
    for row in rows_of(connection, table):
        counted.append(1)
        yield csv_line(list(row.values())).encode()


def json_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """The JSON file of a table, in pieces."""
    between = "[\n"
    for row in rows_of(connection, table):
        yield (between + package.json_row(row)).encode()
        between = ",\n"
    yield b"\n]\n" if between != "[\n" else b"[]\n"


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows in order, as both files say them: the content of a source by where it is."""
    columns = [c for c in table.columns if c is not sources.c.content]
    query = select(*columns).order_by(*table.primary_key.columns)
    names = [column.name for column in table.columns]
    for row in connection.execute(query, execution_options={"yield_per": ROWS_AT_A_TIME}):
        values = dict(row._mapping)
        if table is sources:
            values["content"] = content_path(row.id, row.name)
        yield {name: values[name] for name in names}


def _write_files(connection: Connection, folder: Path) -> Iterator[dict[str, Any]]:
    query = select(sources.c.id, sources.c.name, sources.c.media_type).order_by(sources.c.id)
    for row in list(connection.execute(query)):
        content = content_of(connection, row.id)
        part = _File(folder, content_path(row.id, row.name)).write(content)
        yield package.other_part(f"file-{row.id}", part, row.name, row.media_type)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _in_words(folder: Path, error: OSError) -> CannotStore:
    if isinstance(error, FileNotFoundError) and not folder.parent.is_dir():
        return CannotStore(
            _("The folder does not exist."),
            place=str(folder.parent),
            next_step=_("Make it first, or name another."),
        )
    return CannotStore(
        _("The book could not be written here: {reason}.").format(reason=error.strerror or error),
        place=str(folder),
        next_step=_("Nothing was written; make room, or name another folder."),
    )
