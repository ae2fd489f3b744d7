"""Bodies named in a text, with the place of each and the word before it.

>>> text = "Miljö- och klimatnämnden får 5 tkr från Region Skåne."
>>> [(m.text, m.case.name) for m in bodies_in(fold(text), Span(0, len(text)))]
[('Miljö- och klimatnämnden', 'PLAIN'), ('Region Skåne', 'FROM')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, in_any_case, lexicon
from imports.minutes.words import Words
from ledger.drafts import Span

__all__ = ["Actor", "Case", "bodies_in", "body", "fold", "may_begin"]


class Case(Enum):
    """How a body stands in its clause."""

    PLAIN = auto()  # subject or object
    TO = auto()  # till, åt
    FROM = auto()  # från, ur, via
    FOR = auto()  # för
    BY = auto()  # av
    AT = auto()  # hos
    WITH = auto()  # med
    ASKING = auto()  # hemställan från
    OWNER = auto()  # the genitive: "nämndens"
    OTHER = auto()  # after another preposition


class Actor(NamedTuple):
    """A body as it is written at `[start, end)`, a genitive s left out."""

    start: int
    end: int
    text: str
    case: Case
    is_forum: bool = False  # it decides; it neither pays nor receives
    several: bool = False  # "A, B och C"


def bodies_in(folded: Folded, span: Span) -> list[Actor]:
    """The bodies that `folded.text[span]` names, in order; "A, B och C" is one mention."""
    return folded.once("bodies", span, lambda: _joined(folded, list(_found(folded, span))))


def _joined(folded: Folded, actors: list[Actor]) -> list[Actor]:
    joined: list[Actor] = []
    for actor in actors:
        last = joined[-1] if joined else None
        if last and _APPOSITION.fullmatch(folded.text, last.end, actor.start):
            continue  # "Socialdepartementet (regeringen)", "Kommunförbundet Norr (KFN)"
        if last and _is_joined(folded, last, actor, actors):
            words = " ".join(folded.text[last.start : actor.end].split())
            joined[-1] = last._replace(
                end=actor.end, text=words, case=_common(last, actor), several=True
            )
        else:
            joined.append(actor)
    return joined


def _is_joined(folded: Folded, first: Actor, second: Actor, actors: list[Actor]) -> bool:
    """Whether two bodies belong to one list: "A och B", "A, B och C", "A, B, C"."""
    between = folded.text[first.end : second.start]
    if second.case not in (Case.PLAIN, first.case):
        return False
    if _AND.fullmatch(between):
        return True
    after = [a for a in actors if a.start >= second.end]
    following = folded.text[second.end : after[0].start] if after else ""
    comma = _COMMA.fullmatch(between)
    return bool(comma and (_AND.fullmatch(following) or _COMMA.fullmatch(following)))


def _common(first: Actor, second: Actor) -> Case:
    return second.case if second.case is Case.OWNER else first.case


def _found(folded: Folded, span: Span) -> Iterator[Actor]:
    text = folded.text
    for start, end in _bodies(folded, span):
        before = folded.lower[max(span.start, start - 40) : start]
        case = _case_of(before)
        owns = text[end - 1] == "s" and bool(
            _OWNED.match(text, end) and _GENITIVE.search(text[start:end])
        )
        stop = end - 1 if owns else end
        if owns:
            case = {Case.TO: Case.OTHER, Case.ASKING: Case.ASKING}.get(case, Case.OWNER)
        elif _COLON_GENITIVE.match(text, end):
            case = Case.OWNER
        elif _DATED.match(text, end):
            case = Case.OTHER
        words = " ".join(text[start:stop].split())
        yield Actor(start, stop, words, case, _is_forum(words))


def _bodies(folded: Folded, span: Span) -> Iterator[tuple[int, int]]:
    """Where a body is named. The long pattern is only asked where one can begin."""
    text, done = folded.text, span.start
    for token in _TOKEN.finditer(text, *span):
        opener = _opener_of(token[0])
        if token.start() < done or not (opener is ALWAYS or _goes_on(text, token, opener)):
            continue
        match = body().match(text, token.start(), span.end)
        if match and match.end() > token.start() and not _is_never(match[0]):
            done = match.end()
            yield match.span()


# Whether a name may begin with a word: with a head; with a capital that goes on to one; or where
# it is joined to another, "miljö- och klimatnämnden".
ALWAYS, CAPITAL, JOINED = "always", "capital", "joined"


def may_begin(text: str, token: re.Match[str]) -> bool:
    """Whether a name may begin with `token`, the word or what follows it.

    It is asked of every word; most begin no name, and the pattern needs long to say so.
    """
    opener = _opener_of(token[0])
    return opener is ALWAYS or _goes_on(text, token, opener)


def _goes_on(text: str, token: re.Match[str], opener: str) -> bool:
    if opener is JOINED:
        return bool(_JOINS.match(text, token.end() - 1))
    following = _NEXT.match(text, token.end())
    if following is None or following[1] is None:
        return following is not None
    word = following[1]
    return (
        not word[0].islower() or word[-1] == "s" or word in _BETWEEN or _opener_of(word) is ALWAYS
    )


@lru_cache(maxsize=50_000)
def _opener_of(word: str) -> str:
    if _beginnings().has(word.lower()) or word in _short():
        return ALWAYS
    return CAPITAL if word[0].isupper() else JOINED


_TOKEN = re.compile(r"\w+")
# "miljö- och", "miljö samt", "nämndens och": from the last letter of the word
_JOINS = re.compile(r".(?:-|,?\s+(?i:samt)\s|(?<=s)\s+(?i:och)\s)", re.DOTALL)
# What a name in capitals goes on with: "Eda kommun", "Eda läns sällskap", "A & B AB", "A-B skola"
_NEXT = re.compile(r"\s*[&,\ufffd-]|\s+([\w\ufffd]+)")
_BETWEEN = ("och", "samt", "i")


@cache
def _short() -> frozenset[str]:
    return frozenset(re.split(r"\W", form)[0] for form in lexicon("bodies")["heads"]["short"])


@lru_cache(maxsize=20_000)
def _is_never(name: str) -> bool:
    return bool(_never().fullmatch(name.lower()))


@lru_cache(maxsize=20_000)
def _is_forum(name: str) -> bool:
    return bool(_forum().fullmatch(name.lower()))


@cache
def _never() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('bodies')['not_bodies']['never'])}s?")


@cache
def _beginnings() -> Words[None]:
    """The words a body's name can begin with, where that is not a capital letter."""
    heads = lexicon("bodies")["heads"]
    kinds = [key for key in heads if key not in ("short", "assemblies")]
    whole = [form for key in kinds for form in heads[key]]
    more = ("*nämnd*", "förste", "andre", "vice", "tekniska", "sociala", "regionala")
    first = {re.split(r"[ /]", form)[0] for form in (*whole, *more)}
    return Words((form, None) for word in first for form in (word, f"{word}s"))


