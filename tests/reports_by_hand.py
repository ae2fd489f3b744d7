"""An invented book for the tests of reports: one county, three bodies, one forum; roles only.

The facts are made by hand, as `reports.facts` would read them, so that reports are tested without a
database. Lines are summed from the entries by the same rules as the ledger's balances.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

from ledger.columns import PLANNED, Column
from ledger.money import Money
from ledger.planning.deviations import Deviation
from ledger.posting.balances import PAYEE_COLUMN, PAYER_COLUMN, REMAINING_SIGNS
from ledger.proposing.inbox_columns import INBOX_COLUMNS
from ledger.terms import (
    CandidateState,
    CarryOver,
    Due,
    EntryKind,
    FollowUp,
    StatementKind,
    Status,
)
from ledger.years.deadlines import Deadline
from reports.extract_figures import Chosen, ExtractFacts, OwedFact, YearLine
from reports.figures import (
    BookFacts,
    DecisionFact,
    EntryFact,
    InboxFacts,
    LineFact,
    ProposalFact,
    TermsFact,
    YearFacts,
)
from reports.inbox_sheet import inbox_book
from reports.kinds import report_of
from reports.spec import Spec
from reports.write_text import text_of
from reports.year import year_book

REGION, ASSOCIATION, KOMMUN = (
    "Region Kalmar län",
    "Kommunförbundet i Kalmar län",
    "Borgholms kommun",
)
AGENCY, FORUM = "Socialstyrelsen", "Länsgemensam ledning"
USERS, YOUNG, RSS = "Brukarmiljonen", "Psykisk hälsa och suicidprevention", "RSS-medel"
YEAR = 2023
FILE, SHA256 = "ledningsgrupp-maj.txt", "ab" * 32
BOOK = BookFacts("3f0c9d1e", 8, "5c" * 32, "Medelsbok 0.1.0")


def entry(number: int, kind: EntryKind, payer: str, payee: str, kronor: str, **more) -> EntryFact:
    """One entry of the year, decided by the forum in May."""
    given = {
        "date": date(2023, 5, 12), "fund": YOUNG, "fund_year": YEAR, "forum": FORUM,
        "text": f"§ {number} Ekonomi", **more,
    }  # fmt: skip
    return EntryFact(
        number=number, kind=kind, payer=payer, payee=payee, amount=Money.of_kronor(kronor), **given
    )


ENTRIES = (
    entry(1, EntryKind.CARRIED, ASSOCIATION, ASSOCIATION, "250000", fund_year=2022, to_year=2023),
    entry(2, EntryKind.RECEIVED, AGENCY, ASSOCIATION, "1200000.50"),
    entry(3, EntryKind.ALLOCATED, ASSOCIATION, KOMMUN, "300000"),
    entry(4, EntryKind.TO_INVOICE, REGION, ASSOCIATION, "745300", corrected_by=(5, 6)),
    entry(5, EntryKind.TO_INVOICE, REGION, ASSOCIATION, "-745300", corrects=4,
          reason="fel belopp ur protokollet", text="Rättelse"),
    entry(6, EntryKind.TO_INVOICE, REGION, ASSOCIATION, "754300", corrects=4,
          reason="fel belopp ur protokollet", text="§ 4 Ekonomi"),
    entry(7, EntryKind.TO_INVOICE, KOMMUN, REGION, "12500.75", fund=USERS),
    entry(8, EntryKind.SPENT, KOMMUN, REGION, "90000"),
)  # fmt: skip

QUOTES = {
    1: "Kvarvarande 250 000 kr från 2022 överförs till 2023.",
    2: "Förbundet har fått 1 200 000,50 kr från\nmyndigheten.",
    3: "Beslut: kommunen tilldelas 300 000 kr för insatser riktade till unga.",
    4: "Beslut: förbundet fakturerar regionen 754 300 kr.",
    6: "Beslut: förbundet fakturerar regionen 754 300 kr.",
    7: "Regionen fakturerar kommunen 12 500,75 kr för brukarmiljonen.",
}
SUMS = ("250 000 kr", "1 200 000,50 kr", "300 000 kr", "754 300 kr", "12 500,75 kr")


def decision_of(posted: EntryFact) -> DecisionFact:
    """What an entry rests on: a quote where there is one, else a paper."""
    quote = QUOTES.get(posted.number)
    common = {
        "entry": posted.number, "kind": posted.kind, "state": CandidateState.ACCEPTED,
        "amount": posted.amount, "payer": posted.payer, "payee": posted.payee,
        "fund": posted.fund, "years": (posted.fund_year,), "forum": posted.forum,
        "meeting_date": posted.date, "corrects": posted.corrects,
    }  # fmt: skip
    if quote is None:
        return DecisionFact(number=None, paper="Attesterat underlag 7", stated_by="ekonom",
                            remark=posted.reason, **common)  # fmt: skip
    start = next(quote.index(text) for text in SUMS if text in quote)
    text = next(text for text in SUMS if text in quote)
    return DecisionFact(
        number=posted.number + 10, quote=quote, amount_text=text,
        amount_span=(start, start + len(text)), section=f"§ {posted.number} Ekonomi", page=2,
        file=FILE, sha256=SHA256, remark=posted.reason, **common,
    )  # fmt: skip


def lines_of(entries: tuple[EntryFact, ...], year: int = YEAR) -> tuple[LineFact, ...]:
    """Lines summed by the ledger's rules."""
    sums: dict[tuple[str, str], dict[Column, int]] = defaultdict(lambda: dict.fromkeys(Column, 0))
    for e in entries:
        if e.fund_year == year and e.kind in PAYER_COLUMN:
            sums[e.payer, e.fund][PAYER_COLUMN[e.kind]] += e.amount.ore
        if e.fund_year == year and e.kind in PAYEE_COLUMN:
            sums[e.payee, e.fund][PAYEE_COLUMN[e.kind]] += e.amount.ore
        if e.kind is EntryKind.CARRIED and e.to_year == year:
            sums[e.payee, e.fund][Column.OPENING] += e.amount.ore
    for ore in sums.values():
        ore[Column.REMAINING] = sum(sign * ore[c] for c, sign in REMAINING_SIGNS.items())
    return tuple(
        LineFact(body, fund, {c: None if c in PLANNED else Money(o) for c, o in ore.items()})
        for (body, fund), ore in sorted(sums.items())
    )


