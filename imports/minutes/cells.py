"""Tables in running text: the row and the column a figure stands in, and figures without a unit.

>>> folded = fold("Fördelning (belopp i tkr)\\nKommun\\t2024\\nEda kommun\\t1 250\\n")
>>> [(one.ore, folded.text[slice(*one.cell.label)]) for one in sums_under_captions(folded)]
[(125000000, 'Eda kommun')]

Cells are set apart by a tab, a bar or two spaces. Where a caption gives the unit, every figure in
the rows below is a sum; years, shares and head counts are not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.numbers import value_of
from imports.minutes.sums import Cell, Sum
from imports.minutes.table_heads import FIGURE, cells_in, is_label, line_at, top_of
from imports.minutes.units import factor_of
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.money import MAX_ORE, ORE_PER_KRONA

__all__ = ["cell_of", "fold", "sums_under_captions"]

LONGEST_TABLE = 400  # rows
BEFORE_TABLE = 3  # lines between a caption and its table
LONGEST_REST = 4  # characters in a cell beside its figure: the number of the next row


def sums_under_captions(folded: Folded) -> Iterator[Sum]:
    """The figures of tables whose unit stands in a caption or in the head of a column."""
    done = -1
    captions = (m for pattern in _captions() for m in pattern.finditer(folded.lower))
    for caption in sorted(captions, key=lambda m: m.start()):
        factor = factor_of(caption["unit"])
        if factor is None or caption.start() < done:
            continue
        for row, head in _rows_below(folded, caption.start()):
            done = row[-1].end
            yield from _figures(folded, row, head, factor, caption)


def cell_of(folded: Folded, start: int, end: int) -> Cell | None:
    """The row and column of the figure at `[start, end)`, where it is a cell of a table."""
    line = line_at(folded.text, start)
    cells = folded.once("cells", line, lambda: cells_in(folded.text, line))
    at = bisect_right(cells, start, key=lambda cell: cell.start) - 1
    if (
        at < 1
        or end > cells[at].end
        or len(folded.text[cells[at].start : cells[at].end]) > end - start + LONGEST_REST
    ):
        return None
    label = next((c for c in reversed(cells[:at]) if is_label(folded.text, c)), None)
    if label is None:
        return None
    top = top_of(folded, line)
    return Cell(_last_words(folded.text, label), top.above(folded.text, cells, at), line, top.title)


def _last_words(text: str, label: Span) -> Span:
    """A running text before the row is no part of its label."""
    stop = text.rfind(". ", label.start, label.end)
    return Span(stop + 2, label.end) if stop >= 0 and label.end > stop + 2 else label


def _figures(
    folded: Folded, row: list[Span], head: list[Span], factor: Decimal, caption: re.Match[str]
) -> Iterator[Sum]:
    label = next((cell for cell in row if is_label(folded.text, cell)), None)
    if label is None:
        return
    only = next((i for i, c in enumerate(head) if i and c.start <= caption.start() < c.end), None)
    line = line_at(folded.text, row[0].start)
    top = top_of(folded, line)
    for i, cell in enumerate(row):
        column = head[i] if len(head) == len(row) else None
        written = folded.text[cell.start : cell.end]
        if not i or not FIGURE.fullmatch(written) or (only is not None and i != only):
            continue
        if column and _not_money().search(folded.lower[column.start : column.end]):
            continue
        value = value_of(written.lstrip("+-–"), factor)
        ore = None if value is None else value * factor * ORE_PER_KRONA
        if ore is None or ore != int(ore) or ore > MAX_ORE:
            continue
        sign = -1 if written[0] in "-–" else 1
        note = _("The unit stands in “{words}” above the figures.").format(words=caption[0].strip())
        reason = Reason("amount.column-unit", note)
        yield Sum(
            cell.start,
            cell.end,
            sign * int(ore),
            factor,
            reasons=(reason,),
            number_start=cell.start,
            cell=Cell(label, top.above(folded.text, row, i), line, top.title),
        )


def _rows_below(folded: Folded, at: int) -> Iterator[tuple[list[Span], list[Span]]]:
    """The rows of the table below (or around) `at`, each with the cells of the table's head."""
    head: list[Span] = []
    waited = rows = 0
    line = line_at(folded.text, at)
    while rows < LONGEST_TABLE:
        cells = _row_cells(folded.text, line)
        figures = [c for c in cells[1:] if FIGURE.fullmatch(folded.text[c.start : c.end])]
        if len(cells) > 1 and figures and not _are_years(folded.text, figures):
            yield cells, head
            rows += 1
        elif len(cells) > 1:
            head = cells if not _is_rule(folded.text, line) else head
        elif rows or waited > BEFORE_TABLE:
            return
        else:
            waited += 1
        if line.end >= len(folded.text):
            return
        line = line_at(folded.text, line.end + 1)


def _row_cells(text: str, line: Span) -> list[Span]:
    """The cells of a line; below a caption also of "Eda 1 250", which one space parts."""
    cells = cells_in(text, line)
    match = _NAMED.fullmatch(text, *line) if len(cells) == 1 else None
    return [Span(*match.span("name")), Span(*match.span("figure"))] if match else cells


_NAMED = re.compile(
    r"[ ]*(?P<name>[A-ZÅÄÖ][^\d\n]{1,60}?)[ ]"
    r"(?P<figure>-?[0-9]{1,3}(?:[ ][0-9]{3})*(?:,[0-9]+)?)[ ]*"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _are_years(text: str, figures: list[Span]) -> bool:
    return all(_YEAR.fullmatch(text[c.start : c.end]) for c in figures)


def _is_rule(text: str, line: Span) -> bool:
    return not any(c.isalnum() for c in text[line.start : line.end])


@cache
def _captions() -> tuple[re.Pattern[str], ...]:
    """Each begins with one fixed letter, which is what is searched fastest."""
    units = any_of(
        [*lexicon("amounts")["units"], "kr", "kronor", "tusen kronor", "miljoner kronor"]
    )
    before = any_of(lexicon("cells")["caption"]["before"])
    in_brackets = rf"\(\s*(?:{before}\s+)?(?P<unit>{units})\s*\)"  # (tkr), (belopp i tkr)
    given = any_of(lexicon("cells")["caption"]["given"])
    in_words = rf"belopp(?:en)?\s+(?:{given}\s+)?i\s+(?P<unit>{units})(?!\w)"
    before_rows = rf",\s+(?P<unit>{units})\s*:[ ]*\n"  # "... följande bidrag, tkr:"
    return re.compile(in_brackets), re.compile(in_words), re.compile(before_rows)


@cache
def _not_money() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('cells')['columns']['not'])}(?!\w)")
