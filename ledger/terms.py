"""The words of the trade, kept once: each term by the value that is stored, with its labels.

>>> EntryKind.TO_INVOICE.value, EntryKind.TO_INVOICE.sv, EntryKind.TO_INVOICE.en
('to_invoice', 'beslutat att fakturera', 'decided to invoice')

Stored by value, never by name or position. The Swedish words follow `docs/ordlista.md`.
"""

from __future__ import annotations

from enum import Enum
from typing import Self


class Term(Enum):
    """A word of the trade with its Swedish and English label."""

    sv: str
    en: str

    def __new__(cls, value: str, sv: str, en: str) -> Term:
        member = object.__new__(cls)
        member._value_ = value
        member.sv, member.en = sv, en
        return member

    # Each is one object: no need to hash its name anew at every look-up, as Enum does.
    __hash__ = object.__hash__

    @classmethod
    def of(cls, value: str) -> Self:
        """The term stored as `value`. Raises ValueError."""
        for term in cls:
            if term.value == value:
                return term
        raise ValueError(value)

    def label(self, language: str) -> str:
        """The word in `sv` or `en`."""
        return self.sv if language == "sv" else self.en


class BodyKind(Term):
    """What a body (part, organ) is. A forum decides; parties pay; a group has members."""

    REGION = "region", "region", "region"
    KOMMUN = "kommun", "kommun", "municipality"
    ASSOCIATION = "association", "kommunförbund", "association of municipalities"
    FORUM = "forum", "samverkansorgan", "cooperation forum"
    STATE = "state", "statlig myndighet", "state agency"
    GROUP = "group", "grupp", "group"
    OTHER = "other", "annan", "other"


class StatementKind(Term):
    """What a sentence in the minutes says about money."""

    ALLOCATION = "allocation", "tilldelning", "allocation"
    GRANT = "grant", "bidrag", "grant"
    REQUISITION = "requisition", "rekvisition", "requisition"
    INVOICE = "invoice", "faktura", "invoice"
    REPAYMENT = "repayment", "återbetalning", "repayment"
    CARRY_OVER = "carry_over", "överföring till annat år", "carry-over"
    TRANSFER = "transfer", "omföring", "transfer"
    BUDGET = "budget", "budget", "budget"
    COST = "cost", "kostnad", "cost"
    UNIT_PRICE = "unit_price", "pris per enhet", "unit price"
    OTHER = "other", "annat", "other"


class Status(Term):
    """How far a statement has come towards being a decision."""

    DECIDED = "decided", "beslutat", "decided"
    PROPOSED = "proposed", "föreslaget", "proposed"
    INFORMATION = "information", "information", "information"
    REJECTED = "rejected", "avslaget", "rejected"


class Exactness(Term):
    """Whether the minutes give the sum itself or about it (ca, drygt, närmare …)."""

    EXACT = "exact", "exakt", "exact"
    APPROXIMATE = "approximate", "ungefärligt", "approximate"


class Bound(Term):
    """Whether the sum is a limit (högst, minst)."""

    NONE = "none", "ingen gräns", "no bound"
    AT_MOST = "at_most", "högst", "at most"
    AT_LEAST = "at_least", "minst", "at least"


class FollowUp(Term):
    """Why someone must come back to a statement."""

    NO_SUM = "no_sum", "belopp saknas", "no sum stated"
    POSTPONED = "postponed", "beslutet skjuts upp", "decision postponed"


class CandidateState(Term):
    """What has become of a candidate in the inbox."""

    OPEN = "open", "att granska", "to review"
    ACCEPTED = "accepted", "godkänd", "accepted"
    REJECTED = "rejected", "avvisad", "turned down"
    DUPLICATE = "duplicate", "dubblett", "duplicate"
    UNDONE = "undone", "ångrad", "undone"


class PeriodState(Term):
    """How far a year has come: in an adjusted one only corrections and what ends a year go in."""

    OPEN = "open", "öppet", "open"
    ADJUSTING = "adjusting", "justering", "adjusting"
    CLOSED = "closed", "stängt", "closed"


class EntryKind(Term):
    """What an entry (post) of the journal records. Every entry moves one sum payer → payee."""

    GRANTED = "granted", "beviljat", "granted"
    ALLOCATED = "allocated", "fördelat", "allocated"
    REQUISITIONED = "requisitioned", "rekvirerat", "requisitioned"
    RECEIVED = "received", "mottaget", "received"
    TO_INVOICE = "to_invoice", "beslutat att fakturera", "decided to invoice"
    SPENT = "spent", "förbrukat", "spent"
    TRANSFERRED = "transferred", "omfört", "transferred"
    RETURNED = "returned", "återbetalt", "returned"
    CARRIED = "carried", "överfört till annat år", "carried over"


