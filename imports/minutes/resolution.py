"""Which body the words mean in these minutes; a body that no register knows is a new one.

A short form ("Kommunförbundet") means the longer form in the same minutes, where there is only
one; "kommunerna" means the kommuner of the county that the minutes point at. What could be two
bodies stays without a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor
from ledger.drafts import Meeting, Mention, NewBody, Span
from ledger.parties.names import Names, fold_name, kind_of_new_body
from ledger.terms import BodyKind


@dataclass(slots=True)
class Resolver:
    """Resolves the bodies of one text, and remembers the new ones."""

    folded: Folded
    names: Names
    meeting: Meeting
    new: dict[str, NewBody] = field(default_factory=dict)
    _longer: dict[str, str | None] = field(default_factory=dict)

    def mention(self, actor: Actor) -> Mention:
        """The mention of `actor` with the name of the body it means, where that is one."""
        span = self.folded.span(actor.start, actor.end)
        if actor.several:
            return Mention(actor.text, span, None)
        written = " ".join(actor.text.split())
        lookup = self.names.body(written, county=self.meeting.county)
        if lookup.name or lookup.choices:
            return Mention(actor.text, span, lookup.name)
        name = self._in_these_minutes(written) or written
        lookup = self.names.body(name, county=self.meeting.county)
        if lookup.name or lookup.choices:
            return Mention(actor.text, span, lookup.name)
        if _is_general(name):
            return Mention(actor.text, span, None)
        return Mention(actor.text, span, self._new_body(name, span, written))

    def _in_these_minutes(self, written: str) -> str | None:
        """The full name that `written` is short for, or its grammatical form."""
        if written not in self._longer:
            forms = _longer_forms(self.folded, written)
            self._longer[written] = _grammatical(forms) if forms else None
        return self._longer[written]

    def _new_body(self, name: str, span: Span, written: str) -> str:
        name = name[:1].upper() + name[1:]
        known = self.new.get(fold_name(name))
        aliases = {*(known.aliases if known else ()), written} - {name}
        seen = known.seen if known else span
        name = known.name if known else name
        kind: BodyKind = kind_of_new_body(name)
        self.new[fold_name(name)] = NewBody(name, kind.value, seen, tuple(sorted(aliases)))
        return name


def _longer_forms(folded: Folded, written: str) -> list[str]:
    """The forms in the text that begin with `written` and go on with a proper name."""
    forms: set[str] = set()
    short = written.lower()
    at = folded.lower.find(short)
    while at >= 0:
        inside_a_word = at > 0 and _WORD_SIGN.match(folded.text, at - 1)
        if not inside_a_word and (match := _GOING_ON.match(folded.text, at + len(short))):
            forms.add(" ".join(folded.text[at : match.end()].split()))
        at = folded.lower.find(short, at + 1)
    return sorted(form for form in forms if form.lower() != short or " " in form)


_WORD_SIGN = re.compile(r"\w")
# "i Kalmar län" after a name that is not cut there.
_GOING_ON = re.compile(r"(?:[ ]i)?(?:[ ][A-ZÅÄÖ][\w-]*)*(?:[ ]läns?)?(?!\w)")


def _grammatical(forms: list[str]) -> str | None:
    """The one full name among `forms`, with "i" before its county; None of several."""
    by_key: dict[str, list[str]] = {}
    for form in forms:
        by_key.setdefault(fold_name(form), []).append(form)
    longest = max(by_key, key=len)
    if any(not longest.startswith(key) for key in by_key):
        return None
    best = sorted(by_key[longest], key=lambda form: (" i " not in form, form))[0]
    return _COUNTY.sub(r"\1 i \2", best)


# "Kommunförbundet Kalmar län" is said "Kommunförbundet i Kalmar län".
_COUNTY = re.compile(r"^(\w+förbundet) ([A-ZÅÄÖ]\w+ län)$")


@lru_cache(maxsize=2_000)
def _is_general(name: str) -> bool:
    return bool(_general().fullmatch(name.lower()))


@cache
def _general() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("bodies")["heads"]["groups"]))