_AND = re.compile(r"s?\s+(?:och|samt)\s+")
_APPOSITION = re.compile(r"s?\s+[(]")
_COMMA = re.compile(r",\s+")
_GENITIVE = re.compile(
    r"(?:en|et|erna|na|Stad|stad|kommun|län|AB|mäktige|nämnd|[A-ZÅÄÖ]\w+[^s]|nämnden\sför\s.+[^s])s\Z"
)
_COLON_GENITIVE = re.compile(r":s(?!\w)")
# "Arbetsutskottet 2024-02-03, § 7": a paper, not a body that acts
_DATED = re.compile(r"\s+(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[(]?§)")
_OWNED = re.compile(r"\s+\w")


def _case_of(before: str) -> Case:
    """The case by the words before a name; most have no preposition last."""
    last = before.rsplit(None, 1)[-1:]
    if not last or (last[0].isalpha() and last[0] not in _last_of_prepositions()):
        return Case.PLAIN
    match = _preposition().search(before)
    if match is None:
        return Case.PLAIN
    return Case[str(match.lastgroup).upper()]


@cache
def _last_of_prepositions() -> frozenset[str]:
    return frozenset(f.split()[-1] for s in lexicon("bodies")["prepositions"].values() for f in s)


@cache
def _preposition() -> re.Pattern[str]:
    words = lexicon("bodies")["prepositions"]
    groups = "|".join(f"(?P<{case}>{any_of(words[case])})" for case in words if case != "between")
    between = any_of(words["between"])
    return re.compile(rf"(?<!\w)(?:{groups})\s+(?:{between}\s+)?\Z")


