"""Who receives, by the part the name plays, though it is of no kind of body that is known.

>>> text = "att bevilja Lyktan i Eda 40 tkr"
>>> name_match(_roles()[0].words.pattern, text, Span(0, len(text)), 25)["name"]
'Lyktan i Eda'

In "Lyktan i Eda beviljas 40 tkr" the subject receives, in "bevilja Lyktan i Eda 40 tkr" the object,
in "Lyktan i Eda har ansökt om 40 tkr" the applicant; so does the name that opens a row of a list
of what is granted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imports.minutes.frames import Party, is_other_use, is_share
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from imports.minutes.vocabulary import Forms
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
    "given": N_("It stands after “{verb}”."),
    "asking": N_("It asks: “{verb}”."),
}


class Role(NamedTuple):
    """The part a name plays, told by words with the pattern of the name beside them."""

    name: str
    words: Forms


def receiver_by_role(scene: Scene, kind: StatementKind) -> dict[str, Party]:
    """The `payee` by its part in the sentence or the row, where that tells."""
    if kind in _NEVER:
        return {}
    clauses = _clauses(scene)
    for role in _roles():
        for span in [_after(scene)] if role.name == "to" else clauses:
            if not scene.may_hold(role.words, span):
                continue
            match = name_match(role.words.pattern, scene.folded.text, span, scene.start)
            if match and not _is_other(scene, match, role.name):
                return {"payee": _party(match, role.name)}
    return {}


def payer_by_role(scene: Scene) -> dict[str, Party]:
    """The `payer` of what is paid back: "Lyktan ska återbetala", "ett återkrav till Lyktan"."""
    for role in _repaying():
        if not scene.may_hold(role.words, scene.clause):
            continue
        match = name_match(role.words.pattern, scene.folded.text, scene.clause, scene.start)
        if match:
            found = _party(match, role.name)
            return {"payer": Party(found.actor, Reason("payer.role.repays", found.reason.note))}
    return {}


@cache
def _repaying() -> tuple[Role, ...]:
    table = lexicon("roles")["repay"]
    some = any_of(table["helping"])
    return (
        Role(
            "subject",
            Forms(
                table["verbs"],
                rf"(?<![\w-])(?P<name>{_NAME})\s+(?:{some}\s+)?(?P<verb>{any_of(table['verbs'])})(?!\w)",
            ),
        ),
        Role(
            "given",
            Forms(
                table["claims"],
                rf"(?<!\w)(?P<verb>{any_of(table['claims'])}\s+(?:till|mot|från))\s+(?P<name>{_NAME})",
            ),
        ),
    )


def applicant_in_title(scene: Scene) -> dict[str, Party]:
    """The `payee` of what is granted in an item whose title tells who asks for it."""
    if scene.cell is not None:
        return {}
    for heading in scene.headings[:TITLES]:
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
    if role in ("to", "given"):
        return is_share(lower, match.start("name"))
    if role == "subject":
        return is_other_use(lower, "receive", verb)
    return role == "object" and bool(_DETERMINER.search(lower, max(0, verb.start - 12), verb.start))


_DETERMINER = re.compile(r"(?:den|det|de|vår|våra|sin|sina|vårt|sitt|av|redan|tidigare)\s+\Z")


def _after(scene: Scene) -> Span:
    """What follows the sum, up to the next."""
    following = next((o.start for o in scene.others if o.start >= scene.end), scene.sentence.end)
    return Span(scene.end, min(following, scene.end + LONGEST_NAME))


def _clauses(scene: Scene) -> list[Span]:
    """Where a name plays a part: in the clause, else in the words of the sentence before."""
    if _OWN_NAME.search(scene.folded.text, scene.clause.start, scene.start):
        return [scene.clause]  # "A får 40 tkr och därefter B 30 tkr"
    return [scene.clause, scene.until]


_OWN_NAME = re.compile(r"(?<=[a-zåäö,] )[A-ZÅÄÖ]\w")


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
    words = match["verb"] or match[0].split()[0]
    note = _(HOW[role]).format(verb=" ".join(words.split()))
    actor = _actor(*match.span("name"), match["name"])
    return Party(actor, Reason(f"payee.role.{role}", note))


def _actor(start: int, end: int, words: str) -> Actor:
    return Actor(start, end, " ".join(words.split()), Case.PLAIN)


@cache
def _roles() -> tuple[Role, ...]:
    table = lexicon("roles")
    grant, receive, apply = (table[key]["verbs"] for key in ("grant", "receive", "apply"))
    ask, give = table["labels"]["titles"], table["given"]["words"]
    kinds, what = any_of(table["receivers"]["projects"]), any_of(table["given"]["not_receivers"])
    # "Projektet Unga vuxna", "Norra fjärdens byalag": a name beside its verb
    longer = rf"(?:{kinds})\s+[^.,:;\n]{{2,40}}?|[A-ZÅÄÖ]\w+s\s+(?!{what}(?!\w))[a-zåäö]{{4,}}"
    return (
        Role("object", _before_name(grant, rf"{_NAME}(?=\s+[\d\w])")),
        Role("to", Forms(["till", "åt"], _after_sum(), re.VERBOSE)),
        Role("subject", _after_name(receive, rf"(?:{_NAME}|{longer})")),
        Role("applicant", _after_name(apply, _NAME)),
        Role("asking", Forms(ask, _asking(ask))),
        Role("given", Forms([*give, "till"], _given(give))),
    )


def _before_name(verbs: list[str], name: str) -> Forms:
    return Forms(verbs, rf"(?<!\w)(?P<verb>{any_of(verbs)})\s+(?P<name>{name})")


def _after_name(verbs: list[str], name: str) -> Forms:
    return Forms(verbs, rf"(?<![\w-])(?P<name>{name})\s+(?P<verb>{any_of(verbs)})(?!\w)")


def _asking(words: list[str]) -> str:
    """ "Ansökan från Lyktan om 40 tkr"."""
    return rf"(?i:(?P<verb>(?<!\w){any_of(words)}\s+från))\s+(?P<name>{_NAME})"


def _given(words: list[str]) -> str:
    """ "Bidrag till Lyktan i Eda", "utbetalas till Centerpartiet", "Till Lyktan utbetalas"."""
    name = rf"(?:[a-zåäö]+(?:en|et)\s+)?{_CAPITAL}(?:\s+(?:(?:i|och|på|för)\s+)?{_CAPITAL})+"
    definite = r"[A-ZÅÄÖ][\w-]{3,}(?:en|et|na)(?!\w)"
    return (
        rf"(?:(?i:(?P<verb>(?<!\w){any_of(words)}\s+(?:till|åt)))|(?<!\w)Till)"
        rf"\s+(?P<name>{name}|{definite})"
    )


def _after_sum() -> str:
    table = lexicon("roles")["receivers"]
    many = rf"(?:[0-9]+|{any_of(table['many'])})\s+(?:\w+\s+)?{any_of(table['kinds'])}(?!\w)"
    return rf"""
        (?<=\s)(?P<verb>till|åt)\s+
        (?P<name>
          (?:[a-zåäö]+(?:en|et)\s+)?{_CAPITAL}(?:\s+(?:(?:i|och)\s+)?{_CAPITAL})+
        | {any_of(table["projects"])}\s+{_CAPITAL}(?:\s+(?!(?:för|om|på|i|till)\s)[a-zåäö]+)?
        | [A-ZÅÄÖ][\w-]*[as]\s+{any_of(table["after_adjective"])}(?!\w)   # Norra nätverket
        | [A-ZÅÄÖ][\w-]*{any_of(table["ends"])}(?!\w)                      # Solgården
        | {many}                                                          # 16 föreningar
        )
        """


@cache
def _title() -> re.Pattern[str]:
    words = any_of(lexicon("roles")["labels"]["titles"])
    return re.compile(
        rf"(?i:(?<!\w){words})(?:\s+om\s[^\n:]{{3,80}}?)?\s+från\s+(?P<name>{_NAME}|\w+)"
    )


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('roles')['not_names']['words'])}(?!\w)")
