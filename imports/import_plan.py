"""A plan of an import: exactly what would be done, in a file that `medel apply` does or refuses.

    put_file(path, plan.as_bytes())
    plan = read_plan(path)
    differences(plan, words, files)         # empty: what would be done now is what was planned

What is compared is what comes of each file (its bytes, its reader, the rows taken, the candidates,
the answers), not the state of the book: an entry that has nothing to do with it spoils no plan. So
the plan holds no number that the work of others moves: none of a batch or of a row in the inbox.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from imports.about import OPTIONS
from ledger.errors import UnreadableFile
from ledger.messages import LANGUAGES, _
from ledger.storage.chain import canonical

VERSION = 1
MOST_BYTES = 500_000_000
_SHORT = 60  # letters of a value that is shown
_NOT_COMPARED = frozenset({"said", "error"})  # words for people, in the language of the plan
_TYPES: Mapping[str, Any] = {
    "medel_plan": int, "made": dict, "book": dict, "language": str, "named": list,
    "options": dict, "words": (dict, type(None)), "files": list, "sha256": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for, of which book, and what would come of each file."""

    named: tuple[str, ...]  # files and folders, as they were given
    options: Mapping[str, Any]  # how they are read: layout, words, kind, about …
    book: Mapping[str, Any]  # its id, and its head when the plan was made
    language: str  # what is stored of a candidate has words in it
    words: Mapping[str, Any] | None  # a county's own, by their hash
    files: tuple[Mapping[str, Any], ...]
    made: Mapping[str, Any] = field(default_factory=dict)  # when, and by whom

    def as_bytes(self) -> bytes:
        """The file, sealed with a hash over all it says."""
        said = {
            "medel_plan": VERSION, "made": dict(self.made), "book": dict(self.book),
            "language": self.language, "named": list(self.named), "options": dict(self.options),
            "words": self.words and dict(self.words), "files": [dict(one) for one in self.files],
        }  # fmt: skip
        sealed = said | {"sha256": _seal(said)}
        return (json.dumps(sealed, ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8", "surrogatepass"
        )


def read_plan(path: Path) -> Plan:
    """The plan in a file. Raises UnreadableFile where it is none, damaged, or changed."""
    said = _fields(path)
    if said.get("medel_plan") != VERSION:
        raise _unreadable(path, _("It is no plan of this version of Medelsbok."))
    wrong = [name for name, types in _TYPES.items() if not isinstance(said.get(name), types)]
    if wrong or said.keys() - _TYPES.keys() or not _is_whole(said):
        raise _unreadable(path, _("The plan is damaged."))
    if said["sha256"] != _seal({name: value for name, value in said.items() if name != "sha256"}):
        raise _unreadable(path, _("The plan has been changed since it was written."))
    return Plan(
        tuple(said["named"]), said["options"], said["book"], said["language"], said["words"],
        tuple(said["files"]), said["made"],
    )  # fmt: skip


def differences(
    plan: Plan, words: Mapping[str, Any] | None, files: Sequence[Mapping[str, Any]]
) -> list[str]:
    """What would be done otherwise now than was planned, a sentence each.

    `words` are the county's own in use now, and `files` what comes of each file now.
    """
    found = [
        _("{what}: {change}.").format(what=what, change=change)
        for what, change in _differing(_("own words"), plan.words, words)
    ]
    planned, here = _by_name(plan.files), _by_name(files)
    for name in dict.fromkeys((*planned, *here)):
        if name not in here:
            found.append(_("{file}: it is in the plan, but not there now.").format(file=name))
        elif name not in planned:
            found.append(_("{file}: it is there now, but not in the plan.").format(file=name))
        else:
            found += _of_file(name, planned[name], here[name])
    return found


def _of_file(name: str, planned: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[str]:
    if planned.get("sha256") and here.get("sha256") and planned["sha256"] != here["sha256"]:
        yield _("{file}: the file has been changed since the plan was made.").format(file=name)
        return
    for field_ in ("state", "reader", "kind", "options", "did"):
        for what, change in _differing(field_, planned.get(field_), here.get(field_)):
            yield _("{file}: {what}: {change}.").format(file=name, what=what, change=change)
        if field_ == "state" and planned.get("state") != here.get("state"):
            return  # all the rest follows from it


def _differing(at: str, planned: Any, now: Any) -> Iterator[tuple[str, str]]:
    """Each place where two values say different things, and what they say."""
    if isinstance(planned, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*planned, *now)):
            yield from _differing(f"{at} › {key}", planned.get(key), now.get(key))
    elif isinstance(planned, list) and isinstance(now, list) and len(planned) == len(now):
        for number, (one, other) in enumerate(zip(planned, now, strict=True), start=1):
            yield from _differing(f"{at} › {number}", one, other)
    elif canonical(planned) != canonical(now):
        said = _("{planned} in the plan, {now} now")
        yield at, said.format(planned=_shown(planned), now=_shown(now))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return _("a list of {count}").format(count=len(value))
    text = "–" if value is None else value if isinstance(value, str) else canonical(value)
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _by_name(files: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Each file by its name; one that was named twice is told apart."""
    named: dict[str, Mapping[str, Any]] = {}
    for one in files:
        name = str(one.get("name"))
        times = sum(key == name or key.startswith(f"{name} (") for key in named)
        named[f"{name} ({times + 1})" if times else name] = _as_written(one)
    return named


def _as_written(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """As it is when it has been to a file and back: tuples are lists there."""
    kept = {key: value for key, value in one.items() if key not in _NOT_COMPARED}
    return json.loads(json.dumps(kept))  # type: ignore[no-any-return]


def _fields(path: Path) -> dict[str, Any]:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise _unreadable(
            path, _("The file cannot be read: {reason}.").format(reason=error.strerror or error)
        ) from None
    try:
        said = json.loads(content.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _unreadable(path, _("It is no plan, or a damaged one."))
    return said


def _is_whole(said: Mapping[str, Any]) -> bool:
    """Whether what is used of the plan is what it should be, whoever wrote it."""
    options = said["options"]
    return (
        bool(said["named"])
        and all(isinstance(one, str) and one and "\0" not in one for one in said["named"])
        and all(isinstance(one, dict) for one in said["files"])
        and said["language"] in LANGUAGES
        and isinstance(said["book"].get("id"), str)
        and all(
            value is None or isinstance(value, str)
            for value in (options.get(name) for name in ("layout", "words", "proposals", "kind"))
        )
        and all(isinstance(options.get(name), bool) for name in ("ocr", "validate"))
        and isinstance(options.get("suggest"), list)
        and all(isinstance(one, str) for one in options["suggest"])
        and isinstance(options.get("about"), dict)
        and all(
            name in OPTIONS and isinstance(value, str) for name, value in options["about"].items()
        )
    )


def _seal(said: Mapping[str, Any]) -> str:
    try:
        return sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()
    except RecursionError:
        return ""


def _unreadable(path: Path, what: str) -> UnreadableFile:
    return UnreadableFile(
        what, place=path.name, next_step=_("Make it anew: medel import FILE… --plan {file}").format(
            file=path.name
        ),
    )  # fmt: skip
