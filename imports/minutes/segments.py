"""The parts of a text: blocks with what they stand under, and the sentences in them.

>>> [tuple(s) for s in sentences_of("Det kostar ca. 5 tkr. Klart.", 0, 28)]
[(0, 21), (22, 28)]

Every block knows its headings, nearest first; the label ("Beslut", "Yrkanden") above it; and the
blocks that open its list ("... fördelas enligt följande:"). `blocks` puts them together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import lexicon
from imports.minutes.lines import Label
from ledger.drafts import Span

LONGEST_SENTENCE = 1_500  # characters


class BlockKind(Enum):
    """What a block is by its form."""

    HEADING = auto()
    LABEL = auto()
    ITEM = auto()
    PARAGRAPH = auto()


class Block(NamedTuple):
    """A stretch of text without the white space around it; `body` is where its marker ends."""

    start: int
    end: int
    kind: BlockKind
    body: int
    rank: int = 0  # of a heading: 1 for an item of the meeting; of a list item: its depth
    label: Label | None = None
    headings: tuple[int, ...] = ()  # indices of the headings above, nearest first
    leads: tuple[int, ...] = ()  # indices of the blocks that open its list, nearest first

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Outline:
    """All blocks of a text, in order. `agenda` maps the number of an item to its line there."""

    text: str
    blocks: tuple[Block, ...]
    agenda: dict[str, Span] = field(default_factory=dict)
    _starts: list[int] = field(init=False)
    _sentences: dict[int, list[Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [block.start for block in self.blocks])

    def index_at(self, offset: int) -> int:
        """The index of the block that holds `offset`."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def below(self, heading: int) -> Iterator[Block]:
        """The blocks that stand below the heading of this index."""
        for i in range(heading + 1, len(self.blocks)):
            if heading not in self.blocks[i].headings:
                return
            yield self.blocks[i]

    def untitled(self, lowest: int) -> Iterator[Block]:
        """The blocks before the first heading of rank `lowest` or above."""
        for block in self.blocks:
            if block.kind is BlockKind.HEADING and block.rank <= lowest:
                return
            yield block

    def sentences(self, block: Block) -> list[Span]:
        """The sentences of `block`."""
        if block.start not in self._sentences:
            self._sentences[block.start] = sentences_of(self.text, block.body, block.end)
        return self._sentences[block.start]

    def words(self, block: Block) -> str:
        """The text of a heading without its marks."""
        return " ".join(self.text[block.start : block.end].strip("#*_ \t").split()).strip("*_ ")


def sentences_of(text: str, start: int, end: int) -> list[Span]:
    """Where the sentences of `text[start:end]` stand."""
    spans: list[Span] = []
    begun = start
    for match in _STOP.finditer(text, start, end):
        if match["stop"] == "." and _is_abbreviation(text, start, match.start("stop")):
            continue
        stop = match.start() if match["shut"] is None else match.end("shut")
        spans.extend(_pieces(text, begun, stop))
        begun = match.end()
    spans.extend(_pieces(text, begun, end))
    return [span for span in spans if span.end > span.start]


_STOP = re.compile(
    r"""
    (?P<stop>[.!?])(?P<shut>["”')*_\]]*)      # a full stop, with what it closes
    (?: \s+(?=["“”(*_<\[]*[A-ZÅÄÖ0-9•§+–-])   # and the next sentence
      | \s+(?=o[ ]{2,}) )                     # or a bullet that became the letter o
    | (?<=\S)\s+(?=[•▪●]\s)                   # a bullet inside a line
    """,
    re.VERBOSE,
)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentence; one without end is taken in pieces, so that time stays linear."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        yield _stripped(text, start, cut)
        start = cut
    yield _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, max(start + left, start + len(piece.rstrip())))


def _is_abbreviation(text: str, start: int, stop: int) -> bool:
    word = text[max(start, stop - 12) : stop].rsplit(None, 1)[-1:] or [""]
    return word[0].lstrip("(*_").lower() in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(lexicon("sections")["abbreviations"]["words"])
