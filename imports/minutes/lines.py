"""What a single line is by its form: a list item, a heading, a label, a page's own.

>>> label_of("Nämndens beslut"), heading_rank("## 3 Medel"), is_furniture("31 (87)")
(<Label.DECISION: 'decision'>, 1, True)

Most lines are plain text; the first character alone tells that for most of them.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from imports.minutes.lexicon import (
    any_of,
    ends_of,
    holds_any,
    lexicon,
    may_end_with,
    plain_pieces,
    shortest_of,
)

LONGEST_LABEL = 80
LONGEST_HEADING = 200
ENDS_SENTENCE = (".", ":", ";", ",", "!", "?")
MARKS = "#*_ \t\n"


class Label(Enum):
    """What a line such as "Beslut" says of the blocks below it."""

    DECISION = "decision"
    PROPOSAL = "proposal"
    REJECTED = "rejected"
    INFORMATION = "information"


def marker_of(line: str) -> re.Match[str] | None:
    """The marker that makes a line a point of a list: "1.", "a)", "-", "att"."""
    match = _MARKER.match(line)
    return match if match and match.end() else None


def depth_of(marker: re.Match[str]) -> int:
    """How deep a point with this marker lies: numbers and att-clauses above letters and bullets."""
    return 1 if marker["number"] or marker["att"] else 2


def heading_rank(line: str) -> int:
    """The rank of a line that is a heading by its form alone (1 is an item); 0 of any other."""
    bare = line.strip()
    if "§" in bare[:8] and item_of(bare):
        return 1
    if not bare or bare[0] not in _HEADING_STARTS or len(bare) > LONGEST_HEADING:
        return 0
    if bare.endswith((".", ",", ";")):
        return 0
    if paragraph_sign(line):
        return 1
    if match := _HASH.match(line):
        return 1 if numbered(line) else 1 + len(match[1])
    return 4 if _BOLD.match(line) else 0


def paragraph_sign(line: str) -> bool:
    """Whether the line opens an item by its number: "§ 12", "KS § 12"."""
    return bool(_PARAGRAPH_SIGN.match(line)) or item_of(line) is not None


def item_of(line: str) -> str | None:
    """The body in the number of an item alone on its line: "KS" of "KS § 12"."""
    match = _ITEM_OF_BODY.fullmatch(line)
    return match["body"].lower() if match else None


def numbered(line: str) -> bool:
    """Whether the line begins with a number and a title: "9. Beslutspunkter"."""
    return bool(_NUMBERED.match(line))


def without_number(line: str) -> str:
    """The words of a numbered title."""
    return _NUMBER.sub("", line.strip(MARKS), count=1).rstrip(":")


def agenda_entry(line: str) -> re.Match[str] | None:
    """A point of the agenda: "- §12 Medel" (the number, and its words)."""
    return _AGENDA.match(line) if "§" in line[:4] and line[0] in "-*•" else None


def is_prose(bare: str) -> bool:
    """Whether the line can be nothing but prose, as most lines are: quick to ask."""
    if ":" in bare or not _PROSE.match(bare):
        return False
    return len(bare) > LONGEST_LABEL or (bare[0].islower() and not is_furniture(bare))


def begins_with_word(bare: str) -> bool:
    """Whether a line begins as most do: with a word in capitals, and with no label before a colon.

    Such a line is no point of a list, and no heading by its form.
    """
    return (
        bare[0].isupper()
        and bare[:2].isalpha()
        and ":" not in bare[:LONGEST_LABEL]
        and bare[:3] not in ("Att", "ATT")
        and "§" not in bare[:8]
    )


def is_furniture(bare: str) -> bool:
    """Whether the line belongs to the page and not to the text: a page number, a running head."""
    if len(bare) >= LONGEST_LABEL or bare[0] not in _furniture_begins():
        return False
    return bool(_furniture().fullmatch(bare.lower()))


def label_of(words: str) -> Label | None:
    """The label that the words are: "Beslut", "Yrkanden", "Styrgruppens beslut"."""
    lower = words.lower()
    if label := _plain_labels().get(lower):
        return label
    if not holds_any(lower, _label_stems()):
        return None
    match = _labels().fullmatch(lower)
    if match is None or _opens_proposals().search(lower):
        return None  # "Nämnden föreslår att fullmäktige beslutar:" opens a list
    label = Label(match.lastgroup)
    if label is Label.DECISION and "förslag" in lower and not lower.startswith("beslut"):
        return Label.PROPOSAL  # "Förvaltningens förslag till beslut"
    return label


def is_inline_label(line: str) -> bool:
    """Whether the line begins with a label and goes on: "Beslut: Gruppen ..."."""
    return ":" in line[:LONGEST_LABEL] and bool(_inline().match(line.lower()))


def is_note(words: str) -> bool:
    """Whether a short line is no heading: who speaks, which paper, where."""
    return bool(_notes().match(words.lstrip(MARKS).lower()))


def opens_list(words: str) -> bool:
    """Whether a short line is no heading but opens what follows: "... föreslår nämnden besluta"."""
    lower = words.rstrip(MARKS).lower()
    return may_end_with(lower, _ends_of_openings()) and bool(_openings().search(lower))


def says_follows(words: str) -> bool:
    """Whether the words point at what comes: "ska ha följande inriktning"."""
    lower = words.lower()
    return holds_any(lower, _pieces_of_follows()) and bool(_follows().search(lower))


def is_row(words: str) -> bool:
    """Whether a line is a row of a list without bullets: a name and its sum."""
    if len(words) > LONGEST_HEADING:
        return False
    end = words[-3:].rstrip(_AFTER_SUM)
    if end[-1:] not in _ROW_ENDS or (len(end) > 1 and end[-1] in "rR" and end[-2] not in "kKoO"):
        return False
    return bool(_ROW.search(words[-LONGEST_SUM:]))


def is_plain_row(words: str) -> bool:
    """Whether a line is such a row with one space between its words, and no sentence."""
    return words[:1].isupper() and words[-1] != "." and "  " not in words and is_row(words)


def begins_with_sum(words: str) -> bool:
    """Whether a line tells a sum first: "5,9 mnkr för ombyggnad av skolan"."""
    return words[:1].isdigit() and bool(_FIRST_SUM.match(words))


_SCALE = r"(?:miljon(?:er)?|milj\.?|tusen|mn)\s"
_UNIT = rf"(?:kr|tkr|kkr|mkr|mnkr|kronor|msek|sek|:-|,-|{_SCALE}(?:kr|kronor))"
_ROW = re.compile(rf"\d[\d .]*(?:,\d+)?\s?{_UNIT}\W*\Z", re.IGNORECASE)
_ROW_ENDS = frozenset("rRkK-)")
_AFTER_SUM = MARKS + "."
_FIRST_SUM = re.compile(rf"\d[\d .]*(?:,\d+)?\s?{_UNIT}(?!\w)", re.IGNORECASE)
LONGEST_SUM = 48  # characters
_MARKER = re.compile(
    r"""
    [ \t]*
    (?:
      (?P<number>\d{1,2}(?:\.\d{1,2})?[.)])(?=\s|$)             # 1.  2)
    | (?P<letter>[a-zåäö][.)])(?=\s|$)                          # a.
    | (?P<bullet>[-–•▪●*+](?=[ \t]+\S)|•\s*$|o(?=[ ]{2,}))      # -  *  •
    | (?P<att>\*{0,2}att\*{0,2}(?=\s))                          # att ...
    )[ \t]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PROSE = re.compile(r"(?!att\s)[^\W\d_]{2}", re.IGNORECASE)
