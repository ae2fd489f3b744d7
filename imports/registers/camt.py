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
from typing import TYPE_CHECKING

from imports.registers.problems import Problems
from imports.registers.safe_xml import (
    elements_of,
    find_day,
    find_decimal,
    find_text,
    head_of,
    line_of,
    local_name,
    ore_of,
)
from ledger.messages import _, ngettext
from ledger.money import Money
from ledger.registers.rows import PaymentRow

if TYPE_CHECKING:
    from lxml.etree import _Element

_STATEMENTS = {"Stmt", "Ntfctn", "Rpt"}
_NOT_BOOKED = {"PDNG", "INFO", "FUTR"}
_NONE_GIVEN = {"NOTPROVIDED", "NOTAVAILABLE"}  # what a bank writes where there is no number
_WANTED = {"Acct", "Bal", "Ntry", *_STATEMENTS}


@dataclass(slots=True)
class _Statement:
    """What is known of a statement while its entries are read; sums in öre."""

    account: str = ""
    balances: dict[str, int | None] = field(default_factory=dict)  # by code: OPBD, CLBD, …
    entries: int = 0  # of any status
    came_in: int = 0
    went_out: int = 0

    @property
    def moved(self) -> int:
        return self.came_in - self.went_out

    def add(self, ore: int) -> None:
        self.came_in += max(ore, 0)
        self.went_out += max(-ore, 0)


@dataclass(slots=True)
class CamtFile:
    """The file; `problems` is whole once the payments have been read through."""

    name: str
    content: bytes
    problems: Problems = field(default_factory=Problems)
    not_booked: int = 0

    @property
    def decoded(self) -> str:
        return ""

    @property
    def remarks(self) -> Sequence[str]:
        if not self.not_booked:
            return ()
        said = ngettext(
            "{count} entry is announced and not booked; it is not taken.",
            "{count} entries are announced and not booked; they are not taken.",
            self.not_booked,
        )
        return (said.format(count=self.not_booked),)

    def tables(self) -> Iterator[tuple[str, Iterable[PaymentRow]]]:
        """The payments, the one table of the file."""
        yield "payments", self.payments()

    def payments(self) -> Iterator[PaymentRow]:
        """The booked transactions in order. Raises UnreadableFile where it is no sound XML."""
        statement = _Statement()
        for element, name in elements_of(self.name, self.content, _WANTED, {"Ntry"}):
            if name == "Acct" and local_name(element.getparent()) in _STATEMENTS:
                statement.account = _number(element) or ""
            elif name == "Bal":
                code = find_text(element, "Tp/CdOrPrtry/Cd") or ""
                statement.balances[code] = self._signed(element)
            elif name == "Ntry":
                statement.entries += 1
                if _is_booked(element):
                    yield from self._rows(element, statement)
                else:
                    self.not_booked += 1
            elif name in _STATEMENTS:
                self._tie(line_of(element), statement)
                self._tie_summary(element, statement)
                statement = _Statement()

    def _rows(self, entry: _Element, statement: _Statement) -> Iterator[PaymentRow]:
        whole = self._signed(entry)
        if whole is None:
            self.problems.leave("payments", line_of(entry))
            return
        statement.add(whole)
        if _date(entry) is None:
            self.problems.refuse("payments", line_of(entry), _("The row has no day."))
            return
        told = list(entry.iter("{*}TxDtls"))
        parts = [part for one in told if (part := _part(one, whole)) is not None]
        if len(parts) > 1 and len(parts) == len(told):
            self._tie_parts(line_of(entry), parts, whole)
            for at, (detail, part) in enumerate(zip(told, parts, strict=True)):
                yield _row(entry, [detail], statement.account, part, at)
        else:
            yield _row(entry, told or [entry], statement.account, whole, 0)

    def _signed(self, element: _Element) -> int | None:
        ore = ore_of(find_decimal(element, "Amt"))
        sign = {"DBIT": -1, "CRDT": 1}.get(find_text(element, "CdtDbtInd") or "")
        if ore is None or ore < 0:
            said = find_text(element, "Amt") or ""
            what = _("“{text}” is not an amount.").format(text=said[:60])
        elif sign is None:
            what = _("It does not say whether the money came in or went out.")
        else:
            return sign * ore
        self.problems.note(line_of(element), what)
        return None

    def _tie_summary(self, element: _Element, statement: _Statement) -> None:
        """What the statement says that its entries are, where it says it."""
        summary = element.find("{*}TxsSummry")
        if summary is None or self.not_booked:  # banks sum these differently
            return
        count = find_text(summary, "TtlNtries/NbOfNtries")
        if count is not None and count != str(statement.entries):
            said = _("The file says it has {stated} entries; it has {found}.")
            self.problems.note(
                line_of(summary), said.format(stated=count[:20], found=statement.entries)
            )
        for path, found in (
            ("TtlCdtNtries/Sum", statement.came_in), ("TtlDbtNtries/Sum", statement.went_out),
        ):  # fmt: skip
            stated = ore_of(find_decimal(summary, path))
            if stated is not None and stated != found:
                said = _("The entries sum to {found}, the file says {stated}.")
                kronor = [Money(one).decimal_string for one in (found, stated)]
                self.problems.note(line_of(summary), said.format(found=kronor[0], stated=kronor[1]))

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
    return any(b"iso:20022:tech:xsd:camt.05%d" % n in head_of(content) for n in (2, 3, 4))