@cache
def _forum() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("bodies")["heads"]["forums"]))


@cache
def body() -> re.Pattern[str]:
    """The names of bodies. What a name may begin with is told by `may_begin` too."""
    heads = lexicon("bodies")["heads"]
    begins = any_of(word.capitalize() for word in lexicon("bodies")["not_bodies"]["openings"])
    name = rf"(?!{begins}\s)[A-ZÅÄÖ][\w&-]*"
    loose = {key: in_any_case(heads[key]) for key in heads}
    board = rf"(?:(?i:\w*nämnd\w*)|{loose['boards']})s?"
    joined = r"(?:\w+-?\s+samt\s+\w+-?\s+och\s+|\w+-\s+(?:och|samt)\s+|\w+-,\s+\w+-\s+och\s+)?"
    plain = r"(?:(?i:nämnde?n?|nämnden|utskottet|beredningen|direktionen))s?"
    purpose = r"(?:\s+för\s+(?:\w+-\s+och\s+)?\w+(?:\s+(?:och|samt)\s+(?!\w*nämnd)\w+)?)?"
    return re.compile(
        rf"""
        (?<![\w-])
        (?:
          # nämndens förste vice ordförande
          (?:\w+s\s+)?(?:(?:förste|andre|vice|och|1:e|2:e)\s+)*{loose["roles"]}(?!\w)
        | (?:{name}\s+(?:&\s+|och\s+)?){{1,5}}AB(?!\w)s?                 # Norra Vatten AB
        | AB\s+{name}(?:\s+{name})*                                      # AB Norra Vatten
        | {loose["region_names"]}s?                         # Västra Götalandsregionen
        # Region Kalmar län
        | {loose["regions"]}\s+(?:i\s+)?{name}(?:\s+(?:län|{name}))*s?
        | {name}(?:\s+{name})?\s+{loose["places"]}(?!\w)    # Borgholms kommun
        | {name}(?:\s+{name})?s\s+{loose["counties"]}(?!\w)  # Kalmar läns, Eda län
        | {plain}{purpose}(?:\s+{name})?(?!\w)                           # nämnden för kultur
        | (?:{joined}|(?i:\w+(?:ska|la)\s+)){board}(?:\s+{name})?(?!\w)  # tekniska nämnden
        | {loose["forums"]}(?!\w)s?
        # Stiftelsen Norden, kommunförbundet i Kalmar län
        | {loose["named"]}s?\s+(?:i\s+)?{name}(?:\s+(?:och\s+)?(?:{name}|läns?))*
          (?:\s+i\s+{name})?(?!\w)
        # Solberga Teaterförening, Eda läns sällskap
        | (?:{name}\s+){{1,3}}(?:[a-zåäö]+s\s+)?{loose["last"]}(?!\w)
        | {loose["groups"]}s?(?!\w)
        # Socialstyrelsen, Europeiska socialfonden
        | (?:{name}(?:iska|ska|la|na)\s+|[A-ZÅÄÖ]{{2,}}-)?
          {loose["single"]}s?(?:\s+{name}(?:\s+län)?)?(?!\w)
        | {loose["named"]}s?(?!\w)
        | {any_of(heads["short"])}(?![\w-])                               # SKR
        )
        """,
        re.VERBOSE,
    )
