"""CSV as RFC 4180 has it, with the difference between nothing and an empty text.

>>> csv_line(["a", None, "", 7, 'x"y'])
'a,,"",7,"x""y"\\r\\n'
>>> list(csv_records(['a,b\\r\\n', '1,"x""\\n', 'y"\\r\\n', ',""\\r\\n']))
[(1, ['a', 'b']), (2, ['1', 'x"\\ny']), (4, [None, ''])]

Nothing at all between two commas is no value; `""` is an empty text. The usual readers take both
as empty. (The csv module of Python cannot tell them apart before 3.12.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

END = "\r\n"
_MUST_BE_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')
_FIELD = re.compile(r'(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<plain>[^",\r\n]*))(?P<end>,|\r\n)')


class NotCsv(ValueError):
    """What stands on this line, and the lines it goes on to, is no record."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def csv_line(values: Sequence[str | int | None]) -> str:
    """One record with its line end."""
    return ",".join(map(_field, values)) + END


def csv_records(lines: Iterable[str]) -> Iterator[tuple[int, list[str | None]]]:
    """Each record with the line it begins on; `lines` keep their ends. Raises NotCsv."""
    begins, quotes = 1, 0
    held: list[str] = []
    for number, line in enumerate(lines, start=1):
        held.append(line)
        quotes += line.count('"')
        if quotes % 2 == 0:  # no quoted text goes on to the next line
            yield begins, _record("".join(held), begins)
            held, quotes, begins = [], 0, number + 1
    if held:
        raise NotCsv(begins)


def _record(text: str, line: int) -> list[str | None]:
    record: list[str | None] = []
    at, more = 0, True
    while more:
        found = _FIELD.match(text, at)
        if found is None:
            raise NotCsv(line)
        record.append(_value(found))
        at, more = found.end(), found["end"] == ","
    if at != len(text):
        raise NotCsv(line)
    return record


def _field(value: str | int | None) -> str:
    if value is None:
        return ""
    text = str(value)
    if not text or _MUST_BE_QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _value(found: re.Match[str]) -> str | None:
    if found["quoted"] is not None:
        return found["quoted"].replace('""', '"')
    return found["plain"] or None
