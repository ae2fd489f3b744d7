"""The tables of a list's file, row by row, each row with its line: csv, json, xlsx, xls, ods.

    for table in tables_of("reskontra.csv", content).tables:
        for line, cells in table.rows(): ...        # line 1 is the first of the file or sheet

Rows come as they are read, never all at once. A json file's first row is the names of its fields.
What cannot be read to its end (a quote never closed, a bad byte) is an error with the line.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from statistics import mode
from typing import Any, TextIO

from imports.registers.cells import Cell, text_of
from imports.registers.long_lines import LONGEST, refuse_long_lines
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import _

LINES_LOOKED_AT = 40
MOST_CELL_LINES = 200  # a quoted cell of more lines is a quote that was never closed
FIELDS_FROM = 200  # objects of a json file, whose names are its columns
CHUNK = 1 << 20
CSV_AT_ONCE = 1 << 16
LONGEST_PLAIN = 100_000  # letters in a line: longer cells than that csv has a word to say of
_DELIMITERS = (";", "\t", "|", ",")
_BESIDE_LETTER = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
_NO_TEXT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")  # as JSON writes NUL, and halves of letters
_SWEDISH = "åäöÅÄÖéÉüÜ"
_LIST_BEGINS = re.compile(r"\[\s*(?=\{)")
_GAP = re.compile(r"\s*")

Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class ListTable:
    """One table; `name` is that of its sheet, empty where the file is one table."""

    name: str
    rows: Callable[[], Iterator[Row]]
    hidden: bool = False
    counted_days: bool = False  # whether a number may be a day, as in a workbook
    height: Callable[[], int | None] = lambda: None  # its rows, where that is known

    def top(self, count: int = LINES_LOOKED_AT) -> list[Row]:
        """The first rows."""
        return list(islice(self.rows(), count))

    def place(self, line: int, column: int) -> str | None:
        """The cell as Excel names it, columns counted from 0; None where the line says it."""
        return f"{self.name}!{letters(column)}{line}" if self.name else None

    def places(self, lines: Sequence[int], column: int) -> Sequence[str | None]:
        """`place` of each line."""
        if not self.name:
            return [None] * len(lines)
        above = f"{self.name}!{letters(column)}"
        return [f"{above}{line}" for line in lines]


@dataclass(frozen=True, slots=True)
class ListTables:
    """What a file holds, and how its text was read, in words."""

    tables: tuple[ListTable, ...]
    encoding: str = ""


def tables_of(name: str, content: bytes) -> ListTables:
    """The tables in a file's bytes, told by what they are. Raises UnreadableFile."""
    if content[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return _workbook(name, content)
    encoding, evidence = _encoding_of(name, content)
    if b"\x00" in content and "\x00" in content.decode(encoding):  # not only half of a letter
        raise _not_text(name)
    head = content[: CHUNK // 16].decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
    if head[:1] in {"[", "{"}:
        table = ListTable("", lambda: _json_rows(name, content.decode(encoding)))
    else:
        refuse_long_lines(name, content)
        table = ListTable("", _csv(name, content, encoding))
    return ListTables((table,), f"{encoding} ({evidence})")


def letters(column: int) -> str:
    """A column as Excel names it: 0 is A, 26 is AA."""
    found = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        found, column = chr(65 + rest) + found, column - 1
    return found


def _workbook(name: str, content: bytes) -> ListTables:
    from imports.tabular import OpenSheet, open_sheets

    def rows_of(sheet: OpenSheet) -> Callable[[], Iterator[Row]]:
        return lambda: enumerate(sheet.rows(), start=1)

    def height_of(sheet: OpenSheet) -> Callable[[], int | None]:
        return lambda: sheet.height

    return ListTables(
        tuple(
            ListTable(
                text_of(s.name) or "", rows_of(s), s.hidden, counted_days=True, height=height_of(s)
            )
            for s in open_sheets(name, content)
        )
    )


# ---------------------------------------------------------------- text


def _encoding_of(name: str, content: bytes) -> tuple[str, str]:
    """The alphabet and what says so, without making a text of the whole file."""
    if content[:3] == codecs.BOM_UTF8:
        return _checked(name, content, "utf-8-sig"), _("byte order mark")
    if content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return _checked(name, content, "utf-16"), _("byte order mark")
    if b"\x00" in content:
        head = content[:4000]
        for encoding, letters_at in (("utf-16-le", 0), ("utf-16-be", 1)):
            if not any(head[1 - letters_at :: 2]) and all(head[letters_at::2]):
                return _checked(name, content, encoding), _("every second byte is zero")
        raise _not_text(name)
    if content.isascii():
        return "ascii", _("no letter outside a–z")
    if _is(content, "utf-8"):
        return "utf-8", _("every letter is well-formed UTF-8")
    beside = b"".join(_BESIDE_LETTER.findall(content[: 4 * CHUNK]))
    counts = {one: _count(beside, one) for one in ("cp1252", "cp437")}
    encoding = "cp437" if counts["cp437"] > counts["cp1252"] else "cp1252"
    if encoding == "cp1252" and not _is(content, encoding):
        encoding = "latin-1"
    said = _("{count} of {all} letters beside others are Swedish in {name}")
    count = counts.get(encoding, counts["cp1252"])
    return encoding, said.format(count=count, all=len(beside), name=encoding)


def _count(beside: bytes, encoding: str) -> int:
    return len(beside) - len(beside.translate(None, _SWEDISH.encode(encoding)))


def _checked(name: str, content: bytes, encoding: str) -> str:
    if not _is(content, encoding):
        raise _not_text(name)
    return encoding


def _is(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(content), CHUNK):
            decoder.decode(content[at : at + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _not_text(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("The file is not text, whatever its name says."),
        place=name,
        next_step=_("Export it again from the system it comes from, or save it as .xlsx."),
    )


# ---------------------------------------------------------------- csv


def _csv(name: str, content: bytes, encoding: str) -> Callable[[], Iterator[Row]]:
    def text() -> io.TextIOWrapper:
        # Universal newlines: the line ends of old Macintoshes are in use by several systems.
        return io.TextIOWrapper(io.BytesIO(content), encoding)

    sample = list(islice(text(), LINES_LOOKED_AT))
    named = bool(sample) and re.fullmatch(r"\ufeff?sep=(.)\s*", sample[0])
    delimiter = named[1] if named else _delimiter(sample)
    return lambda: _csv_rows(name, text(), delimiter, 1 if named else 0)


def _delimiter(sample: list[str]) -> str:
    """That by which most of the lines fall into the same number of cells."""

    def fits(delimiter: str) -> tuple[float, int]:
        try:
            counts = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return (0.0, 0)
        most = mode(counts) if counts else 1
        return (counts.count(most) / len(counts), most) if most > 1 else (0.0, 0)

    return max(_DELIMITERS, key=fits)


def _csv_rows(name: str, text: TextIO, delimiter: str, passed: int) -> Iterator[Row]:
    """The rows some at a time: cut at every delimiter where no cell of them is quoted."""
    for _n in range(passed):
        text.readline()
    line = passed + 1
    while lines := text.readlines(CSV_AT_ONCE):
        together = "".join(lines)
        if '"' in together or max(map(len, lines)) > LONGEST_PLAIN:
            quoted = _Quoted(name, lines, text, delimiter, line)
            yield from quoted.rows()
            line += quoted.count
        else:
            for row in together.removesuffix("\n").split("\n"):
                yield line, row.split(delimiter) if row else []
                line += 1


class _Quoted:
    """Rows of which some cell is quoted, and so may go on over several lines."""

    def __init__(
        self, name: str, first: list[str], rest: Iterable[str], delimiter: str, line: int
    ) -> None:
        self.name, self.first, self.line = name, first, line
        self.count = 0  # lines that were read
        self._ended = False
        self._reader = csv.reader(self._lines(rest), delimiter=delimiter)

    def rows(self) -> Iterator[Row]:
        """The rows that begin in the first lines. Raises UnreadableFile."""
        try:
            while self.count < len(self.first):
                row = next(self._reader)
                at, self.count = self.line + self.count, self._reader.line_num
                if self._ended or self.line + self.count - at > MOST_CELL_LINES:
                    raise _damaged(self.name, at, _("A quote is not closed."))
                yield at, row
        except csv.Error as error:
            raise _damaged(
                self.name, self.line + self.count,
                _("It cannot be cut into cells ({why}).").format(why=error),
            ) from None  # fmt: skip

    def _lines(self, rest: Iterable[str]) -> Iterator[str]:
        yield from self.first
        yield from rest
        self._ended = True


def _damaged(name: str, line: int, what: str) -> UnreadableFile:
    return UnreadableFile(
        what,
        place=_("{file}, line {line}").format(file=name, line=line),
        next_step=_("Nothing of the file was stored. Export it again, or mend the line."),
    )


# ---------------------------------------------------------------- json


def _json_rows(name: str, text: str) -> Iterator[Row]:
    """The names of the fields, and then each object's values in that order."""
    objects = _objects(name, text)
    first = list(islice(objects, FIELDS_FROM))
    fields = list(dict.fromkeys(field for _line, one in first for field in one))
    yield 1, fields
    known = set(fields)
    for line, one in first:
        yield line, [_json_cell(one.get(field)) for field in fields]
    for line, one in objects:
        if not known.issuperset(one):
            new = ", ".join(sorted(set(one) - known))
            raise _damaged(
                name, line, _("It has fields that those before it lack: {names}.").format(names=new)
            )
        yield line, [_json_cell(one.get(field)) for field in fields]


def _objects(name: str, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object of the file's one list, with the line it begins on."""
    text = text.lstrip("\ufeff")
    begins = _LIST_BEGINS.search(text)
    if begins is None:
        raise _damaged(name, 1, _("It holds no list of objects."))
    decoder = json.JSONDecoder(parse_float=Decimal)
    raw_decode = json.JSONDecoder(parse_float=Decimal, object_pairs_hook=_once_each).raw_decode
    count = 0
    suspect = _NO_TEXT.search(text) is not None
    at, line, counted = begins.end(), 1, 0
    while True:
        line += text.count("\n", counted, at)
        counted = at
        if len(text) - at > LONGEST and text.find("}", at, at + LONGEST) < 0:
            raise _damaged(name, line, _("The object is longer than a million characters."))
        try:
            one, at = raw_decode(text, at)
        except WrongUse as error:
            raise _damaged(name, line, error.message) from None
        except (ValueError, ArithmeticError, RecursionError) as error:
            raise _damaged(name, line, _not_json(error)) from None
        if not isinstance(one, dict):
            raise _damaged(name, line, _("This is not an object with fields."))
        if suspect and not _is_text(one):
            raise _damaged(name, line, _("It holds characters that are no text."))
        yield line, one
        count += 1
        if count == FIELDS_FROM:  # who writes a name twice does so from the first
            raw_decode = decoder.raw_decode
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]  # matches nothing, too
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            raise _damaged(name, line, _("The list ends in the middle."))
        at = _GAP.match(text, at + 1).end()  # type: ignore[union-attr]
    _nothing_more(name, line, f"{text[: begins.start()]}0{text[at + 1 :]}")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name that stands twice in it one value would be lost."""
    one = dict(pairs)
    if len(one) < len(pairs):
        twice = next(name for name, count in Counter(n for n, _v in pairs).items() if count > 1)
        raise WrongUse(_("It says “{name}” twice.").format(name=twice))
    return one


def _is_text(one: dict[str, Any]) -> bool:
    said = json.dumps(one, ensure_ascii=False, default=str)
    try:
        said.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in said


def _nothing_more(name: str, line: int, around: str) -> None:
    """Raises UnreadableFile where there is more in the file than that one list."""
    try:
        rest = json.loads(around)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise _damaged(name, line, _not_json(error)) from None
    if _LIST_BEGINS.search(json.dumps(rest)):
        raise _damaged(name, line, _("It holds several lists."))


def _not_json(error: Exception) -> str:
    why = _("too deep") if isinstance(error, RecursionError) else _("a number is too long")
    why = error.msg if isinstance(error, json.JSONDecodeError) else why
    return _("This is not JSON that can be read ({why}).").format(why=why)


def _json_cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value  # type: ignore[no-any-return]
