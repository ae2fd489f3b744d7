"""Figures of a table that was flattened to one cell a line, below a line that is only a unit.

>>> folded = fold("Bidrag\\nKronor\\n\\nNorra skolan\\n\\n1 250 000\\n\\nSumma\\n\\n1 250 000\\n")
>>> [(one.ore, folded.text[slice(*one.cell.label)]) for one in sums_below_units(folded)]
[(125000000, 'Norra skolan'), (125000000, 'Summa')]

Only figures in groups of three are taken, and only until running text comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.numbers import value_of
from imports.minutes.sums import Cell, Sum
from imports.minutes.table_heads import line_at
from imports.minutes.units import factor_of
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.money import MAX_ORE, ORE_PER_KRONA

__all__ = ["fold", "sums_below_units"]

LONGEST_TABLE = 200  # lines
LONGEST_LABEL = 120

_FIGURE = re.compile(r"(?P<sign>[-–]?)(?P<number>[0-9]{1,3}(?:[ ][0-9]{3})+(?:,[0-9]+)?)")
_ROW = re.compile(rf"(?P<label>[A-ZÅÄÖ][^\d\n]{{1,80}}?)[ ]{_FIGURE.pattern}")
_PROSE = re.compile(r"\A[#§]|[;!?]\Z|:\Z")
LONGEST_NOTE = 5  # words that may end with a full stop and still be a label


def sums_below_units(folded: Folded) -> Iterator[Sum]:
    """The figures that stand alone on their lines below a line that is only a unit."""
    done = -1
    found = (m for pattern in _unit_lines() for m in pattern.finditer(folded.lower))
    for caption in sorted(found, key=lambda m: m.start()):
        if caption.start() < done:
            continue
        for label, figure in _figures_below(folded.text, caption.end()):
            done = figure.end()
            if one := _sum(folded, caption, label, figure):
                yield one


def _figures_below(text: str, at: int) -> Iterator[tuple[Span, re.Match[str]]]:
    """Each figure below, with the last line of words above it."""
    label: Span | None = None
    for _line in range(LONGEST_TABLE):
        if at + 1 >= len(text):
            return
        line = line_at(text, at + 1)
        at = line.end
        words = text[line.start : line.end].strip()
        if not words:
            continue
        start = text.index(words, line.start)
        figure = _FIGURE.fullmatch(text, start, start + len(words))
        row = _ROW.fullmatch(text, start, start + len(words)) if figure is None else None
        if row is not None:  # its words stand on the line of the figure
            figure, label = row, Span(*row.span("label"))
        if figure and label:
            if not _not_money().search(text[label.start : label.end].lower()):
                yield label, figure
        elif len(words) > LONGEST_LABEL or _is_prose(words):
            return
        elif any(character.isalpha() for character in words):
            label = Span(start, start + len(words))


def _is_prose(words: str) -> bool:
    """A heading, a lead, a whole sentence."""
    return bool(_PROSE.search(words)) or (words[-1] == "." and words.count(" ") >= LONGEST_NOTE)


def _sum(folded: Folded, caption: re.Match[str], label: Span, figure: re.Match[str]) -> Sum | None:
    factor = factor_of(caption["unit"])
    value = value_of(figure["number"], factor) if factor else None
    if factor is None or value is None or value * factor * ORE_PER_KRONA > MAX_ORE:
        return None
    ore = int(value * factor * ORE_PER_KRONA) * (-1 if figure["sign"] else 1)
    note = _("The unit stands in “{words}” above the figures.").format(words=caption["unit"])
    start, end = figure.start("sign"), figure.end()
    cell = Cell(label, None, Span(label.start, end))
    reason = Reason("amount.unit-line", note)
    return Sum(start, end, ore, factor, reasons=(reason,), number_start=start, cell=cell)


@cache
def _not_money() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('cells')['columns']['not'])}(?!\w)")


@cache
def _unit_lines() -> tuple[re.Pattern[str], ...]:
    units = any_of([*lexicon("amounts")["units"], "kr", "kronor", "sek"])
    words = r"(?:belopp,?[ ](?:i[ ])?|summa,?[ ]|20\d\d[ ])?"  # "Belopp kronor", "2024 (kr)"
    return (
        re.compile(rf"\n[ \t]*{words}\(?(?P<unit>{units})\)?[ \t]*(?=\n)"),
        re.compile(rf"\((?:i[ ])?(?P<unit>{units})\)[ \t]*:?[ \t]*(?=\n)"),  # "Bidrag (kr)"
    )
