"""The words a county adds to those the reader knows: one TOML file beside the ledger.

    [status.decided]
    verbs = ["spikar", "spikade"]

    [amounts.units]
    "tusen kr." = "1000"

`medel-ord.toml` lies beside the book's file, else in the current folder. Its tables are those of
`imports/minutes/lexicons/`, with the lexicon's name first. A word is only added, never taken away
or given another meaning; a file with an error is not read with at all.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from imports.minutes.folding import fold
from imports.minutes.lexicon import LEXICON_DIR, shipped, use_added, whole_word
from imports.toml_lines import lines_of, with_values, with_words
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import _

FILE_NAME = "medel-ord.toml"
LEAST_FIXED = 3  # letters that a word with * must hold, or it would match half the language

# Tables whose words stand for something by their place or name: nothing can be added to them.
_CLOSED = {"years.dates.months", "kinds.default"}
_STRENGTHS = ("verbs", "strong", "plain")  # any kind of statement may have words of each
_EVERYDAY = ("och", "mötet", "40", "Nämnden", "beslutar om medel")


class Problem(NamedTuple):
    """What is wrong in a file of words. An error stops it from being used; a note does not."""

    line: int | None
    what: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A file of words that was read: `added` is lexicon → table → key → words."""

    name: str
    sha256: str
    added: Mapping[str, Any]
    count: int


def find(db: str | None = None) -> Path | None:
    """The file of words for the book at `db`: beside its file, else in the current folder."""
    folders = [Path(db).parent] if db and "://" not in db else []
    for folder in (*folders, Path()):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def take(path: Path | None) -> OwnWords | None:
    """Read with the words of `path` from now on. Raises WrongUse where it holds an error."""
    if path is None:
        use_added({})
        return None
    content = content_of(path)
    _must_hold(content, path.name)
    added = tomllib.loads(content.decode("utf-8-sig"))
    use_added(added)
    return OwnWords(path.name, hashlib.sha256(content).hexdigest(), added, count_of(content))


def place_for(db: str | None = None) -> Path:
    """Where words of the book at `db` are to be kept: where they are, else beside its file."""
    beside = Path(db).parent if db and "://" not in db and Path(db).is_file() else Path()
    return find(db) or beside / FILE_NAME


def words_of(path: Path | None) -> dict[str, list[str] | dict[str, Any]]:
    """The words of a file by the name of their list. Raises WrongUse where it holds an error."""
    own = take(path)
    return dict(_listed(own.added)) if own else {}


def count_of(content: bytes) -> int:
    """How many words a file of words holds."""
    return sum(len(words) for _name, words in _listed(tomllib.loads(content.decode("utf-8-sig"))))


def add_words(
    before: bytes, slot: str, words: Sequence[str], *, name: str = FILE_NAME
) -> tuple[bytes, list[str]]:
    """A file of words with `words` in the list `slot`, and those that were new. Comments stay.

    >>> add_words(b"# ours\\n", "status.decided.verbs", ["spikar", "beslutar"])
    (b'# ours\\n\\n[status.decided]\\nverbs = ["spikar"]\\n', ['spikar'])
    """
    _must_hold(before, name)
    known = slots().get(slot)
    if known is None:
        raise WrongUse(
            _("There is no list of words “{name}”.").format(name=slot),
            next_step=_("“medel lexicon show” lists them."),
        )
    text = before.decode("utf-8-sig")
    there = {*known, *dict(_listed(tomllib.loads(text))).get(slot, ())}
    if isinstance(known, dict):
        values = {w: v for w, v in (_valued(slot, word) for word in words) if w not in there}
        new, after = list(values), with_values(text, slot, values)
    else:
        new = [word for word in dict.fromkeys(words) if word not in there]
        table, _dot, key = slot.rpartition(".")
        after = with_words(text, table, key, new)
    for word in new:
        if what := check_word(slot, word):
            raise WrongUse(what)
    if not new:
        return before, []
    content = after.encode()
    _must_hold(content, name)
    if not set(new) <= set(words_in(content).get(slot, ())) or count_of(content) != count_of(
        before
    ) + len(new):
        raise WrongUse(
            _("The words could not be put in without changing something else."),
            place=name,
            next_step=_("Write them into “{name}” by hand.").format(name=slot),
        )
    return content, new