def _row(
    entry: _Element, details: Sequence[_Element], account: str, amount: int, at: int
) -> PaymentRow:
    """What an entry says of one transaction, or of several that it gives no sums of."""
    number = _given(entry, "AcctSvcrRef") or _given(entry, "NtryRef")
    date = _date(entry) or ""
    references = [
        said
        for detail in details
        for said in (*_texts(detail, "Ref", "CdtrRefInf"), *_texts(detail, "Nb", "RfrdDocInf"))
    ] or [said for detail in details if (said := _given(detail, "Refs/EndToEndId"))]
    messages = [said for detail in details for said in _texts(detail, "Ustrd", "RmtInf")]
    first = details[0]
    return PaymentRow(
        line=line_of(first),
        own=(account, date, number, str(at)) if number else (),
        account=account or None,
        date=date,
        value_date=_day(entry, "ValDt"),
        amount=amount,
        currency=next((one.get("Ccy") or "" for one in entry.iter("{*}Amt")), ""),
        payer=_all(_party(detail, "Dbtr") for detail in details),
        payer_account=_all(_account(detail, "DbtrAcct") for detail in details),
        payee=_all(_party(detail, "Cdtr") for detail in details),
        payee_account=_all(_account(detail, "CdtrAcct") for detail in details),
        reference=" ".join(dict.fromkeys(references)) or None,
        message=" ".join(messages) or find_text(entry, "AddtlNtryInf"),
        bank_reference=_given(first, "Refs/AcctSvcrRef") or number,
    )


def _all(said: Iterable[str | None]) -> str | None:
    """What several transactions say, each thing once."""
    return ", ".join(dict.fromkeys(filter(None, said))) or None


def _given(element: _Element, path: str) -> str | None:
    """A number, where there is one: banks write that there is none."""
    said = find_text(element, path)
    return None if said is None or said.upper() in _NONE_GIVEN else said


def _is_booked(entry: _Element) -> bool:
    """Not only announced; the status is text, or a code in later versions."""
    return _NOT_BOOKED.isdisjoint({find_text(entry, "Sts"), find_text(entry, "Sts/Cd")})


def _part(detail: _Element, whole: int) -> int | None:
    """Öre of one transaction of an entry, with the entry's sign where it says none of its own."""
    said = find_decimal(detail, "Amt")
    ore = ore_of(find_decimal(detail, "AmtDtls/TxAmt/Amt") if said is None else said)
    if ore is None:
        return None
    sign = find_text(detail, "CdtDbtInd")
    return -ore if (sign == "DBIT" if sign else whole < 0) else ore


def _date(entry: _Element) -> str | None:
    return _day(entry, "BookgDt") or _day(entry, "ValDt")


def _day(entry: _Element, name: str) -> str | None:
    return find_day(entry, f"{name}/Dt") or find_day(entry, f"{name}/DtTm")


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
