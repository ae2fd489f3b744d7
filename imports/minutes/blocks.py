"""Lines → blocks: paragraphs, points of lists, headings, each with what it stands under.

>>> outline = outline_of("§ 4 Medel\\nBeslut\\n1. Nämnden får 5 tkr. Klart.")
>>> [(block.kind.name, block.label) for block in outline.blocks]
[('HEADING', None), ('LABEL', <Label.DECISION: 'decision'>), ('ITEM', <Label.DECISION: 'decision'>)]

One pass over the lines. A line that was broken where there was room for the next word was broken
on purpose: so titles are told from the lines of a paragraph in texts with and without blank lines.
Most lines are prose by their form alone (`is_prose`): the other questions are put to the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imports.minutes.above import Above
from imports.minutes.lines import (
    ENDS_SENTENCE,
    LONGEST_HEADING,
    LONGEST_LABEL,
    MARKS,
    Label,
    agenda_entry,
    begins_with_sum,
    begins_with_word,
    depth_of,
    heading_rank,
    is_furniture,
    is_inline_label,
    is_note,
    is_plain_row,
    is_prose,
    is_row,
    label_of,
    marker_of,
    numbered,
    opens_list,
    paragraph_sign,
    says_follows,
)
from imports.minutes.segments import Block, BlockKind, Outline
from ledger.drafts import Span

LONGEST_TITLE_LINES = 6
LONGEST_TITLE = 120
LONGEST_LEAD = 300
SHORTEST_FULL = 40  # characters of a line that may be full
SHORT_LINES = 60  # characters: where no line is longer, each was broken on purpose
TITLE_BELOW, SHORT_LINE = 2, 5  # ranks of a heading that is no item

_HEADING, _ITEM, _PARAGRAPH = BlockKind.HEADING, BlockKind.ITEM, BlockKind.PARAGRAPH
_TEXT = (_ITEM, _PARAGRAPH)


def outline_of(text: str) -> Outline:
    """The blocks of `text`."""
    lines = text.split("\n")
    builder = _Builder(text, _width(lines))
    at, was_blank = 0, False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if bare := line.strip():
            if was_blank:
                builder.blank()
            start = at if line[0] == bare[0] else at + len(line) - len(line.lstrip())
            if builder.after_blank and begins_with_word(bare) and not following.strip():
                builder.alone(start, bare)
            else:
                builder.take(start, bare)
        was_blank = not bare
        at += len(line) + 1
    if was_blank:
        builder.blank()
    builder.close()
    return Outline(text, tuple(builder.blocks), builder.agenda)


def _width(lines: list[str]) -> int:
    """How long a full line is: nine of ten longer lines are no longer."""
    lengths = sorted([length for length in map(len, lines) if length > SHORTEST_FULL])
    return lengths[len(lengths) * 9 // 10] if lengths else SHORT_LINES


@dataclass(slots=True)
class _Open:
    """The block that lines are being added to."""

    start: int
    end: int
    marker: re.Match[str] | None
    after_blank: bool
    lines: int = 1


@dataclass(slots=True)
class _Builder:
    """Takes the lines one by one and puts them together."""

    text: str
    width: int
    blocks: list[Block] = field(default_factory=list)
    agenda: dict[str, Span] = field(default_factory=dict)
    open: _Open | None = None
    above: Above = field(default_factory=Above)
    leads: list[tuple[int, int]] = field(default_factory=list)  # (depth, index) of open lists
    after_blank: bool = True
    row: int | None = None  # where the last line began, if it is a row of a list without bullets

    def blank(self) -> None:
        """An empty line, or several."""
        if self.open is not None:
            self.close(before_blank=True)
        self.after_blank = True

    def alone(self, start: int, bare: str) -> None:
        """A line between blank lines that begins with a word: a paragraph or a title, mostly."""
        end = start + len(bare)
        is_long = len(bare) > LONGEST_LABEL
        is_plain = bare[-1] == "." if is_long else bare[-1].isalnum() and "\t" not in bare
        if not is_plain or (not is_long and is_row(bare)) or self._awaits_words():
            self.take(start, bare)
            return
        self.after_blank = False
        if is_long or not (is_furniture(bare) or self._label(start, end, bare)):
            self.row = None
            if is_long or is_note(bare) or opens_list(bare):
                self._add_paragraph(start, end, after_blank=True)
            else:
                self._add_heading(start, end, SHORT_LINE)

    def take(self, start: int, bare: str) -> None:
        """The next line of the text that holds anything, without the white space around it."""
        end = start + len(bare)
        if is_prose(bare):
            self._prose(start, end, bare)
        else:
            self._marked(start, end, bare)
        self.after_blank = False

    def _marked(self, start: int, end: int, bare: str) -> None:
        """A line that may be more than prose: of the page, a label, a heading, a point."""
        if agenda := agenda_entry(bare):
            self.agenda.setdefault(agenda[1], Span(start + agenda.start(2), end))
        if is_furniture(bare):
            self.close()
        elif not (self._label(start, end, bare) or self._heading(start, end, bare)):
            self._text(start, end, bare)

    # ------------------------------------------------------------ lines of text

    def _prose(self, start: int, end: int, bare: str) -> None:
        if self.open and self._was_title(bare):
            self._end_heading(1)
        if self.open is None:
            self._reopen(bare)
        self._line(start, end, bare, None, opens=False)

    def _text(self, start: int, end: int, bare: str) -> None:
        marker = marker_of(bare)
        if self.open and self._below_number() and ":" in bare and is_note(bare):
            self._end_heading(TITLE_BELOW)  # "Föredragande: ..." is no part of the title above
        if self.open and self._was_title(bare):
            self._end_heading(1)
        if self.open is None and marker is None:
            self._reopen(bare)
        opens = marker is not None and not self._continues(marker, bare)
        opens = opens or is_inline_label(bare)
        self._line(start, end, bare, marker if opens else None, opens=opens)
        if bare.endswith(":"):
            self.close()

    def _line(
        self, start: int, end: int, bare: str, marker: re.Match[str] | None, *, opens: bool
    ) -> None:
        """Add the line to the open block, or begin a block with it."""
        is_row = marker is None and is_plain_row(bare)
        if self.open is None or opens or self._begins_row(bare, is_row=is_row):
            self.close()
            self.open = _Open(start, end, marker, self.after_blank)
        else:
            self.open.end = end
            self.open.lines += 1
        self.row = start if is_row else None

    def _begins_row(self, bare: str, *, is_row: bool) -> bool:
        """A row that follows a row, or a line that was broken on purpose; or what ends the rows."""
        if self.row is not None:
            if is_row:
                self._part_row()
            return bare[0].isupper() and (is_row or self._had_room(bare))
        return is_row and self._last_sign().isalpha() and self._had_room(bare)

    def _part_row(self) -> None:
        """Two rows: the first of them is no part of the words above it."""
        if self.open and self.row and self.open.lines > 1:
            row = _Open(self.row, self.open.end, None, after_blank=False)
            above = self.row
            while self.text[above - 1].isspace():
                above -= 1
            self.open.end = above
            self.close()
            self.open = row

    def _continues(self, marker: re.Match[str], bare: str) -> bool:
        """A line inside a paragraph that only looks like a point: "2023. Därefter ..."."""
        if self.open is None or marker["bullet"]:
            return False
        inside = self.open.marker
        if marker["att"]:
            return not bare.startswith("*") and not (inside and inside["att"])
        if not marker["number"] or inside is not None or self._last_sign() in ".:;":
            return False
        return not self._had_room(bare)

    def _reopen(self, bare: str) -> None:
        """Go on with the last block where a blank line or a new page has cut it in two."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind not in _TEXT:
            return
        if self._lacks_words(last):
            if last.kind is _PARAGRAPH:
                return
        elif not bare[0].islower() or self.text[last.end - 1] in ENDS_SENTENCE:
            return
        self.blocks.pop()
        self.leads = [lead for lead in self.leads if lead[1] != len(self.blocks)]
        is_item = last.kind is _ITEM
        marker = marker_of(self.text[last.start : last.end]) if is_item else None
        self.open = _Open(last.start, last.end, marker, after_blank=False)

    def _awaits_words(self) -> bool:
        """The last block is a point whose number stands alone, so that its words follow."""
        last = self.blocks[-1] if self.blocks else None
        return last is not None and last.kind is _ITEM and self._lacks_words(last)

    def _lacks_words(self, block: Block) -> bool:
        """A point whose number stands alone on its line."""
        return block.body >= block.end

    def close(self, *, before_blank: bool = False) -> None:
        """End the open block, and say what it is."""
        if self.open is None:
            return
        if self.open.marker is None:
            if self._last_sign() in ENDS_SENTENCE or not self._is_title():
                self._end_text(self.open)
            else:
                self._end_heading(SHORT_LINE)
        elif before_blank and self.open.after_blank and self._is_numbered_title():
            self._end_heading(1)
        else:
            self._end_text(self.open)

    def _end_text(self, ended: _Open) -> None:
        self.open = None
        if ended.marker is None:
            self._add_paragraph(ended.start, ended.end, after_blank=ended.after_blank)
            return
        depth = depth_of(ended.marker)
        body = min(ended.start + ended.marker.end(), ended.end)
        above = [lead for lead in self.leads if lead[0] < depth]
        leads = tuple(index for _depth, index in reversed(above))
        self.leads = [*above, (depth, len(self.blocks))]
        self.blocks.append(
            Block(
                ended.start,
                ended.end,
                _ITEM,
                body,
                depth,
                self.above.label,
                self.above.headings,
                leads,
            )
        )

    def _add_paragraph(self, start: int, end: int, *, after_blank: bool) -> None:
        last = self.blocks[-1] if self.blocks else None
        leads: tuple[int, ...] = ()
        if last is not None and last.kind in _TEXT:
            if after_blank and last.kind is _ITEM and self.text[end - 1] != ":":
                # A paragraph after the list of what was decided tells of it.
                self.above.label = None if self.above.label is Label.DECISION else self.above.label
            leads = self._leads_of_paragraph(last, start, end)
        self.leads = [(0, len(self.blocks))]
        self.blocks.append(
            Block(start, end, _PARAGRAPH, start, 0, self.above.label, self.above.headings, leads)
        )

    def _leads_of_paragraph(self, last: Block, start: int, end: int) -> tuple[int, ...]:
        if self.text[last.end - 1] == ":" or self._opens_rows(last, start, end):
            return (len(self.blocks) - 1, *last.leads)
        goes_on = last.leads and last.kind is _PARAGRAPH and self._is_next_row(last, start)
        return last.leads if goes_on else ()

    def _opens_rows(self, last: Block, start: int, end: int) -> bool:
        """Words that say what comes, before a row: "Följande föreningar får stöd"."""
        if not is_row(self.text[start:end]):
            return False
        words = self.text[last.start : min(last.end, last.start + LONGEST_LEAD)]
        return says_follows(words) and not is_row(words)

    def _is_next_row(self, last: Block, start: int) -> bool:
        """The next of rows without bullets: both end in a sum, or both begin with one."""
        if is_row(self.text[last.start : last.end]):
            return True
        heads = (self.text[at : at + LONGEST_TITLE] for at in (last.start, start))
        return all(begins_with_sum(head) for head in heads)

    # ------------------------------------------------------------ labels and headings

    def _label(self, start: int, end: int, bare: str) -> bool:
        """Take the line as a label, where it is one: "Beslut" alone on a line."""
        if len(bare) > LONGEST_LABEL:
            return False
        words = bare.strip(MARKS).rstrip(":").strip(MARKS)
        if words[:1].islower() or (
            self.open and not self._may_end_here() and not self._had_room(bare)
        ):
            return False
        label = label_of(words)
        if label is None:
            return False
        self.close()
        self.above.label = label
        self._add(Block(start, end, BlockKind.LABEL, start, 0, label, self.above.headings))
        return True

    def _heading(self, start: int, end: int, bare: str) -> bool:
        """Take the line as a heading, where its form alone says so."""
        rank = heading_rank(bare)
        if not rank or (rank == 4 and self.open is not None):
            return False
        self.close()
        if rank == 1 and self.above.is_of_other_body(bare):
            return True  # "AU § 7" in an item of another body: where it was treated before
        self._add_heading(start, end, rank)
        return True

    def _may_end_here(self) -> bool:
        """The open block is a title or ended a sentence, so that a label may follow it."""
        return self._last_sign() in ENDS_SENTENCE or self._below_number()

    def _last_sign(self) -> str:
        return self.text[self.open.end - 1] if self.open else ""

    def _below_number(self) -> bool:
        """The block before is the number of an item (§ 12), so that its title follows."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind is not _HEADING or last.rank != 1:
            return False
        return paragraph_sign(self.text[last.start : last.end])

    def _is_title(self) -> bool:
        """A short line between blank lines, or the title below the number of an item."""
        assert self.open  # noqa: S101  asked only of an open block
        words = self.text[self.open.start : self.open.end]
        if words.rstrip("*_").endswith(ENDS_SENTENCE) or "\t" in words or words[0].islower():
            return False
        if is_note(words) or opens_list(words) or is_row(words):
            return False
        if self._below_number() and self.open.lines <= LONGEST_TITLE_LINES:
            return True
        return self.open.lines == 1 and len(words) <= LONGEST_HEADING and words[0].isupper()

    def _was_title(self, following: str) -> bool:
        """The open line was broken though the next word had room: a numbered title."""
        if self.open is None or self.open.lines > 1 or not following[0].isupper():
            return False
        if not self._had_room(following):
            return False
        return self._is_numbered_title(next_only=not self.open.after_blank)

    def _had_room(self, following: str) -> bool:
        """Whether the last line was broken on purpose: the next word had fitted on it."""
        assert self.open  # noqa: S101  asked only of an open block
        begins = self.text.rfind("\n", 0, self.open.end) + 1
        return self.width - (self.open.end - begins) > len(following.split(None, 1)[0])

    def _is_numbered_title(self, *, next_only: bool = False) -> bool:
        """One short numbered line: "9. Beslutspunkter"; `next_only` where no blank line helps."""
        if self.open is None or self.open.marker is None or self.open.lines > 1:
            return False
        words, marker = self.text[self.open.start : self.open.end], self.open.marker
        if not marker["number"] or not numbered(words) or words.endswith(ENDS_SENTENCE):
            return False
        number = int(re.split(r"\D", marker["number"])[0])
        return self.above.may_come_next(number, surely=next_only) and len(words) <= LONGEST_HEADING

    def _end_heading(self, rank: int) -> None:
        assert self.open  # noqa: S101  asked only of an open block
        ended, self.open = self.open, None
        self._add_heading(ended.start, ended.end, rank)

    def _add_heading(self, start: int, end: int, rank: int) -> None:
        words = self.text[start:end]
        if rank > 1 and numbered(words) and len(words) <= LONGEST_TITLE:
            rank = 1
        if rank == SHORT_LINE and self._below_number():
            rank = TITLE_BELOW
        if rank == SHORT_LINE and self._last_rank() >= SHORT_LINE:
            rank = self._last_rank() + 1  # the head of a table below its title
        above = self.above.begin(len(self.blocks), rank, words)
        leads = self.leads if rank == SHORT_LINE or self._leads_on() else []
        self._add(Block(start, end, _HEADING, start, rank, self.above.label, above))
        self.leads = leads

    def _last_rank(self) -> int:
        """The rank of the heading right above; 0 where none is."""
        return self.blocks[-1].rank if self.blocks and self.blocks[-1].kind is _HEADING else 0

    def _leads_on(self) -> bool:
        """The words above a heading say that what follows is theirs: "med följande fördelning"."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind is not _PARAGRAPH:
            return False
        return says_follows(self.text[max(last.start, last.end - LONGEST_TITLE) : last.end])

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        self.leads = []
