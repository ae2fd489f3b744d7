"""What a statement says about money: an invoice, a grant, a cost, a price.

Strong words settle it wherever they stand in the clause; of plain words the nearest counts. Where
the clause is silent the sentence is asked, then what opens the list, then the headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import RINGS, Scene
from imports.minutes.vocabulary import Forms
from imports.minutes.words import Words
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import StatementKind, Status

AFTER = 40  # a word after the sum counts as if it stood this many characters farther off
BEFORE = 40  # characters before a sum, where a word may be of it alone
STRONG = 120  # a strong word counts as if it stood this much nearer
VERB = 200  # a verb of moving money, nearer still


def kind_of(scene: Scene, status: Status) -> tuple[StatementKind, Reason]:
    """The kind of the statement in `scene`."""
    if scene.sum is not None and scene.sum.is_price:
        note = _("It is a sum per {what}.").format(what=scene.sum.per)
        return StatementKind.UNIT_PRICE, Reason("kind.per", note)
    if special := _by_form(scene) or _of_row(scene):
        return special
    for ring, span in _in_order(scene):
        found = _nearest(scene, span, ring)
        if found is None or (ring == "paragraph" and found[0] is StatementKind.UNIT_PRICE):
            continue  # a price of the sentence before is not the price of this
        if ring == "clause" and (above := _outranked_by(scene, found[0])):
            return above
        return _told(*found, ring)
    return _by_weak_words(scene) or _by_status(status)


def _by_weak_words(scene: Scene) -> tuple[StatementKind, Reason] | None:
    """Words that tell a kind only where no other does."""
    if found := _nearest(scene, scene.sentence, aside=True):
        return _told(*found, "sentence")
    if match := scene.find(_given(), scene.sentence):
        return _told(StatementKind.ALLOCATION, match[0], "sentence")
    return None


def _by_status(status: Status) -> tuple[StatementKind, Reason]:
    kind = StatementKind.of(lexicon("kinds")["default"][status.value])
    return kind, Reason("kind.default", _("No word tells the kind; it follows from the status."))


def _by_form(scene: Scene) -> tuple[StatementKind, Reason] | None:
    """What the form of the words tells, whatever nouns stand nearest."""
    before = scene.folded.lower[max(scene.sentence.start, scene.start - BEFORE) : scene.start]
    if match := _limit().search(before):
        note = _("“{words}” makes it a limit.").format(words=match[0].strip())
        return StatementKind.OTHER, Reason("kind.limit", note)
    if match := scene.find(_years_apart(), scene.clause):
        note = _("“{words}”: from one year to another.").format(words=" ".join(match[0].split()))
        return StatementKind.CARRY_OVER, Reason("kind.years-apart", note)
    if match := _DEVIATION.match(scene.folded.lower, scene.end, scene.sentence.end):
        return _told(StatementKind.OTHER, match[0].strip(), "sentence")
    if match := _left().match(scene.folded.lower, scene.end, scene.sentence.end):
        return _told(StatementKind.OTHER, match[0].strip(), "sentence")
    return _of_subject(scene, before)


def _of_subject(scene: Scene, before: str) -> tuple[StatementKind, Reason] | None:
    """ "Kostnaden för arvodet blir 40 tkr": the kind of what the sentence begins with."""
    if scene.cell is not None or not _is_said_of_subject().search(before):
        return None
    own = Span(min(scene.clause.start, scene.start), scene.start)
    span = own if _cues_of(scene, own) else Span(scene.sentence.start, scene.start)
    for cue in _cues_of(scene, span)[:1]:
        opening = scene.words(Span(span.start, cue.start))
        if cue.kind in _SUBJECTS and _OPENING.fullmatch(opening):
            return _told(cue.kind, cue.words, "sentence")
    return None


def _cues_of(scene: Scene, span: Span) -> list[_Cue]:
    return scene.folded.once("kinds", span, lambda: _cues_in(scene.folded, span))


# "40 tkr lägre än budget"
_DEVIATION = re.compile(r"\s+(?:lägre|högre|bättre|sämre|mer|mindre)\s+än\s+(?:budget|plan)\w*")
_SUBJECTS = (StatementKind.COST, StatementKind.OTHER)
_OPENING = re.compile(r"[\s*_]*(?:(?:och|den|det|de)\s+)?(?:\w+\s+)?")


def _of_row(scene: Scene) -> tuple[StatementKind, Reason] | None:
    """A row of results or costs under "Budget" and "Utfall", which only say when."""
    head = scene.cell.head if scene.cell else None
    column = _nearest(scene, head, "column") if head else None
    if column is None or not _FORECAST.fullmatch(column[1]):
        return None
    row = _nearest(scene, scene.clause)
    figures = (StatementKind.OTHER, StatementKind.COST)
    return _told(*row, "clause") if row and row[0] in figures else None


def _in_order(scene: Scene) -> Iterator[tuple[str, Span]]:
    """The rings; in a table the head of the column tells more than the name of the row."""
    rings = scene.rings
    yield from (one for one in rings if one[0] == "column")
    yield from (one for one in rings if one[0] != "column")


def _outranked_by(scene: Scene, kind: StatementKind) -> tuple[StatementKind, Reason] | None:
    """What is granted in a list is no cost, though its row tells what for: "Resekostnader"."""
    if kind is not StatementKind.COST or scene.find(_spends(), scene.clause):
        return None
    title = scene.cell.title if scene.cell else None
    above = [("lead", span) for span in scene.opening_words]
    for ring, span in [*above, *([("title", title)] if title else [])]:
        found = _nearest(scene, span, ring)
        if found and found[0] in _GRANTED:
            return _told(*found, ring)
    return None


_GRANTED = (StatementKind.GRANT, StatementKind.ALLOCATION)


@cache
def _spends() -> Forms:
    return Forms(lexicon("kinds")["spends"]["verbs"])


def _told(kind: StatementKind, words: str, ring: str) -> tuple[StatementKind, Reason]:
    note = _("“{words}” {ring}.").format(words=words, ring=_(RINGS[ring]))
    return kind, Reason(f"kind.word.{ring}", note)


def _nearest(
    scene: Scene, span: Span, ring: str = "clause", *, aside: bool = False
) -> tuple[StatementKind, str] | None:
    """The kind told by the nearest word that tells of this sum; aside: also by a purpose."""
    cues = _cues_of(scene, span)
    for cue in sorted(cues, key=lambda cue: _far(scene, cue)) if len(cues) > 1 else cues:
        if cue.start < scene.end and cue.end > scene.start:
            continue
        if cue.start >= scene.end and scene.is_whole:
            continue
        if not aside and _is_aside(scene.folded, span, cue) and not _names(scene, cue):
            continue
        if not _is_of_other(scene, span, ring, cue, cues):
            return cue.kind, cue.words
    return None


def _far(scene: Scene, cue: _Cue) -> int:
    """How far from the sum a word counts as standing."""
    before = cue.end <= scene.start
    return (scene.start - cue.end if before else cue.start - scene.end + AFTER) - cue.nearer


def _is_of_other(scene: Scene, span: Span, ring: str, cue: _Cue, cues: list[_Cue]) -> bool:
    """Whether another word of the span makes the sum something else than this one says."""
    if cue.kind is StatementKind.BUDGET and _FORECAST.fullmatch(cue.words):
        return any(  # "prognosen visar ett underskott på 40 tkr"
            one.kind is StatementKind.OTHER and not _is_aside(scene.folded, span, one)
            for one in cues
        )
    if cue.kind is StatementKind.COST and ring in _ABOVE:
        return any(one.kind in _GRANTED for one in cues)  # then a cost is what it is for
    if cue.kind is StatementKind.UNIT_PRICE:
        return bool(_in_all().search(scene.folded.lower, max(0, scene.start - 15), scene.start))
    return False


_FORECAST = re.compile(r"\w*(?:prognos|budget|utfall|bokslut)\w*")
_ABOVE = ("lead", "title")


def _names(scene: Scene, cue: _Cue) -> bool:
    """ "del av en kostnad om 40 tkr": the sum is the cost's own."""
    lower = scene.folded.lower
    part = lower[max(0, cue.start - 8) : cue.start].split()[-2:]
    own = "av" in part or cue.kind is StatementKind.OTHER  # "pekar mot ett underskott om 40 tkr"
    return own and lower[cue.end : scene.start].strip() in {"om", "på"}


