"""camt.053 and camt.054 (ISO 20022): a bank's statement or notice → payment rows.

    file = CamtFile("kontoutdrag.xml", content)
    rows = list(file.payments())        # streaming: an entry at a time

An entry that is told transaction by transaction gives a row for each; their sum must be the
entry's. Opening balance + entries must be the closing balance. Any version of the message is read:
what is looked at has had the same names since the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import TYPE_CHECKING

from imports.registers.problems import Problems
from imports.registers.safe_xml import elements_of, find_text, line_of, local_name
from ledger.messages import _
from ledger.money import Money
from ledger.registers.rows import PaymentRow

if TYPE_CHECKING:
    from lxml.etree import _Element

_STATEMENTS = {"Stmt", "Ntfctn", "Rpt"}
_WANTED = {"Acct", "Bal", "Ntry", *_STATEMENTS}


@dataclass(slots=True)
class _Statement:
    """What is known of a statement while its entries are read; sums in öre."""

    account: str = ""
    balances: dict[str, int | None] = field(default_factory=dict)  # by code: OPBD, CLBD, …
    moved: int = 0


@dataclass(slots=True)
class CamtFile:
    """The file; `problems` is whole once the payments have been read through."""

    name: str
    content: bytes
    problems: Problems = field(default_factory=Problems)

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
        """The booked transactions in order. Raises UnreadableFile where it is no sound XML."""
        statement = _Statement()
        for element, name in elements_of(self.name, BytesIO(self.content), _WANTED, {"Ntry"}):
            if name == "Acct" and local_name(element.getparent()) in _STATEMENTS:
                statement.account = _number(element) or ""
            elif name == "Bal":
                code = find_text(element, "Tp/CdOrPrtry/Cd") or ""
                statement.balances[code] = self._signed(element)
            elif name == "Ntry" and not _is_pending(element):
                yield from self._rows(element, statement)
            elif name in _STATEMENTS:
                self._tie(line_of(element), statement)
                statement = _Statement()

    def _rows(self, entry: _Element, statement: _Statement) -> Iterator[PaymentRow]:
        whole = self._signed(entry)
        if whole is None:
            return
        statement.moved += whole
        told = list(entry.iter("{*}TxDtls"))
        parts = [part for one in told if (part := _part(one, whole)) is not None]
        if len(parts) > 1 and len(parts) == len(told):
            self._tie_parts(line_of(entry), parts, whole)
            for at, (detail, part) in enumerate(zip(told, parts, strict=True)):
                yield _row(entry, detail, statement.account, part, at)
        else:
            yield _row(entry, told[0] if told else entry, statement.account, whole, 0)

    def _signed(self, element: _Element) -> int | None:
        said = find_text(element, "Amt")
        ore = _ore(said)
        if ore is None:
            what = _("“{text}” is not an amount.").format(text=said)
            self.problems.note(line_of(element), what)
            return None
        return -ore if find_text(element, "CdtDbtInd") == "DBIT" else ore

    def _tie_parts(self, line: int, parts: list[int], whole: int) -> None:
        if sum(parts) != whole:
            said = _("The transactions sum to {parts}, the entry is {whole}.")
            self.problems.note(
                line,
                said.format(
                    parts=Money(sum(parts)).decimal_string, whole=Money(whole).decimal_string
                ),
            )

    def _tie(self, line: int, statement: _Statement) -> None:
        opening = statement.balances.get("OPBD", statement.balances.get("PRCD"))
        closing = statement.balances.get("CLBD")
        if opening is None or closing is None or opening + statement.moved == closing:
            return
        said = _("Opening and entries give {expected}, the closing balance is {actual}.")
        expected = Money(opening + statement.moved).decimal_string
        self.problems.note(
            line, said.format(expected=expected, actual=Money(closing).decimal_string)
        )


def is_camt(content: bytes) -> bool:
    """Whether the file is a bank's statement or notice, by its namespace."""
    return any(b"iso:20022:tech:xsd:camt.05%d" % n in content[:8192] for n in (2, 3, 4))


def _row(entry: _Element, detail: _Element, account: str, amount: int, at: int) -> PaymentRow:
    number = find_text(entry, "AcctSvcrRef") or find_text(entry, "NtryRef")
    date = _day(entry, "BookgDt") or _day(entry, "ValDt") or ""
    references = [*_texts(detail, "Ref", "CdtrRefInf"), *_texts(detail, "Nb", "RfrdDocInf")]
    message = " ".join(_texts(detail, "Ustrd", "RmtInf")) or find_text(entry, "AddtlNtryInf")
    return PaymentRow(
        line=line_of(detail),
        own=(account, date, number, str(at)) if number else (),
        account=account or None,
        date=date,
        value_date=_day(entry, "ValDt"),
        amount=amount,
        currency=next((one.get("Ccy") or "" for one in entry.iter("{*}Amt")), ""),
        payer=_party(detail, "Dbtr"),
        payer_account=_account(detail, "DbtrAcct"),
        payee=_party(detail, "Cdtr"),
        payee_account=_account(detail, "CdtrAcct"),
        reference=" ".join(dict.fromkeys(references)) or find_text(detail, "Refs/EndToEndId"),
        message=message,
        bank_reference=find_text(detail, "Refs/AcctSvcrRef") or number,
    )


def _is_pending(entry: _Element) -> bool:
    """Announced, but not booked yet; the status is text, or a code in later versions."""
    return "PDNG" in {find_text(entry, "Sts"), find_text(entry, "Sts/Cd")}


def _part(detail: _Element, whole: int) -> int | None:
    """Öre of one transaction of an entry, with the entry's sign where it says none of its own."""
    ore = _ore(find_text(detail, "Amt") or find_text(detail, "AmtDtls/TxAmt/Amt"))
    if ore is None:
        return None
    sign = find_text(detail, "CdtDbtInd")
    return -ore if (sign == "DBIT" if sign else whole < 0) else ore


def _ore(said: str | None) -> int | None:
    try:
        exact = Decimal(said or "").scaleb(2)
    except InvalidOperation:
        return None
    return int(exact) if exact.is_finite() and exact == int(exact) and exact < 10**18 else None


def _day(entry: _Element, name: str) -> str | None:
    said = find_text(entry, f"{name}/Dt") or find_text(entry, f"{name}/DtTm")
    return said[:10] if said else None


def _party(detail: _Element, name: str) -> str | None:
    inside = f"RltdPties/{name}"
    return find_text(detail, f"{inside}/Nm") or find_text(detail, f"{inside}/Pty/Nm")


def _account(detail: _Element, name: str) -> str | None:
    found = detail.find(f"{{*}}RltdPties/{{*}}{name}")
    return None if found is None else _number(found)


def _number(account: _Element) -> str | None:
    return find_text(account, "Id/IBAN") or find_text(account, "Id/Othr/Id")


def _texts(detail: _Element, name: str, inside: str) -> list[str]:
    """The texts of the elements with this name that stand directly inside the other."""
    return [
        one.text.strip()
        for one in detail.iter(f"{{*}}{name}")
        if one.text and local_name(one.getparent()) == inside
    ]
