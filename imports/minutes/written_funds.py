"""Names of funds that no register knows, by the words that name money set apart.

>>> text = "Skolan får 40 tkr ur nämndens initiativpott."
>>> [text[slice(*one.span)] for one in written_in(fold(text), Span(0, len(text)))]
['nämndens initiativpott']

A head ("pott", "anslag", "statsbidrag") names a fund where it is told which: by its form
("potten"), by whose it is, by what it is for, or as the source or the place of the money ("ur",
"i"). "Ett anslag på 40 tkr" names none: the sum is itself the appropriation.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.words import Words
from ledger.drafts import Span

__all__ = ["Written", "fold", "written_in"]

BEFORE = 90  # characters before a head in which its attributes stand
ATTRIBUTES = 4  # words


class Written(NamedTuple):
    """A name of money in the text; `is_source` after "ur", "från", "inom", "av"."""

    span: Span
    is_source: bool
    is_bare: bool = False  # one common word: "statsbidraget"
    is_goal: bool = False  # after "till": where the money is put
    goes_on: bool = False  # what the sentences after speak of too
    in_titles: bool = False  # a title with it names the money of all that stands below


def written_in(folded: Folded, span: Span) -> list[Written]:
    """The names of money in `span`, in order."""
    return folded.once("written-funds", span, lambda: _written_in(folded, span))


def _written_in(folded: Folded, span: Span) -> list[Written]:
    found: list[Written] = []
    done = span.start
    for head in _heads().find(folded, span):
        if head.start < done:
            continue
        one = _TAKES[head.tag](folded, span, Span(head.start, head.end))
        if one:
            found.append(one)
            done = one.span.end
    return found


# ------------------------------------------------------------ by the head


def _always(folded: Folded, span: Span, head: Span) -> Written | None:
    """ "kommunbidrag", "utvecklingsmedel": money of its own, however it is said."""
    if _never().fullmatch(folded.lower, *head):
        return None
    before = _Before.of(folded, span, head)
    end = _with_purpose(folded, head.end, span.end)
    start = before.start
    of_money = folded.lower[head.start : head.end].endswith(("medel", "medlen"))
    is_bare = (start, end) == head
    return Written(Span(start, end), before.is_source, is_bare=is_bare, in_titles=of_money)


def _named(folded: Folded, span: Span, head: Span) -> Written | None:
    """ "potten", "nämndens anslag", "anslag för skolor": where it is told which."""
    lower = folded.lower
    if _never().fullmatch(lower, *head):
        return None
    if title := _title(folded, span, head):
        return Written(title, is_source=True)
    head = _whole(lower, span, head)
    before = _Before.of(folded, span, head)
    if before.is_indefinite:
        return None
    end = _with_purpose(folded, head.end, span.end)
    is_common = bool(_common().fullmatch(lower, *head))
    told = before.start < head.start or end > head.end
    if not told and (is_common or not _is_told_by_form(folded, head, before)):
        return None
    is_goal = before.place in _TOWARDS and folded.text[head.start].islower()
    return Written(Span(before.start, end), before.is_source, is_goal=is_goal)


def _whole(lower: str, span: Span, head: Span) -> Span:
    """The head with what a hyphen joins to it: "Leader-programmet"."""
    begins = _JOINED.search(lower, max(span.start, head.start - LONGEST_QUOTED), head.start)
    return Span(begins.start(), head.end) if begins else head


def _title(folded: Folded, span: Span, head: Span) -> Span | None:
    """ "anslag 4:1 Åtgärder", posten ”allmän reserv”, ”allmän reserv”."""
    if vote := _VOTE.match(folded.lower, head.start, span.end):
        return Span(*vote.span())
    if title := _TITLE.match(folded.text, head.end, span.end):
        return Span(*title.span("name"))
    if folded.text[head.end : head.end + 1] not in _QUOTES:
        return None
    begun = max(span.start, head.start - LONGEST_QUOTED)
    opens = max(folded.text.rfind(mark, begun, head.start) for mark in _QUOTES if mark)
    return Span(opens + 1, head.end) if opens >= 0 else None


LONGEST_QUOTED = 40
_TITLE = re.compile(r"\s+[”“\"](?P<name>[^”“\"\n]{3,60})[”“\"]")  # posten ”allmän reserv”
_QUOTES = ("”", "“", '"', "»")


def _is_told_by_form(folded: Folded, head: Span, before: _Before) -> bool:
    """ "kulturpotten", "i budgetreserv"; but "Solfonden" is a body where it gives or receives."""
    lower = folded.lower
    if folded.text[head.start].isupper() and not before.is_source and _FUND.search(lower, *head):
        return False
    return bool(before.place or _DEFINITE.search(lower, *head))


def _budget(folded: Folded, span: Span, head: Span) -> Written | None:
    """ "i nämndens driftbudget": a budget is a fund only as the place of the money."""
    before = _Before.of(folded, span, head)
    is_common = folded.lower[head.start : head.end] in {"budget", "budgeten"}
    if before.place in (*_TOWARDS, "") or before.is_indefinite:
        return None
    attributes = folded.lower[before.start : head.start].strip()
    if is_common and (not attributes or _OF_A_YEAR.fullmatch(attributes)):
        return None
    return Written(Span(before.start, head.end), before.is_source)


def _own_capital(folded: Folded, span: Span, head: Span) -> Written | None:
    """ "förs till eget kapital"; what is taken of it is told by what it is taken for."""
    before = _Before.of(folded, span, head)
    if before.place != "till":
        return None
    return Written(Span(before.start, head.end), is_source=False, is_goal=True)


def _money(folded: Folded, span: Span, head: Span) -> Written | None:
    """ "medel för lönesatsningen", "medlen (40 tkr) från Forte"."""
    match = _money_of().match(folded.lower, head.end, span.end)
    if match is None:
        return None
    of_giver = match.lastgroup == "source"
    return Written(Span(*match.span(str(match.lastgroup))), is_source=False, in_titles=of_giver)


def _agreement(folded: Folded, span: Span, head: Span) -> Written | None:
    """ "överenskommelsen mellan staten och SKR om god vård": the money of all it covers."""
    match = _ABOUT.match(folded.lower, head.end, span.end)
    if match is None:
        return None
    start = match.start("name") if match["parties"] else head.start
    return Written(Span(start, match.end("name")), is_source=False, goes_on=True)


_ABOUT = re.compile(
    r"""
    (?P<parties>\s+mellan\s[^.\n]{3,90}?)?
    \s+(?:om|kring|avseende|inom)\s+
    (?P<name>[^\W\d][\w-]*(?:\s+(?!(?:som|är|har|innebär|omfattar|uppgår|för|under|med|mellan|på|ska)\s)
      [\w-]+){0,5})
    """,
    re.VERBOSE,
)


def _handed_out(folded: Folded, span: Span, head: Span) -> Written | None:
    """ "fördelning av bidrag till föreningar": the kind of grant that is handed out."""
    match = _GRANT_TO.match(folded.lower, head.end, span.end)
    return Written(Span(match.start("what"), match.end()), is_source=False) if match else None


_TAKES = {  # in the order in which a word is asked
    "money": _money,
    "handed_out": _handed_out,
    "agreement": _agreement,
    "capital": _own_capital,
    "always": _always,
    "named": _named,
    "budget": _budget,
}
_TOWARDS = ("till", "mot", "med", "via", "av")
# anslag 4:1 Åtgärder
_VOTE = re.compile(r"anslag(?:et)?\s+\d{1,2}:\d{1,2}(?:\s+[^\W\d][\w-]*){0,5}")
_DEFINITE = re.compile(r"(?:en|(?<!budg)et|na|ens|ets)\Z")
_FUND = re.compile(r"fond(?:en|ens)?\Z")
_JOINED = re.compile(r"(?<![\w-])[\w-]+-\Z")
_OF_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:\sårs?)?|årets|nästa års")
_GRANT_TO = re.compile(r"\s+av\s+(?P<what>(?:bidrag|stöd)\s+(?:till|för)\s+[\w-]+)")


# ------------------------------------------------------------ the words around a head


class _Before(NamedTuple):
    """The words before a head: where its name begins, and the preposition or article there."""

    start: int
    place: str  # "ur", "från", "i" ... or ""
    is_indefinite: bool

    @property
    def is_source(self) -> bool:
        return self.place in _sources()

    @classmethod
    def of(cls, folded: Folded, span: Span, head: Span) -> _Before:
        at = max(span.start, head.start - BEFORE)
        words = list(_TOKEN.finditer(folded.lower, at, head.start))
        start, taken = head.start, 0
        while words and _follows(folded.lower, words[-1].end(), start):
            word = words[-1][0]
            if taken >= ATTRIBUTES or not _is_attribute(word):
                break
            start = words.pop().start()
            taken += 1
        return cls(start, *_before_name(folded.lower, [m[0] for m in words[-2:]], words, start))


def _before_name(
    lower: str, last: list[str], words: list[re.Match[str]], start: int
) -> tuple[str, bool]:
    """The preposition before a name, and whether the name is indefinite: "en särskild pott"."""
    if not words or not _follows(lower, words[-1].end(), start):
        return "", False
    if last == ["ramen", "för"]:
        return "inom", False  # "inom ramen för nämndens budget"
    if last[-1] in _ARTICLES and len(last) > 1:
        return (last[0] if last[0] in _places() else ""), False
    is_new = last[-1] in _INDEFINITE or (len(last) > 1 and last[0] in _INDEFINITE)
    return (last[-1] if last[-1] in _places() else ""), is_new


def _follows(lower: str, end: int, start: int) -> bool:
    return lower[end:start].isspace()


def _is_attribute(word: str) -> bool:
    if word in _attributes():
        return True
    is_form = _ATTRIBUTE.fullmatch(word) and not word.endswith("era")  # "administrera"
    return bool(is_form) and word not in _not_attributes()


_TOKEN = re.compile(r"[\w:-]+")
_ATTRIBUTE = re.compile(r"[\w:-]+(?:a|s|al|am|ade)|(?:19|20)[0-9]{2}")
_ARTICLES = ("den", "det", "de", "denna", "detta", "dessa")
_INDEFINITE = ("en", "ett", "någon", "något", "ingen", "inget", "varje")


def _with_purpose(folded: Folded, end: int, stop: int) -> int:
    match = _purpose().match(folded.lower, end, stop)
    return match.end() if match else end


@cache
def _heads() -> Words[str]:
    table = lexicon("funds")["heads"]
    return Words((form, tag) for tag in _TAKES for form in table[tag])


@cache
def _never() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("funds")["heads"]["never"]))


@cache
def _common() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("funds")["heads"]["common"]))


@cache
def _sources() -> frozenset[str]:
    return frozenset(lexicon("funds")["written"]["source"])


@cache
def _places() -> frozenset[str]:
    return frozenset(lexicon("funds")["written"]["places"])


@cache
def _attributes() -> frozenset[str]:
    return frozenset(lexicon("funds")["written"]["attributes"])


@cache
def _not_attributes() -> frozenset[str]:
    return frozenset(lexicon("funds")["written"]["not_attributes"])


@cache
def _noun() -> str:
    words = lexicon("funds")["written"]
    return rf"(?!{any_of(words['not_purpose'])}(?!\w))(?:\w+-\s+och\s+)?[\w-]+"


@cache
def _purpose() -> re.Pattern[str]:
    """ "för barn och unga", "avseende lokaler"."""
    words = lexicon("funds")["written"]
    of, more = any_of(words["purpose"]), any_of(words["adjectives"])
    pair = rf"(?:\s+och\s+(?!{any_of(words['not_purpose'])}(?!\w))[a-zåäö]+(?=[\s,.;:)]))"
    return re.compile(rf"\s+{of}\s+{_noun()}(?:\s+{more}|{pair})?")


@cache
def _money_of() -> re.Pattern[str]:
    words = lexicon("funds")["written"]
    of = any_of(words["purpose"])
    giver = rf"{any_of(words['from'])}\s+(?!{any_of(words['not_from'])}(?!\w))[\w-]+"
    return re.compile(
        rf"""
        \s+(?:\([^()\n]{{0,60}}\)\s+)?(?P<source>{giver})          # medlen (40 tkr) från Forte
      | \s+{of}\s+                                                # medel för lönesatsningen
        (?P<purpose>{_noun()}(?:\s+[\w-]+(?=\s+(?:om|på)\s)|\s+[\w-]*struktur)?(?:\s+[\w-]*medel)?)
        """,
        re.VERBOSE,
    )
