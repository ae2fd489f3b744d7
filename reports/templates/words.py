"""What a county's own template may ask for: single words, and tables by their headings.

>>> word_of("medel_kvar").explanation("sv"), word_of("remaining") is word_of("Kvar")
('Kvar, summan av alla rader', True)
>>> TABLES["rader"].field_of("Ska  fakturera (fordran)").label("sv")
'Ska fakturera (fordran)'
>>> nearest("medel_kvarr"), nearest("xyz")
('kvar', '')

A word is written as the name of a cell (`medel_kvar`) or in a cell's text (`{{kvar}}`); in Swedish
or English, with or without å, ä and ö.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from ledger.columns import Column
from ledger.money import Money
from ledger.terms import Term
from reports.book import Value
from reports.figures import DecisionFact, EntryFact, LineFact, YearFacts, marked
from reports.labels import Label
from reports.layout import swedish_order

PREFIX = "medel_"
_PLAIN = str.maketrans("åäöé", "aaoe")
_LIKENESS = 0.7


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known where a word stands: the facts (on a body's own sheet, its), the language."""

    facts: YearFacts
    language: str


@dataclass(frozen=True, slots=True)
class Word:
    """A single value that a template may ask for."""

    sv: str  # the word, as it is written
    en: str
    says_sv: str
    says_en: str
    value: Callable[[Asked], Value]

    def name(self, language: str) -> str:
        """As it is written after `medel_` or between braces."""
        return self.sv if language == "sv" else self.en

    def explanation(self, language: str) -> str:
        """What it becomes."""
        return self.says_sv if language == "sv" else self.says_en


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a marked table may have."""

    term: Term
    value: Callable[[Any, Asked], Value]
    short: tuple[str, ...] = ()  # other ways to write its heading

    def label(self, language: str) -> str:
        """Its heading."""
        return self.term.label(language)

    @property
    def headings(self) -> Iterable[str]:
        """Every way its heading may be written, folded."""
        return map(plain, (self.term.sv, self.term.en, *self.short))


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of marked table: what a row of it is, and which columns it may have."""

    sv: str
    en: str
    says_sv: str
    says_en: str
    fields: tuple[Field, ...]
    rows: Callable[[YearFacts], Iterable[Any]]

    def name(self, language: str) -> str:
        """As it is written after `medel_`."""
        return self.sv if language == "sv" else self.en

    def explanation(self, language: str) -> str:
        """What it holds."""
        return self.says_sv if language == "sv" else self.says_en

    def field_of(self, heading: str) -> Field | None:
        """The column that a heading means; None: a column of the template's own."""
        folded = plain(heading)
        return next((one for one in self.fields if folded in one.headings), None)

    def near_heading(self, heading: str) -> str:
        """The heading that is meant, where one of its own is nearly one of ours."""
        known = {folded: one.term.sv for one in self.fields for folded in one.headings}
        return known.get(_near(plain(heading), known), "")


def plain(words: str) -> str:
    """Words without case, å, ä, ö and signs, as names are written.

    >>> plain("Ska fakturera (fordran)"), plain("Belopp (kr)")
    ('ska_fakturera_fordran', 'belopp')
    """
    folded = words.casefold().replace("(kr)", "").translate(_PLAIN)
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_")


def word_of(name: str) -> Word | None:
    """The word that a name or a placeholder means."""
    return _words().get(plain(name).removeprefix(PREFIX))


def table_of(name: str) -> TableKind | None:
    """The kind of table that a name means; `medel_rader_2` is one more of `medel_rader`."""
    return _tables().get(re.sub(r"_\d+$", "", plain(name).removeprefix(PREFIX)))


def nearest(name: str) -> str:
    """The known word or table most like it; "" where none is."""
    known = {key: one.sv for key, one in _words().items()}
    known |= {key: one.sv for key, one in _tables().items()}
    return known.get(_near(plain(name).removeprefix(PREFIX), known), "")


def of_body(facts: YearFacts, body: str) -> YearFacts:
    """The part of the facts that concerns one body, for a sheet of its own."""
    posted = tuple(one for one in facts.entries if body in {one.payer, one.payee})
    numbers = {one.number for one in posted}
    return replace(
        facts,
        body=body,
        lines=tuple(line for line in facts.lines if line.body == body),
        before=tuple(line for line in facts.before if line.body == body),
        entries=posted,
        decisions=tuple(
            one
            for one in facts.decisions
            if (one.entry in numbers if one.entry else body in {one.payer, one.payee})
        ),
    )


