"""Files of kinds that Medelsbok does not read itself, by the readers of other packages.

    class OurReader:
        suffixes = (".abc",)
        def recognises(self, name: str, content: bytes) -> bool: ...
        def read(self, name: str, content: bytes) -> str | Reading: ...

A reader is an entry point of the group `medelsbok.readers` and gives the file's text, which is then
read as minutes; or a whole `Reading`, every quote and sum of which must stand in its text where it
says. See `docs/extending.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import Protocol

from imports.minutes.reader import read_minutes
from imports.plugins import READERS, failed, names_in, part
from ledger.drafts import Reading, SourceText, Span
from ledger.messages import _
from ledger.parties.names import Names

MEDIA_TYPE = "application/octet-stream"


class FileReader(Protocol):
    """What an entry point of `medelsbok.readers` names: an object, or a class without arguments."""

    suffixes: tuple[str, ...]

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether this file is of the reader's kind."""

    def read(self, name: str, content: bytes) -> str | Reading:
        """The file's text, or everything that was found in it."""


def suffixes() -> set[str]:
    """The endings of the files that readers of other packages take, in small letters."""
    return {suffix.lower() for _name, reader in _readers([]) for suffix in reader.suffixes}


def read_otherwise(
    name: str, content: bytes, names: Names, complaints: list[str]
) -> Reading | None:
    """The file as read by the first reader that recognises it, or None."""
    suffix = PurePath(name).suffix.lower()
    for plugin, reader in _readers(complaints):
        try:
            if suffix in reader.suffixes and reader.recognises(name, content):
                return _reading(plugin, name, content, reader.read(name, content), names)
        except Exception as fault:  # noqa: BLE001  another's code may fail in any way
            complaints.append(failed(plugin, fault))
    return None


def _readers(complaints: list[str]) -> Iterator[tuple[str, FileReader]]:
    for plugin in names_in(READERS):
        found, problem = part(READERS, plugin)
        if problem:
            complaints.append(problem)
        try:
            if found is not None:
                yield plugin, found() if isinstance(found, type) else found
        except Exception as fault:  # noqa: BLE001  another's code may fail in any way
            complaints.append(failed(plugin, fault))


def _reading(plugin: str, name: str, content: bytes, given: str | Reading, names: Names) -> Reading:
    sha256 = hashlib.sha256(content).hexdigest()
    if isinstance(given, str):
        source = SourceText(name, content, sha256, MEDIA_TYPE, given, f"plugin/{plugin}")
        return read_minutes(source, names)
    if given.source.sha256 != sha256 or given.source.content != content:
        raise ValueError(_("it gave another file than the one it was asked for"))
    for candidate in given.candidates:
        _must_stand(given.source.text, candidate.quote_span, candidate.quote)
        if candidate.amount_span:
            _must_stand(given.source.text, candidate.amount_span, candidate.amount_text)
        for mention in (candidate.fund, candidate.payer, candidate.payee):
            if mention:
                _must_stand(given.source.text, mention.span, mention.text)
    return given


def _must_stand(text: str, span: Span, words: str | None) -> None:
    if span.start < 0 or text[span.start : span.end] != words:
        raise ValueError(_("“{words}” does not stand where it says").format(words=words))
