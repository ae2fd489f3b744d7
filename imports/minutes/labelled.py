"""Parties told by a label before a colon: "Från nämnden: vägar 40 tkr", "Sökande: Eda IF".

>>> text = "Från Eda kommun: vägar 40 tkr"
>>> [(role, actor.text) for role, actor in labels_in(fold(text), Span(0, len(text)))]
[('payer', 'Eda kommun')]

A label holds for all that stands below it, until the next label or heading.
"""

from __future__ import annotations

import re
from functools import cache

from imports.minutes.folding import Folded, fold
from imports.minutes.frames import Party
from imports.minutes.lexicon import any_of, holds_any, lexicon, plain_pieces
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from ledger.drafts import Reason, Span
from ledger.messages import _

__all__ = ["by_label", "fold", "labels_in"]

BLOCKS = 8  # above, in which a label may stand
LONGEST = 90  # characters of a name


def by_label(scene: Scene) -> dict[str, Party]:
    """The parties that a label above the sum names."""
    outline = scene.outline
    here = outline.index_at(scene.block.start)
    for at in range(here, max(-1, here - BLOCKS), -1):
        block = outline.blocks[at]
        if block.headings != scene.block.headings:
            break
        found = [
            (role, actor)
            for role, actor in labels_in(scene.folded, block.span)
            if actor.end <= scene.start
        ]
        if found:
            since = found[-1][1].end
            return {} if _TURN.search(scene.folded.text, since, scene.start) else _last_of(found)
    above = [one for h in scene.headings[:1] for one in labels_in(scene.folded, h.span)]
    return _last_of(above) if above else {}  # a short line with a label alone looks like a title


def _last_of(found: list[tuple[str, Actor]]) -> dict[str, Party]:
    """The nearest label; "Från A till B:" names both."""
    role, actor = found[-1]
    if not role:
        return {}
    parties = {role: Party(actor, _reason(role))}
    for other, one in found[-2:-1]:
        if other not in (role, "") and actor.start - one.end <= BESIDE:
            parties[other] = Party(one, _reason(other))
    return parties


BESIDE = 8  # characters between "Från A" and "till B" of one label


def _reason(role: str) -> Reason:
    return Reason(f"{role}.label", _("The label above the sums names it."))


def labels_in(folded: Folded, span: Span) -> list[tuple[str, Actor]]:
    """The parties that labels in `span` name, with their roles, in order."""
    return folded.once("labels", span, lambda: _labels_in(folded, span))


def _labels_in(folded: Folded, span: Span) -> list[tuple[str, Actor]]:
    if folded.text.find(":", *span) < 0:
        return []
    words = folded.text[span.start : span.end]
    found: list[tuple[str, Actor]] = []
    for match in _FROM_TO.finditer(folded.text, *span) if holds_any(words, _BEGINNINGS) else ():
        actors = bodies_in(folded, Span(*match.span()))
        named = [(_ROLE[a.case], a) for a in actors if a.case in _ROLE]
        nobody = ("", Actor(*match.span(), match[0], Case.OTHER))
        found.extend(named or [nobody])  # "Till vägar:" ends what "Från nämnden:" began
    fields = holds_any(words.lower(), _pieces_of_fields())
    for match in _field().finditer(folded.text, *span) if fields else ():
        words = " ".join(match["name"].split()).rstrip(".,")
        start = match.start("name")
        found.append(("payee", Actor(start, start + len(match["name"]), words, Case.PLAIN)))
    return sorted(found, key=lambda one: one[1].start)


_ROLE = {Case.FROM: "payer", Case.TO: "payee"}
# "Från nämnden:", "Till skolan:" at the beginning of a line or a sentence
_FROM_TO = re.compile(rf"(?<![^\s•*])(?:Från|Till)\s[^:,\n.;]{{3,{LONGEST}}}(?=[:,\n])")


_TURN = re.compile(r"(?<![^\s•*])(?:Från|Till)(?![^\s:])")  # another label, its name unknown


_BEGINNINGS = ("Från", "Till")


@cache
def _pieces_of_fields() -> tuple[str, ...]:
    return plain_pieces(lexicon("roles")["labels"]["receivers"])


@cache
def _field() -> re.Pattern[str]:
    words = any_of(lexicon("roles")["labels"]["receivers"])
    return re.compile(
        rf"^[ \t•*-]*(?i:{words})[ ]?:[ \t]*(?P<name>[A-ZÅÄÖ”\"0-9][^\n:]{{1,{LONGEST}}})$",
        re.MULTILINE,
    )
