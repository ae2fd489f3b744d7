"""The parts of a text, by their places alone: headings, list items, paragraphs, sentences.

>>> outline = outline_of("§ 4 Medel\\nBeslut\\n1. Nämnden får 5 tkr. Klart.")
>>> [(block.kind.name, block.label) for block in outline.blocks]
[('HEADING', None), ('LABEL', <Label.DECISION: 'decision'>), ('ITEM', <Label.DECISION: 'decision'>)]

Every block knows what it stands under: its headings, nearest first; the label ("Beslut",
"Yrkanden") above it; and the words that open its list ("... fördelas enligt följande:").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache

from imports.minutes.lexicon import any_of, lexicon
from ledger.drafts import Span

LONGEST_HEADING = 200
LONGEST_TITLE_LINES = 6


class BlockKind(Enum):
    """What a block is by its form."""

    HEADING = auto()
    LABEL = auto()
    ITEM = auto()
    PARAGRAPH = auto()


class Label(Enum):
    """What a line such as "Beslut" says of the blocks below it."""

    DECISION = "decision"
    PROPOSAL = "proposal"
    REJECTED = "rejected"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Block:
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
    _starts: list[int] = field(default_factory=list)

    def index_at(self, offset: int) -> int:
        """The index of the block that holds `offset`."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def sentences(self, block: Block) -> list[Span]:
        """The sentences of `block`."""
        return sentences_of(self.text, block.body, block.end)

    def words(self, block: Block) -> str:
        """The text of a heading without its marks."""
        return " ".join(self.text[block.start : block.end].strip("#*_ \t").split()).strip("*_ ")


def sentences_of(text: str, start: int, end: int) -> list[Span]:
    """Where the sentences of `text[start:end]` stand."""
    spans, begun = [], start
    for match in _STOP.finditer(text, start, end):
        if match["stop"] == "." and _is_abbreviation(text, start, match.start("stop")):
            continue
        stop = match.start() if match["shut"] is None else match.end("shut")
        spans.append(_stripped(text, begun, stop))
        begun = match.end()
    spans.append(_stripped(text, begun, end))
    return [span for span in spans if span.end > span.start]


def outline_of(text: str) -> Outline:
    """The blocks of `text`."""
    builder = _Builder(text)
    for match in _LINE.finditer(text):
        builder.line(match.start(), match.end())
    builder.close()
    blocks = tuple(builder.blocks)
    return Outline(text, blocks, builder.agenda, [block.start for block in blocks])


