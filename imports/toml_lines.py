"""Where the tables, keys and words of a TOML file stand, and how words are put into it. Pure.

>>> lines_of('[a.b]\\n# a comment\\nc = ["d",\\n "e"]\\n').line("a.b.c", "e")
4
>>> print(with_words('[a.b]\\nc = ["d"]  # kept\\n', "a.b", "c", ["e"]), end="")
[a.b]
c = ["d", "e"]  # kept

The standard library reads TOML but neither says where a value stands nor writes it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_TABLE = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"""\s*(?P<key>"(?:[^"\\]|\\.)*"|'[^']*'|[\w.-]+)\s*=""")
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'[^']*')|(?P<comment>\#[^\n]*)|(?P<sign>[][,])"""
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Lines:
    """Line numbers from 1: of tables and keys by name, and of words below them."""

    names: dict[str, int] = field(default_factory=dict)
    words: dict[tuple[str, str], int] = field(default_factory=dict)

    def line(self, name: str, word: str | None = None) -> int | None:
        """The line of `word` in the list `name`, else that of the list, else of what holds it."""
        if word is not None and (name, word) in self.words:
            return self.words[name, word]
        while name:
            if name in self.names:
                return self.names[name]
            below = [line for one, line in self.names.items() if one.startswith(f"{name}.")]
            if below:
                return min(below)
            name = name.rpartition(".")[0]
        return None


def lines_of(text: str) -> Lines:
    """Where everything stands in `text`, which is TOML."""
    lines, table, key, depth = Lines(), "", "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not depth and (match := _TABLE.match(line)):
            table, key = _plain(match[1]), ""
            lines.names.setdefault(table, number)
            continue
        rest = line
        if not depth and (match := _KEY.match(line)):
            word = _unquoted(match["key"])
            key = f"{table}.{word}" if table else word
            lines.names.setdefault(key, number)
            lines.words[table, word] = number  # a map's words are its keys
            rest = line[match.end() :]
        for token in _TOKEN.finditer(rest):
            if token["text"]:
                lines.words[key, _unquoted(token["text"])] = number  # the last of two equal ones
            depth += {"[": 1, "]": -1}.get(token["sign"] or "", 0)
    return lines


def with_words(text: str, table: str, key: str, words: list[str]) -> str:
    """`text` with `words` at the end of the list `key` of `table`; everything else stays."""
    quoted = [_quoted(word) for word in words]
    found = _table(text, table)
    if found is None:
        return f"{_ended(text)}[{table}]\n{key} = [{', '.join(quoted)}]\n"
    start, end = found
    opened = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=[ \t]*\[", re.MULTILINE).search(
        text, start, end
    )
    if opened is None:
        return f"{text[:start]}{key} = [{', '.join(quoted)}]\n{text[start:]}"
    return _into_list(text, opened.end(), quoted)


def with_values(text: str, table: str, values: dict[str, str | int]) -> str:
    """`text` with keys and values in the table `table`, first of all in it."""
    said = "".join(
        f"{word if _BARE.fullmatch(word) else _quoted(word)} = {_value(value)}\n"
        for word, value in values.items()
    )
    found = _table(text, table)
    if found is None:
        return f"{_ended(text)}[{table}]\n{said}"
    return f"{text[: found[0]]}{said}{text[found[0] :]}"


def _into_list(text: str, at: int, quoted: list[str]) -> str:
    """`quoted` before the bracket that shuts the list opened before `at`."""
    last, shut = None, None
    for token in _TOKEN.finditer(text, at):
        if token["sign"] == "]":
            shut = token.start()
            break
        if not token["comment"]:
            last = token
    if shut is None:
        return text
    comma = "" if last is None or last["sign"] == "," else ","
    place = last.end() if last else at
    if "\n" not in text[at:shut]:
        space = " " if last else ""
        return f"{text[:place]}{comma}{space}{', '.join(quoted)}{text[place:]}"
    line = text.rfind("\n", 0, shut) + 1
    lines = "".join(f"    {one},\n" for one in quoted)
    if line <= place:  # the last word and the bracket share a line
        return f"{text[:place]}{comma}\n{lines}{text[place:].lstrip(' ')}"
    return f"{text[:place]}{comma}{text[place:line]}{lines}{text[line:]}"


def _table(text: str, name: str) -> tuple[int, int] | None:
    """Where the lines of a table begin and end."""
    start = None
    for match in re.finditer(r"^[ \t]*\[[^\n]*(?:\n|\Z)", text, re.MULTILINE):
        header = _TABLE.match(match[0])
        is_header = header is not None and "=" not in header[0] and "," not in header[0]
        if start is not None and is_header:
            return start, match.start()
        if is_header and header is not None and _plain(header[1]) == name:
            start = match.end()
    return None if start is None else (start, len(text))


def _ended(text: str) -> str:
    if not text:
        return ""
    return f"{text.rstrip()}\n\n"


def _plain(header: str) -> str:
    return ".".join(_unquoted(part.strip()) for part in header.split("."))


def _quoted(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)


def _value(value: str | int) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


def _unquoted(written: str) -> str:
    if written.startswith("'"):
        return written[1:-1]
    return str(json.loads(written)) if written.startswith('"') else written