_HEADING_STARTS = "#§*_"
_HASH = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_PARAGRAPH_SIGN = re.compile(r"[#*_ \t]*§+[ ]?(\d+[a-z]?)\b(?!\s*[-–]\s*§)")
_ITEM_OF_BODY = re.compile(
    r"[#*_ \t]*(?P<body>[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{1,4})[ /]?§[ ]?\d+[a-z]?[*_ ]*"
)
_NUMBERED = re.compile(r"[#*_ \t]*(\d{1,3}(?:\.\d{1,2})?)\.?[ \t]+[A-ZÅÄÖ]")
_NUMBER = re.compile(r"[\d.§ ]+")
_BOLD = re.compile(r"[ \t]*(\*\*|__)[^*]+(\*\*|__)[ \t]*:?\s*$")
_AGENDA = re.compile(r"[ \t]*[-*•][ \t]*§[ ]?(\d+)[ \t]+(\S.*)")
# 31 (87), Sida 3 av 5, - 4 -
_PAGE_NUMBER = r"\d{1,4}[ ]?\(\d{1,4}\)|sida?[ ]\d+.{0,8}|-[ ]?\d+[ ]?-"


@cache
def _plain_labels() -> dict[str, Label]:
    table = lexicon("sections")["labels"]
    return {form: label for label in Label for form in table[label.value] if "*" not in form}


@cache
def _label_stems() -> tuple[str, ...]:
    """A few parts of words, of which one stands in every label whose form has a star."""
    table = lexicon("sections")["labels"]
    forms = [form for label in Label for form in table[label.value] if "*" in form]
    return shortest_of(max(form.replace("*", " ").split(), key=len) for form in forms)


@cache
def _labels() -> re.Pattern[str]:
    table = lexicon("sections")["labels"]
    groups = "|".join(f"(?P<{label.value}>{any_of(table[label.value])})" for label in Label)
    # A star before a word stands for a name, a star after it for the rest of the line.
    some_words = groups.replace(r"\w*\s+", r"(?!enligt)(?:[\w:,-]+\s+){1,5}")
    return re.compile(some_words.replace(r"\s+\w*", r"\s+.*"))


@cache
def _opens_proposals() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('sections')['labels']['never'])}")


@cache
def _inline() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['decided']['inline'])}[*_ ]*:")


@cache
def _openings() -> re.Pattern[str]:
    opening = lexicon("sections")["opening"]
    to_whom = rf"(?:\s+{any_of(opening['bodies'])})?"
    return re.compile(rf"(?<!\w){any_of(opening['endings'])}{to_whom}\Z")


@cache
def _ends_of_openings() -> tuple[str, ...]:
    opening = lexicon("sections")["opening"]
    return ends_of([*opening["endings"], *opening["bodies"]])


@cache
def _pieces_of_follows() -> tuple[str, ...]:
    return plain_pieces(lexicon("sections")["opening"]["follows"])


@cache
def _follows() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('sections')['opening']['follows'])}(?!\w)")


@cache
def _furniture_begins() -> frozenset[str]:
    """The characters that a line of the page can begin with, in small letters and large."""
    firsts = {
        "s",
        "-",
        *"0123456789",
        *(form[0] for form in lexicon("sections")["furniture"]["lines"]),
    }
    return frozenset({*firsts, *(first.upper() for first in firsts)})


@cache
def _furniture() -> re.Pattern[str]:
    lines = any_of(lexicon("sections")["furniture"]["lines"]).replace(r"\w*", ".*")
    return re.compile(f"{_PAGE_NUMBER}|{lines}")


@cache
def _notes() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("sections")["notes"]["openings"]))
