"""Where a statement stands: its clause, its sentence and the widening rings around them.

>>> scenes = scenes_of(fold("Nämnd A får 2 tkr och nämnd B får 3 tkr."))
>>> [scene.folded.text[slice(*scene.clause)] for scene in scenes]
['Nämnd A får 2 tkr', 'och nämnd B får 3 tkr.']

Later stages look for a value in the rings in turn: nearest wins, and the ring is the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from imports.minutes.amounts import Sum, find_sums
from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.blocks import outline_of
from imports.minutes.segments import Block, Outline
from ledger.drafts import Span
from ledger.messages import N_

__all__ = ["RINGS", "Scene", "fold", "scenes_of"]

# The rings in words, for the reasons that people read.
RINGS = {
    "clause": N_("in the clause"),
    "sentence": N_("in the sentence"),
    "paragraph": N_("earlier in the paragraph"),
    "lead": N_("in the words that open the list"),
    "heading": N_("in the heading above"),
    "item": N_("in the item's title"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One sum (or none) in its surroundings. Spans are of the folded text."""

    folded: Folded
    outline: Outline
    block: Block
    sentence: Span
    clause: Span
    anchor: Span  # the sum, or the word of money where there is none
    sum: Sum | None = None
    others: tuple[Sum, ...] = ()  # every sum of the sentence

    @property
    def start(self) -> int:
        """Where the sum (or the word of money) begins."""
        return self.anchor.start

    @property
    def end(self) -> int:
        """Where the sum (or the word of money) ends."""
        return self.anchor.end

    @property
    def is_whole(self) -> bool:
        """ "5 tkr av reservens kapital på 40 tkr": the second sum tells what the first is part of."""
        earlier = [one.end for one in self.others if one.end <= self.start]
        return bool(earlier and _of_a_whole().search(self.folded.lower[earlier[-1] : self.start]))

    def words(self, span: Span) -> str:
        """The folded text of `span` in small letters."""
        return self.folded.lower[span.start : span.end]

    def sentences_before(self) -> list[Span]:
        """The sentences before this one in the same block, nearest first."""
        return [
            s for s in reversed(self.outline.sentences(self.block)) if s.end <= self.sentence.start
        ]

    def sentence_after(self) -> Span | None:
        """The next sentence of the same block."""
        later = [s for s in self.outline.sentences(self.block) if s.start >= self.sentence.end]
        return later[0] if later else None

    def leads(self) -> list[Block]:
        """The blocks that open the list this stands in, nearest first."""
        return [self.outline.blocks[i] for i in self.block.leads]

    def opening_words(self) -> list[Span]:
        """The sentences that open the list, nearest first."""
        return [
            self.outline.sentences(block)[-1] for block in self.leads() if block.body < block.end
        ]

    def headings(self) -> list[Block]:
        """The headings above, nearest first."""
        return [self.outline.blocks[i] for i in self.block.headings]

    def rings(self) -> Iterator[tuple[str, Span]]:
        """Every ring with its name, from the clause outward."""
        yield "clause", self.clause
        yield "sentence", self.sentence
        for span in self.sentences_before():
            yield "paragraph", span
        for span in self.opening_words():
            yield "lead", span
        for i, block in enumerate(self.headings()):
            yield ("heading" if i == 0 else "item"), block.span


def scenes_of(folded: Folded) -> list[Scene]:
    """A scene for every sum in the text."""
    sums = find_sums(folded)
    return scenes_with(folded, outline_of(folded.text), sums) if sums else []


def scenes_with(folded: Folded, outline: Outline, sums: list[Sum]) -> list[Scene]:
    """A scene for each of `sums`."""
    scenes: list[Scene] = []
    at = 0
    while at < len(sums):
        block = outline.blocks[outline.index_at(sums[at].start)]
        together = [s for s in sums[at:] if s.start < block.end] or [sums[at]]
        at += len(together)
        scenes.extend(_of_block(folded, outline, block, together))
    return scenes


def _of_block(folded: Folded, outline: Outline, block: Block, sums: list[Sum]) -> Iterator[Scene]:
    sentences = outline.sentences(block)
    for sentence in sentences or [block.span]:
        inside = [s for s in sums if sentence.start <= s.start < sentence.end]
        edges = [sentence.start, *_splits(folded.lower, inside), sentence.end]
        places = sorted({(s.start, s.end) for s in inside})
        for one in inside:
            i = places.index((one.start, one.end))
            following = places[i + 1][0] if i + 1 < len(places) else one.end
            last = i + 2 if _of_a_whole().search(folded.lower[one.end : following]) else i + 1
            clause = Span(edges[i], edges[last])
            yield Scene(
                folded,
                outline,
                block,
                sentence,
                clause,
                Span(one.start, one.end),
                one,
                tuple(inside),
            )


def _splits(lower: str, sums: list[Sum]) -> Iterator[int]:
    """Where the clause of one sum ends and that of the next begins."""
    places = sorted({(s.start, s.end) for s in sums})
    for (_start, end), (start, _end) in pairwise(places):
        between = lower[end:start]
        breaks = list(_BREAK.finditer(between))
        if not breaks:
            yield end
            continue
        first = breaks[0]
        # "…, B får" or "… och för B till" begins the next clause; "… till A," ends this one.
        leads_on = _verb().search(between, first.end()) or _introduces().search(between)
        yield end + (first if leads_on else breaks[-1]).start()


_BREAK = re.compile(r"[,;:]\s|\s(?:och|samt|varav|därav|medan|men|respektive|där)\s|\n|[)]\s")


@cache
def _introduces() -> re.Pattern[str]:
    words = lexicon("amounts")["introduced"]["words"]
    return re.compile(rf"\s{any_of(words)}\s+\Z")


@cache
def _of_a_whole() -> re.Pattern[str]:
    parts = lexicon("status")["whole"]
    return re.compile(rf"\s{any_of(parts['of'])}\s[^,.;]{{3,80}}\s{any_of(parts['sum'])}\s+\Z")


@cache
def _verb() -> re.Pattern[str]:
    verbs = [verb for frame in lexicon("frames")["frame"] for verb in frame["verbs"]]
    movements = [word for kind in lexicon("kinds").values() for word in kind.get("verbs", ())]
    told = lexicon("status")
    standing = [*told["proposed"]["verbs"], *told["decided"]["verbs"], *told["decided"]["may"]]
    return re.compile(rf"(?<!\w){any_of([*verbs, *movements, *standing])}(?!\w)")
