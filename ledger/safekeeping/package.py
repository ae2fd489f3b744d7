"""The form of an exported book: which files there are, and what they say of themselves.

    README.txt          in words: what this is, and how to read and check it without any program
    datapackage.json    every file with its SHA-256, every table and field described (Frictionless)
    csv/entries.csv     one for each table: RFC 4180, UTF-8
    json/entries.json   the same rows as JSON, one on each line
    files/1-…           the files that the figures rest on, byte for byte as they came in

>>> content_path(7, "Protokoll 2024-04-12 §4.PDF")
'files/7-protokoll-2024-04-12-4.pdf'

The same book gives the same bytes, in any language and from either database.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from ledger.parties.names import DATA_DIR
from ledger.storage.tables import SEALED, head, metadata

FORMAT = 1  # of the package; a later one is refused by this program
DESCRIPTION, README = "datapackage.json", "README.txt"
TABLES: tuple[Table, ...] = tuple(metadata.tables.values())  # in the order they are defined in
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9.]+")
_NAME_LENGTH = 60

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the package: where it is and what its bytes are."""

    path: str
    size: int
    sha256: str


def csv_path(table: Table) -> str:
    """Where the rows of a table are, as CSV."""
    return f"csv/{table.name}.csv"


def json_path(table: Table) -> str:
    """Where the rows of a table are, as JSON."""
    return f"json/{table.name}.json"


def content_path(source: int, name: str) -> str:
    """Where the bytes of a source are: by its number, and its name as any disk takes it."""
    plain = unicodedata.normalize("NFKD", name.replace("\\", "/").rpartition("/")[2].lower())
    kept = _NOT_IN_A_NAME.sub("-", plain.encode("ascii", "ignore").decode())
    kept = re.sub(r"-*\.[-.]*", ".", kept).strip("-.")[-_NAME_LENGTH:].strip("-.")
    return f"files/{source}-{kept or 'fil'}"


def json_row(row: Row) -> str:
    """A row as it stands in the JSON file."""
    return json.dumps(dict(row), ensure_ascii=False, separators=(",", ":"))


def table_part(table: Table, part: Part, rows: int) -> dict[str, Any]:
    """What datapackage.json says of the CSV file of a table."""
    return {
        "name": table.name,
        **_of_part(part),
        "profile": "tabular-data-resource",
        "title": words_of(table)[0],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": rows,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"',
                    "doubleQuote": True, "header": True},
        "schema": _schema(table),
    }  # fmt: skip


def other_part(name: str, part: Part, title: str, media_type: str) -> dict[str, Any]:
    """What datapackage.json says of any other file."""
    return {"name": name, **_of_part(part), "title": title, "mediatype": media_type}


def words_of(table: Table, field: str = "") -> tuple[str, str]:
    """Title and description of a table or one of its fields, in Swedish; its name where none."""
    of_table = _words().get(table.name, {})
    if not field:
        said = str(of_table.get("", table.name))
        return said, said
    title, description = of_table.get(field) or _words()["common"].get(field) or (field, field)
    return title, description


def is_described(table: Table, field: str = "") -> bool:
    """Whether fields.toml says what it is."""
    of_table = _words().get(table.name, {})
    return field in of_table or bool(field and field in _words()["common"])


def _of_part(part: Part) -> dict[str, Any]:
    return {"path": part.path, "bytes": part.size, "hash": f"sha256:{part.sha256}"}


def _schema(table: Table) -> dict[str, Any]:
    keys = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if key.column.table is table else key.column.table.name,
                "fields": [key.column.name],
            },
        }
        for column in table.columns
        for key in column.foreign_keys
    ]
    return {
        "fields": [_field(table, column) for column in table.columns],
        "primaryKey": [column.name for column in table.primary_key.columns],
        "missingValues": [""],
    } | ({"foreignKeys": keys} if keys else {})


def _field(table: Table, column: Column[Any]) -> dict[str, Any]:
    title, description = words_of(table, column.name)
    text = isinstance(column.type, Text | LargeBinary)
    described: dict[str, Any] = {
        "name": column.name,
        "type": "string" if text else "integer",
        "title": title,
        "description": description,
    }
    if isinstance(column.type, Text) and not column.nullable:
        described["missingValues"] = []  # an empty text is a text here
    elif not column.nullable:
        described["constraints"] = {"required": True}
    return described


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((DATA_DIR / "fields.toml").read_text(encoding="utf-8"))


def readme(book: str, event: int, hash_: str, revision: str) -> str:
    """README.txt: what this is, for someone who has never heard of the program."""
    sealed = ", ".join(table.name for table in SEALED)
    return (
        (DATA_DIR / "README-export.txt")
        .read_text(encoding="utf-8")
        .format(book=book, event=event, hash=hash_, revision=revision, sealed=sealed, head=head)
    )


def whole_number(text: str) -> int:
    """The number a CSV field says; only as we write them. Raises ValueError."""
    number = int(text)
    if str(number) != text:
        raise ValueError(text)
    return number


def is_number(column: Column[Any]) -> bool:
    """Whether a column holds whole numbers (BIGINT is an Integer here)."""
    return isinstance(column.type, Integer)
