"""A book built again from what `medel export` wrote: the same rows, digests, events and head.

    restored = restore_book(new_book("ny.db"), Path("arkiv-2026"), "ekonom")

Nothing is believed: every file against its SHA-256, every row against its digest, every event
against the one before, the JSON against the CSV, and the whole against the head. What does not hold
is named with file and line, and nothing is stored.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, inspect

from ledger.errors import CannotStore, MedelError, Refused, UnreadableFile
from ledger.messages import _
from ledger.safekeeping import migrate, package
from ledger.safekeeping.export import ROWS_AT_A_TIME, json_of
from ledger.safekeeping.package import DESCRIPTION, TABLES
from ledger.storage import chain
from ledger.storage.csv_text import NotCsv, csv_records
from ledger.storage.files import move_where_nothing_is
from ledger.storage.rows import write
from ledger.storage.store import Book, new_book
from ledger.storage.tables import SCHEMA_REVISION, events, head, sources

_CONTENT = re.compile(r"files/[a-z0-9.-]+")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was built: how many rows, and where the chain ends."""

    rows: int
    event: int
    hash: str
    older: str | None  # the revision it was exported at, where that is not this program's


def restore_book(book: Book, folder: Path, actor: str) -> Restored:
    """Build the book that was exported to `folder`. Raises Refused, UnreadableFile, CannotStore."""
    if migrate.state_of(book) != "none":
        raise _taken(book)
    whole = _description(folder)
    _check_files(folder, whole)
    if book.engine.dialect.name == "sqlite":
        return _build_file(book, folder, whole, actor)
    with book.writing(first=True) as connection:
        if inspect(connection).has_table(head.name):  # made while we stood in line
            raise _taken(book)
        return _build(connection, folder, whole, actor)


def _build_file(book: Book, folder: Path, whole: dict[str, Any], actor: str) -> Restored:
    """Build it beside its place and move it there when it is whole."""
    place = Path(book.place)
    beside = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        with new_book(str(beside)).writing(first=True) as connection:
            restored = _build(connection, folder, whole, actor)
        if migrate.state_of(book) == "none":
            place.unlink(missing_ok=True)  # an empty file is no book
        move_where_nothing_is(beside, place)
    except FileExistsError:  # made while we built ours
        raise _taken(book) from None
    except OSError as error:
        raise CannotStore(
            _("The file could not be written: {reason}.").format(reason=error.strerror or error),
            place=book.place,
        ) from error
    finally:
        for left in (beside, Path(f"{beside}-wal"), Path(f"{beside}-shm")):
            left.unlink(missing_ok=True)
    return restored


def _build(connection: Connection, folder: Path, whole: dict[str, Any], actor: str) -> Restored:
    migrate.make_tables(connection)
    hashes = _hashes(whole)
    rows = 0
    for table in TABLES:
        if package.csv_path(table) in hashes:
            rows += _load(connection, folder, table)
    about = whole["medelsbok"]
    event, hash_ = chain.head_of(connection)
    if (event, hash_) != (about["event"], about["head"]):
        raise _changed(DESCRIPTION, _("it names another end of the chain than the book has"))
    for finding in chain.verify(connection):
        raise _changed(str(folder), finding)
    for table in TABLES:
        path = package.json_path(table)
        if path in hashes and _digest(json_of(connection, table)) != hashes[path]:
            raise _changed(path, _("it does not say what {other} says").format(
                other=package.csv_path(table)))  # fmt: skip
    older = about["revision"] if about["revision"] != SCHEMA_REVISION else None
    if older:
        payload = {"from": older, "to": SCHEMA_REVISION}
        with chain.act(connection, actor, "upgraded", payload):
            pass
        event, hash_ = chain.head_of(connection)
    return Restored(rows, event, hash_, older)


# -- The package as a whole ----------------------------------------------------------------------


def _description(folder: Path) -> dict[str, Any]:
    try:
        whole = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        about = whole["medelsbok"]
        said = (about["format"], about["revision"], about["event"], about["head"])
        listed = [(r["path"], r["hash"], r["bytes"]) for r in whole["resources"]]
    except FileNotFoundError:
        raise UnreadableFile(
            _("There is no {file} here.").format(file=DESCRIPTION),
            place=str(folder),
            next_step=_("Name the folder that “medel export” wrote."),
        ) from None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UnreadableFile(
            _("This is not the description of an exported book."), place=str(folder / DESCRIPTION)
        ) from error
    types = (*map(type, said), *{type(one) for row in listed for one in row})
    if set(types) != {int, str} or said[0] > package.FORMAT or said[1] > SCHEMA_REVISION:
        raise UnreadableFile(
            _("The book was exported by a newer version of the program."),
            place=str(folder / DESCRIPTION),
            next_step=_("Install the newer version, and restore with that."),
        )
    return dict(whole)


def _hashes(whole: dict[str, Any]) -> dict[str, str]:
    return {r["path"]: r["hash"].removeprefix("sha256:") for r in whole["resources"]}