def words_in(content: bytes) -> dict[str, list[str] | dict[str, Any]]:
    """The words of a file's content by the name of their list."""
    return dict(_listed(tomllib.loads(content.decode("utf-8-sig"))))


def _valued(slot: str, written: str) -> tuple[str, str | int]:
    """ "tusen kr.=1000" as the word and its value, of the type the shipped ones have."""
    word, sign, value = written.rpartition("=")
    known = slots()[slot]
    assert isinstance(known, dict)  # noqa: S101  asked for maps alone
    as_shipped: str | int = value.strip()
    if isinstance(next(iter(known.values())), int) and value.strip().isdecimal():
        as_shipped = int(value)
    if not sign or not is_value(known, as_shipped):
        example = next(f"{shown}={given}" for shown, given in known.items())
        raise WrongUse(
            _("“{word}” lacks its value.").format(word=written),
            next_step=_("Write it as {example}.").format(example=example),
        )
    return word.strip(), as_shipped


def _must_hold(content: bytes, name: str) -> None:
    """Raises WrongUse where a file of words holds an error."""
    for line, what, is_error in check(content):
        if is_error:
            place = _("{file}, line {line}").format(file=name, line=line) if line else name
            next_step = _("“medel lexicon check” lists everything that is wrong.")
            raise WrongUse(what, place=place, next_step=next_step)


