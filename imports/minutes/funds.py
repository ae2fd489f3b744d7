"""Which fund a sum is of: a known fund nearest to it, the precise before the general.

"Stimulansmedel" names shared money without saying which; a precise name in a wider ring wins over
it. What no register knows is given as it is written, without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from imports.minutes.folding import Folded
from imports.minutes.known_funds import Found, known_in
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import RINGS, Scene
from imports.minutes.segments import Block
from imports.minutes.vocabulary import Forms
from imports.minutes.written_funds import Written, written_in
from ledger.drafts import Mention, Reason, Span
from ledger.messages import _
from ledger.parties.names import Names
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
# What is never of a fund, but of a price list or a bill.
_NO_FUND = (StatementKind.UNIT_PRICE, StatementKind.INVOICE)
AFTER = 30  # a name after the sum counts as if it stood this many characters farther off

Told = tuple[Mention, Reason]  # a fund, and why it is said to be that


def fund_of(scene: Scene, names: Names, kind: StatementKind) -> Told | None:
    """The fund of the statement in `scene`: known by name, or else as it is written."""
    found = _known(scene, names)
    found = found or (_written(scene, names, kind) if kind not in _NO_FUND else None)
    if kind in _FUNDED:
        found = found or _charged(scene, names) or _vote_above(scene, names)
    return found


def same_money(scene: Scene, before: tuple[Mention, Reason] | None) -> Told | None:
    """The fund of the statement before, where the sentence speaks of the same money."""
    if before is None or scene.cell is not None or not scene.begins(_same(), scene.sentence):
        return None
    note = _("The sentence speaks of the money of the one before.")
    return before[0], Reason("fund.sentence-before", note)


@cache
def _further() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('funds')['same']['further'])}(?!\w)")


@cache
def _same() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('funds')['same']['openings'])}(?!\w)")


def _known(scene: Scene, names: Names) -> Told | None:
    general: tuple[str, Found] | None = None
    own_money = scene.find(_own(), scene.clause)
    for ring, span in scene.rings:
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


def _mention(scene: Scene, ring: str, found: Found) -> Told:
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
    for block in scene.headings:
        line = scene.outline.agenda.get(_number(scene, block))
        at = scene.folded.lower.find(name, line.start, line.end) if line else -1
        if at >= 0:
            return Span(at, at + len(name))
    return None


def _number(scene: Scene, block: Block) -> str:
    match = _DIGITS.search(scene.folded.text, block.start, block.end)
    return match[0] if match else ""


_DIGITS = re.compile(r"\d+")


def _written(scene: Scene, names: Names, kind: StatementKind) -> Told | None:
    """A fund that no register knows, by the words that name it."""
    further = scene.begins(_further(), scene.sentence)
    for ring, span in scene.rings:
        found = _names_in(scene, ring, span)
        if ring == "sentence":
            found = [one for one in found if _governs(scene, one)]
        elif ring == "lead":  # what a list splits, or what it is taken of
            found = [one for one in found if one.is_source or not one.is_bare]
        elif ring == "paragraph":
            found = [one for one in found if one.goes_on and not further]
        if kind not in _FUNDED:
            found = [one for one in found if ring == "clause" and (one.is_source or one.is_goal)]
        if kind is StatementKind.REPAYMENT:
            found = [one for one in found if not one.is_bare]
        if found:
            best = min(found, key=lambda one: (not _pays_after(scene, one), _far(scene, one.span)))
            return _told(scene, names, ring, best.span)
    return None


def _vote_above(scene: Scene, names: Names) -> Told | None:
    """The appropriation whose name and number stand above the rows: "1:4 Stöd till idrotten"."""
    if scene.cell is None:
        return None
    text, at = scene.folded.text, scene.cell.line.start
    for _row in range(VOTE_ROWS):
        if at <= 0:
            return None
        start = text.rfind("\n", 0, at - 1) + 1
        if match := _VOTE.match(text, start, at):
            span = Span(*match.span("name"))
            return _told(scene, names, "title", span)
        at = start
    return None


VOTE_ROWS = 30  # rows below the name of an appropriation
_VOTE = re.compile(r"[ |]*[0-9]{1,2}:[0-9]{1,2}[ |]+(?P<name>[A-ZÅÄÖ][^|\n(\t]{3,80}[^|\n(\t ])")


def _charged(scene: Scene, names: Names) -> Told | None:
    """The source that a later sentence tells: "Kostnaden belastar kulturpotten."."""
    sources = scene.folded.once("charged", scene.block.span, lambda: _charges(scene, names))
    after = next((one for one in sources if one[0] > scene.end), None)
    if after is None or scene.cell is not None:
        return None
    return after[1], Reason("fund.charged", _("A later sentence tells what is charged."))


def _charges(scene: Scene, names: Names) -> list[tuple[int, Mention]]:
    """Where a sentence of this block or of those after it tells the source, and which."""
    blocks = scene.outline.blocks
    here = scene.outline.index_at(scene.block.start)
    found = []
    for block in blocks[here : here + LATER]:
        if block.headings != scene.block.headings:
            break
        for sentence in scene.outline.sentences(block):
            if not scene.begins(_charge(), sentence) or _SUM.search(scene.words(sentence)):
                continue
            for one in _named_in(scene.folded, sentence, names):
                found.append((sentence.start, one))
                break
    return found


def _named_in(folded: Folded, span: Span, names: Names) -> Iterator[Mention]:
    for known in known_in(folded, span, names):
        words = folded.text[known.span.start : known.span.end]
        yield Mention(words, folded.span(*known.span), known.fund.name)
    for one in written_in(folded, span):
        if one.is_source:
            words = folded.text[one.span.start : one.span.end]
            yield Mention(words, folded.span(*one.span), names.fund(words).name)


LATER = 4  # blocks in which the source of what was granted may be told
_SUM = re.compile(r"[0-9]\s?(?:kr|tkr|kkr|mkr|mnkr|msek|kronor|miljon|milj)(?!\w*[.]\w)")


@cache
def _charge() -> re.Pattern[str]:
    """Such a sentence from its beginning to its verb."""
    table = lexicon("funds")["charged"]
    return re.compile(rf"{any_of(table['openings'])}\s[^.]{{0,80}}?{any_of(table['verbs'])}(?!\w)")


def _told(scene: Scene, names: Names, ring: str, span: Span) -> Told:
    words = scene.folded.text[span.start : span.end]
    mention = Mention(words, scene.folded.span(*span), names.fund(words).name)
    note = _("The words name the money {ring}.").format(ring=_(RINGS[ring]))
    return mention, Reason(f"fund.written.{ring}", note)


def _names_in(scene: Scene, ring: str, span: Span) -> list[Written]:
    if ring not in {"heading", "item"}:
        return written_in(scene.folded, span)
    return scene.folded.once("fund-titles", span, lambda: _in_title(scene.folded, span))


def _in_title(folded: Folded, span: Span) -> list[Written]:
    """A title names the money all below it is of: "Överenskommelse om god vård 2024"."""
    found = [
        Written(Span(*match.span("fund")), is_source=False)
        for match in _agreements().finditer(folded.lower, *span)
    ]
    return found or [one for one in written_in(folded, span) if one.in_titles]


def _governs(scene: Scene, one: Written) -> bool:
    """Before the first sum; or after the last of the sentence, as the source of them all."""
    if one.span.start < scene.start:
        first = scene.others[0].end if scene.others else scene.start
        if one.span.start < first or not one.is_source:
            return True
        return "varav" in scene.folded.lower[one.span.end : scene.start]
    last = scene.others[-1].end if scene.others else scene.end
    return one.span.start >= last and one.is_source


def _pays_after(scene: Scene, one: Written) -> bool:
    """ "Av stödet ... 40 tkr, som finansieras ur potten": what is told last pays."""
    return one.is_source and one.span.start > scene.end


def _far(scene: Scene, span: Span) -> int:
    """How far the words stand from the sum; what stands before it counts as nearer."""
    if span.end <= scene.start:
        return scene.start - span.end
    return span.start - scene.end + AFTER


@cache
def _own() -> Forms:
    return Forms(lexicon("funds")["own"]["words"])


@cache
def _agreements() -> re.Pattern[str]:
    words = lexicon("funds")["written"]
    return re.compile(
        rf"(?<![\w-])(?P<fund>(?:(?!(?:av|om|för|till|från|ur|i|på|och|kring)\s)[\w-]+\s+){{0,2}}{any_of(words['titles'])}(?!\w)[^\n.:]*)"
    )
