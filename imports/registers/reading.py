"""A register's file, whichever kind: its rows table by table, and what is to be said of it.

file = RegisterFile("bok.se", content, "sie")
for table, rows in file.tables(): ...       # rows are read as they are asked for
file.problems.told, file.encoding, file.remarks      # known when the rows are read
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from imports.registers.problems import Problems
from ledger.drafts import SourceText
from ledger.messages import _

_READERS = {"sie": "sie/1", "bgmax": "bgmax/1", "camt": "camt/1", "einvoice": "einvoice/1"}
_MEDIA_TYPES = {"camt": "application/xml", "einvoice": "application/xml"}


@dataclass(slots=True)
class RegisterFile:
    """A file that one kind of reader has recognised; read by `tables`."""

    name: str
    content: bytes
    kind: str
    encoding: str = ""
    problems: Problems = field(default_factory=Problems)
    remarks: list[str] = field(default_factory=list)

    def source(self) -> SourceText:
        """The file as it is stored: its bytes alone, which every line number points into."""
        return SourceText(
            name=self.name,
            content=self.content,
            sha256=sha256(self.content).hexdigest(),
            media_type=_MEDIA_TYPES.get(self.kind, "text/plain"),
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
        else:
            yield from self._payments()

    def _sie(self) -> Iterator[tuple[str, Iterable[Any]]]:
        from imports.registers.sie import SieFile

        file = SieFile.opened(self.name, self.content)
        self.problems = file.problems
        self.encoding = f"{file.encoding.name} ({file.encoding.evidence})"
        yield "bookings", file.bookings()
        yield "account_balances", file.balances
        self.remarks.append(_("Encoding: {encoding}.").format(encoding=self.encoding))

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