_LINE = re.compile(r"[^\n]*\n?")
_STOP = re.compile(
    r"""
    (?P<stop>[.!?])(?P<shut>["”')*_\]]*)      # a full stop, with what it closes
    (?: \s+(?=["“”(*_<\[]*[A-ZÅÄÖ0-9•§+–-])    # and the next sentence
      | \s+(?=o[ ]{2,}) )                     # or a bullet that became the letter o
    | (?<=\S)\s+(?=[•▪●]\s)     # a bullet inside a line
    """,
    re.VERBOSE,
)
_ITEM = re.compile(
    r"""
    [ \t]*
    (?:
      (?P<number>\d{1,2}(?:\.\d{1,2})?[.)])(?=\s|$)             # 1.  2)
    | (?P<letter>[a-zåäö][.)])(?=\s|$)                          # a.
    | (?P<bullet>[-–•▪●*+](?=[ \t]+\S)|•\s*$|o(?=[ ]{2,}))      # -  *  •
    | (?P<att>\*{0,2}att\*{0,2}(?=\s))                          # att ...
    )[ \t]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HASH = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_PARAGRAPH_SIGN = re.compile(r"[#*_ \t]*§+[ ]?(\d+[a-z]?)\b(?!\s*[-–]\s*§)")
_NUMBERED = re.compile(r"[#*_ \t]*(\d{1,3}(?:\.\d{1,2})?)\.?[ \t]+[A-ZÅÄÖ]")
_NUMBER = re.compile(r"[\d.§ ]+")
_BOLD = re.compile(r"[ \t]*(\*\*|__)[^*]+(\*\*|__)[ \t]*:?\s*$")
_AGENDA = re.compile(r"[ \t]*[-*•][ \t]*§[ ]?(\d+)[ \t]+(\S.*)")
_PAGE_NUMBER = re.compile(
    r"[ \t]*(?:\d{1,4}[ ]?\(\d{1,4}\)|[Ss]ida?[ ]\d+.{0,8}|-[ ]?\d+[ ]?-)\s*$"
)
_ENDS_SENTENCE = (".", ":", ";", ",", "!", "?")
_MARKS = "#*_ \t\n"


@dataclass(slots=True)
class _Builder:
    """Takes the lines one by one and puts them together."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    agenda: dict[str, Span] = field(default_factory=dict)
    opened: int = -1  # where the open block begins
    closes: int = -1  # where its last line ends
    lines: int = 0
    marker: re.Match[str] | None = None
    label: Label | None = None
    path: list[tuple[int, int]] = field(default_factory=list)  # (rank, index) of open headings
    leads: list[tuple[int, int]] = field(default_factory=list)  # (depth, index) of open lists
    after_blank: bool = True
    free: bool = True  # the open block stands after a blank line
    number: int = 0  # of the last numbered heading

    def line(self, start: int, end: int) -> None:
        line = self.text[start:end]
        bare = line.strip()
        if not bare:
            self.close(before_blank=True)
            self.after_blank = True
            return
        stripped_end = start + len(line.rstrip())
        if agenda := _AGENDA.match(line):
            self.agenda.setdefault(agenda[1], Span(start + agenda.start(2), stripped_end))
        if _is_furniture(bare):
            self.close()
        elif not self._heading(start, stripped_end, line, bare):
            marker = _ITEM.match(line)
            if self.opened < 0 and not marker:
                self._reopen(bare)
            if marker and not self._continues(marker, line):
                self.close()
                self.opened, self.marker, self.free = start, marker, self.after_blank
            elif self.opened < 0:
                self.opened, self.marker, self.free = start, None, self.after_blank
            self.closes = stripped_end
            self.lines += 1
            if bare.endswith(":"):
                self.close()
        self.after_blank = False

    def close(self, *, before_blank: bool = False) -> None:
        """End the open block, and say what it is."""
        if self.opened < 0:
            return
        start = (
            self.opened
            + len(self.text[self.opened : self.closes])
            - len(self.text[self.opened : self.closes].lstrip())
        )
        self.opened, lines, marker = -1, self.lines, self.marker
        self.lines, self.marker = 0, None
        if marker is None and self._is_title(start, lines):
            self._add_heading(start, self.closes, rank=5)
            return
        if marker and lines == 1 and before_blank and self._is_numbered_heading(start, marker):
            self._add_heading(start, self.closes, rank=1)
            return
        self._add_text(start, marker)

    def _add_text(self, start: int, marker: re.Match[str] | None) -> None:
        kind = BlockKind.PARAGRAPH if marker is None else BlockKind.ITEM
        depth = 0 if marker is None else _depth(marker)
        body = start if marker is None else start + len(marker[0].lstrip())
        leads = self._leads_of(depth, marker is not None)
        index = len(self.blocks)
        self.blocks.append(
            Block(
                start,
                self.closes,
                kind,
                min(body, self.closes),
                depth,
                self.label,
                tuple(i for _rank, i in reversed(self.path)),
                leads,
            )
        )
        self.leads = [lead for lead in self.leads if lead[0] < depth]
        self.leads.append((depth, index))

    def _reopen(self, bare: str) -> None:
        """Go on with the last block where a blank line or a new page has cut it in two."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH):
            return
        words = self.text[last.body : last.end]
        if words and (words.endswith(_ENDS_SENTENCE) or not bare[0].islower()):
            return
        if last.kind is BlockKind.ITEM or words:
            self.blocks.pop()
            self.leads = [lead for lead in self.leads if lead[1] != len(self.blocks)]
            self.opened, self.lines = last.start, 1
            self.marker = (
                _ITEM.match(self.text[last.start : last.end])
                if last.kind is BlockKind.ITEM
                else None
            )

    def _leads_of(self, depth: int, is_item: bool) -> tuple[int, ...]:
        above = [i for d, i in reversed(self.leads) if d < depth]
        if not is_item and self.blocks and self.text[self.blocks[-1].end - 1] == ":":
            last = len(self.blocks) - 1
            if self.blocks[last].kind in (BlockKind.ITEM, BlockKind.PARAGRAPH):
                above = [last, *(i for i in self.blocks[last].leads if i != last)]
        return tuple(above)

    def _continues(self, marker: re.Match[str], line: str) -> bool:
        """A line inside a paragraph that only looks like a list item: "2023. Därefter ..."."""
        if self.opened < 0 or marker["bullet"]:
            return False
        if marker["att"]:
            return not line.startswith("*") and not (self.marker and self.marker["att"])
        last = self.text[self.opened : self.closes].rstrip()
        return bool(marker["number"]) and self.marker is None and last[-1:] not in ".:;"

    def _heading(self, start: int, end: int, line: str, bare: str) -> bool:
        """Take the line as a heading or a label, where it is one."""
        short = len(bare) <= LONGEST_HEADING
        words = bare.strip(_MARKS).rstrip(":").strip(_MARKS)
        label = _label_of(words) if len(bare) <= 80 and not words[:1].islower() else None
        if label and (self.opened < 0 or self._may_end()):
            self.close()
            self.label = label
            self._add(Block(start, end, BlockKind.LABEL, start, 0, label, self._path()))
            return True
        if not short or bare.endswith((".", ",", ";")):
            return False
        if _PARAGRAPH_SIGN.match(line) and not _AGENDA.match(line):
            rank = 1
        elif match := _HASH.match(line):
            rank = 1 if _NUMBERED.match(line) else 1 + len(match[1])
        elif _BOLD.match(line) and self.opened < 0:
            rank = 4
        else:
            return False
        self.close()
        self._add_heading(start, end, rank)
        return True

    def _may_end(self) -> bool:
        """The open block is a title or ended a sentence, so that a label may follow it."""
        last = self.text[self.opened : self.closes].rstrip()
        return last.endswith(_ENDS_SENTENCE) or self._after_item()

    def _after_item(self) -> bool:
        """The block before is the number of an item (§ 12), so that its title follows."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind is not BlockKind.HEADING or last.rank != 1:
            return False
        return bool(_PARAGRAPH_SIGN.match(self.text, last.start))

    def _is_numbered_heading(self, start: int, marker: re.Match[str]) -> bool:
        """A short numbered line between blank lines: "9. Beslutspunkter"."""
        words = self.text[start : self.closes]
        if not (marker["number"] and self.free and _NUMBERED.match(words)):
            return False
        if words.endswith(_ENDS_SENTENCE) or len(words) > LONGEST_HEADING:
            return False
        number = int(re.split(r"\D", marker["number"])[0])
        if self.label is not None and not (self.number and number == self.number + 1):
            return False  # a list below "Beslut"
        self.number = number
        return True

    def _is_title(self, start: int, lines: int) -> bool:
        words = self.text[start : self.closes]
        if words.rstrip("*_").endswith(_ENDS_SENTENCE) or "\t" in words or words[0].islower():
            return False
        if _notes().match(words.lstrip(_MARKS).lower()):
            return False
        if self._after_item() and lines <= LONGEST_TITLE_LINES:
            return True
        return lines == 1 and len(words) <= LONGEST_HEADING and words[0].isupper()

    def _add_heading(self, start: int, end: int, rank: int) -> None:
        words = self.text[start:end]
        if rank > 1 and _NUMBERED.match(words) and len(words) <= 120:
            rank = 1
        if rank == 1 or (self.path and rank <= 3):
            self.label = None
        if rank == 5 and self._after_item():
            rank = 2  # the title of the item, on the lines below its number
        self.path = [(r, i) for r, i in self.path if r < rank]
        above = self._path()
        self.path.append((rank, len(self.blocks)))
        if rank == 1:
            self.label = _label_of(_NUMBER.sub("", words.strip(_MARKS), count=1).rstrip(":"))
        leads = self.leads if rank == 5 else []
        self._add(Block(start, end, BlockKind.HEADING, start, rank, self.label, above))
        self.leads = leads

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        self.leads = []

    def _path(self) -> tuple[int, ...]:
        return tuple(i for _rank, i in reversed(self.path))


def _depth(marker: re.Match[str]) -> int:
    return 1 if marker["number"] or marker["att"] else 2


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, max(start + left, start + len(piece.rstrip())))


