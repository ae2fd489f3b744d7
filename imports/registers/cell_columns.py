"""What a column of cells says, cell for cell what `cells` says of each, but all at once.

>>> ores_of(["1250,50", "-400,00"], "comma"), texts_of([" Falu kommun", ""])
([125050, -40000], ['Falu kommun', None])
>>> days_of(["2024-04-12", "2024-04-12"], "ymd", known := {}), known
(['2024-04-12', '2024-04-12'], {'2024-04-12': '2024-04-12'})

In nearly every list a column is written in one way from top to bottom: that is looked for once in
its whole text, and the cells turned over to C. A column that is not goes cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from imports.registers.cells import Cell, DateForm, Decimals, day_of, ore_of, text_of

MOST_DAYS = 50_000  # kept as they were read: the same days come again
_GROUPS = " \u00a0\u202f"  # spaces between thousands
_NO_SIGNS = str.maketrans("", "", _GROUPS + ",.")
_SIGNS: dict[Decimals, str] = {"comma": ",", "point": "."}
_ALIKE = {  # the whole column with two decimals
    sign: re.compile(
        rf"(?:-?(?:[0-9]{{1,15}}+|[0-9]{{1,3}}(?:[{_GROUPS}][0-9]{{3}}){{1,4}}+)[{mark}][0-9]{{2}}\n)*+"
    )
    for sign, mark in _SIGNS.items()
}
_PLAIN = {  # each with two, one or none
    sign: re.compile(rf"(?:-?[0-9]{{1,15}}+(?:[{mark}][0-9]{{1,2}}+)?\n)*+")
    for sign, mark in _SIGNS.items()
}
_EXACT = 10**15  # öre: below it a float is one amount and no other


def ores_of(column: Sequence[Cell], decimals: Decimals, scale: int = 1) -> list[int | None]:
    """`ore_of` of each cell. Raises WrongUse where it does of any."""
    if scale == 1:
        kinds = set(map(type, column))
        found = None
        if kinds == {str}:
            found = _of_texts(column, decimals)  # type: ignore[arg-type]
        elif kinds == {float}:
            found = _of_floats(column)  # type: ignore[arg-type]
        if found is not None:
            return found  # type: ignore[return-value]
    return [ore_of(cell, decimals, scale) for cell in column]


def texts_of(column: Sequence[Cell]) -> list[str | None]:
    """`text_of` of each cell."""
    kinds = set(map(type, column))
    if kinds == {str}:
        stripped = list(map(str.strip, column))  # type: ignore[arg-type]
        whole = "".join(stripped)
        if "\n" not in whole and "\x00" not in whole:
            return [text or None for text in stripped]
    elif kinds == {type(None)}:
        return [None] * len(column)
    elif kinds == {float} and all(map(float.is_integer, column)):  # type: ignore[arg-type]
        return list(map(str, map(int, column)))  # type: ignore[arg-type]
    return list(map(text_of, column))


def days_of(
    column: Sequence[Cell], form: DateForm, known: dict[Cell, str | None], *, serial: bool = False
) -> list[str | None]:
    """`day_of` of each cell, each day but once; `known` are those of the columns before."""
    if not set(map(type, column)) <= {str, date, datetime, type(None)}:
        return [day_of(cell, form, serial=serial) for cell in column]
    if len(known) > MOST_DAYS:
        known.clear()
    for cell in set(column).difference(known):
        known[cell] = day_of(cell, form, serial=serial)
    return list(map(known.__getitem__, column))


# ---------------------------------------------------------------- helpers


def _of_texts(column: Sequence[str], decimals: Decimals) -> list[int] | None:
    """Amounts that are written alike, or at least plainly; None where one is neither."""
    text = "\n".join((*column, ""))
    if text.count("\n") != len(column):
        return None
    for sign, mark in _SIGNS.items():
        if decimals not in {sign, "auto"}:
            continue
        if _ALIKE[sign].fullmatch(text):
            return list(map(int, text.translate(_NO_SIGNS).split()))
        if _PLAIN[sign].fullmatch(text):
            parts = [cell.partition(mark) for cell in column]
            return [int(kronor + f"{ore}00"[:2]) for kronor, _mark, ore in parts]
    return None


def _of_floats(column: Sequence[float]) -> list[int] | None:
    """Amounts as a workbook keeps them, where each is the nearest float to whole öre."""
    try:
        ores = [round(kronor * 100) for kronor in column]
    except (ValueError, OverflowError):  # no number, or no end to it
        return None
    if max(ores) < _EXACT and min(ores) > -_EXACT and [ore / 100 for ore in ores] == list(column):
        return ores
    return None
