"""Where a statement stands: its clause, its sentence and the widening rings around them.

>>> scenes = scenes_of(fold("Nämnd A får 2 tkr och nämnd B får 3 tkr."))
>>> [scene.folded.text[slice(*scene.clause)] for scene in scenes]
['Nämnd A får 2 tkr', ' och nämnd B får 3 tkr.']

Later stages look for a value in the rings in turn: nearest wins, and the ring is the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from operator import attrgetter

from imports.minutes.amounts import find_sums
from imports.minutes.blocks import outline_of
from imports.minutes.cells import cell_of
from imports.minutes.clauses import clauses_of, describes_whole
from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import lexicon
from imports.minutes.lines import is_row
from imports.minutes.memory import lazy
from imports.minutes.segments import Block, BlockKind, Outline
from imports.minutes.sums import Cell, Sum
from imports.minutes.table_heads import line_at
from imports.minutes.vocabulary import Forms
from ledger.drafts import Span
from ledger.messages import N_

__all__ = ["RINGS", "Scene", "fold", "pointing", "scenes_of"]

SENTENCES_BEFORE = 8  # of the paragraph, in which a value is looked for
OPENING = 4  # characters before a sum that begins its paragraph: "ca "
ROWS = 20  # paragraphs of one list
LOWEST_TITLE = 3  # the rank of a heading that still opens an item
LONGEST_ROW = 300  # characters; a longer line holds a whole table

_START = attrgetter("start")

# The rings in words, for the reasons that people read.
RINGS = {
    "clause": N_("in the clause"),
    "sentence": N_("in the sentence"),
    "paragraph": N_("earlier in the paragraph"),
    "column": N_("at the head of the column"),
    "title": N_("in the line above the table"),
    "lead": N_("in the words that open the list"),
    "heading": N_("in the heading above"),
    "item": N_("in the item's title"),
}


@dataclass(frozen=True)
class Scene:
    """One sum (or none) in its surroundings. Spans are of the folded text.

    What every field asks for, the rings and what they are made of, is found once.
    """

    folded: Folded
    outline: Outline
    block: Block
    sentence: Span
    clause: Span
    start: int  # of the sum, or of the word of money where there is none
    end: int
    sum: Sum | None = None
    others: tuple[Sum, ...] = ()  # every sum of the sentence
    cell: Cell | None = None  # of a table, where the sum stands in one

    @lazy
    def is_whole(self) -> bool:
        """ "5 tkr av reservens kapital på 40 tkr": the second is what the first is part of."""
        here = bisect_left(self.others, self.start, key=lambda one: one.end)
        if here == 0 or self.others[here - 1].end > self.start:
            return False
        return describes_whole(self.folded.lower[self.others[here - 1].end : self.start])

    @lazy
    def until(self) -> Span:
        """The sentence up to the sum."""
        return Span(self.sentence.start, max(self.sentence.start, self.start))

    @lazy
    def until_in_clause(self) -> Span:
        """The clause up to the sum."""
        return Span(self.clause.start, max(self.clause.start, self.start))

    @lazy
    def lists(self) -> int:
        """The lists of the vocabulary of which a word may stand in the sentence."""
        return self.folded.stretch(self.sentence).lists

    def words(self, span: Span) -> str:
        """The folded text of `span` in small letters."""
        return self.folded.lower[span.start : span.end]

    @lazy
    def sentences_before(self) -> list[Span]:
        """The sentences before this one in the same block, nearest first."""
        sentences = self.outline.sentences(self.block)
        here = bisect_left(sentences, self.sentence.start, key=_START)
        return sentences[max(0, here - SENTENCES_BEFORE) : here][::-1]

    @lazy
    def sentence_after(self) -> Span | None:
        """The next sentence of the same block."""
        sentences = self.outline.sentences(self.block)
        here = bisect_left(sentences, self.sentence.end, key=_START)
        return sentences[here] if here < len(sentences) else None

    def find(self, forms: Forms, span: Span) -> re.Match[str] | None:
        """The first place of `forms` in `span`."""
        if not self.may_hold(forms, span):
            return None
        folded = self.folded
        return folded.once(forms, span, lambda: forms.pattern.search(folded.lower, *span))

    def may_hold(self, forms: Forms, span: Span) -> bool:
        """Whether one of `forms` may stand in `span`: the words of the sentence are asked first."""
        sentence = self.sentence
        if sentence.start <= span.start and span.end <= sentence.end:
            if not self.lists & forms.list:
                return False
            if span is sentence:
                return True
        return bool(self.folded.lists_in(span) & forms.list)

    def begins(self, pattern: re.Pattern[str], span: Span) -> re.Match[str] | None:
        """The match of `pattern` at the beginning of `span`."""
        return pattern.match(self.folded.lower, *span)

    @lazy
    def leads(self) -> list[Block]:
        """The blocks that open the list this stands in, nearest first."""
        return [self.outline.blocks[i] for i in self.block.leads or self._leads_of_row()]

    def _leads_of_row(self) -> tuple[int, ...]:
        """A paragraph that begins with its sum goes on with the list of such paragraphs."""
        if not self.others or self.others[0].start - self.block.body > OPENING:
            return ()
        blocks = self.outline.blocks
        at = self.outline.index_at(self.block.start)
        for i in range(at - 1, max(-1, at - ROWS), -1):
            one = blocks[i]
            begins = self.folded.text[one.body : one.body + OPENING]
            if one.headings != self.block.headings or not begins[:1].isdigit():
                return ()
            if one.leads:
                return one.leads
        return ()

    @lazy
    def opening_words(self) -> list[Span]:
        """The sentences that open the list (or point at the table), nearest first."""
        if self.cell is not None and (above := self._pointing_here()):
            return above
        if self.cell is None and self._is_prose_after_rows():
            return []
        return [self.outline.sentences(block)[-1] for block in self.leads if block.body < block.end]

    def _is_prose_after_rows(self) -> bool:
        """A full sentence after rows in the same paragraph: "Eda 40⏎Torsby 50⏎Skulden är 9."."""
        if self.block.kind is BlockKind.ITEM or not self.sentences_before:
            return False
        text = self.folded.text
        first = line_at(text, self.block.start)
        return text[first.end - 1].isdigit() or is_row(text[first.start : first.end].strip())

    def _pointing_here(self) -> list[Span]:
        """The sentences just above a table that say what it shows: "enligt tabellen"."""
        index = self.outline.index_at(self.block.start)
        above = [b for b in self.outline.blocks[max(0, index - 3) : index] if b.rank != 1]
        here = self.sentences_before
        sentences = (reversed(self.outline.sentences(block)) for block in reversed(above))
        return [sentence for sentence in chain(here, *sentences) if self.find(pointing(), sentence)]

    @lazy
    def headings(self) -> list[Block]:
        """The headings above, nearest first."""
        return [self.outline.blocks[i] for i in self.block.headings]

    def item(self) -> Iterable[Block]:
        """The blocks of the item this stands in; a short line between them is no item's title."""
        for heading in self.block.headings:
            if self.outline.blocks[heading].rank <= LOWEST_TITLE:
                return self.outline.below(heading)
        return self.outline.untitled(LOWEST_TITLE)

    @lazy
    def rings(self) -> list[tuple[str, Span]]:
        """Every ring with its name, from the clause outward."""
        rings = [("clause", self.clause)]
        if self.cell is None:
            rings.append(("sentence", self.sentence))
            rings.extend(("paragraph", span) for span in self.sentences_before)
        else:
            rings.extend(
                (name, span)
                for name, span in (("column", self.cell.head), ("title", self.cell.title))
                if span is not None
            )
        rings.extend(("lead", span) for span in self.opening_words)
        rings.extend(
            ("item" if i else "heading", block.span) for i, block in enumerate(self.headings)
        )
        return rings


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
        begun = at
        at += 1
        while at < len(sums) and sums[at].start < block.end:
            at += 1
        scenes.extend(_of_block(folded, outline, block, sums[begun:at]))
    return scenes


