"""A layout for a list that none knows, proposed from its headings and what stands below them.

    proposal = proposed("ekonomi.csv", tables)
    proposal.columns[3].meaning, proposal.columns[3].why       # "amount", "its heading"
    proposal.toml("ekonomi")

A proposal is for a person to correct: nothing is read by it until it is kept. Words come before
content; a meaning is given to one column only.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from imports.registers.cells import Cell, DateForm, Decimals, day_of, decimals_in, ore_of, text_of
from imports.registers.layouts import FIELDS, Heading, folded, headings_in
from imports.registers.list_tables import ListTable, Row
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import _

SAMPLE_ROWS = 200
SAMPLES = 3  # shown of each column
MOST_CELL = 30  # letters of a sample
MOSTLY = 0.8  # of the cells that are filled
SUM_WORDS = ("summa", "totalt", "total", "delsumma", "totalsumma", "slutsumma", "s:a", "sum")
_FORMS: tuple[DateForm, ...] = ("auto", "ymd", "dmy", "mdy")


@dataclass(frozen=True, slots=True)
class Column:
    """A column, what is proposed that it says, and why."""

    heading: str
    meaning: str  # a field; "" where none is proposed
    why: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a table, to be corrected by a person."""

    sheet: str
    columns: tuple[Column, ...]
    decimals: Decimals
    dates: DateForm
    side: str

    def toml(self, name: str) -> str:
        """The layout as a file with its samples beside, ready to be corrected."""
        return "\n".join([*self._head(name), *self._columns(), ""])

    def _head(self, name: str) -> list[str]:
        recognise = [one.heading for one in self.columns if one.meaning and one.heading]
        meant = {one.meaning for one in self.columns}
        # Numbers are each issuer's own: of invoices received they say too little alone.
        key = ["issuer", "number"] if {"issuer", "number"} <= meant else []
        if self.side == "sent" and "number" in meant:
            key = ["number"]
        there_are = _("Heading = what it says; empty: not read. There are:")
        return [
            *_noted("", _("Correct what is wrong, and keep this file beside the book.")),
            f"name = {_quoted(name)}",
            'register = "invoices"',
            *_noted(f"side = {_quoted(self.side)}", _("sent, received, or empty")),
            *_noted("", _("The headings that such a list is known by: all of them must be there.")),
            f"recognise = [{', '.join(map(_quoted, dict.fromkeys(recognise)))}]",
            *_noted('sign = "as-is"', _("or reversed, where an invoice is written with a minus")),
            f"decimals = {_quoted(self.decimals)}  # auto, comma, point",
            f"dates = {_quoted(self.dates)}  # auto, ymd, dmy, mdy",
            'currency = "SEK"',
            *_noted("", _("What an invoice is known by; empty: its whole row.")),
            f"key = {json.dumps(key)}",
            *_noted("", _("Rows that begin so are sums of others, and are passed over.")),
            f"skip = {json.dumps(SUM_WORDS)}",
            "",
            *_noted("", there_are),
            *(f"# {line}" for line in _wrapped(FIELDS)),
            "[columns]",
        ]

    def _columns(self) -> list[str]:
        said: list[str] = []
        seen: set[str] = set()
        for one in self.columns:
            if one.heading and one.heading not in seen:  # of two alike the first is read
                seen.add(one.heading)
                samples = " | ".join(one.samples)
                said.append(
                    f"{_quoted(one.heading)} = {_quoted(one.meaning)}  # {samples}".rstrip(" #")
                )
        return said


def proposed(name: str, tables: Sequence[ListTable]) -> Proposal:
    """A layout for the first table that has headings. Raises UnreadableFile where none has."""
    for table in tables:
        if not table.hidden and (found := _of_table(table)):
            return found
    raise UnreadableFile(
        _("No row of it looks like headings."),
        place=name,
        next_step=_("Put one heading above each column, and try again."),
    )


def _of_table(table: ListTable) -> Proposal | None:
    top = table.top(SAMPLE_ROWS)
    heading = _heading(top)
    if heading is None:
        return None
    below = [cells for _line, cells in top[heading.row :]]
    cells = [_filled(below, at) for at in range(len(heading.names))]
    by_words = _by_words(heading.names)
    dates = _form_of(
        [c for at, one in enumerate(cells) if "date" in by_words.get(at, "") for c in one]
    )
    meanings: dict[int, tuple[str, str]] = {at: (m, _("its heading")) for at, m in by_words.items()}
    _by_content(meanings, heading.names, cells, dates)
    columns = tuple(
        Column(shown, *meanings.get(at, ("", "")), _samples(cells[at]))
        for at, shown in enumerate(heading.names)
    )
    amounts = [c for at, one in enumerate(columns) if one.meaning == "amount" for c in cells[at]]
    meant = {one.meaning for one in columns}
    side = {(True, False): "received", (False, True): "sent"}.get(
        ("issuer" in meant, "recipient" in meant), ""
    )
    return Proposal(table.name, columns, _decimals_of(amounts), dates, side)