def _near(folded: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(folded, known, 1, _LIKENESS)), "")


def _total(lines: Iterable[LineFact], column: Column) -> Money | None:
    """None where nobody has stated any of it."""
    stated = [sum_ for line in lines if (sum_ := line.columns.get(column)) is not None]
    return Money(sum(one.ore for one in stated)) if stated else None


def _day(asked: Asked) -> date | None:
    book = asked.facts.book
    return book.as_of or (date.fromisoformat(book.at[:10]) if book.at else None)


def _everybody(asked: Asked) -> str:
    return asked.facts.body or Label.EVERYTHING.label(asked.language)


SINGLES = (
    Word("ar", "year", "Bidragsåret", "The fund year", lambda a: a.facts.year),
    Word("part", "body", "Parten, eller att alla är med", "The body, or that all are", _everybody),
    Word("samverkansorgan", "forum", "Samverkansorganet, om bara dess beslut är med",
         "The forum, where only its decisions are", lambda a: a.facts.forum),
    Word("datum", "date", "Dagen som siffrorna gäller", "The day the figures are of", _day),
    Word("upp_till_post", "up_to_entry", "Till och med post nr", "Up to entry no",
         lambda a: a.facts.book.up_to_entry),
    Word("kontrollsumma", "head", "Bokens kontrollsumma", "Head hash of the book",
         lambda a: a.facts.book.head),
    Word("bok", "book", "Bokens id", "Id of the book", lambda a: a.facts.book.book_id),
    Word("program", "program_name", "Programmet och dess version", "The program and its version",
         lambda a: a.facts.book.program),
    Word("antal_parter", "bodies", "Hur många parter som har rader", "How many bodies have lines",
         lambda a: len({line.body for line in a.facts.lines})),
    Word("antal_poster", "entries_count", "Hur många poster", "How many entries",
         lambda a: len(a.facts.entries)),
)  # fmt: skip


def _sum_word(column: Column) -> Word:
    return Word(
        plain(column.sv), column.value,
        f"{column.sv}, summan av alla rader", f"{column.en}, the sum of all lines",
        lambda a: _total(a.facts.lines, column),
    )  # fmt: skip


def _before_word(column: Column) -> Word:
    return Word(
        f"{plain(column.sv)}_forra_aret", f"{column.value}_year_before",
        f"{column.sv} året före", f"{column.en} the year before",
        lambda a: _total(a.facts.before, column),
    )  # fmt: skip


SUMS = tuple(map(_sum_word, Column))
SUMS_BEFORE = tuple(map(_before_word, Column))


def _sum_of(column: Column) -> Field:
    return Field(column, lambda line, _asked: line.columns.get(column))


_SUM_FIELDS = tuple(map(_sum_of, Column))


def _per(key: Callable[[LineFact], str]) -> Callable[[YearFacts], list[LineFact]]:
    """The lines summed by body or by fund, as lines."""

    def rows(facts: YearFacts) -> list[LineFact]:
        names = sorted({key(line) for line in facts.lines}, key=swedish_order)
        return [
            LineFact(name, name, {
                c: _total((line for line in facts.lines if key(line) == name), c) for c in Column
            })
            for name in names
        ]  # fmt: skip

    return rows


def _entries(facts: YearFacts) -> list[tuple[EntryFact, DecisionFact]]:
    rests_on: dict[int | None, DecisionFact] = {}
    for decision in facts.decisions:
        rests_on.setdefault(decision.entry, decision)
    nothing = DecisionFact(None)
    return [(entry, rests_on.get(entry.number, nothing)) for entry in facts.entries]


def _quote(decision: DecisionFact) -> str:
    return "".join(marked(decision.quote, decision.amount_span)) or decision.paper or ""


def _of_body(amount: Money, there: str, asked: Asked) -> Money | None:
    return amount if asked.facts.body == there else None


def _other(entry: EntryFact, asked: Asked) -> str | None:
    if asked.facts.body == entry.payer:
        return entry.payee
    return entry.payer if asked.facts.body == entry.payee else None


