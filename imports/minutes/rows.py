"""Who receives in a row: the name that opens it, where the list or table is one of what is given.

>>> text = "Sunne IF, bollar"
>>> actor = opening_name(fold(text), Span(0, len(text)))
>>> actor.text
'Sunne IF'

A row is a line that ends with its sum, the row of a table, or a line of words with the sum alone
on the next. What the rows are is told by the first line above that is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from imports.minutes.folding import Folded, fold
from imports.minutes.frames import Party, verbs_in
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from imports.minutes.segments import BlockKind
from imports.minutes.table_heads import line_at
from imports.minutes.vocabulary import Forms
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import StatementKind

__all__ = ["fold", "granting", "of_row", "opening_name", "total"]

LONGEST_LABEL = 140  # characters before the sum of a row
LONGEST_LINE = 240  # a longer line is prose
ROWS = 60  # lines that are looked through for the words above a list
NAMES = 20  # lines with names alone, each above its sum
REST = 3  # characters after the sum that still leave it the end of its line
ARTICLE = 12  # characters before a name: "Till ", "Bidrag till "

_GRANTED = (StatementKind.GRANT, StatementKind.ALLOCATION)
_FIGURES = (StatementKind.COST, StatementKind.OTHER, StatementKind.UNIT_PRICE)


def of_row(scene: Scene, kind: StatementKind) -> dict[str, Party]:
    """The party that opens the row: the receiver, or the payer in a list of contributions."""
    if scene.cell is not None:
        return _of_cell(scene, kind)
    label = _label_of(scene)
    if label is None or kind is StatementKind.UNIT_PRICE:
        return {}
    role = _role_above(scene, label)
    if role is None and (kind not in _GRANTED or not _in_list(scene)):
        return {}
    if verbs_in(scene, label) or total().match(scene.words(label)):
        return {}
    actor = opening_name(scene.folded, label, any_name=role is not None)
    if actor is None and role == "payer" and _of_members(scene, label):
        actor = _place(scene.folded, label)
    return _party(role or "payee", actor) if actor else {}


def _party(role: str, actor: Actor) -> dict[str, Party]:
    note = _("The row of the list begins with the name.")
    return {role: Party(actor, Reason(f"{role}.role.row", note))}


def _in_list(scene: Scene) -> bool:
    return scene.block.kind is BlockKind.ITEM or bool(scene.block.leads)


# ------------------------------------------------------------ rows of tables


def _of_cell(scene: Scene, kind: StatementKind) -> dict[str, Party]:
    """The receiver at the beginning of a row, in a table that tells who receives."""
    assert scene.cell  # noqa: S101  asked only of a sum in a table
    label = scene.cell.label
    words = scene.words(label)
    if total().match(words):
        return {}
    role = _role_above(scene, label)
    if kind in _FIGURES and role is None:
        return {}
    actors = [a for a in bodies_in(scene.folded, label) if a.end - a.start > len(words) // 2]
    above = scene.folded.lower[max(0, scene.start - TABLE) : label.start]
    if actors or _receivers().search(above):
        text = " ".join(scene.folded.text[label.start : label.end].split())
        actor = actors[0] if actors else Actor(label.start, label.end, text, Case.PLAIN)
        note = _("The row of the table begins with it.")
        role = role or "payee"
        return {role: Party(actor, Reason(f"{role}.row", note))}
    named = opening_name(scene.folded, label)
    if named is None and role == "payer" and _of_members(scene, label):
        named = _place(scene.folded, label)
    return _party(role or "payee", named) if named and (role or kind in _GRANTED) else {}


TABLE = 3_000  # characters above a row in which the head of its table stands


# ------------------------------------------------------------ rows of text


def _label_of(scene: Scene) -> Span | None:
    """The words of the row that the sum ends; None where the sum stands in prose."""
    text = scene.folded.text
    line = line_at(text, scene.start)
    rest = text[scene.end : line.end].strip(" .,;)*|")
    if len(rest) > REST or line.end - line.start > LONGEST_LINE:
        return None
    start = max(line.start, scene.block.body)
    words = text[start : scene.start].strip(" –-:•*|(")
    if not words:
        return _line_before(text, line)
    begins = start == scene.block.body or _ENDS_ROW.search(text, max(0, start - 20), start)
    is_label = scene.start - start <= LONGEST_LABEL and not words[0].islower()
    return Span(start, scene.start) if begins and is_label else None


def _line_before(text: str, line: Span) -> Span | None:
    """The line of words above a sum that stands alone, an empty line between them or not."""
    at = line.start - 1
    for _i in range(2):
        if at <= 0:
            return None
        before = line_at(text, at - 1 if text[at - 1] != "\n" else at)
        words = text[before.start : before.end].strip()
        if words:
            is_words = len(words) <= LONGEST_LABEL and not words.endswith((".", ":", ";"))
            return before if is_words and not _ENDS_WITH_SUM.search(words) else None
        at = before.start - 1
    return None


_ENDS_ROW = re.compile(
    r"(?:[:*]|[0-9]\s?(?:kr|tkr|kkr|mkr|mnkr|kronor|:-|,-)?[ .,;)*|]*)\s*\n\s*\Z", re.IGNORECASE
)
_ENDS_WITH_SUM = re.compile(
    r"[0-9]\s?(?:kr|tkr|kkr|mkr|mnkr|kronor|:-|,-)?[ .,;)*|]*\Z", re.IGNORECASE
)


def _role_above(scene: Scene, label: Span) -> str | None:
    """What the name in a row does, by the words above the rows: it receives, or it pays."""
    return next((role for span in _above(scene, label) if (role := _role_in(scene, span))), None)


def _above(scene: Scene, label: Span) -> Iterator[Span]:
    """The head of the column, the words above the rows, and the heading."""
    if scene.cell is not None and scene.cell.head is not None:
        yield scene.cell.head
    yield from scene.opening_words[:1]
    yield from _lines_above(scene.folded, label)
    yield from (heading.span for heading in islice(scene.headings, 1))


def _of_members(scene: Scene, label: Span) -> bool:
    return any(scene.find(_members(), span) for span in _above(scene, label))


def _role_in(scene: Scene, span: Span) -> str | None:
    if scene.find(_contributing(), span):
        return "payer"
    return "payee" if scene.find(granting(), span) else None


def _lines_above(folded: Folded, label: Span) -> list[Span]:
    """The line above the rows, with the names that stand on lines of their own between."""
    line = line_at(folded.text, label.start)
    return folded.once("above-rows", line, lambda: _walk_up(folded, line))


def _walk_up(folded: Folded, line: Span) -> list[Span]:
    text = folded.text
    found: list[Span] = []
    for _i in range(ROWS):
        if line.start == 0:
            break
        line = line_at(text, line.start - 1)
        words = text[line.start : line.end].strip()
        if not words or _ENDS_WITH_SUM.search(words):
            continue
        if ("above-rows", line) in folded._found:
            return [*found, line]
        found.append(line)
        if len(words) > LONGEST_LABEL or words.endswith((".", ":")) or len(found) > NAMES:
            break
    return found


# ------------------------------------------------------------ names


def opening_name(folded: Folded, label: Span, *, any_name: bool = True) -> Actor | None:
    """The name that a row begins with: a known kind of body, or any proper name."""
    lower = folded.lower[label.start : label.end]
    begun = label.start + len(lower) - len(lower.lstrip(" \t•*–-|("))
    if match := _NUMBER.match(folded.text, begun, label.end):
        begun = match.end()
    actors = bodies_in(folded, label)
    if actors and _may_open(folded, begun, actors[0]):
        return actors[0]
    if not any_name:
        return None
    for part in _PART.finditer(folded.text, begun, label.end):
        words = part[0].strip()
        match = _NAME_OF_ROW.fullmatch(words)
        if match and not _no_name().match(words.lower()):
            start = part.start() + part[0].index(words)
            return Actor(start, start + len(words), " ".join(words.split()), Case.PLAIN)
    return None


def _may_open(folded: Folded, begun: int, actor: Actor) -> bool:
    """At the beginning, or after "till": not in "Läger, samarbete med Sunne IF"."""
    if actor.is_forum or actor.case not in (Case.PLAIN, Case.TO, Case.ASKING):
        return False
    return actor.start - begun <= ARTICLE or actor.case is not Case.PLAIN


def _place(folded: Folded, label: Span) -> Actor | None:
    """In a list of contributions a member is told by its place alone: "Hylte 40"."""
    match = _ONE_NAME.fullmatch(folded.text, *label)
    if match is None or _no_name().match(match["name"].lower()):
        return None
    return Actor(*match.span("name"), " ".join(match["name"].split()), Case.PLAIN)


# A proper name: capitals, with small words between: "Byalaget i Norra Eda"
_CAPITAL = r"[A-ZÅÄÖ”\"][\w&:’”\"-]*"
_TAIL = r"(?:\s+(?:hus|park|kyrka|församling|skola|vänner|byalag|hembygdsgård|bygdegård|kår))"
_PART = re.compile(r"(?:(?!\s[-–]\s)[^,:;\n\t(|])+")
# At least two words with a capital, or a name with a place: "Sunne IF", "Byalaget i Eda"
_NAME_OF_ROW = re.compile(
    rf"{_CAPITAL}(?:\s+(?:(?:i|och|på|för)\s+)?{_CAPITAL})+{_TAIL}?|[”\"][^”\"]+[”\"]"
)
_ONE_NAME = re.compile(rf"[\s•*–-]*(?P<name>{_CAPITAL}(?:\s+{_CAPITAL})*)[\s:–-]*")
_NUMBER = re.compile(r"[0-9]{1,3}[.)]?\s+(?=[A-ZÅÄÖ”])")


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('roles')['not_names']['words'])}(?!\w)")


@cache
def granting() -> Forms:
    """Words that tell that something is given: "bevilja", "fördelning av bidrag"."""
    return Forms(lexicon("roles")["lists"]["granting"])


@cache
def _contributing() -> Forms:
    return Forms(lexicon("roles")["lists"]["contributing"])


@cache
def _members() -> Forms:
    return Forms(lexicon("roles")["lists"]["members"])


@cache
def total() -> re.Pattern[str]:
    """The label of a row that only sums up the others."""
    some = any_of(lexicon("cells")["rows"]["totals"]).replace(r"\s+\w*", r"(?:\s+.*)?")
    return re.compile(rf"\s*{some}:?\s*\Z", re.DOTALL)


@cache
def _receivers() -> re.Pattern[str]:
    words = any_of(lexicon("cells")["columns"]["receivers"])
    return re.compile(rf"(?:^|[\t|\n]|[ ][ ]){words}\s*(?:$|[\t|\n]|[ ][ ])")