def _of_block(folded: Folded, outline: Outline, block: Block, sums: list[Sum]) -> Iterator[Scene]:
    waiting = 0
    for sentence in outline.sentences(block) or [block.span]:
        begun = waiting
        while waiting < len(sums) and sums[waiting].start < sentence.end:
            waiting += 1
        inside = sums[begun:waiting]
        clauses = clauses_of(folded, sentence, inside)
        for one, clause in zip(inside, clauses, strict=True):
            scene = Scene(
                folded, outline, block, sentence, clause, one.start, one.end, one, tuple(inside)
            )
            cell = one.cell or cell_of(folded, one.start, one.end)
            yield _in_table(scene, cell) if cell else scene


def _in_table(scene: Scene, cell: Cell) -> Scene:
    """The row is the sentence; the words of its label are the clause."""
    line = cell.line if cell.line.end - cell.line.start <= LONGEST_ROW else scene.sentence
    inside = tuple(one for one in scene.others if line.start <= one.start < line.end)
    clause = Span(cell.label.start, scene.end)
    return replace(scene, sentence=line, clause=clause, others=inside, cell=cell)


@cache
def pointing() -> Forms:
    """Words that point at a list or a table below: "enligt följande"."""
    return Forms(lexicon("cells")["pointing"]["words"])
