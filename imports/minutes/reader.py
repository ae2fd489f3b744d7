"""Minutes → every statement about money in them, each with its reasons. Pure: text in, drafts out.

>>> from imports.formats.reading import snapshot_bytes
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
from dataclasses import dataclass, field
from decimal import Decimal

from imports.minutes.agreements import of_agreement
from imports.minutes.amounts import Sum, find_sums
from imports.minutes.blocks import outline_of
from imports.minutes.folding import fold
from imports.minutes.frames import Party
from imports.minutes.funds import fund_of, same_money
from imports.minutes.kinds import kind_of
from imports.minutes.meeting import meeting_of
from imports.minutes.parties import like_before, moves_money, parties_of
from imports.minutes.resolution import Resolver
from imports.minutes.scene import Scene, scenes_with
from imports.minutes.segments import Block
from imports.minutes.status import Standing, moved_later, standing_of
from imports.minutes.unsummed import may_speak_of_money, unsummed_scenes
from imports.minutes.years import Years, is_part, years_of
from imports.minutes.years_told import is_particular
from ledger.drafts import Candidate, Mention, Reading, Reason, SourceText, Span
from ledger.messages import _
from ledger.money import Money
from ledger.parties.names import Names
from ledger.terms import FollowUp, StatementKind, Status

# The years that were said of the sum itself.
_SAID_OF_IT = ("years.clause", "years.sentence")
NO_SUM = Sum(0, 0, None, Decimal(1))  # of a statement that names none


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
    candidates: list[Candidate] = []
    before = _Before()
    for scene in scenes:
        candidates.append(_candidate(scene, source, resolver, before))
    return Reading(source, meeting, tuple(candidates), tuple(resolver.new.values()))


@dataclass(slots=True)
class _Before:
    """The statement before, which a sentence that names nobody goes on from."""

    block: Block | None = None
    kind: StatementKind | None = None
    parties: dict[str, Party] = field(default_factory=dict)
    fund: tuple[Mention, Reason] | None = None
    sentence: Span | None = None
    years: Years = field(default_factory=Years)
    told: dict[int, Years] = field(default_factory=dict)  # sums in öre, with their years

    def told_again(self, scene: Scene, status: Status, years: Years) -> Years:
        """`years`; where there are none, those the same sum, or its whole, was told with before.

        A decision about a figure is something new, and may be of another year.
        """
        ore = scene.sum.ore if scene.sum and not scene.sum.is_price else None
        if not years.years:
            if self.sentence == scene.sentence and is_part(scene):
                years = self.years
            elif ore in self.told and is_particular(ore) and status is not Status.DECIDED:
                note = _("The same sum was told before with its year.")
                years = Years(self.told[ore].years, Reason("years.told-again", note))
        elif ore is not None and years.reason and years.reason.rule in _SAID_OF_IT:
            self.told[ore] = years
        self.sentence, self.years = scene.sentence, years
        return years


def _candidate(scene: Scene, source: SourceText, resolver: Resolver, before: _Before) -> Candidate:
    standing = standing_of(scene)
    kind, kind_reason = kind_of(scene, standing.status)
    fund = fund_of(scene, resolver.names, kind)
    if kind_reason.rule == "kind.default":
        kind, kind_reason, fund = _told_otherwise(scene, resolver, before, kind, fund)
    if fund is None and before.block is scene.block and before.sentence != scene.sentence:
        fund = same_money(scene, before.fund)
    years = before.told_again(scene, standing.status, years_of(scene, resolver.meeting, kind))
    parties = parties_of(scene, kind)
    if not parties and before.block is scene.block and _go_together(kind, before.kind):
        parties = like_before(scene, before.parties)
    before.block, before.kind, before.parties = scene.block, kind, parties
    before.fund = fund
    mentions = {role: resolver.mention(party.actor) for role, party in parties.items()}
    reasons = [
        *(scene.sum.reasons if scene.sum else ()),
        kind_reason,
        standing.reason,
        *([fund[1]] if fund else []),
        *(party.reason for party in parties.values()),
        *([years.reason] if years.reason else []),
    ]
    one = scene.sum or NO_SUM
    span = scene.folded.span(one.start, one.end) if scene.sum else None
    quote = scene.folded.span(*scene.sentence)
    return Candidate(
        kind=kind,
        status=standing.status,
        amount=Money(one.ore) if one.ore is not None else None,
        amount_text=source.text[span.start : span.end] if span else None,
        amount_span=span,
        quote=source.text[quote.start : quote.end],
        quote_span=quote,
        exactness=one.exactness,
        bound=one.bound,
        per=one.per,
        fund=fund[0] if fund else None,
        payer=mentions.get("payer"),
        payee=mentions.get("payee"),
        years=years.years,
        section=_section(scene),
        page=bisect_right(source.page_starts, quote.start) or None,
        follow_up=_follow_up(scene, standing),
        reasons=tuple(reasons),
    )


def _told_otherwise(
    scene: Scene,
    resolver: Resolver,
    before: _Before,
    kind: StatementKind,
    fund: tuple[Mention, Reason] | None,
) -> tuple[StatementKind, Reason, tuple[Mention, Reason] | None]:
    """The kind where no word tells it: by the fund, by who pays, or as the sum before."""
    if of_fund := fund_of(scene, resolver.names, StatementKind.ALLOCATION):
        note = _("No word tells the kind; the sum stands with the name of a fund.")
        return StatementKind.ALLOCATION, Reason("kind.of-fund", note), of_fund
    if moves_money(scene):
        note = _("No word tells the kind; the verb tells who pays or receives.")
        return StatementKind.ALLOCATION, Reason("kind.of-parties", note), fund
    if of_agreement(scene):
        note = _("No word tells the kind; it is a share of the agreement above.")
        return StatementKind.ALLOCATION, Reason("kind.of-agreement", note), fund
    if before.block is scene.block and before.kind:
        note = _("No word tells the kind; it goes on from the sum before.")
        return before.kind, Reason("kind.sentence-before", note), fund
    note = _("No word tells the kind; it follows from the status.")
    return kind, Reason("kind.default", note), fund


def _go_together(kind: StatementKind, before: StatementKind | None) -> bool:
    """Whether the parties of the sum before may be those of this one too."""
    price = StatementKind.UNIT_PRICE  # a price list goes on: "... och därutöver utgår 40 kr"
    figures = (StatementKind.OTHER, StatementKind.COST, None)
    return kind is before or (price in (kind, before) and not {kind, before} & {*figures})


def _follow_up(scene: Scene, standing: Standing) -> FollowUp | None:
    """Why someone must come back: no sum is told, or the decision is moved to a later day."""
    if standing.status is Status.PROPOSED:
        return standing.follow_up or (FollowUp.POSTPONED if moved_later(scene) else None)
    lacks_sum = scene.sum is None or scene.sum.ore is None
    return FollowUp.NO_SUM if lacks_sum and standing.status is Status.DECIDED else None


_BARE_NUMBER = re.compile(r"§\s?\d+\w?")


def _section(scene: Scene) -> str | None:
    """The headings above, from the item inward: "§ 12 Gemensamma medel / Prognos"."""
    words = [scene.outline.words(block) for block in reversed(scene.headings)]
    section = ""
    for heading in words:
        bare_number = _BARE_NUMBER.fullmatch(section)
        section = f"{section}{' ' if bare_number else ' / '}{heading}" if section else heading
    return section or None
