"""Which fund a sum is of: a known fund nearest to it, the precise before the general.

"Stimulansmedel" names shared money without saying which; a precise name in a wider ring wins over
it. What no register knows is given as it is written, without a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.memory import by_identity
from imports.minutes.scene import RINGS, Scene
from imports.minutes.segments import Block
from imports.minutes.vocabulary import Forms
from ledger.drafts import Mention, Reason, Span
from ledger.messages import _
from ledger.names import KnownFund, Names, fold_name, written_forms
from ledger.terms import StatementKind

# Kinds of statement that are of a fund; a cost or a price names none.
_FUNDED = (
    StatementKind.ALLOCATION,
    StatementKind.GRANT,
    StatementKind.TRANSFER,
    StatementKind.REQUISITION,
    StatementKind.INVOICE,
    StatementKind.CARRY_OVER,
    StatementKind.REPAYMENT,
    StatementKind.BUDGET,
)
AFTER = 30  # a name after the sum counts as if it stood this many characters farther off
LONGEST_NAME = 12  # words in the name of a fund


@dataclass(frozen=True, slots=True)
class Found:
    """A known fund in the text; the span is of the folded text."""

    span: Span
    fund: KnownFund


def fund_of(scene: Scene, names: Names, kind: StatementKind) -> tuple[Mention, Reason] | None:
    """The fund of the statement in `scene`: known by name, or else as it is written."""
    return _known(scene, names) or (_written(scene, names) if kind in _FUNDED else None)


def _known(scene: Scene, names: Names) -> tuple[Mention, Reason] | None:
    general: tuple[str, Found] | None = None
    own_money = scene.find(_own(), scene.clause)
    for ring, span in scene.rings():
        if own_money and ring in {"sentence", "paragraph"}:
            continue
        for found in sorted(
            known_in(scene.folded, span, names), key=lambda f: abs(f.span.end - scene.start)
        ):
            if not found.fund.generic:
                return _mention(scene, ring, found)
            general = general or (ring, found)
    if general:
        return _mention(scene, *general)
    return None


def known_in(folded: Folded, span: Span, names: Names) -> list[Found]:
    """The known funds that the text names in `span`, the longest name at each place."""
    return folded.once("funds", span, lambda: _known_in(folded, span, _index_of(names.funds)))


def _known_in(folded: Folded, span: Span, index: _Index) -> list[Found]:
    words = [
        (m.start(), m.end(), _key(m[0])) for m in _WORD.finditer(folded.lower, span.start, span.end)
    ]
    found: list[Found] = []
    at = 0
    while at < len(words):
        if words[at][2] not in index.beginnings:
            at += 1
            continue
        key, best = "", 0
        for i in range(at, min(len(words), at + LONGEST_NAME)):
            key = _undoubled(key + words[i][2])
            if key not in index.beginnings:
                break
            if key in index.funds or key.removesuffix("s") in index.funds:
                best = i + 1
                fund = index.funds.get(key) or index.funds[key.removesuffix("s")]
        if best:
            start = _with_agreement(folded.lower, span.start, words[at][0])
            found.append(Found(Span(start, words[best - 1][1]), fund))
        at = best or at + 1
    return found


def _mention(scene: Scene, ring: str, found: Found) -> tuple[Mention, Reason]:
    span = found.span
    if ring in {"heading", "item"}:
        span = _as_on_the_agenda(scene, found) or span
    folded = scene.folded
    mention = Mention(folded.text[span.start : span.end], folded.span(*span), found.fund.name)
    note = _("The fund is named {ring}.").format(ring=_(RINGS[ring]))
    rule = f"fund.general.{ring}" if found.fund.generic else f"fund.{ring}"
    return mention, Reason(rule, note)


def _as_on_the_agenda(scene: Scene, found: Found) -> Span | None:
    """The same title on the agenda, where that spells the fund as the register does."""
    name = found.fund.name.lower()
    if scene.folded.lower[found.span.start : found.span.end] == name:
        return None
    for block in scene.headings():
        line = scene.outline.agenda.get(_number(scene, block))
        at = scene.folded.lower.find(name, line.start, line.end) if line else -1
        if at >= 0:
            return Span(at, at + len(name))
    return None


def _number(scene: Scene, block: Block) -> str:
    match = re.search(r"\d+", scene.folded.text[block.start : block.end])
    return match[0] if match else ""


def _written(scene: Scene, names: Names) -> tuple[Mention, Reason] | None:
    """A fund that no register knows, by the words that name it."""
    for ring, span in scene.rings():
        pattern = _agreements() if ring in {"heading", "item"} else _written_names()
        if ring == "paragraph":
            continue
        found = [
            words
            for words in _all_of(pattern, scene, span)
            if ring != "sentence" or _governs(scene, words)
        ]
        if not found:
            continue
        start, end = min(found, key=lambda words: _far(scene, words))
        mention = Mention(
            scene.folded.text[start:end],
            scene.folded.span(start, end),
            names.fund(scene.folded.text[start:end]).name,
        )
        note = _("The words name the money {ring}.").format(ring=_(RINGS[ring]))
        return mention, Reason(f"fund.written.{ring}", note)
    return None


def _all_of(pattern: re.Pattern[str], scene: Scene, span: Span) -> list[Span]:
    def find() -> list[Span]:
        found = pattern.finditer(scene.folded.lower, *span)
        return [Span(*match.span(str(match.lastgroup))) for match in found]

    return scene.folded.once(pattern, span, find)


def _governs(scene: Scene, words: Span) -> bool:
    """Before the sum; or after the last sum of the sentence, as the source of them all."""
    if words.start < scene.start:
        return True
    last = scene.others[-1].end if scene.others else scene.end
    before = scene.folded.lower[max(0, words.start - 25) : words.start]
    return words.start >= last and bool(_source().search(before))


def _far(scene: Scene, span: Span) -> int:
    """How far the words stand from the sum; what stands before it counts as nearer."""
    if span.end <= scene.start:
        return scene.start - span.end
    return span.start - scene.end + AFTER


_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Index:
    funds: dict[str, KnownFund]
    beginnings: frozenset[str]


@by_identity
def _index_of(funds: tuple[KnownFund, ...]) -> _Index:
    by_key = {fold_name(form): fund for fund in funds for form in written_forms(fund)}
    every = {*by_key, *(f"{key}s" for key in by_key)}
    return _Index(by_key, frozenset(key[:i] for key in every for i in range(1, len(key) + 1)))


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    return fold_name(word)


def _undoubled(key: str) -> str:
    return _DOUBLED.sub(r"\1", key)


_DOUBLED = re.compile(r"([a-zåäö])\1+")


def _with_agreement(lower: str, floor: int, start: int) -> int:
    match = _agreement().search(lower[max(floor, start - 40) : start])
    return max(floor, start - 40) + match.start() if match else start


@cache
def _agreement() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('funds')['agreement']['words'])}\s+\Z")


@cache
def _source() -> re.Pattern[str]:
    words = any_of(lexicon("funds")["written"]["source"])
    return re.compile(rf"(?<!\w){words}\s+(?:\w+\s+)?\Z")


@cache
def _own() -> Forms:
    return Forms(lexicon("funds")["own"]["words"])


@cache
def _written_names() -> re.Pattern[str]:
    words = lexicon("funds")["written"]
    money, of = any_of(words["money"]), any_of(words["purpose"])
    noun = rf"(?!{any_of(words['not_purpose'])}(?!\w))(?:\w+-\s+och\s+)?[\w-]+"
    giver = rf"{any_of(words['from'])}\s+(?!{any_of(words['not_from'])}(?!\w))[\w-]+"
    purpose = rf"(?:\s+{of}\s+{noun}(?:\s+{any_of(words['adjectives'])})?)"
    attribute = rf"(?:(?!{any_of(words['not_attributes'])}\s)[\w:-]+(?:a|s|al|am)\s+)"
    return re.compile(
        rf"""
        (?<![\w-])
        (?:
          {money}\s+(?:\([^()\n]{{0,60}}\)\s+)?(?P<source>{giver})   # medlen (40 tkr) från Forte
        | {money}\s+{of}\s+                                       # medel för lönesatsningen
          (?P<purpose>{noun}(?:\s+[\w-]+(?=\s+(?:om|på)\s))?(?:\s+[\w-]*medel)?)
        # anslag 4:1 Åtgärder
        | (?P<vote>anslag(?:et)?\s+\d{{1,2}}:\d{{1,2}}(?:\s+[^\W\d][\w-]*){{0,5}})
        | (?P<named>{attribute}{{0,4}}{any_of(words["heads"])}(?!\w){purpose}?)
        )
        """,
        re.VERBOSE,
    )


@cache
def _agreements() -> re.Pattern[str]:
    words = lexicon("funds")["written"]
    return re.compile(rf"(?P<fund>(?:[\w-]+\s+){{0,2}}{any_of(words['titles'])}(?!\w)[^\n.:]*)")