def content_of(path: Path) -> bytes:
    """The bytes of a file of words. Raises UnreadableFile."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            _("The file cannot be opened ({reason}).").format(reason=error.strerror),
            place=str(path),
        ) from None


@cache
def slots() -> dict[str, list[str] | dict[str, Any]]:
    """What words can be added to, by name: "status.decided.verbs" → the shipped words."""
    found: dict[str, list[str] | dict[str, Any]] = {}
    for path in sorted(LEXICON_DIR.glob("*.toml")):
        for name, words in _listed({path.stem: _by_name(shipped(path.stem))}):
            found[name] = words
    for table in {name.rpartition(".")[0] for name in found if name.startswith("kinds.")}:
        if table not in {"kinds", "kinds.aside", "kinds.default"}:
            for strength in _STRENGTHS:
                found.setdefault(f"{table}.{strength}", [])
    return {name: words for name, words in sorted(found.items()) if name not in _CLOSED}


def check(content: bytes) -> list[Problem]:
    """Everything that is wrong in a file of words, in the order of its lines."""
    try:
        text = content.decode("utf-8-sig")
        added = tomllib.loads(text)
    except UnicodeDecodeError:
        return [Problem(None, _("The file is not text in UTF-8."))]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        what = _("It is not TOML: {reason}.").format(reason=str(error).partition(" (at ")[0])
        return [Problem(int(found[1]) if found else max(1, len(text.splitlines())), what)]
    lines = lines_of(text)
    problems = [
        Problem(lines.line(where, word), what, is_error)
        for where, word, what, is_error in _problems(added)
    ]
    return sorted(problems, key=lambda problem: problem.line or 0)


def check_word(slot: str, word: str) -> str | None:  # noqa: PLR0911  a case a line
    """What is wrong with a word for `slot`, or None."""
    text = word.strip()
    if not fixed_letters(text):
        return _("“{word}” would match everything.").format(word=word)
    if text != word:
        return _("“{word}” begins or ends with a space and would match nothing.").format(word=word)
    fixed = fixed_letters(text)
    if "*" in word and len(fixed) < LEAST_FIXED and not fixed.isdigit():
        return _("“{word}” would match too much: write at least {count} letters.").format(
            word=word, count=LEAST_FIXED
        )
    sample = word.replace("*", "x")
    folded = fold(f" {sample} ")
    searched = folded.text if _minds_capitals(slot) else folded.lower
    if not whole_word([word]).search(searched):
        if word != word.lower():
            return _("“{word}” would match nothing: write it in small letters.").format(word=word)
        return _("“{word}” would match nothing: it holds signs that no text has.").format(word=word)
    if any(whole_word([word]).fullmatch(one) for one in _EVERYDAY):
        return _("“{word}” stands in every text.").format(word=word)
    return None


def fixed_letters(word: str) -> str:
    """The letters and signs of a word that are written out."""
    return "".join(word.replace("*", " ").split())


# ---------------------------------------------------------------- helpers


_Found = tuple[str, str | None, str, bool]  # the slot, the word, what is wrong, whether an error


def _problems(added: Mapping[str, Any]) -> Iterator[_Found]:
    known = {name.partition(".")[0] for name in slots()}
    tables = {name.rpartition(".")[0] for name in slots()} | set(slots())
    for lexicon, held in added.items():
        if lexicon not in known:
            what = _("There is no lexicon “{name}”; there are {names}.")
            yield lexicon, None, what.format(name=lexicon, names=", ".join(sorted(known))), True
        elif not isinstance(held, Mapping):
            yield lexicon, None, _("“{name}” must be a table.").format(name=lexicon), True
        else:
            for name, table in held.items():
                where = f"{lexicon}.{name}"
                if where not in tables:
                    names = sorted(t for t in tables if t.startswith(f"{lexicon}."))
                    yield where, None, _unknown(where, names), True
                elif not isinstance(table, Mapping):
                    yield where, None, _("“{name}” must be a table.").format(name=where), True
                else:
                    yield from _of_table(where, table)


def _unknown(name: str, names: list[str]) -> str:
    what = _("Nothing can be added to “{name}”; there are {names}.")
    return what.format(name=name, names=", ".join(names))


def _of_table(where: str, table: Mapping[str, Any]) -> Iterator[_Found]:
    known = slots().get(where)
    if isinstance(known, dict):
        yield from _of_map(where, known, table)
        return
    for key, words in table.items():
        name = f"{where}.{key}"
        if name not in slots():
            yield (
                name,
                None,
                _unknown(name, [s for s in slots() if s.startswith(f"{where}.")]),
                True,
            )
        elif not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            what = _('“{name}” must be a list of words: ["…", "…"].').format(name=name)
            yield name, None, what, True
        else:
            yield from _of_list(name, words)


def _of_list(name: str, words: list[str]) -> Iterator[_Found]:
    seen = set(slots()[name])
    for i, word in enumerate(words):
        if what := check_word(name, word):
            yield name, word, what, True
        elif word in words[:i]:
            yield name, word, _("“{word}” stands here twice.").format(word=word), False
        elif word in seen:
            yield name, word, _("“{word}” is known already.").format(word=word), False


def _of_map(name: str, known: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[_Found]:
    for word, value in words.items():
        if what := check_word(name, word):
            yield name, word, what, True
        elif not is_value(known, value):
            what = _("“{word}” must be given a number, as the shipped ones: {example}.")
            example = next(
                f"{shown} = {given!r}".replace("'", '"') for shown, given in known.items()
            )
            yield name, word, what.format(word=word, example=example), True
        elif word in known and known[word] != value:
            what = _("“{word}” means {value} already, and cannot be given another meaning.")
            yield name, word, what.format(word=word, value=known[word]), True
        elif word in known:
            yield name, word, _("“{word}” is known already.").format(word=word), False


def is_value(known: Mapping[str, Any], value: object) -> bool:
    """Whether `value` is one that a word of this table can have: a number over 0, written alike."""
    if type(value) is not type(next(iter(known.values()))):
        return False
    try:
        return Decimal(str(value)) > 0
    except InvalidOperation:
        return False


def _minds_capitals(slot: str) -> bool:
    return any(word != word.lower() for word in slots().get(slot, ()))


def _by_name(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Frames are an array of tables in the shipped file; here each goes by its name."""
    frames = {one["name"]: one for one in tables.get("frame", ())}
    return frames or dict(tables)


def _listed(added: Mapping[str, Any]) -> Iterator[tuple[str, list[str] | dict[str, Any]]]:
    """Each list or map of words with its name."""
    for lexicon, tables in added.items():
        for name, table in tables.items():
            if not isinstance(table, Mapping):
                continue
            lists = {key: words for key, words in table.items() if isinstance(words, list)}
            for key, words in lists.items():
                yield f"{lexicon}.{name}.{key}", words
            if not lists and table and all(isinstance(v, str | int) for v in table.values()):
                yield f"{lexicon}.{name}", dict(table)