class PlanKind(Term):
    """What a plan (budget, forecast) foresees money as."""

    BUDGET = "budget", "budget", "budget"
    FORECAST = "forecast", "prognos", "forecast"


class PlanState(Term):
    """What has become of a version of a plan; the newest approved one holds."""

    PROPOSED = "proposed", "föreslagen", "proposed"
    APPROVED = "approved", "fastställd", "approved"
    REVISED = "revised", "reviderad", "revised"
    OBSOLETE = "obsolete", "inaktuell", "obsolete"


class KeyKind(Term):
    """How a distribution key (fördelningsnyckel) divides money."""

    HALVES = "halves", "hälften var", "halves"
    EQUAL = "equal", "lika delar", "equal parts"
    SHARES = "shares", "avtalade andelar", "agreed shares"
    PER_CAPITA = "per_capita", "per invånare", "per capita"
    FIXED = "fixed", "fasta belopp", "fixed sums"
    PERCENT = "percent", "procent av eget bidrag", "percentage of own grant"


class CarryOver(Term):
    """Whether unused money of a fund year may be carried to another year."""

    YES = "yes", "ja", "yes"
    NO = "no", "nej", "no"
    UNTIL = "until", "till ett datum", "until a date"
    UNKNOWN = "unknown", "okänt", "unknown"


class Due(Term):
    """What has to be done with the money of a fund year by a last day."""

    REQUISITION = "requisition", "rekvirera", "requisition"
    USE = "use", "förbruka", "use"
    REPORT = "report", "återrapportera", "report"


class ItemKind(Term):
    """What can be matched: an entry of the book, or a row of another system."""

    DECISION = "decision", "beslut", "decision"
    INVOICE = "invoice", "faktura", "invoice"
    BOOKING = "booking", "bokföringsrad", "booking"
    PAYMENT = "payment", "betalning", "payment"


class Relation(Term):
    """In what way the items of a match group belong together; the left side is named first."""

    CREDITED = "credited", "krediterat", "credited"
    DECIDED_INVOICED = "decided-invoiced", "beslutat – fakturerat", "decided – invoiced"
    INVOICED_PAID = "invoiced-paid", "fakturerat – betalt", "invoiced – paid"
    DECIDED_PAID = "decided-paid", "beslutat – betalt", "decided – paid"
    INVOICED_BOOKED = "invoiced-booked", "fakturerat – bokfört", "invoiced – booked"
    DECIDED_BOOKED = "decided-booked", "beslutat – bokfört", "decided – booked"


class SeenBy(Term):
    """In whose books, or on whose account, a booking or a payment stands: each has its own."""

    BOTH = "both", "båda", "both"
    PAYER = "payer", "betalaren", "the payer"
    PAYEE = "payee", "mottagaren", "the payee"


class ResidualKind(Term):
    """Why a match group does not come out even."""

    ROUNDING = "rounding", "öresavrundning", "rounding"
    VAT = "vat", "moms", "VAT"
    FEE = "fee", "avgift", "fee"
    CREDIT = "credit", "tillgodohavande", "credit"
    WRITE_OFF = "write_off", "avskrivning", "write-off"
    DISPUTE = "dispute", "tvist", "dispute"
    UNEXPLAINED = "unexplained", "oförklarat", "unexplained"


class MatchState(Term):
    """What has become of a match group; superseded: a suggestion that no longer fits."""

    SUGGESTED = "suggested", "föreslagen", "suggested"
    SETTLED = "settled", "avstämd", "settled"
    REJECTED = "rejected", "avvisad", "turned down"
    UNDONE = "undone", "ångrad", "undone"
    SUPERSEDED = "superseded", "överspelad", "superseded"


class CountsAs(Term):
    """What a rule says that a row of another system is."""

    SPENT = "spent", "förbrukat", "spent"
    RECEIVED = "received", "mottaget", "received"
    RETURNED = "returned", "återbetalt", "returned"
    OUTSIDE = "outside", "utanför", "outside"


# A statement of these kinds becomes an entry of that kind. A budget, a cost, a unit price or
# "other" does not say by itself what was moved: who accepts it must name the entry's kind.
ENTRY_OF_STATEMENT = {
    StatementKind.ALLOCATION: EntryKind.ALLOCATED,
    StatementKind.GRANT: EntryKind.GRANTED,
    StatementKind.REQUISITION: EntryKind.REQUISITIONED,
    StatementKind.INVOICE: EntryKind.TO_INVOICE,
    StatementKind.REPAYMENT: EntryKind.RETURNED,
    StatementKind.CARRY_OVER: EntryKind.CARRIED,
    StatementKind.TRANSFER: EntryKind.TRANSFERRED,
}
