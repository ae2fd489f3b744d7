"""How many people live where, from the tables that Statistics Sweden and others hand out.

    found = read_population(read_sheets(path), names, codes, year=2022)
    found.rows, found.skipped

Lines above the headings are passed over; the code may stand in a column of its own or before the
name ("0880 Kalmar"); numbers may have spaces. Of several columns of people the one that is headed
by the year of the count is taken. Sums, counties and footnotes are named and passed over; a row
that names no body, or a body that stands twice, is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from imports.sheets import (
    HEADING_WITHIN,
    Sheet,
    Sheets,
    is_headed,
    is_total,
    text_in,
    words_of,
)
from imports.tabular import Value
from ledger.errors import UnreadableFile
from ledger.messages import _
from ledger.parties.names import Names

_SPACES = re.compile(r"[\s  ]")
_CODE_FIRST = re.compile(r"(?P<code>\d{2}|\d{4})\s+(?P<name>\D.*)")
_COUNTY = re.compile(r"\d{1,2}|00")
MOST_PEOPLE = 10**9


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """One body's people, and the cell they stand in."""

    body: str
    people: int
    place: str


@dataclass(frozen=True, slots=True)
class PopulationFile:
    """What a file says of people, and the rows that were passed over, each in words."""

    rows: tuple[PeopleRow, ...]
    skipped: tuple[str, ...]
    column: str  # the heading of the people


@dataclass(frozen=True, slots=True)
class _Columns:
    heading: int
    code: int | None
    name: int | None
    people: int


def read_population(
    file: Sheets, names: Names, body_of_code: Mapping[str, str], *, year: int,
    column: str | None = None,
) -> PopulationFile:  # fmt: skip
    """The people in a file. Raises UnreadableFile naming sheet and cell."""
    for sheet in file.sheets:
        columns = _columns(file, sheet, year, column)
        if columns:
            return _read(file.source.name, sheet, columns, names, body_of_code)
    raise UnreadableFile(
        _("No table of people was found: no headings for body and people."),
        place=file.source.name,
        next_step=_("Give the columns headings such as Kommun and Folkmängd."),
    )


def _read(
    file: str, sheet: Sheet, columns: _Columns, names: Names, body_of_code: Mapping[str, str]
) -> PopulationFile:
    rows: dict[str, PeopleRow] = {}
    skipped, wrong = [], []
    for at, row in enumerate(sheet.rows[columns.heading + 1 :], start=columns.heading + 1):
        code, name = _who(row, columns)
        value = _cell(row, columns.people)
        place = sheet.place(at, columns.people)
        if not code and not name and value is None:
            continue
        reason = _why_no_body(code, name, value)
        if reason:
            skipped.append(f"{place}: {name or code or text_in(value)} ({reason})")
            continue
        people = _people(value)
        body = body_of_code.get(code) or names.body(name).name
        if people is None:
            wrong.append(
                _("{place}: “{text}” is no number of people.").format(place=place, text=value)
            )
        elif body is None:
            wrong.append(
                _("{place}: no body is called “{name}”.").format(place=place, name=name or code)
            )
        elif body in rows:
            wrong.append(_("{place}: {body} stands twice.").format(place=place, body=body))
        else:
            rows[body] = PeopleRow(body, people, place)
    if wrong or not rows:
        raise UnreadableFile(
            "\n".join(wrong) or _("The table holds no people."),
            place=file,
            next_step=_("Take away rows that are none of the book's bodies, or add the bodies."),
        )
    heading = text_in(_cell(sheet.rows[columns.heading], columns.people))
    return PopulationFile(tuple(rows.values()), tuple(skipped), heading)


def _columns(file: Sheets, sheet: Sheet, year: int, column: str | None) -> _Columns | None:
    words = words_of("population")
    for at, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        code = _first(row, lambda v: is_headed(v, words["code"]))
        name = _first(row, lambda v: is_headed(v, words["name"]))
        if code is None and name is None:
            continue
        people = [i for i, v in enumerate(row) if i not in {code, name} and _is_people(v, column)]
        if len(people) > 1:
            of_year = [i for i in people if str(year) in text_in(row[i])]
            people = of_year or people
        if len(people) == 1:
            return _Columns(at, code, name, people[0])
        if people:
            raise UnreadableFile(
                _("Which column of people: {columns}?").format(
                    columns=", ".join(f"“{text_in(row[i])}” ({sheet.place(at, i)})" for i in people)
                ),
                place=file.source.name,
                next_step=_("Name its heading with --column."),
            )
    return None


def _is_people(value: Value, column: str | None) -> bool:
    if column is not None:
        return text_in(value).strip().lower() == column.strip().lower()
    is_year = bool(re.fullmatch(r"(19|20)\d\d", text_in(value).strip()))
    return is_year or is_headed(value, words_of("population")["people"])


def _who(row: tuple[Value, ...], columns: _Columns) -> tuple[str, str]:
    code = text_in(_cell(row, columns.code)).strip()
    name = text_in(_cell(row, columns.name)).strip()
    together = _CODE_FIRST.fullmatch(name or code)
    if together:
        return together["code"], together["name"].strip()
    if code.isdecimal() and len(code) == 3:  # Excel has taken the leading zero of a kommunkod
        code = f"0{code}"
    return code, name


def _why_no_body(code: str, name: str, value: Value) -> str | None:
    """Why a row is passed over, in words; None where it should be a body."""
    if is_total(name) or code == "00":
        return _("a sum")
    if (code and _COUNTY.fullmatch(code)) or name.lower().endswith(" län"):
        return _("a county")
    if value is None:
        return _("no people given")
    return None


def _people(value: Value) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        digits = _SPACES.sub("", text_in(value))
        if not (digits.isascii() and digits.isdecimal()):
            return None
        number = int(digits[:12])
    return number if 0 <= number <= MOST_PEOPLE else None


def _cell(row: tuple[Value, ...], column: int | None) -> Value:
    return row[column] if column is not None and column < len(row) else None


def _first(row: tuple[Value, ...], wanted: Callable[[Value], bool]) -> int | None:
    return next((i for i, value in enumerate(row) if wanted(value)), None)
