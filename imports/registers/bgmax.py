"""BgMax, Bankgirot's file of incoming payments → payment rows, and what does not tie in it.

    file = BgMaxFile("inbetalningar.txt", content)
    rows = list(file.payments())

Lines of 80 characters; the first two say what a line is. 05 opens a bankgiro number, 20 is a
payment and 21 a deduction, 22 and 23 further references of it (with parts of the sum, or without),
25 what the payer writes, 26–29 who the payer is, 15 closes the deposit and says its sum. Amounts
are öre.
Source of the layout: Bankgirot, Bankgiro Inbetalningar, teknisk manual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from imports.registers.days import iso_day
from imports.registers.long_lines import refuse_long_lines
from imports.registers.problems import Problems
from ledger.messages import _
from ledger.money import Money
from ledger.registers.rows import PaymentRow

_KNOWN = frozenset({
    "01", "05", "15", "20", "21", "22", "23", "25", "26", "27", "28", "29", "70"
})  # fmt: skip
_DEDUCTIONS = {"21", "23"}


@dataclass(slots=True)
class _Payment:
    """A payment while its lines are read."""

    line: int
    amount: int | None  # None where it cannot be read
    reference: str
    serial: str
    payer_account: str
    parts: list[tuple[str, int | None]] = field(default_factory=list)
    message: list[str] = field(default_factory=list)
    payer: str = ""


@dataclass(slots=True)
class _Deposit:
    """Payments to one bankgiro number, until their deposit is told."""

    account: str = ""
    currency: str = "SEK"
    number: str = ""  # its own, from the line that closes it
    payments: list[_Payment] = field(default_factory=list)


@dataclass(slots=True)
class BgMaxFile:
    """The file; `problems` is whole once the payments have been read through."""

    name: str
    content: bytes
    problems: Problems = field(default_factory=Problems)
    counts: dict[str, int] = field(default_factory=dict)  # lines by their two digits

    @property
    def decoded(self) -> str:
        return ""

    @property
    def remarks(self) -> Sequence[str]:
        return ()

    def tables(self) -> Iterator[tuple[str, Iterable[PaymentRow]]]:
        """The payments, the one table of the file."""
        yield "payments", self.payments()

    def payments(self) -> Iterator[PaymentRow]:
        """The payments of each deposit, as it is closed by its sum and day."""
        refuse_long_lines(self.name, self.content)
        deposit = _Deposit()
        encoding = _encoding_of(self.content)
        for number, raw in enumerate(self.content.splitlines(), start=1):
            line = raw.decode(encoding).replace("\x00", " ").ljust(80)
            kind = line[:2]
            if not line.strip():
                continue
            self.counts[kind] = self.counts.get(kind, 0) + 1
            if kind not in _KNOWN:
                self.problems.note(
                    number, _("This is no line of BgMax: “{text}”.").format(text=line.strip()[:60])
                )
            elif kind == "01":
                if line[44] == "T":
                    self.problems.note(number, _("The file is marked as a test."))
            elif kind == "05":
                self._without_sum(deposit)
                deposit = _Deposit(_giro(line[2:12]), line[22:25].strip() or "SEK")
            elif kind == "15":
                yield from self._closed(deposit, number, line)
                deposit = _Deposit(deposit.account, deposit.currency)
            elif kind == "70":
                self._tie_counts(number, line)
            else:
                self._line_of_payment(deposit, number, kind, line)
        self._without_sum(deposit)

    def _line_of_payment(self, deposit: _Deposit, number: int, kind: str, line: str) -> None:
        if kind in {"20", "21"}:
            amount = self._amount(number, line[37:55], negative=kind in _DEDUCTIONS)
            reference, serial = line[12:37].strip(), line[57:69].strip()
            new = _Payment(number, amount, reference, serial, _giro(line[2:12]))
            deposit.payments.append(new)
            return
        if not deposit.payments:
            self.problems.note(number, _("The line belongs to no payment."))
            return
        payment = deposit.payments[-1]
        if kind in {"22", "23"}:
            part = self._amount(number, line[37:55], negative=kind in _DEDUCTIONS)
            payment.parts.append((line[12:37].strip(), part))
        elif kind == "25":
            payment.message.append(line[2:52].strip())
        elif kind == "26":
            payment.payer = f"{line[2:37].strip()} {line[37:72].strip()}".strip()

    def _amount(self, number: int, digits: str, *, negative: bool) -> int | None:
        said = digits.strip()
        if not (said.isascii() and said.isdecimal()):
            self.problems.note(number, _("“{text}” is not an amount.").format(text=said))
            return None
        return -int(said) if negative else int(said)

    def _closed(self, deposit: _Deposit, number: int, line: str) -> Iterator[PaymentRow]:
        deposit.number = line[45:50].strip()
        stated = self._amount(number, line[50:68], negative=False)
        total = sum(payment.amount or 0 for payment in deposit.payments)
        if stated is not None and total != stated:
            said = _("The payments sum to {total}, the deposit says {stated}.")
            total_kr, stated_kr = Money(total).decimal_string, Money(stated).decimal_string
            self.problems.note(number, said.format(total=total_kr, stated=stated_kr))
        count = line[71:79].strip()
        if count.isdecimal() and int(count) != len(deposit.payments):
            said = _("There are {count} payments, the deposit says {stated}.")
            self.problems.note(number, said.format(count=len(deposit.payments), stated=int(count)))
        day = iso_day(line[37:45])
        if not day:
            said = _("“{text}” is not a date.").format(text=line[37:45].strip())
            self.problems.note(number, said)
        for payment in deposit.payments:
            if payment.amount is None or not day:
                self.problems.leave("payments", payment.line)
            else:
                yield from self._rows(deposit, payment, payment.amount, day)

    def _rows(
        self, deposit: _Deposit, payment: _Payment, whole: int, date: str
    ) -> Iterator[PaymentRow]:
        """One row, or one for each reference where the parts are told and make up the whole."""
        parts = [(reference, amount) for reference, amount in payment.parts if amount]
        total = sum(amount for _reference, amount in parts)
        if parts and total != whole:
            said = _("The parts sum to {parts}, the payment is {whole}; it is taken as one.")
            kronor = {"parts": Money(total).decimal_string, "whole": Money(whole).decimal_string}
            self.problems.note(payment.line, said.format(**kronor))
        references = [r for r in (payment.reference, *(r for r, _amount in payment.parts)) if r]
        as_one = [(" ".join(dict.fromkeys(references)), whole)]
        for at, (reference, amount) in enumerate(parts if parts and total == whole else as_one):
            own = (
                (deposit.account, date, deposit.number, payment.serial, str(at))
                if payment.serial
                else ()
            )
            yield PaymentRow(
                payment.line, own,
                deposit.account, date, None, amount, deposit.currency, payment.payer or None,
                payment.payer_account or None, None, deposit.account, reference or None,
                " ".join(payment.message).strip() or None, payment.serial or None,
            )  # fmt: skip

    def _without_sum(self, deposit: _Deposit) -> None:
        """Payments that no deposit was told for are not taken: their day and sum are not known."""
        for payment in deposit.payments:
            said = _("The payment stands in no deposit; it is not taken.")
            self.problems.refuse("payments", payment.line, said)

    def _tie_counts(self, number: int, line: str) -> None:
        for kinds, digits, what in (
            (("20",), line[2:10], _("payments")),
            (("21",), line[10:18], _("deductions")),
            (("22", "23"), line[18:26], _("further references")),
            (("15",), line[26:34], _("deposits")),
        ):
            stated, found = digits.strip(), sum(self.counts.get(kind, 0) for kind in kinds)
            if stated.isdecimal() and int(stated) != found:
                said = _("The file says it has {stated} {what}; it has {found}.")
                self.problems.note(number, said.format(stated=int(stated), what=what, found=found))


def is_bgmax(content: bytes) -> bool:
    """Whether the file begins as BgMax does."""
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:7] == b"01BGMAX"


def _encoding_of(content: bytes) -> str:
    """Latin-1, as Bankgirot writes it; UTF-8 where the file was saved anew by others."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _giro(digits: str) -> str:
    """A bankgiro number as people write it; empty where the file has none."""
    number = digits.strip().lstrip("0")
    return f"{number[:-4]}-{number[-4:]}" if len(number) in {7, 8} else number
