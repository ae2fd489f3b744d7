"""A register's file, whichever kind: its rows table by table, and what is to be said of it.

file = RegisterFile("bok.se", content, "sie")
for table, rows in file.tables(): ...       # rows are read as they are asked for
file.problems.told, file.encoding, file.remarks      # known when the rows are read
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from imports.registers.layouts import Chosen, Layout, chosen_layout
from imports.registers.problems import Problems
from ledger.drafts import SourceText
from ledger.messages import _

_READERS = {"sie": "sie/1", "bgmax": "bgmax/1", "camt": "camt/1", "einvoice": "einvoice/1",
            "list": "list/1"}  # fmt: skip
_LIST_TYPES = {
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"\xd0\xcf\x11\xe0": "application/vnd.ms-excel",
}
_MEDIA_TYPES = {"camt": "application/xml", "einvoice": "application/xml"}


def list_file(
    name: str, content: bytes, layouts: Sequence[Layout], wanted: str | None = None
) -> RegisterFile:
    """An invoice list that exactly one layout answers for. Raises UnreadableFile, WrongUse."""
    chosen, encoding = _chosen(name, content, layouts, wanted)
    return RegisterFile(
        name, content, "list", layout=chosen.layout, chosen=(chosen, encoding), encoding=encoding
    )


@dataclass(slots=True)
class RegisterFile:
    """A file that one kind of reader has recognised; read by `tables`."""

    name: str
    content: bytes
    kind: str
    encoding: str = ""
    problems: Problems = field(default_factory=Problems)
    remarks: list[str] = field(default_factory=list)
    refused: int = 0  # rows that could not be read, once it has been stored
    layout: Layout | None = None  # of a list
    chosen: tuple[Chosen, str] | None = None  # its tables, open, and its encoding

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process goes what it is, not what is open of it."""
        return _of_list if self.layout else RegisterFile, (
            self.name, self.content, self.layout or self.kind,
        )  # fmt: skip

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
            reader=_READERS[self.kind],
            encoding=self.encoding,
        )

    def tables(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """The register's tables by name with their rows. Raises UnreadableFile."""
        if self.kind == "sie":
            yield from self._sie()
        elif self.kind == "einvoice":
            yield from self._einvoice()
        elif self.kind == "list":
            yield from self._list()
        else:
            yield from self._payments()

    def _media_type(self) -> str:
        if self.kind == "list":
            return _LIST_TYPES.get(self.content[:4], "text/csv")
        return _MEDIA_TYPES.get(self.kind, "text/plain")

    def _sie(self) -> Iterator[tuple[str, Iterable[Any]]]:
        from imports.registers.sie import SieFile

        file = SieFile.opened(self.name, self.content)
        self.problems = file.problems
        self.encoding = f"{file.encoding.name} ({file.encoding.evidence})"
        yield "bookings", file.bookings()
        yield "account_balances", file.balances
        self.remarks.append(_("Encoding: {encoding}.").format(encoding=self.encoding))

    def _list(self) -> Iterator[tuple[str, Iterable[Any]]]:
        from imports.registers.invoice_list import InvoiceList

        if self.chosen is None:
            assert self.layout is not None  # noqa: S101  made by `list_file`
            self.chosen = _chosen(self.name, self.content, (self.layout,), self.layout.name)
        chosen, self.encoding = self.chosen
        file = InvoiceList(self.name, chosen, self.encoding, self.problems, self.remarks)
        yield "invoices", file.rows()

    def _payments(self) -> Iterator[tuple[str, Iterable[Any]]]:
        from imports.registers.bgmax import BgMaxFile
        from imports.registers.camt import CamtFile

        file: BgMaxFile | CamtFile = (
            BgMaxFile(self.name, self.content)
            if self.kind == "bgmax"
            else CamtFile(self.name, self.content)
        )
        self.problems = file.problems
        yield "payments", file.payments()

    def _einvoice(self) -> Iterator[tuple[str, Iterable[Any]]]:
        from imports.registers.einvoice import read_einvoice

        invoice = read_einvoice(self.name, self.content)
        self.problems = invoice.problems
        self.remarks.append(invoice.format)
        if invoice.attachments:
            names = ", ".join(invoice.attachments)
            self.remarks.append(_("Attached, and kept in the file: {names}.").format(names=names))
        yield "invoices", [invoice.row]


def _chosen(
    name: str, content: bytes, layouts: Sequence[Layout], wanted: str | None
) -> tuple[Chosen, str]:
    from imports.registers.list_tables import tables_of

    held = tables_of(name, content)
    return chosen_layout(name, held.tables, layouts, wanted), held.encoding


def _of_list(name: str, content: bytes, layout: Layout) -> RegisterFile:
    return RegisterFile(name, content, "list", layout=layout)