_BODY = Field(Label.BODY, lambda line, _: line.body)
_FUND = Field(Label.FUND, lambda line, _: line.fund)
_YEAR = Field(Label.YEAR, lambda _line, asked: asked.facts.year, ("ar", "year"))

_DECISION_FIELDS = (
    Field(Label.DECIDED_BY, lambda d, _: d.forum),
    Field(Label.MEETING_DATE, lambda d, _: d.meeting_date),
    Field(Label.SECTION, lambda d, _: d.section),
    Field(Label.QUOTE, lambda d, _: _quote(d), ("citat", "quote")),
    Field(Label.FILE, lambda d, _: d.file),
    Field(Label.PAGE, lambda d, _: d.page),
    Field(Label.PROPOSAL, lambda d, _: d.number),
    Field(Label.SHA256, lambda d, _: d.sha256),
    Field(Label.STATUS, lambda d, asked: d.status.label(asked.language)),
    Field(Label.REMARK, lambda d, _: d.remark),
)


def _under_entry(field: Field) -> Field:
    return replace(field, value=lambda pair, asked: field.value(pair[1], asked))


TABLES: Mapping[str, TableKind] = {
    one.sv: one
    for one in (
        TableKind(
            "rader", "lines", "En rad per part och medel", "A row per body and fund",
            (_BODY, _FUND, _YEAR, *_SUM_FIELDS,
             Field(Label.COMMENT_BEFORE,
                   lambda line, a: a.facts.comments.get((line.body, line.fund)))),
            lambda facts: facts.lines,
        ),
        TableKind("parter", "bodies_table", "En rad per part", "A row per body",
                  (_BODY, _YEAR, *_SUM_FIELDS), _per(lambda line: line.body)),
        TableKind("medel", "funds", "En rad per medel", "A row per fund",
                  (_FUND, _YEAR, *_SUM_FIELDS), _per(lambda line: line.fund)),
        TableKind(
            "poster", "entries", "En rad per post, med det den vilar på",
            "A row per entry, with what it rests on",
            (
                Field(Label.ENTRY, lambda p, _: p[0].number, ("post", "nr", "entry")),
                Field(Label.DATE, lambda p, _: p[0].date),
                Field(Label.KIND, lambda p, a: p[0].kind.label(a.language)),
                Field(Label.PAYER, lambda p, _: p[0].payer),
                Field(Label.PAYEE, lambda p, _: p[0].payee),
                Field(Label.COUNTERPARTY, lambda p, a: _other(p[0], a)),
                Field(Label.FUND, lambda p, _: p[0].fund),
                Field(Label.YEAR, lambda p, _: p[0].fund_year, ("ar", "year")),
                Field(Label.AMOUNT, lambda p, _: p[0].amount),
                Field(Label.IN, lambda p, a: _of_body(p[0].amount, p[0].payee, a), ("in",)),
                Field(Label.OUT, lambda p, a: _of_body(p[0].amount, p[0].payer, a), ("ut", "out")),
                Field(Label.TEXT, lambda p, _: p[0].text),
                *map(_under_entry, _DECISION_FIELDS),
            ),
            _entries,
        ),
        TableKind(
            "beslut", "decisions", "En rad per beslut, även de som inte är bokförda",
            "A row per decision, those that are not posted too",
            (
                Field(Label.ENTRY, lambda d, _: d.entry, ("post", "nr", "entry")),
                Field(Label.KIND, lambda d, a: d.kind.label(a.language)),
                Field(Label.PAYER, lambda d, _: d.payer),
                Field(Label.PAYEE, lambda d, _: d.payee),
                Field(Label.FUND, lambda d, _: d.fund),
                Field(Label.AMOUNT, lambda d, _: d.amount),
                *_DECISION_FIELDS,
            ),
            lambda facts: facts.decisions,
        ),
    )
}  # fmt: skip


@cache
def _words() -> dict[str, Word]:
    every = (*SINGLES, *SUMS, *SUMS_BEFORE)
    return {word.en: word for word in every} | {word.sv: word for word in every}


@cache
def _tables() -> dict[str, TableKind]:
    return {one.en: one for one in TABLES.values()} | dict(TABLES)