def _check_files(folder: Path, whole: dict[str, Any]) -> None:
    """Every file that is named is there, unchanged; no other is. All that is wrong is told."""
    hashes = _hashes(whole)
    known = {csv for table in TABLES for csv in (package.csv_path(table), package.json_path(table))}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    wrong = [_("{file}: missing").format(file=path) for path in sorted(hashes.keys() - there)]
    for path in sorted(there - hashes.keys() - {DESCRIPTION}):
        wrong.append(_("{file}: not one of the files that were exported").format(file=path))
    for path in sorted(hashes.keys() & there):
        if path not in known and path != package.README and not _CONTENT.fullmatch(path):
            wrong.append(_("{file}: not a file of an exported book").format(file=path))
        elif _digest(_blocks(folder / path)) != hashes[path]:
            wrong.append(_where(folder, path))
    if wrong:
        raise UnreadableFile(
            _("This is not what was exported:") + "\n" + "\n".join(wrong),
            place=str(folder),
            next_step=_("Nothing was stored. Take another copy of the folder."),
        )


def _where(folder: Path, path: str) -> str:
    """Which line of a changed file is changed, where the rows themselves can tell."""
    table = next((t for t in TABLES if package.csv_path(t) == path), None)
    try:
        for _line, _row in _checked_rows(folder, table) if table is not None else ():
            pass
    except MedelError as error:
        return f"{error.place}: {error.message}"
    return _("{file}: changed; its SHA-256 is not the one in {description}").format(
        file=path, description=DESCRIPTION
    )


# -- The rows ------------------------------------------------------------------------------------


def _load(connection: Connection, folder: Path, table: Table) -> int:
    held: list[tuple[Any, ...]] = []
    count = 0
    for _line, row in _checked_rows(folder, table):
        if table is sources:
            row["content"] = _stored_content(folder, row)
        held.append(tuple(row.values()))
        count += 1
        if len(held) == ROWS_AT_A_TIME or table is sources:
            write(connection, table, held)
            held.clear()
    if held:
        write(connection, table, held)
    return count


def _checked_rows(folder: Path, table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with its line, each what its own digest says and next after the one before."""
    path = package.csv_path(table)
    columns = list(table.columns)
    convert: list[Callable[[str], Any]] = [
        package.whole_number if package.is_number(column) else str for column in columns
    ]
    for expected, (line, record) in enumerate(_records(folder, path)):
        place = _("{file}, line {line}").format(file=path, line=line)
        if expected == 0:
            if record != [column.name for column in columns]:
                raise _changed(place, _("the headings are not those of the table"))
            continue
        if len(record) != len(columns):
            raise _changed(place, _("the row has another number of fields than the heading"))
        row: dict[str, Any] = {}
        for column, change, said in zip(columns, convert, record, strict=True):
            try:
                row[column.name] = None if said is None else change(said)
            except ValueError:
                raise _changed(
                    place, _("{field} is not a number").format(field=column.name)
                ) from None
            if said is None and not column.nullable:
                raise _changed(place, _("{field} is missing").format(field=column.name))
        if row["id"] != expected:
            raise _changed(place, _("row {expected} should stand here").format(expected=expected))
        if not _is_whole(folder, table, row):
            raise _changed(place, _("the row is not the one that was exported"))
        yield line, row


def _records(folder: Path, path: str) -> Iterator[tuple[int, list[str | None]]]:
    try:
        with (folder / path).open(encoding="utf-8", newline="\n") as file:
            yield from csv_records(file)
    except NotCsv as error:
        place = _("{file}, line {line}").format(file=path, line=error.line)
        raise _changed(place, _("this is not CSV")) from None
    except UnicodeDecodeError:
        raise _changed(path, _("this is not text in UTF-8")) from None


def _is_whole(folder: Path, table: Table, row: dict[str, Any]) -> bool:
    if table is events:
        return bool(chain.hash_of(row) == row["hash"])
    if table is head:
        return True  # held against the last event and datapackage.json
    if table is not sources:
        return bool(chain.digest_of(table, row) == row["digest"])
    if row["content"] != package.content_path(row["id"], row["name"]):
        return False
    try:
        content = _stored_content(folder, row)
    except OSError:
        raise _changed(row["content"], _("missing")) from None
    return bool(chain.digest_of(table, row | {"content": content}) == row["digest"])


def _stored_content(folder: Path, row: dict[str, Any]) -> bytes:
    """What stands in the row of a source: the file, or nothing where it is kept in parts."""
    content = (folder / row["content"]).read_bytes()
    if sha256(content).hexdigest() != row["sha256"]:
        raise _changed(row["content"], _("this is not the file that was imported"))
    whole = chain.digest_of(sources, row | {"content": content}) == row["digest"]
    return content if whole else b""


# -- Helpers -------------------------------------------------------------------------------------


def _changed(place: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        what, place=place, next_step=_("Nothing was stored. Take another copy of the folder.")
    )


def _digest(parts: Iterator[bytes]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise CannotStore(
            _("It cannot be read: {reason}.").format(reason=error.strerror or error),
            place=str(path),
        ) from error


def _taken(book: Book) -> Refused:
    return Refused(
        _("There is a book already; it is left as it is."),
        place=book.place,
        next_step=_("Name a place where none is, with --db."),
    )
