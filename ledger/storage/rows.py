"""Rows as plain tuples, straight to and from the database's driver: for a million at a time.

    write(connection, entries, [(1, "2023-05-05", "granted", …), …])    # every column, in order
    for chunk in read(connection, entries): ...                         # lists of tuples, by id

SQLite gets one `executemany`, PostgreSQL `COPY`; what is read comes in chunks, so that memory does
not grow with the book.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, Table
from sqlalchemy.exc import DBAPIError

CHUNK = 500  # rows read at once
COPY_FROM = 50  # fewer rows than these are not worth a COPY

Values = tuple[Any, ...]
_number = count(1)


def write(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Add rows; each has a value for every column, in the order of the table."""
    if connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM:
        _copy(connection, table, rows)
        return
    statement = _insert(table, "?" if connection.dialect.name == "sqlite" else "%s")
    connection.exec_driver_sql(statement, rows[0] if len(rows) == 1 else list(rows))


def read(connection: Connection, table: Table, *before: str) -> Iterator[list[Values]]:
    """Every row in order of its number, in chunks; `before` are expressions to put before it."""
    holds_files = any(isinstance(column.type, LargeBinary) for column in table.columns)
    columns = ", ".join((*before, *(column.name for column in table.columns)))
    statement = f"SELECT {columns} FROM {table} ORDER BY id"
    return query(connection, statement, 1 if holds_files else CHUNK)


def fetch(connection: Connection, found: Select[Any]) -> list[Values]:
    """The whole answer to a query of few rows, numbers and texts as the driver gives them."""
    return list(connection.execute(found).cursor.fetchall())


def query(connection: Connection, statement: str, at_once: int = CHUNK) -> Iterator[list[Values]]:
    """What a query finds, in chunks of `at_once` rows.

    Of a damaged SQLite book, bytes that are no text come as the marks that stand for them
    (`surrogateescape`), from there on in all that is read on this connection.
    """
    driver: Any = connection.connection.driver_connection
    # Without a name PostgreSQL's driver would fetch the whole answer first.
    named = {"name": f"rows{next(_number)}"} if connection.dialect.name == "postgresql" else {}
    given = 0
    with _errors_of(connection, statement):
        cursor = driver.cursor(**named)
        try:
            cursor.execute(statement)
            while True:
                try:
                    chunk = cursor.fetchmany(at_once)
                except sqlite3.OperationalError as error:
                    if "Could not decode" not in str(error) or driver.text_factory is _any_text:
                        raise
                    driver.text_factory = _any_text  # slower, so only where it is needed
                    cursor.execute(f"{statement} LIMIT -1 OFFSET {given}")
                    continue
                if not chunk:
                    return
                given += len(chunk)
                yield chunk
        finally:
            cursor.close()


def _any_text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


@cache
def _insert(table: Table, place: str) -> str:
    columns = ", ".join(column.name for column in table.columns)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join([place] * len(table.columns))})"


def _copy(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    columns = ", ".join(column.name for column in table.columns)
    statement = f"COPY {table} ({columns}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    with (
        _errors_of(connection, statement),
        driver.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


@contextmanager
def _errors_of(connection: Connection, statement: str) -> Iterator[None]:
    """What the driver says, as SQLAlchemy would have said it."""
    dbapi: Any = connection.dialect.loaded_dbapi
    try:
        yield
    except dbapi.Error as error:
        raise DBAPIError(statement, None, error) from error
