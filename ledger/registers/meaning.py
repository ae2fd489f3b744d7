"""What a row of another system concerns: fund, bodies, what it counts as; and why.

    facts = facts_of(connection)
    for row in connection.execute(select(bookings)):
        meaning = facts.of("bookings", row)
        meaning.fund, meaning.body, meaning.counted(row.amount), meaning.reasons

Rules say it (`rules`), and of invoices and payments also the row's own words: its parties by number
and name, its fund by the names of funds in its texts where no rule speaks of the fund. All that
speak must agree; where they do not, the row has no value and `disputes` says between whom. Payer
and payee are as the paper has them: of a credit note, too, the issuer is the payee.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from json import dumps
from typing import Any

from sqlalchemy import Connection

from ledger.grants.funds import fund_names_by_number
from ledger.parties.bodies import names_by_number
from ledger.parties.merged import merged
from ledger.registers.agreeing import Asked, Meaning, Voices
from ledger.registers.fund_words import FundWords
from ledger.registers.matcher import Matcher
from ledger.registers.phrases import BETWEEN_TEXTS
from ledger.registers.row_parties import MOST_KEPT, NOTHING, RowParties
from ledger.registers.rule_book import rules_in_force
from ledger.registers.rules import PROJECT, Rule
from ledger.storage.moments import NOW, Moment

HISTORY = Meaning()  # a row that was struck out or put in concerns nothing: it is never summed


@dataclass(slots=True)
class Facts:
    """What the rules and the names of a book say of rows: made once, asked of each row."""

    voices: Voices
    parties: RowParties
    fund_words: FundWords
    matcher: Matcher = field(init=False)
    _meanings: dict[Asked, Meaning] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.voices.rules, self.parties.keys_of)

    def of(self, register: str, row: Any) -> Meaning:
        """The meaning of a row of `invoices`, `bookings` or `payments`."""
        if register == "bookings" and row.change:
            return HISTORY
        asked = _ASK[register](self, row)
        found = self._meanings.get(asked)
        if found is None:
            voices = self.voices
            found = voices.booking(asked) if register == "bookings" else voices.between(asked)
            if len(self._meanings) < MOST_KEPT:
                self._meanings[asked] = found
        return found

    def hitting(self, register: str, row: Any) -> list[Rule]:
        """The rules that hit a row."""
        return list(self.voices.of(_ASK[register](self, row).rules))


def facts_of(connection: Connection, moment: Moment = NOW) -> Facts:
    """What the book's rules and names say of rows, now or at a moment."""
    same = merged(connection, moment)
    rules = [
        replace(rule, body=same.root(rule.body)) if rule.body else rule
        for rule in rules_in_force(connection, moment)
    ]
    names = fund_names_by_number(connection), names_by_number(connection, moment)
    parties = RowParties.of(connection, moment)
    return Facts(Voices(rules, *names), parties, FundWords.of(connection, moment))


def _booking(facts: Facts, row: Any) -> Asked:
    company = facts.parties.said(row.company) if row.company else NOTHING
    hits = facts.matcher.hits(
        "bookings", account=row.account, objects=row.objects, series=row.series,
        company=company.keys, text=_joined(row.text, row.voucher_text),
    )  # fmt: skip
    return Asked(hits.rules, (company,))


def _invoice(facts: Facts, row: Any) -> Asked:
    """The recipient pays the issuer; whose list it is in is told by its side."""
    payer = facts.parties.said(row.recipient, row.recipient_id)
    payee = facts.parties.said(row.issuer, row.issuer_id)
    own = {"received": 0, "sent": 1}.get(row.side)
    text = _joined(row.text, row.reference, row.order_reference, row.project)
    hits = facts.matcher.hits(
        "invoices", account=row.account, parties=(payer.keys, payee.keys), text=text,
        objects=f'[["{PROJECT}",{dumps(row.project)}]]' if row.project else None,
        company=NOTHING.keys if own is None else (payer, payee)[own].keys,
    )  # fmt: skip
    return Asked(hits.rules, (payer, payee), hits.by_party, facts.fund_words.named(text), own)


def _payment(facts: Facts, row: Any) -> Asked:
    """What came in was paid to the account's holder; what went out, by them."""
    payer, payee = facts.parties.said(row.payer), facts.parties.said(row.payee)
    text = _joined(row.message, row.reference)
    hits = facts.matcher.hits(
        "payments", parties=(payer.keys, payee.keys), text=text,
        company=facts.parties.keys_of(row.account) if row.account else NOTHING.keys,
    )  # fmt: skip
    named = facts.fund_words.named(text)
    return Asked(hits.rules, (payer, payee), hits.by_party, named, int(row.amount > 0))


_ASK: Mapping[str, Callable[[Facts, Any], Asked]] = {
    "bookings": _booking, "invoices": _invoice, "payments": _payment,
}  # fmt: skip


def _joined(*texts: str | None) -> str:
    return BETWEEN_TEXTS.join(text for text in texts if text)
