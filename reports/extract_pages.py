"""The pages that reports of parts are put together from: entries, decisions, terms, debts, plans.

    Extract(Label.OF_FORUM, (DECISIONS, UNPOSTED, ENTRIES), DECISIONS, bodies_of_entries)

An entry leads to the decision it rests on, and a decision to its entry.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledger.messages import N_, speaking
from ledger.money import Money
from ledger.planning.deviations import GOES_OUT, Deviation, sign_rule
from reports.book import Cell
from reports.checks import proven_check
from reports.decision_fields import DECISION_FIELDS, FOLLOW_UP_FIELDS, quote_cell
from reports.extract import Check, Frame
from reports.extract_figures import OwedFact
from reports.extract_lines import LinesPage, YearsPage
from reports.extract_list import ListPage
from reports.fields import Field, To
from reports.figures import DecisionFact, EntryFact
from reports.labels import Label
from reports.worded import Worded

LINES = LinesPage()
YEARS = YearsPage(LINES)

_TO_DECISION = To("decisions", lambda entry: entry.number)
_TO_ENTRY = To("entries", lambda one: one.entry)


def _proven(frame: Frame, span: str) -> tuple[Check, ...]:
    return (proven_check(frame, frame.facts.entries, frame.facts.decisions, span),)


# -- Entries and what they rest on -----------------------------------------------------------------


def _corrects(entry: EntryFact) -> str:
    """By number what it corrects, and why."""
    return "" if entry.corrects is None else f"{entry.corrects}: {entry.reason or '–'}"


ENTRIES = ListPage(
    "entries",
    Label.ENTRIES,
    (
        Field(Label.ENTRY, lambda e: e.number, to=_TO_DECISION),
        Field(Label.DATE, lambda e: e.date),
        Field(Label.KIND, lambda e: e.kind),
        Field(Label.PAYER, lambda e: e.payer, most=26),
        Field(Label.PAYEE, lambda e: e.payee, most=26),
        Field(Label.FUND, lambda e: e.fund),
        Field(Label.YEAR, lambda e: e.fund_year, key="fund_year"),
        Field(Label.TO_YEAR, lambda e: e.to_year, often_empty=True),
        Field(Label.AMOUNT, lambda e: e.amount),
        Field(Label.DECIDED_BY, lambda e: e.forum or ""),
        Field(Label.TEXT, lambda e: e.text, most=40),
        Field(Label.CORRECTS, _corrects, often_empty=True, most=26),
    ),
    lambda facts: facts.entries,
    N_("No entries."),
    number=lambda entry: entry.number,
)
DECISIONS = ListPage(
    "decisions",
    Label.DECISIONS,
    (DECISION_FIELDS[0]._replace(to=_TO_ENTRY), *DECISION_FIELDS[1:]),
    lambda facts: facts.decisions,
    N_("No decisions."),
    number=lambda decision: decision.entry,
    checked=_proven,
)
UNPOSTED = ListPage(
    "unposted",
    Label.UNPOSTED,
    (*FOLLOW_UP_FIELDS, Field(Label.STATUS, lambda d: d.status),
     Field(Label.STATE, lambda d: d.state)),
    lambda facts: facts.unposted,
    N_("All that was decided is posted."),
)  # fmt: skip


def _quote(_frame: Worded, decision: DecisionFact) -> Cell:
    """The words alone: the paper of a typed entry has a column of its own."""
    return quote_cell(decision.quote, decision.amount_span)


TRAIL = ListPage(
    "decisions",
    Label.OF_TRAIL,
    (
        Field(Label.ENTRY, lambda d: d.entry, to=_TO_ENTRY),
        Field(Label.KIND, lambda d: d.kind),
        Field(Label.PAYER, lambda d: d.payer or ""),
        Field(Label.PAYEE, lambda d: d.payee or ""),
        Field(Label.FUND, lambda d: d.fund or ""),
        Field(Label.YEAR, lambda d: d.years[0] if d.years else None, key="fund_year"),
        Field(Label.AMOUNT, lambda d: d.amount),
        Field(Label.QUOTE, lambda d: d.quote, cell=_quote, most=48),
        Field(Label.DECIDED_BY, lambda d: d.forum or ""),
        Field(Label.MEETING_DATE, lambda d: d.meeting_date),
        Field(Label.SECTION, lambda d: d.section or "", most=26),
        Field(Label.PAGE, lambda d: d.page, often_empty=True),
        Field(Label.FILE, lambda d: d.file or "", most=26),
        Field(Label.SHA256, lambda d: d.sha256 or "", most=34),
        Field(Label.PAPER, lambda d: d.paper or "", often_empty=True),
        Field(Label.STATED_BY, lambda d: d.stated_by or "", often_empty=True),
    ),
    lambda facts: facts.decisions,
    N_("No entries."),
    number=lambda decision: decision.entry,
    checked=_proven,
)


# -- Terms and debts -------------------------------------------------------------------------------


TERMS = ListPage(
    "terms",
    Label.TERMS,
    (
        Field(Label.YEAR, lambda t: t.year, key="fund_year"),
        Field(Label.FUND, lambda t: t.fund),
        Field(Label.GRANTOR, lambda t: t.grantor, most=26, often_empty=True),
        Field(Label.AGREEMENT, lambda t: t.agreement, most=26, often_empty=True),
        Field(Label.CARRY_OVER, lambda t: t.carry_over),
        Field(Label.CARRY_UNTIL, lambda t: t.carry_until, often_empty=True),
        Field(Label.REQUISITION_BY, lambda t: t.requisition_by, often_empty=True),
        Field(Label.USE_BY, lambda t: t.use_by, often_empty=True),
        Field(Label.REPORT_BY, lambda t: t.report_by, often_empty=True),
        Field(Label.CONDITIONS, lambda t: t.conditions, most=40, often_empty=True),
        Field(Label.APPLIES_FROM, lambda t: t.applies_from),
        Field(Label.ON_WORD, lambda t: t.on_word, most=26),
    ),
    lambda facts: facts.terms,
    N_("Nobody has said the terms."),
)


def _unpaid(owed: OwedFact) -> Money:
    return owed.decided - owed.paid


def _not_invoiced(owed: OwedFact) -> Money:
    return owed.decided - owed.invoiced


CLAIMS = ListPage(
    "claims",
    Label.CLAIMS,
    (
        Field(Label.COUNTERPARTY, lambda o: o.counterparty, most=30),
        Field(Label.ENTRY, lambda o: o.entry, to=_TO_ENTRY),
        Field(Label.DATE, lambda o: o.date),
        Field(Label.FUND, lambda o: o.fund),
        Field(Label.YEAR, lambda o: o.fund_year, key="fund_year"),
        Field(Label.DECIDED, lambda o: o.decided, total=True),
        Field(Label.INVOICED, lambda o: o.invoiced, total=True),
        Field(Label.NOT_INVOICED, _not_invoiced, total=True,
              follows=lambda _o: {"decided": 1, "invoiced": -1}),
        Field(Label.PAID, lambda o: o.paid, total=True),
        Field(Label.UNPAID, _unpaid, total=True, follows=lambda _o: {"decided": 1, "paid": -1}),
    ),
    lambda facts: [one for one in facts.owed if one.claim],
    N_("Nothing is owed to the body."),
)  # fmt: skip
DEBTS = replace(
    CLAIMS,
    key="debts",
    title=Label.DEBTS,
    rows=lambda facts: [one for one in facts.owed if not one.claim],
    when_empty=N_("The body owes nothing."),
)


# -- Plans and last days ---------------------------------------------------------------------------


def _against(plan: str) -> dict[bool, dict[str, int]]:
    return {True: {plan: 1, "outcome": -1}, False: {"outcome": 1, plan: -1}}


_OF_BUDGET, _OF_FORECAST = _against("budget"), _against("forecast")


def _goes_out(row: Deviation) -> bool:
    return row.kind in GOES_OUT


def _sign_rule(frame: Frame) -> str:
    with speaking(frame.language):
        return sign_rule()


PLAN = ListPage(
    "rows",
    Label.OF_PLAN,
    (
        Field(Label.FUND, lambda d: d.fund, most=26),
        Field(Label.YEAR, lambda d: d.year, key="fund_year"),
        Field(Label.BODY, lambda d: d.body, most=26),
        Field(Label.KIND, lambda d: d.kind),
        Field(Label.BUDGET, lambda d: d.budget),
        Field(Label.FORECAST, lambda d: d.forecast),
        Field(Label.OUTCOME, lambda d: d.outcome),
        Field(Label.DEVIATION, lambda d: d.deviation,
              follows=lambda d: _OF_BUDGET[_goes_out(d)]),
        Field(Label.FORECAST_DEVIATION, lambda d: d.forecast_deviation,
              follows=lambda d: _OF_FORECAST[_goes_out(d)]),
    ),
    lambda facts: facts.deviations,
    N_("Nothing is planned here."),
    note=_sign_rule,
)  # fmt: skip


def _counted_from(frame: Frame) -> str:
    day: date | None = frame.facts.counted_to
    return f"{frame.word(Label.COUNTED_FROM)} {day}." if day else ""


DUE = ListPage(
    "due",
    Label.OF_DEADLINES,
    (
        Field(Label.LAST_DAY, lambda d: d.due, key="due"),
        Field(Label.DAYS_LEFT, lambda d: d.days_left),
        Field(Label.TO_DO, lambda d: d.what, key="what"),
        Field(Label.FUND, lambda d: d.fund, most=26),
        Field(Label.YEAR, lambda d: d.year, key="fund_year"),
        Field(Label.BODY, lambda d: d.body, most=26),
        Field(Label.MISSING, lambda d: d.missing, key="amount"),
        Field(Label.CARRY_OVER, lambda d: d.carry_over),
    ),
    lambda facts: facts.due,
    N_("Nothing is due."),
    note=_counted_from,
)
UNKNOWN = ListPage(
    "terms_unknown",
    Label.TERMS_UNKNOWN,
    (
        Field(Label.FUND, lambda one: one[0], most=30),
        Field(Label.YEAR, lambda one: one[1], key="fund_year"),
    ),
    lambda facts: facts.terms_unknown,
    N_("The terms of every fund year with entries are known."),
    hidden_when_empty=True,
)
