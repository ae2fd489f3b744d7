"""Minutes → every statement about money in them, each with its reasons. Pure: text in, drafts out.

>>> from imports.minutes.reading import snapshot_bytes
>>> source = snapshot_bytes("m.txt", "Gruppen beslutar att avsätta 40 tkr.".encode())
>>> [(c.amount.ore, c.status.value) for c in read_minutes(source, Names.shipped()).candidates]
[(4000000, 'decided')]

The stages, each in its file: `folding` one form of the text · `segments` its parts · `amounts` the
sums · `scene` the rings around each · `status`, `kinds`, `years`, `parties`, `funds` its fields ·
`resolution` which bodies are meant · `unsummed` the statements without a sum.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from imports.minutes.amounts import find_sums
from imports.minutes.folding import fold
from imports.minutes.funds import fund_of
from imports.minutes.kinds import kind_of
from imports.minutes.meeting import meeting_of
from imports.minutes.parties import parties_of
from imports.minutes.resolution import Resolver
from imports.minutes.scene import Scene, scenes_with
from imports.minutes.segments import outline_of
from imports.minutes.status import standing_of
from imports.minutes.unsummed import may_speak_of_money, unsummed_scenes
from imports.minutes.years import years_of
from ledger.drafts import Candidate, Mention, Reading, Reason, SourceText
from ledger.money import Money
from ledger.names import Names
from ledger.terms import FollowUp, Status

READER = "minutes/1"


def read_minutes(source: SourceText, names: Names) -> Reading:
    """Every statement about money in `source`. None at all is a normal result."""
    folded = fold(source.text)
    meeting = meeting_of(folded, names)
    sums = find_sums(folded)
    if not sums and not may_speak_of_money(folded):
        return Reading(source, meeting, ())
    outline = outline_of(folded.text)
    scenes = scenes_with(folded, outline, sums)
    scenes += unsummed_scenes(folded, outline, names, scenes)
    scenes.sort(key=lambda scene: scene.start)
    resolver = Resolver(folded, names, meeting)
    candidates = tuple(_candidate(scene, source, resolver) for scene in scenes)
    return Reading(source, meeting, candidates, tuple(resolver.new.values()))


def _candidate(scene: Scene, source: SourceText, resolver: Resolver) -> Candidate:
    standing = standing_of(scene)
    kind, kind_reason = kind_of(scene, standing.status)
    years = years_of(scene, resolver.meeting, kind)
    parties = parties_of(scene, kind)
    fund = fund_of(scene, resolver.names, kind)
    mentions = {role: resolver.mention(party.actor) for role, party in parties.items()}
    reasons = [
        *(scene.sum.reasons if scene.sum else ()),
        kind_reason,
        standing.reason,
        *([fund[1]] if fund else []),
        *(party.reason for party in parties.values()),
        *([years.reason] if years.reason else []),
    ]
    follow_up = standing.follow_up
    if follow_up is None and _lacks_sum(scene) and standing.status is Status.DECIDED:
        follow_up = FollowUp.NO_SUM
    return _put_together(
        scene,
        source,
        mentions,
        fund[0] if fund else None,
        kind=kind,
        status=standing.status,
        years=years.years,
        follow_up=follow_up,
        reasons=tuple(reasons),
    )


def _put_together(
    scene: Scene,
    source: SourceText,
    mentions: dict[str, Mention],
    fund: Mention | None,
    **fields: object,
) -> Candidate:
    """The candidate, with every place led back to the source."""
    quote = scene.folded.span(*scene.sentence)
    one = scene.sum
    span = scene.folded.span(one.start, one.end) if one else None
    return Candidate(
        amount=Money(one.ore) if one and one.ore is not None else None,
        amount_text=source.text[span.start : span.end] if span else None,
        amount_span=span,
        quote=source.text[quote.start : quote.end],
        quote_span=quote,
        fund=fund,
        payer=mentions.get("payer"),
        payee=mentions.get("payee"),
        section=_section(scene),
        page=_page(source, quote.start),
        **({"exactness": one.exactness, "bound": one.bound, "per": one.per} if one else {}),
        **fields,  # type: ignore[arg-type]  # named by `_candidate` alone
    )


def _lacks_sum(scene: Scene) -> bool:
    return scene.sum is None or scene.sum.ore is None


def _section(scene: Scene) -> str | None:
    """The headings above, from the item inward: "§ 12 Gemensamma medel / Prognos"."""
    words = [scene.outline.words(block) for block in reversed(scene.headings())]
    section = ""
    for heading in words:
        bare_number = re.fullmatch(r"§\s?\d+\w?", section)
        section = f"{section}{' ' if bare_number else ' / '}{heading}" if section else heading
    return section or None


def _page(source: SourceText, offset: int) -> int | None:
    return bisect_right(source.page_starts, offset) or None
