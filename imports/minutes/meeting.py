"""What minutes say of the meeting itself: which body met, when, where, in which county.

>>> text = "Protokoll Styrgruppen för nära vård 2024-03-05\\nRegion Halland"
>>> meeting = meeting_of(fold(text), Names.shipped())
>>> meeting.forum, meeting.date.isoformat(), meeting.county
('Styrgruppen för nära vård', '2024-03-05', 'Hallands län')

Only the beginning of the text is asked, and for the date also the lines that say it is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon, plain_pieces
from imports.minutes.memory import by_identity
from imports.minutes.occurrences import occurrences
from ledger.drafts import Meeting
from ledger.parties.names import KnownBody, Names, written_forms
from ledger.terms import BodyKind

__all__ = ["days_in", "fold", "meeting_of"]

BEGINNING = 2_500  # characters
ENDS = 4_000  # characters at each end of the text, where those present are listed
LONGEST_FORUM = 120
LONGEST_LABEL = 40  # of a reference


def meeting_of(folded: Folded, names: Names) -> Meeting:
    """The meeting that the minutes are of; None for what they do not say."""
    beginning = folded.text[:BEGINNING]
    reference = _reference_in(beginning)
    place = _place().search(beginning)
    return Meeting(
        forum=_forum(beginning),
        date=_date(folded, beginning),
        place=place["place"].strip(" *_") if place else None,
        reference=reference["number"] if reference else None,
        county=_county(folded, names),
    )


def _forum(beginning: str) -> str | None:
    for line in beginning.split("\n"):
        words = line.strip(" #*_\t:")
        if not words or len(words) > LONGEST_FORUM or words.endswith("."):
            continue
        words = _DATE_IN_NAME().sub(" ", words)
        words = words.strip()
        if papers := _papers().match(words):
            words = words[papers.end() :]
        words = words.strip(" -–,:")
        if words and not re.search(r"\d", words) and _forum_words().search(words.lower()):
            return _in_small_letters(" ".join(words.split()), beginning)
    return None


def _in_small_letters(name: str, beginning: str) -> str:
    """A name set in capitals as it is written in running text: "Samverkansråd Halland"."""
    if not name.isupper() or " " not in name:
        return name
    first, *others = name.split()
    small = [
        word.lower()
        if re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", beginning) or len(word) < 4
        else word.capitalize()
        for word in others
    ]
    return " ".join([first.capitalize(), *small])


def _date(folded: Folded, beginning: str) -> date | None:
    for match in _dates(beginning.lower()):
        if found := _as_date(match):
            return found
    labelled = _labelled_date().search(folded.lower)
    for match in _dates(labelled["rest"]) if labelled else ():
        if found := _as_date(match):
            return found
    return None


def days_in(text: str) -> list[date]:
    """Every day that a text names: 2024-03-05, 5 mars 2024."""
    return [day for match in _dates(fold(text).lower) if (day := _as_date(match))]


def _dates(words: str) -> Iterator[re.Match[str]]:
    return _date_words().finditer(words)


def _as_date(match: re.Match[str]) -> date | None:
    months = lexicon("years")["dates"]["months"]
    try:
        if match["month"]:
            return date(int(match["year"]), months.index(match["month"]) + 1, int(match["day"]))
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _county(folded: Folded, names: Names) -> str | None:
    """The county whose region or kommuner the minutes name most often; None where two tie."""
    county_of = _counties(names.bodies)
    votes: Counter[str] = Counter()
    text = folded.text
    ends = (text,) if len(text) <= 2 * ENDS else (text[:ENDS], text[-ENDS:])
    for written in (name for part in ends for name in _local_names(part)):
        county = county_of.get(written) or county_of.get(written.removesuffix("s"))
        if county:
            votes[county] += 1
    first = votes.most_common(2)
    if not first or (len(first) == 2 and first[0][1] == first[1][1]):
        return None
    return first[0][0]


def _local_names(text: str) -> Iterator[str]:
    """What may be a region, a kommun or a county in the text, in small letters."""
    for word in _REGION_WORDS:
        for at in occurrences(text, word):
            if match := _REGION.match(text, at + len(word)):
                yield " ".join(text[at : match.end()].split()).lower()
    for word in _PLACE_WORDS:
        for at in occurrences(text, word):
            # The name stands before the word: "Upplands Väsby kommun".
            if text[text.rfind(" ", 0, at) + 1 : at].islower():
                continue
            names = _NAME_BEFORE.search(text[max(0, at - 40) : at])
            if names and _WORD_ENDS.match(text, at + len(word)):
                yield " ".join(f"{names[0]}{word}".split()).lower()


_REGION_WORDS = ("Region ", "region ", "Landstinget ", "landstinget ")
_REGION = re.compile(r"(?:i[ ])?[A-ZÅÄÖ]\w+(?:[ ](?:län|[A-ZÅÄÖ]\w+))?")  # Region Skåne
_PLACE_WORDS = (" kommun", " Kommun", " stad", " Stad", " län")
_WORD_ENDS = re.compile(r"(?!\w)")
_NAME_BEFORE = re.compile(r"(?:[A-ZÅÄÖ]\w+[ ])?[A-ZÅÄÖ]\w+\Z")


@by_identity
def _counties(bodies: tuple[KnownBody, ...]) -> dict[str, str]:
    county_of: dict[str, str] = {}
    for body in bodies:
        if body.county and body.kind in (BodyKind.REGION, BodyKind.KOMMUN):
            for form in written_forms(body):
                county_of[form.lower()] = body.county
            county_of[body.county.lower()] = body.county
    return county_of


@cache
def _forum_words() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('meeting')['forum']['words'])}(?!\w)")


@cache
def _papers() -> re.Pattern[str]:
    papers = any_of(lexicon("meeting")["forum"]["papers"])
    return re.compile(rf"(?i:(?:{papers}(?!\w)\s*)+)")


def _reference_in(beginning: str) -> re.Match[str] | None:
    """Looked for only where a piece of one of its labels stands: "dnr", "rendenummer"."""
    lower = beginning.lower()
    done = 0
    for at in sorted({at for p in _pieces_of_reference() for at in occurrences(lower, p)}):
        done = max(done, at - LONGEST_LABEL)
        while label := _reference_label().search(beginning, done, at + LONGEST_LABEL):
            if match := _reference().match(beginning, label.start()):
                return match
            done = label.start() + 1
    return None


@cache
def _pieces_of_reference() -> tuple[str, ...]:
    return plain_pieces(lexicon("meeting")["reference"]["labels"])


@cache
def _reference_label() -> re.Pattern[str]:
    labels = any_of(lexicon("meeting")["reference"]["labels"])
    return re.compile(rf"(?<!\w)(?i:{labels})[:\s]")


@cache
def _reference() -> re.Pattern[str]:
    labels = any_of(lexicon("meeting")["reference"]["labels"])
    return re.compile(rf"(?<!\w)(?i:{labels})[:\s]\s*(?P<number>[\w/:.-]*\d[\w/:.-]*)")


@cache
def _place() -> re.Pattern[str]:
    labels = any_of(lexicon("meeting")["place"]["labels"])
    return re.compile(
        rf"^[#*_\s]*(?i:{labels})[*_]*:[*_]*\s*(?P<place>\S[^\n]{{0,150}})", re.MULTILINE
    )


@cache
def _labelled_date() -> re.Pattern[str]:
    labels = any_of(lexicon("meeting")["date"]["labels"])
    return re.compile(rf"(?<!\w){labels}[:\s]\s*(?P<rest>[^\n]{{0,40}}\d{{4}}[^\n]{{0,8}})")


@cache
def _date_words() -> re.Pattern[str]:
    months = any_of(lexicon("years")["dates"]["months"])
    return re.compile(
        rf"""
        (?<!\d)(?:
          (?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)              # 2024-03-05
        | (?P<day>\d{{1,2}})\s+(?P<month>{months})\s+(?P<year>(?:19|20)\d\d)  # 5 mars 2024
        )
        """,
        re.VERBOSE,
    )


@cache
def _DATE_IN_NAME() -> re.Pattern[str]:  # noqa: N802
    months = any_of(lexicon("years")["dates"]["months"])
    return re.compile(rf"(?i)(?:den\s+)?(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\s+{months}\s+\d{{4}})")
