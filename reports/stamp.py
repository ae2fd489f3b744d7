"""What a workbook was made from, written into it where Excel keeps a document's own properties.

>>> stamp = Stamp("3f0c", 12, "5c5c", 8, "Medelsbok 0.1.0", Spec("year", year=2023))
>>> Stamp.of_text(stamp.as_text()) == stamp
True
>>> [name for name, _part in stamp_properties("x" * 300)]
['Medelsbok 1', 'Medelsbok 2']

A property holds 255 characters, so that a longer stamp is cut; programs that save the workbook
again keep it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.figures import BookFacts
from reports.spec import Spec

PROPERTY = "Medelsbok"
MOST_CHARACTERS = 250


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which book, as of which event and entry, by which program, and which report of it."""

    book_id: str
    event: int
    head: str  # the chain's hash at that event
    entry: int
    program: str
    spec: Spec

    @classmethod
    def of(cls, book: BookFacts, spec: Spec) -> Stamp:
        """The stamp of a report."""
        then = spec.at_event(
            None
        )  # the event says when: a book of then and one made then are the same
        return cls(book.book_id, book.event, book.head, book.up_to_entry, book.program, then)

    def as_text(self) -> str:
        """As it stands in the file."""
        said = [
            self.book_id, self.event, self.head, self.entry, self.program, self.spec.as_json(),
        ]  # fmt: skip
        return json.dumps(said, separators=(",", ":"))

    @classmethod
    def of_text(cls, text: str) -> Stamp | None:
        """Read back; None where it is no stamp of ours."""
        try:
            book_id, event, head, entry, program, spec = json.loads(text)
            return cls(
                str(book_id), int(event), str(head), int(entry), str(program), Spec.of_json(spec)
            )
        except (ValueError, TypeError):
            return None


def stamp_properties(text: str) -> Iterator[tuple[str, str]]:
    """The properties that a stamp is written as."""
    for number, at in enumerate(range(0, len(text), MOST_CHARACTERS), start=1):
        yield f"{PROPERTY} {number}", text[at : at + MOST_CHARACTERS]


def stamp_in(properties: Mapping[str, str]) -> Stamp | None:
    """The stamp among a document's properties; None where there is none."""
    parts: list[str] = []
    while f"{PROPERTY} {len(parts) + 1}" in properties:
        parts.append(properties[f"{PROPERTY} {len(parts) + 1}"])
    return Stamp.of_text("".join(parts)) if parts else None