FOLLOW_UPS = (
    DecisionFact(
        number=21, kind=StatementKind.ALLOCATION,
        quote="Gruppen beslutar att använda brukarmiljonen till utbildning i länet.", fund=USERS,
        years=(YEAR,), forum=FORUM,
        meeting_date=date(2023, 5, 12), section="§ 9 Brukarmedverkan", page=3, file=FILE,
        sha256=SHA256, follow_up=FollowUp.NO_SUM,
    ),
    DecisionFact(
        number=22, kind=StatementKind.ALLOCATION,
        quote="Fördelningen av 80 000 kr skjuts fram till mötet i september.",
        amount=Money.of_kronor("80000"), amount_text="80 000 kr",
        amount_span=(16, 25), status=Status.PROPOSED, fund=RSS, years=(YEAR,), forum=FORUM,
        meeting_date=date(2023, 5, 12), section="§ 10 RSS", page=3, file=FILE, sha256=SHA256,
        follow_up=FollowUp.POSTPONED,
    ),
    DecisionFact(
        number=23, kind=StatementKind.INVOICE,
        quote="Beslut: regionen fakturerar förbundet 5 000 kr.", amount=Money.of_kronor("5000"),
        amount_text="5 000 kr", amount_span=(38, 46), payer=ASSOCIATION,
        payee=REGION, fund=RSS, years=(YEAR,), forum=FORUM, meeting_date=date(2023, 5, 12),
        section="§ 11 RSS", page=3, file=FILE, sha256=SHA256,
    ),
)  # fmt: skip

FACTS = YearFacts(
    book=BOOK,
    year=YEAR,
    lines=lines_of(ENTRIES),
    entries=ENTRIES,
    decisions=(*map(decision_of, ENTRIES), FOLLOW_UPS[2]),
    follow_ups=FOLLOW_UPS,
)

EMPTY = YearFacts(book=BookFacts("3f0c9d1e", 0, "5c" * 32, "Medelsbok 0.1.0"), year=2031)


def proposal_of(decision: DecisionFact, post_as: EntryKind | None, **words: str) -> ProposalFact:
    """A row of the inbox with the cells that `inbox_cells` would give it, in Swedish."""
    cells = dict.fromkeys(column.key for column in INBOX_COLUMNS) | {
        "number": decision.number, "post_as": post_as and post_as.sv, "payer": decision.payer,
        "payee": decision.payee, "fund": decision.fund, "amount": decision.amount,
        "year": decision.years[0] if len(decision.years) == 1 else None,
        "quote": decision.quote, "status": decision.status.sv, "kind": decision.kind.sv,
        "exactness": "exakt" if decision.amount else "belopp saknas",
        "section": decision.section, "page": decision.page, "forum": decision.forum,
        "date": decision.meeting_date.isoformat(), "file": decision.file,
        "digest": f"{decision.number:064x}",
    }  # fmt: skip
    return ProposalFact(cells, decision.amount_span, words, decision.years)


INBOX = InboxFacts(
    book=BOOK,
    proposals=(
        proposal_of(FOLLOW_UPS[0], EntryKind.ALLOCATED),
        proposal_of(FOLLOW_UPS[1], EntryKind.ALLOCATED, payee="kommunerna"),
        proposal_of(FOLLOW_UPS[2], EntryKind.TO_INVOICE),
    ),
    bodies=(KOMMUN, ASSOCIATION, REGION, AGENCY),
    funds=(USERS, YOUNG, RSS),
)


