"""A SIE 4 file → its vouchers' rows and its balances, and what is wrong in it, line by line.

    file = SieFile.opened("bokforing.se", content)
    rows = list(file.bookings())         # streaming: a voucher's rows when it closes
    file.problems.told                   # what does not tie, once the rows have been read

`#RTRANS` and `#BTRANS` are the history of corrections: kept, never summed. Programs write an added
row twice, as `#RTRANS` and again as `#TRANS` (SIE 4B, 11), so only `#TRANS` counts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from imports.registers.days import iso_day
from imports.registers.long_lines import refuse_long_lines
from imports.registers.problems import Problems
from imports.registers.sie_encoding import Encoding, encoding_of
from imports.registers.sie_records import LABELS, Field, Record, fields, lines, records_of
from imports.registers.sie_rows import PlainRow, PlainRows, objects_of, ore_of, text_of
from ledger.errors import UnreadableFile
from ledger.messages import _
from ledger.money import Money
from ledger.parties.org_numbers import number_kept
from ledger.registers.rows import BalanceRow, BookingRow

_YEAR = re.compile(r"-?[0-9]{1,2}")  # counted from this one
_CHANGE = {"TRANS": "", "RTRANS": "added", "BTRANS": "removed"}
_BALANCES = {"IB", "UB", "RES", "OIB", "OUB", "PSALDO", "PBUDGET"}
_WITH_PERIOD = {"PSALDO", "PBUDGET"}
_WITH_OBJECTS = {"OIB", "OUB", "PSALDO", "PBUDGET"}


@dataclass(slots=True)
class Voucher:
    """A voucher while its rows are read."""

    line: int
    series: str
    number: str
    date: str
    text: str
    own: tuple[str, ...]  # what it is known by; empty where it has no number yet
    rows: list[BookingRow] = field(default_factory=list)
    count: int = 0  # of its rows, those that cannot be read too
    total: int = 0


@dataclass(slots=True)
class SieFile:
    """A SIE file: what its head says, and after `bookings` has been read through, all of it."""

    name: str
    content: bytes
    encoding: Encoding
    head: dict[str, list[Field]] = field(default_factory=dict)  # FNAMN, ORGNR, PROGRAM, …
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    years: dict[int, tuple[str, str]] = field(default_factory=dict)
    balances: list[BalanceRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    counts: Counter[str] = field(default_factory=Counter)  # records by label
    other_lines: int = 0  # that are no records
    company: str | None = None  # organisation number, figures and hyphen as written; else the name
    company_kept: str | None = None  # as the book keeps it
    moved: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # account → öre
    first_moved: dict[str, int] = field(default_factory=dict)  # account → line

    @classmethod
    def opened(cls, name: str, content: bytes) -> SieFile:
        """The file, not yet read. Raises UnreadableFile where it is no SIE file."""
        if not is_sie(content):
            raise UnreadableFile(
                _("The file is not a SIE file: it has no #FLAGGA."),
                place=name,
                next_step=_("Export it again as SIE 4 from the accounting system."),
            )
        refuse_long_lines(name, content)
        return cls(name, content, encoding_of(content, name))

    @property
    def decoded(self) -> str:
        """The alphabet, and what says so."""
        return f"{self.encoding.name} ({self.encoding.evidence})"

    @property
    def remarks(self) -> Sequence[str]:
        return [_("Encoding: {encoding}.").format(encoding=self.decoded)]

    def tables(self) -> Iterator[tuple[str, Iterable[BookingRow | BalanceRow]]]:
        """The rows of the vouchers, and then the balances that were met on the way."""
        yield "bookings", self.bookings()
        yield "account_balances", self.balances

    def bookings(self) -> Iterator[BookingRow]:
        """The rows of every voucher in order; the rest of the file is kept on the way."""
        voucher: Voucher | None = None
        rows = PlainRows()
        for number, line in lines(self.content, self.encoding):
            if voucher is not None and (plain := rows.read(line)) and (plain.day or voucher.date):
                self.counts["TRANS"] += 1
                voucher.count += 1
                self._add(voucher, number, "", plain)
                continue
            for record in records_of(number, line):
                label = record.label
                self.counts[label] += 1
                if label in _CHANGE:
                    self._row(voucher, record)
                elif label == "VER":
                    if voucher is not None:
                        self.problems.note(voucher.line, _("The voucher is not closed by a brace."))
                        yield from self._closed(voucher)
                    voucher = self._voucher(record)
                elif label == "}":
                    if voucher is not None:
                        yield from self._closed(voucher)
                    voucher = None
                elif label != "{":
                    self._other(record)
        if voucher is not None:
            self.problems.note(voucher.line, _("The voucher is not closed: the file ends in it."))
            yield from self._closed(voucher)
        self._tie_balances()

    def _of_head(self, label: str) -> str | None:
        said = self.head.get(label)
        first = said[0] if said else ""
        return first.strip() or None if isinstance(first, str) else None

    def _fields(self, record: Record, least: int) -> list[Field] | None:
        try:
            found = fields(record.rest)
        except ValueError:
            self.problems.note(record.line, _("A quote or brace is not closed, or not escaped."))
            found = fields(record.rest, lenient=True)
        if len(found) < least:
            self.problems.note(
                record.line, _("#{label} says too little.").format(label=record.label)
            )
            return None
        return found

    def _voucher(self, record: Record) -> Voucher | None:
        found = self._fields(record, 3)
        if found is None:
            return None
        series, number, day, text = (*map(text_of, found), "")[:4]
        if not iso_day(day):
            self.problems.note(record.line, _("“{text}” is not a date.").format(text=day))
        own = (self.company or "", self._year_of(iso_day(day)), series, number) if number else ()
        return Voucher(record.line, series, number, iso_day(day), text, own)

    def _year_of(self, day: str) -> str:
        """The fiscal year that a number belongs to: numbers begin anew with each."""
        return next((first for first, last in self.years.values() if first <= day <= last), day[:4])

    def _row(self, voucher: Voucher | None, record: Record) -> None:
        if voucher is None:
            self.problems.refuse("bookings", record.line, _("The row stands in no voucher."))
            return
        voucher.count += 1
        found = self._fields(record, 2)
        if found is None:
            self.problems.leave("bookings", record.line)
            return
        if not isinstance(found[1], list):  # written without {}, as it must not be
            found.insert(1, [])
        account, listed, kronor, day, text = (*found, "", "", "")[:5]
        ore = ore_of(kronor)
        if ore is None:
            said = _("“{text}” is not an amount.").format(text=text_of(kronor))
            self.problems.refuse("bookings", record.line, said)
            return
        if day and not iso_day(text_of(day)):  # 1 000.00 is an amount and something more
            said = _("“{text}” is not a date.").format(text=text_of(day))
            self.problems.refuse("bookings", record.line, said)
            return
        row = PlainRow(
            text_of(account), objects_of(listed), ore, iso_day(text_of(day)), text_of(text)
        )
        if not (row.day or voucher.date):
            self.problems.refuse("bookings", record.line, _("The row has no day."))
            return
        self._add(voucher, record.line, _CHANGE[record.label], row)

    def _add(self, voucher: Voucher, line: int, change: str, row: PlainRow) -> None:
        account, listed, ore, day, text = row
        if not change:
            voucher.total += ore
            if account not in self.moved:
                self.first_moved[account] = line
            self.moved[account] += ore
        own = (*voucher.own, str(voucher.count)) if voucher.own else ()
        voucher.rows.append(
            BookingRow(
                line, own, self.company_kept, voucher.series or None, voucher.number or None,
                day or voucher.date, change, account, self.accounts.get(account),
                listed, ore, text or None, voucher.text or None,
            )
        )  # fmt: skip

    def _closed(self, voucher: Voucher) -> Sequence[BookingRow]:
        if voucher.total:
            said = _("Voucher {series}{number} does not sum to zero: {kronor} kr over.")
            kronor = Money(voucher.total).decimal_string
            self.problems.note(
                voucher.line,
                said.format(series=voucher.series, number=voucher.number, kronor=kronor),
            )
        return voucher.rows

    def _other(self, record: Record) -> None:
        label = record.label
        if label in _BALANCES:
            self._balance(record)
            return
        if not label:
            self.other_lines += 1
            self.problems.note(
                record.line, _("This is no record: “{text}”.").format(text=record.rest[:60])
            )
            return
        if label not in LABELS:
            self.problems.note(
                record.line, _("#{label} is no record of SIE 4; passed by.").format(label=label)
            )
            return
        found = self._fields(record, 0)
        if found is None:
            return
        words = [*map(text_of, found), "", "", ""]
        if label == "KONTO":
            self.accounts[words[0]] = words[1]
        elif label in {"DIM", "UNDERDIM"}:
            self.dimensions[words[0]] = words[1]
        elif label == "OBJEKT":
            self.objects[words[0], words[1]] = words[2]
        elif label == "RAR":
            if _YEAR.fullmatch(words[0]):
                self.years[int(words[0])] = (iso_day(words[1]), iso_day(words[2]))
        elif label not in {"KTYP", "SRU", "ENHET", "KSUMMA"}:
            self.head.setdefault(label, found)
            self.company = self._of_head("ORGNR") or self._of_head("FNAMN")
            self.company_kept = self.company and number_kept(self.company)

    def _balance(self, record: Record) -> None:
        found = self._fields(record, 3)
        if found is None:
            self.problems.leave("account_balances", record.line)
            return
        rest = list(found)
        year = text_of(rest.pop(0))
        period = text_of(rest.pop(0)) if record.label in _WITH_PERIOD else None
        account = text_of(rest.pop(0)) if rest else ""
        listed = rest.pop(0) if rest and isinstance(rest[0], list) else []
        ore = ore_of(rest[0]) if rest else None
        if ore is None or not _YEAR.fullmatch(year):
            said = _("#{label} has no amount or year that can be read.")
            self.problems.refuse("account_balances", record.line, said.format(label=record.label))
            return
        self.balances.append(
            BalanceRow(
                record.line,
                record.label.lower(),
                int(year),
                period,
                account,
                objects_of(listed),
                ore,
            )
        )

    def _tie_balances(self) -> None:
        """Opening + moved = closing for each account, in a file that has all (type 4E).

        A file of vouchers to take in (4I) may carry balances of another day, but no results.
        """
        if not self.moved or not any(row.kind == "res" for row in self.balances):
            return
        of: dict[str, dict[str, BalanceRow]] = defaultdict(dict)
        for row in self.balances:
            if row.fiscal_year == 0 and row.kind in {"ib", "ub", "res"}:
                of[row.account][row.kind] = row
        for account in sorted(of.keys() | self.moved.keys()):
            self._tie(account, of.get(account, {}))

    def _tie(self, account: str, of: dict[str, BalanceRow]) -> None:
        closing = of.get("ub") or of.get("res")
        opening = of["ib"].amount if "ib" in of else 0
        expected = opening + self.moved.get(account, 0)
        actual = closing.amount if closing else 0
        if expected != actual:
            stated = closing or of.get("ib")
            line = stated.line if stated else self.first_moved[account]
            said = _(
                "Account {account}: opening and vouchers give {expected}, closing is {actual}."
            )
            self.problems.note(
                line,
                said.format(
                    account=account,
                    expected=Money(expected).decimal_string,
                    actual=Money(actual).decimal_string,
                ),
            )


def is_sie(content: bytes) -> bool:
    """Whether the file begins as a SIE file does: with `#FLAGGA`, after remarks if any."""
    head = content[:4096]
    text = head.decode("utf-16", "ignore") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else None
    said = text.encode() if text is not None else head
    return re.search(rb"^\s*#FLAGGA\b", said.removeprefix(b"\xef\xbb\xbf"), re.M | re.I) is not None