def tells_kind(scene: Scene, span: Span) -> bool:
    """Whether any word in `span` speaks of money."""
    return bool(_cues_of(scene, span))


class _Cue(NamedTuple):
    """A word that tells a kind."""

    start: int
    end: int
    kind: StatementKind
    strength: str
    nearer: int  # how much nearer than it stands it counts
    words: str


def _cues_in(folded: Folded, span: Span) -> list[_Cue]:
    return [
        _Cue(
            start, end, kind, strength, _NEARER[strength], " ".join(folded.lower[start:end].split())
        )
        for start, end, (strength, kind) in _cues().find(folded, span)
    ]


def _is_aside(folded: Folded, span: Span, cue: _Cue) -> bool:
    """Whether a word is a purpose, a comparison or a source: "till kostnader", "mot budget"."""
    before = folded.lower[max(span.start, cue.start - BEFORE) : cue.start]
    if cue.strength == "strong" and cue.kind is StatementKind.OTHER:
        return bool(_source().search(before))
    if cue.strength != "plain" or folded.lower[cue.start : cue.end] in _never_aside():
        return False
    return bool(_aside().search(before))


@cache
def _never_aside() -> frozenset[str]:
    return frozenset(lexicon("kinds")["aside"]["never"])


_NEARER = {"plain": 0, "strong": STRONG, "verbs": VERB}


