"""Whose money it is: of a list, of a grant to another, of the grant the sentence before speaks of.

"Nämnden fördelar följande:" tells who pays for every row; so does "Regionens bidrag till museet".
"""

from __future__ import annotations

import re
from functools import cache

from imports.minutes.frames import OBJECT, Party, only_decides, owns, verbs_in
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Case, bodies_in
from imports.minutes.scene import Scene
from ledger.drafts import Reason
from ledger.messages import _


def owner_of(scene: Scene) -> dict[str, Party]:
    """The `payer` whose money is spoken of, the nearest words first."""
    return _giver_here(scene) or _owner_above(scene) or _owner_before(scene)


def _owner_above(scene: Scene) -> dict[str, Party]:
    """Whose money a list splits, or who pays out what a table shows."""
    for sentence in scene.opening_words:
        actors = [a for a in bodies_in(scene.folded, sentence) if not a.is_forum]
        paying = [v for v in verbs_in(scene, sentence) if v.frame.get("subject") == "payer"]
        payers = [
            a
            for v in paying
            for a in actors
            if a.case is Case.PLAIN and not only_decides(a) and 0 <= v.start - a.end <= OBJECT
        ]
        owners = [a for a in actors if a.case is Case.OWNER and owns(scene, a)]
        for actor in (*payers[-1:], *owners[:1]):
            note = _("The words above the list or table tell whose money it is.")
            return {"payer": Party(actor, Reason("payer.lead", note))}
    return {}


def _giver_here(scene: Scene) -> dict[str, Party]:
    """ "Regionens bidrag till museet är 40 tkr": whose grant to another it is."""
    for actor in bodies_in(scene.folded, scene.clause):
        if actor.case is Case.OWNER and actor.end < scene.start:
            match = _grant().match(scene.folded.lower, actor.end)
            if match and _TO_ANOTHER.match(scene.folded.lower, match.end()):
                note = _("It is its grant to another.")
                return {"payer": Party(actor, Reason("payer.grant-to", note))}
    return {}


_TO_ANOTHER = re.compile(r"\s+till\s")


def _owner_before(scene: Scene) -> dict[str, Party]:
    """Whose grant the sentence before speaks of: "Socialstyrelsens statsbidrag ..."."""
    for sentence in scene.sentences_before[:1]:
        for actor in bodies_in(scene.folded, sentence):
            if actor.case is Case.OWNER and _grant().match(scene.folded.lower, actor.end):
                note = _("The sentence before tells whose grant it is.")
                return {"payer": Party(actor, Reason("payer.grant-before", note))}
    return {}


@cache
def _grant() -> re.Pattern[str]:
    return re.compile(rf"s?\s+{any_of(lexicon('bodies')['granted']['words'])}(?!\w)")
