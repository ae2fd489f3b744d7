"""A file of another system, whichever kind: its rows table by table, and what is to be said of it.

file = RegisterFile("bok.se", content, "sie")
for table, rows in file.tables(): ...       # rows are read as they are asked for
file.problems.told, file.decoded, file.remarks       # known when the rows are read
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, Protocol, TypeVar

from imports.registers.bgmax import BgMaxFile
from imports.registers.camt import CamtFile
from imports.registers.einvoice import EInvoiceFile
from imports.registers.invoice_list import InvoiceList
from imports.registers.layouts import Layout, chosen_layout
from imports.registers.list_tables import ListTables, tables_of
from imports.registers.problems import Problems
from imports.registers.sie import SieFile
from ledger.drafts import SourceText
from ledger.errors import UnreadableFile, WrongUse
from ledger.registers.rows import RowsRead, in_blocks

R = TypeVar("R", bound=tuple[Any, ...])
VERSIONS = {"sie": "sie/1", "bgmax": "bgmax/1", "camt": "camt/1", "einvoice": "einvoice/1",
            "list": "list/1"}  # fmt: skip
_MEDIA_TYPES = {"camt": "application/xml", "einvoice": "application/xml"}
_LIST_TYPES = {
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"\xd0\xcf\x11\xe0": "application/vnd.ms-excel",
}


class Reader(Protocol):
    """What reads one kind of file, open on one of them. All is known when the rows are read."""

    @property
    def problems(self) -> Problems:
        """What is wrong in the file, line by line."""

    @property
    def decoded(self) -> str:
        """How its bytes were made text, and what said so; empty where there is nothing to say."""

    @property
    def remarks(self) -> Sequence[str]:
        """What is to be said of it."""

    def tables(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """The register's tables by name with their rows. Raises UnreadableFile."""


_READERS: Mapping[str, Callable[[str, bytes], Reader]] = {
    "sie": SieFile.opened, "bgmax": BgMaxFile, "camt": CamtFile, "einvoice": EInvoiceFile,
}  # fmt: skip


def list_file(
    name: str,
    content: bytes,
    layouts: Sequence[Layout],
    wanted: str | None = None,
    tables: ListTables | None = None,
) -> RegisterFile:
    """An invoice list that exactly one layout answers for. Raises UnreadableFile, WrongUse.

    `tables` are those of the file, where somebody has opened it already.
    """
    held = tables or tables_of(name, content)
    chosen = chosen_layout(name, held.tables, layouts, wanted)
    reader = InvoiceList(name, chosen, held.encoding)
    return RegisterFile(name, content, "list", chosen.layout, reader)


@dataclass(slots=True)
class RegisterFile:
    """A file that one kind of reader has recognised; read by `tables`."""

    name: str
    content: bytes
    kind: str
    layout: Layout | None = None  # of a list
    reader: Reader | None = None  # once it is open
    refused: int = 0  # rows that could not be read, once it has been stored

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process goes what it is, not what is open of it."""
        return RegisterFile, (self.name, self.content, self.kind, self.layout)

    def opened(self) -> Reader:
        """Its reader. Raises UnreadableFile."""
        if self.reader is None:
            self.reader = self._opened()
        return self.reader

    def validated(self) -> None:
        """An e-invoice is to be held against the standard's own rules as well."""
        if self.kind == "einvoice":
            self.reader = EInvoiceFile(self.name, self.content, validate=True)

    @property
    def problems(self) -> Problems:
        return self.opened().problems

    @property
    def remarks(self) -> Sequence[str]:
        return self.opened().remarks

    @property
    def decoded(self) -> str:
        return self.opened().decoded

    def tables(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """The register's tables by name with their rows. Raises UnreadableFile."""
        for table, rows in self.opened().tables():
            yield table, rows if isinstance(rows, RowsRead) else self._counted(table, rows)

    def progress(self) -> Callable[[int, int], float | None]:
        """What tells how much of the file is read, by the rows so far and the line that was
        reached; of text all on one line, nobody knows.
        """
        reader = self.opened()
        if self.content[:4] in _LIST_TYPES and isinstance(reader, InvoiceList):
            return lambda rows, _line: rows / reader.height() if reader.height() else None
        lines = self.content.count(b"\n") or self.content.count(b"\r")
        return lambda _rows, line: line / lines if lines else None

    def options(self) -> dict[str, Any]:
        """What it was read with, as the batch keeps it."""
        if self.layout is None:
            return {}
        return {"layout": self.layout.name, "layout_sha256": self.layout.sha256}

    def source(self) -> SourceText:
        """The file as it is stored: its bytes alone, which every line number points into."""
        return SourceText(
            name=self.name,
            content=self.content,
            sha256=sha256(self.content).hexdigest(),
            media_type=self._media_type(),
            text="",
            reader=VERSIONS[self.kind],
            encoding=self.decoded,
        )

    def _counted(self, table: str, rows: Iterable[R]) -> RowsRead[R]:
        """The rows, and when they have been read how many could not be. Raises UnreadableFile."""

        def counting() -> Iterator[R]:
            first: list[R] = []
            try:
                waiting = iter(rows)
                first += islice(waiting, 1)
                yield from first
                yield from waiting
            except WrongUse as error:  # of sums that are larger than any money
                raise UnreadableFile(error.message, place=self.name) from None
            read.refused = self.problems.refused[table]
            read.refused_lines = self.problems.lines.get(table, [])
            if read.refused and not first:
                raise self.problems.none_read(self.name)

        read: RowsRead[R] = RowsRead(in_blocks(counting()))
        return read

    def _opened(self) -> Reader:
        if self.layout is None:
            return _READERS[self.kind](self.name, self.content)
        again = list_file(self.name, self.content, (self.layout,), self.layout.name)
        return again.opened()

    def _media_type(self) -> str:
        if self.layout is not None:
            return _LIST_TYPES.get(self.content[:4], "text/csv")
        return _MEDIA_TYPES.get(self.kind, "text/plain")