@cache
def _cues() -> Words[tuple[str, StatementKind]]:
    table = lexicon("kinds")
    return Words(
        (word, (strength, kind))
        for strength in ("verbs", "strong", "plain")
        for kind in StatementKind
        for word in table.get(kind.value, {}).get(strength, ())
    )


@cache
def _given() -> Forms:
    return Forms(lexicon("kinds")["given"]["verbs"])


@cache
def _limit() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('kinds')['limits']['words'])}\s+\Z")


@cache
def _left() -> re.Pattern[str]:
    return re.compile(rf"\s+{any_of(lexicon('kinds')['left']['verbs'])}(?!\w)")


@cache
def _is_said_of_subject() -> re.Pattern[str]:
    verbs = any_of(lexicon("kinds")["subject"]["verbs"])
    hedges = any_of(lexicon("amounts")["hedges"]["approximate"])
    return re.compile(rf"(?<!\w){verbs}\s+(?:(?:totalt|sammanlagt)\s+)?(?:{hedges}\s+)?\Z")


@cache
def _years_apart() -> Forms:
    """ "överförs från 2023 års budget till 2024 års budget"."""
    verbs = lexicon("kinds")["years_apart"]["verbs"]
    year = r"(?:år\s+)?20\d\d(?!\d|-\d)"
    move = rf"(?<!\w){any_of(verbs)}(?!\w)[^.;]{{0,60}}?"
    budget = rf"(?:\w+\s+)?\w*(?:budget|ram)\w*\s+(?:för\s+)?{year}"
    return Forms(
        verbs,
        rf"{move}\s(?:(?:från|av|ur)\s+{year}[^.;]{{0,60}}?\still\s+{year}|till\s+{budget})",
    )


@cache
def _in_all() -> re.Pattern[str]:
    """ "500 kr á 6 personer (totalt 3 000 kr)": no price, but what it comes to."""
    return re.compile(rf"(?<!\w){any_of(lexicon('amounts')['ranges']['total'])}\s+\Z")


@cache
def _source() -> re.Pattern[str]:
    words = any_of(lexicon("kinds")["source"]["words"])
    return re.compile(rf"(?<!\w){words}\s+(?:det\s+|sitt\s+|\w+s\s+)?\Z")


@cache
def _aside() -> re.Pattern[str]:
    words = any_of(lexicon("kinds")["aside"]["words"])
    return re.compile(
        rf"(?<!\w){words}\s+(?:(?:ej|inte)\s+)?(?:\w+\s+)?(?:\w+-\s+(?:och|samt)\s+)?\Z"
    )