def _is_abbreviation(text: str, start: int, stop: int) -> bool:
    word = text[max(start, stop - 12) : stop].rsplit(None, 1)[-1:] or [""]
    return word[0].lstrip("(*_").lower() in _abbreviations()


def _is_furniture(bare: str) -> bool:
    return bool(_PAGE_NUMBER.match(bare)) or bool(
        len(bare) < 80 and _furniture().fullmatch(bare.lower())
    )


def _label_of(words: str) -> Label | None:
    lower = words.lower()
    if _proposing().search(lower):
        return None  # "Nämnden föreslår att fullmäktige beslutar:" opens a list
    for label in Label:
        if _labels(label).fullmatch(lower):
            return label
    return None


@cache
def _labels(label: Label) -> re.Pattern[str]:
    forms = lexicon("sections")["labels"][label.value]
    some_words = any_of(forms).replace(r"\w*\s+", r"(?!enligt)(?:[\w:,-]+\s+){1,5}")
    return re.compile(some_words.replace(r"\s+\w*", r"\s+.*"))


@cache
def _proposing() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('sections')['labels']['never'])}")


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("sections")["furniture"]["lines"]).replace(r"\w*", ".*"))


@cache
def _notes() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("sections")["notes"]["openings"]))


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(lexicon("sections")["abbreviations"]["words"])
