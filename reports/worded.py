"""What sheets are worded by: a language, a unit, and which book of when they show.

class YearFrame(Worded): ...
frame.word(Label.AMOUNT), frame.say(N_("Nothing to check."))
"""

from __future__ import annotations

from ledger.messages import N_, translate
from ledger.terms import Term
from reports.figures import BookFacts
from reports.spec import Unit

SHORT_HASH = 12  # enough to compare by eye


class Worded:
    """Terms and sentences in a report's language and unit."""

    __slots__ = ()

    language: str
    unit: Unit

    def word(self, term: Term) -> str:
        """A term's label, with the unit that sums are shown in."""
        return term.label(self.language).replace("(kr)", f"({self.unit.value})")

    def words(self, *terms: Term) -> list[str]:
        """The labels of several terms, as headings."""
        return [self.word(term) for term in terms]

    def say(self, sentence: str, **values: object) -> str:
        """A sentence marked with N_, in the report's language."""
        return translate(sentence, self.language).format(**values)

    @property
    def of_unit(self) -> str:
        """That sums are not shown in kronor, where they are not."""
        if not self.unit.power:
            return ""
        return " " + self.say(
            N_("Sums in {unit}; the cells keep every öre."), unit=self.unit.label(self.language)
        )

    def of_book(self, book: BookFacts) -> str:
        """Which book, and as of which entry."""
        told = self.say(
            N_("Up to entry {number}. Head hash {head}."),
            number=book.up_to_entry, head=book.head[:SHORT_HASH] or "–",
        )  # fmt: skip
        if book.as_of:
            told += " " + self.say(N_("Only what is dated {day} or earlier."), day=book.as_of)
        return told
