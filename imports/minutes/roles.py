"""Who receives, by the part the name plays, though it is of no kind of body that is known.

>>> text = "att bevilja Lyktan i Eda 40 tkr"
>>> name_match(_object(), text, Span(0, len(text)), 25)["name"]
'Lyktan i Eda'

In "Lyktan i Eda beviljas 40 tkr" the subject receives, in "bevilja Lyktan i Eda 40 tkr" the object,
in "Lyktan i Eda har ansökt om 40 tkr" the applicant; so does the name that opens a row of a list
of what is granted.
"""

from __future__ import annotations

import re
from functools import cache

from imports.minutes.frames import Party, is_other_use, is_share
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from ledger.drafts import Reason, Span
from ledger.messages import N_, _
from ledger.terms import StatementKind

LONGEST_NAME = 70

_NEVER = (StatementKind.UNIT_PRICE, StatementKind.INVOICE)

# A proper name: capitals, with small words between: "Byalaget i Norra Eda", "insatsen Lyktan"
_CAPITAL = r"[A-ZÅÄÖ”\"][\w&:’”\"-]*"
_NAME = rf"(?:[a-zåäö]+(?:en|et)\s+)?{_CAPITAL}(?:\s+(?:(?:i|och|på|för|av|the|of)\s+)?{_CAPITAL})*"

HOW = {
    "object": N_("It is what “{verb}” grants to."),
    "subject": N_("It is the subject of “{verb}”."),
    "applicant": N_("It applies: “{verb}”."),
    "to": N_("It stands after the sum and “{verb}”."),
}


def receiver_by_role(scene: Scene, kind: StatementKind) -> dict[str, Party]:
    """The `payee` by its part in the sentence or the row, where that tells."""
    if kind in _NEVER:
        return {}
    for role, pattern in (
        ("object", _object()),
        ("to", _after_sum()),
        ("subject", _subject()),
        ("applicant", _applicant()),
    ):
        for span in _places(scene, role):
            match = name_match(pattern, scene.folded.text, span, scene.start)
            if match and not _is_other(scene, match, role):
                return {"payee": _party(match, role)}
    return {}


def applicant_in_title(scene: Scene) -> dict[str, Party]:
    """The `payee` of what is granted in an item whose title tells who asks for it."""
    if scene.cell is not None:
        return {}
    for heading in scene.headings()[:TITLES]:
        match = _title().search(scene.folded.text, *heading.span)
        if match and not _no_name().match(match["name"].lower()):
            actors = bodies_in(scene.folded, Span(*match.span("name")))
            actor = actors[0] if actors else _actor(*match.span("name"), match["name"])
            note = _("The title of the item tells who asks.")
            return {"payee": Party(actor, Reason("payee.role.title", note))}
    return {}


TITLES = 2  # the nearest heading, and the one it stands under


def _is_other(scene: Scene, match: re.Match[str], role: str) -> bool:
    """ "Lyktan får i uppdrag" receives nothing; "vår tilldelade Lyktan" is no object."""
    lower, verb = scene.folded.lower, Span(*match.span("verb"))
    if role == "to":
        return is_share(lower, match.start("name"))
    if role == "subject":
        return is_other_use(lower, "receive", verb)
    return role == "object" and bool(_DETERMINER.search(lower, max(0, verb.start - 12), verb.start))


_DETERMINER = re.compile(r"(?:den|det|de|vår|våra|sin|sina|vårt|sitt|av|redan|tidigare)\s+\Z")


def _places(scene: Scene, role: str) -> list[Span]:
    if role == "to":
        return [Span(scene.end, min(scene.sentence.end, scene.end + LONGEST_NAME))]
    return [scene.clause, Span(scene.sentence.start, max(scene.sentence.start, scene.start))]


def name_match(pattern: re.Pattern[str], text: str, span: Span, at: int) -> re.Match[str] | None:
    """The last match in `span` whose name is no common word at the start of a sentence."""
    best = None
    for match in pattern.finditer(text, *span):
        if match.end("name") - match.start("name") > LONGEST_NAME:
            continue
        if _no_name().match(match["name"].lower()):
            continue
        if match.start() <= at or best is None:
            best = match
    return best


def _party(match: re.Match[str], role: str) -> Party:
    note = _(HOW[role]).format(verb=" ".join(match["verb"].split()))
    actor = _actor(*match.span("name"), match["name"])
    return Party(actor, Reason(f"payee.role.{role}", note))


def _actor(start: int, end: int, words: str) -> Actor:
    return Actor(start, end, " ".join(words.split()), Case.PLAIN)


@cache
def _object() -> re.Pattern[str]:
    verbs = any_of(lexicon("roles")["grant"]["verbs"])
    return re.compile(rf"(?<!\w)(?P<verb>{verbs})\s+(?P<name>{_NAME})(?=\s+[\d\w])")


@cache
def _subject() -> re.Pattern[str]:
    verbs = any_of(lexicon("roles")["receive"]["verbs"])
    return re.compile(rf"(?<![\w-])(?P<name>{_NAME})\s+(?P<verb>{verbs})(?!\w)")


@cache
def _applicant() -> re.Pattern[str]:
    verbs = any_of(lexicon("roles")["apply"]["verbs"])
    return re.compile(rf"(?<![\w-])(?P<name>{_NAME})\s+(?P<verb>{verbs})(?!\w)")


@cache
def _after_sum() -> re.Pattern[str]:
    table = lexicon("roles")["receivers"]
    many = rf"(?:[0-9]+|{any_of(table['many'])})\s+(?:\w+\s+)?{any_of(table['kinds'])}(?!\w)"
    return re.compile(
        rf"""
        (?<=\s)(?P<verb>till|åt)\s+
        (?P<name>
          {_CAPITAL}(?:\s+{_CAPITAL})+
        | [A-ZÅÄÖ][\w-]*[as]\s+{any_of(table["after_adjective"])}(?!\w)   # Norra nätverket
        | [A-ZÅÄÖ][\w-]*{any_of(table["ends"])}(?!\w)                      # Solgården
        | {many}                                                          # 16 föreningar
        )
        """,
        re.VERBOSE,
    )


@cache
def _title() -> re.Pattern[str]:
    words = any_of(lexicon("roles")["labels"]["titles"])
    return re.compile(
        rf"(?i:(?<!\w){words})(?:\s+om\s[^\n:]{{3,80}}?)?\s+från\s+(?P<name>{_NAME}|\w+)"
    )


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('roles')['not_names']['words'])}(?!\w)")