def _heading(top: Sequence[Row]) -> Heading | None:
    """The row with most headings that are known, else the first row of texts alone."""
    best: tuple[int, Heading] | None = None
    for row, names in headings_in(top[:40]):
        shown = tuple(called[0] if called else "" for called in names)
        known = len(_by_words(shown))
        if len(set(filter(None, shown))) < 2 or any(
            _is_value(one) for called in names for one in called
        ):
            continue
        if best is None or known > best[0]:
            best = (known, Heading(row, shown, {}, {}))
    return best[1] if best else None


def _by_words(names: Sequence[str]) -> dict[int, str]:
    """Column → field by its heading: first those that are a word, then those that begin so."""
    found: dict[int, str] = {}
    tests: tuple[Callable[[str, str], bool], ...] = (
        lambda heading, word: heading == word,
        lambda heading, word: heading.startswith(f"{word} "),
    )
    for fits in tests:
        for meaning, words in _words().items():
            for word in words:
                for at, name in enumerate(names):
                    free = at not in found and meaning not in found.values()
                    if free and fits(folded(name), word):
                        found[at] = meaning
    return found


def _by_content(
    meanings: dict[int, tuple[str, str]], names: Sequence[str], cells: Sequence[Sequence[Cell]],
    dates: DateForm,
) -> None:  # fmt: skip
    """What the headings did not say: the first column of days, of sums, of organisation numbers."""
    tests: tuple[tuple[str, str, Callable[[Cell], bool]], ...] = (
        ("date", _("its dates"), lambda cell: _is_date(cell, dates)),
        ("amount", _("its amounts"), _is_sum),
        ("issuer_id", _("its organisation numbers"), _is_org_number),
    )
    for meaning, why, fits in tests:
        if any(meaning == given for given, _why in meanings.values()):
            continue
        for at, column in enumerate(cells):
            if at not in meanings and names[at] and _mostly(column, fits):
                meanings[at] = (_org_field(meanings) if meaning == "issuer_id" else meaning, why)
                break


def _org_field(meanings: Mapping[int, tuple[str, str]]) -> str:
    meant = {meaning for meaning, _why in meanings.values()}
    return "recipient_id" if "recipient" in meant and "issuer" not in meant else "issuer_id"


def _mostly(column: Sequence[Cell], fits: Callable[[Cell], bool]) -> bool:
    return bool(column) and sum(fits(cell) for cell in column) >= MOSTLY * len(column)


def _is_date(cell: Cell, form: DateForm) -> bool:
    if isinstance(cell, date):
        return True
    try:
        return isinstance(cell, str) and day_of(cell, form) is not None
    except WrongUse:
        return False


def _is_sum(cell: Cell) -> bool:
    """Whether it is an amount and not a code: it has decimals, or thousands apart."""
    if isinstance(cell, float):
        return not cell.is_integer()
    return isinstance(cell, str) and decimals_in(cell) is not None


def _is_org_number(cell: Cell) -> bool:
    from ledger.parties.org_numbers import org_number

    try:
        org_number(text_of(cell) or "")
    except WrongUse:
        return False
    return True


def _is_value(name: str) -> bool:
    if _is_date(name, "auto"):
        return True
    try:
        return ore_of(name, "auto") is not None
    except WrongUse:
        return False


def _form_of(cells: Sequence[Cell]) -> DateForm:
    """The form by which the dates can be read; days first where both would do, as in Sweden."""
    written = [cell for cell in cells if isinstance(cell, str)]
    for form in _FORMS:
        if written and _mostly(written, lambda cell, f=form: _is_date(cell, f)):  # type: ignore[misc]
            return form
    return "auto"


def _decimals_of(cells: Sequence[Cell]) -> Decimals:
    found = {sign for cell in cells if isinstance(cell, str) and (sign := decimals_in(cell))}
    return found.pop() if len(found) == 1 else "auto"


def _filled(rows: Sequence[Sequence[Cell]], at: int) -> list[Cell]:
    return [row[at] for row in rows if at < len(row) and text_of(row[at]) is not None]


def _samples(cells: Sequence[Cell]) -> tuple[str, ...]:
    texts = dict.fromkeys(" ".join((text_of(cell) or "").split()) for cell in cells)
    shown = (text[:MOST_CELL] for text in list(texts)[:SAMPLES])
    return tuple("".join(c if c.isprintable() else "�" for c in text) for text in shown)


def _noted(said: str, note: str) -> list[str]:
    return [f"{said}  # {note}" if said else f"# {note}"]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _wrapped(words: Sequence[str], most: int = 90) -> list[str]:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > most:
            lines.append("")
        lines[-1] += f"{word} "
    return [line.strip() for line in lines]


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    path = Path(__file__).parent / "headings.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return {meaning: tuple(folded(word) for word in words) for meaning, words in said.items()}