def any_book(seed: int, entries: int = 60) -> YearFacts:
    """A book by chance: every kind of entry, some corrected, some carried to or from the year."""
    chance = random.Random(seed)
    bodies = [REGION, ASSOCIATION, KOMMUN, AGENCY, 'Ölands "samverkan" & co', "Bengt's kommun"]
    posted: list[EntryFact] = []
    while len(posted) < entries:
        kind = chance.choice(list(EntryKind))
        payer, payee = chance.sample(bodies, 2)
        from_year = chance.choice([YEAR, YEAR, YEAR - 1]) if kind is EntryKind.CARRIED else YEAR
        new = entry(
            len(posted) + 1, kind, payer, payer if kind is EntryKind.CARRIED else payee,
            f"{chance.randint(1, 10 ** chance.randint(3, 11)) / 100:.2f}",
            fund=chance.choice([USERS, YOUNG, RSS]), fund_year=from_year,
            to_year=from_year + 1 if kind is EntryKind.CARRIED else None,
        )  # fmt: skip
        posted.append(new)
        if chance.random() < 0.2:
            posted[-1] = replace(new, corrected_by=(new.number + 1,))
            posted.append(replace(new, number=new.number + 1, amount=-new.amount,
                                  corrects=new.number, reason="fel"))  # fmt: skip
    found = tuple(posted)
    decisions = tuple(replace(decision_of(e), quote="", amount_span=None) for e in found)
    return replace(FACTS, lines=lines_of(found), entries=found, decisions=decisions)


GOLDENS = Path(__file__).parent / "data" / "reports"


def golden_texts() -> dict[str, str]:
    """The text form of each report, by the name of the file that says what it should be."""
    part = replace(
        FACTS, body=KOMMUN, lines=tuple(line for line in FACTS.lines if line.body == KOMMUN),
        entries=tuple(e for e in ENTRIES if KOMMUN in {e.payer, e.payee}),
    )  # fmt: skip
    return {
        "year.en.txt": text_of(year_book(FACTS, "en"), "en"),
        "year.sv.txt": text_of(year_book(FACTS, "sv"), "sv"),
        "year-one-body.en.txt": text_of(year_book(part, "en"), "en"),
        "year-empty.en.txt": text_of(year_book(EMPTY, "en"), "en"),
        "inbox.en.txt": text_of(inbox_book(INBOX, "en"), "en"),
    }


BEFORE = tuple(
    replace(e, number=e.number + 10, fund_year=YEAR - 1, date=date(YEAR - 1, 5, 12), corrects=None,
            corrected_by=(), to_year=YEAR if e.to_year else None)
    for e in ENTRIES[1:]
)  # fmt: skip
EXTRACT = ExtractFacts(
    book=BOOK,
    chosen=Chosen(),
    lines=tuple(
        YearLine(year, line)
        for year, found in ((YEAR - 1, BEFORE), (YEAR, ENTRIES))
        for line in lines_of(found, year)
    ),
    entries=(*ENTRIES, *BEFORE),
    decisions=tuple(map(decision_of, (*ENTRIES, *BEFORE))),
    unposted=FOLLOW_UPS,
    terms=(
        TermsFact(YOUNG, CarryOver.NO, date(2023, 1, 1), AGENCY, use_by=date(2023, 12, 31),
                  year=YEAR),
    ),
    owed=(
        OwedFact(4, date(2023, 5, 12), True, REGION, YOUNG, YEAR, Money.of_kronor("754300"),
                 Money.of_kronor("500000"), Money.of_kronor("250000")),
        OwedFact(7, date(2023, 5, 12), False, KOMMUN, USERS, YEAR, Money.of_kronor("12500.75"),
                 Money(0), Money(0)),
    ),
    deviations=(
        Deviation(YOUNG, YEAR, KOMMUN, EntryKind.SPENT, Money.of_kronor("100000"), None,
                  Money.of_kronor("90000")),
        Deviation(YOUNG, YEAR, REGION, EntryKind.RECEIVED, Money.of_kronor("100"),
                  Money.of_kronor("80.50"), Money.of_kronor("70")),
    ),
    due=(
        Deadline(Due.REQUISITION, date(2023, 10, 31), -3, YOUNG, YEAR, REGION, Money.of_kronor("5"),
                 CarryOver.UNKNOWN),
        Deadline(Due.REPORT, date(2024, 3, 31), 149, YOUNG, YEAR, KOMMUN, None, CarryOver.UNKNOWN),
    ),
    terms_unknown=((USERS, YEAR),),
    counted_to=date(2023, 11, 3),
)  # fmt: skip
EXTRACTS = {
    "fund": Chosen(fund=YOUNG), "body": Chosen(body=ASSOCIATION), "forum": Chosen(forum=FORUM),
    "plan": Chosen(year=YEAR), "deadlines": Chosen(), "trail": Chosen(),
}  # fmt: skip


def extract_texts() -> dict[str, str]:
    """The reports of parts, each in both languages."""
    return {
        f"{kind}.{language}.txt": text_of(
            report_of(kind).book(replace(EXTRACT, chosen=chosen), Spec(kind, language=language)),
            language,
        )
        for kind, chosen in EXTRACTS.items()
        for language in ("sv", "en")
    }


if __name__ == "__main__":  # after a wanted change: write them anew, and read the difference
    for name, text in (golden_texts() | extract_texts()).items():
        (GOLDENS / name).write_text(text, encoding="utf-8", newline="\n")
