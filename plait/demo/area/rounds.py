"""What happened in the made-up county's rounds: levels that lean by school, texts that could be anybody's."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plait.domain.frameworks import Framework
from plait.domain.programmes import StepKind
from plait.domain.rounds import RoundFacts
from plait.partnerships import queries
from plait.partnerships.bulk_actions import note_once, sign_all
from plait.peerreview.bulk_actions import look_all, talk_all
from plait.schools.queries import facts as school_facts
from plait.selfevaluation.bulk_actions import settle_all, write_all

OPENED, SIGNING, WRITING, LOOKING, TALKING, AGREED, CLOSED = 1, 2, 3, 4, 5, 6, 7
EVIDENCE = (
    "Governors looked at this in the spring and asked for more of it in mixed-age classes.",
    "Book scrutiny across three year groups, and what pupils said when we asked them.",
    "Staff survey and appraisal notes agree; newer colleagues are less sure.",
    "Two learning walks with a partner school, and the minutes of what we talked through.",
    "Attendance and reading data for four terms, by group.",
)
NEXT = ("Pair newer staff with a mentor.", "Look again at the end of term.", "Share what works with the cluster.", "")
COMMENTS = ("Seen in every class we visited.", "Talk and books agree.", "We saw less of this in the older classes.")


@dataclass(frozen=True, slots=True)
class Happened:
    """How far one round has come: ``stage`` as in the partnership."""

    round: RoundFacts
    stage: int
    heads: Mapping[int, int]
    """URN to the number of the person who writes for the school."""
    at: datetime


def signed_and_noted(happened: Happened, chance: random.Random) -> tuple[list[int], list[int], set[int]]:
    """Heads sign, the partnership's first milestone is noted. All schools, those that signed, those a step behind."""
    this, stage, heads, at = happened.round, happened.stage, happened.heads, happened.at
    urns = [urn for urn in queries.places(this.id) if urn in heads]
    late = set(chance.sample(urns, len(urns) // 8)) if len(urns) > 7 else set()
    signed = [urn for urn in urns if stage > SIGNING or (stage == SIGNING and chance.random() < 0.6)]
    signed = [urn for urn in signed if stage > LOOKING or urn not in late]
    if this.contract.needs_signature and stage > OPENED:
        sign_all(round_id=this.id, heads={urn: heads[urn] for urn in signed}, at=at)
    if stage >= WRITING and this.definition.milestones:
        first = [step.key for step in this.definition.milestones if step.whose.value == "partnership"][:1]
        note_once(round_id=this.id, steps=first, done_on=this.opened_on, person_id=next(iter(heads.values())), at=at)
    return urns, signed, late


def tell(happened: Happened, judged_against: Framework | None, seed: int) -> None:
    """Let it happen: signatures, evaluations, views, conversations, milestones."""
    chance = random.Random(seed)  # noqa: S311  what happened, not secrets
    this, stage, heads, at = happened.round, happened.stage, happened.heads, happened.at
    urns, signed, late = signed_and_noted(happened, chance)
    if judged_against is None or stage < WRITING:
        return
    schools = school_facts(urns)
    scale = {area.id: [level.key for level in area.scale] for area in judged_against.areas if area.scale}
    leaning = {urn: chance.gauss(0.58, 0.16) for urn in urns}
    looked_at = {
        urn: [area.id for area in judged_against.applicable_areas(schools[urn].provision) if area.id in scale]
        for urn in urns
    }

    def level(urn: int, area: str, spread: float) -> str:
        place = min(max(leaning[urn] + chance.gauss(0, spread), 0.01), 0.99)
        return scale[area][int(place * len(scale[area]))] if chance.random() < 0.96 else "not-sure"

    own = {
        (urn, area): level(urn, area, 0.16)
        for urn in signed
        for number, area in enumerate(looked_at[urn])
        if stage > WRITING or number < len(looked_at[urn]) * chance.random()
    }
    submitted = [urn for urn in signed if stage > WRITING and urn not in late]
    write_all(
        round_id=this.id,
        written={key: (answer, chance.choice(EVIDENCE), chance.choice(NEXT)) for key, answer in own.items()},
        submitted=submitted,
        by=heads,
        at=at,
    )
    if this.definition.has(StepKind.PEER_VIEW) and stage >= LOOKING:
        _partners(happened, submitted, looked_at, own, level, chance)


def _partners(  # type: ignore[no-untyped-def]
    happened: Happened,
    submitted: Sequence[int],
    looked_at: Mapping[int, Sequence[str]],
    own: Mapping[tuple[int, str], str],
    level,
    chance: random.Random,
) -> None:
    """Partners look at those who have submitted; from the stage of talking, all but those of late schools are in."""
    this, stage, heads, at = happened.round, happened.stage, happened.heads, happened.at
    pairs = [pair for pair in queries.pairings(this.id) if set(pair) <= set(submitted)]
    done = [pair for pair in pairs if stage > LOOKING or chance.random() < 0.5]
    seen = {
        (host, reviewer, area): (level(host, area, 0.12), chance.choice(COMMENTS))
        for host, reviewer in done
        for area in looked_at[host]
    }
    look_all(round_id=this.id, seen=seen, by=heads, at=at)
    if stage < TALKING or not this.definition.has(StepKind.CHALLENGE):
        return
    all_pairs = queries.pairings(this.id)
    whole = [
        urn
        for urn in submitted
        if all(pair in set(done) for pair in all_pairs if pair[0] == urn) and any(pair[0] == urn for pair in done)
    ]
    agreed = [urn for urn in whole if stage >= AGREED]
    talked = {}
    for urn in whole:
        for number, area in enumerate(looked_at[urn]):
            if stage >= AGREED or number < 2:
                before = own[urn, area]
                views = [answer for (host, _, of), (answer, _) in seen.items() if (host, of) == (urn, area)]
                after = views[0] if views and chance.random() < 0.4 and views[0] != "not-sure" else before
                why = "We looked at the evidence together." if after != before or set(views) != {before} else ""
                talked[urn, area] = (before, after, why)
    talk_all(round_id=this.id, talked=talked, agreed=agreed, by=heads, at=at)
    settled = {key: after for key, (_, after, _) in talked.items() if key[0] in set(agreed)}
    settle_all(round_id=this.id, agreed=settled, at=at)
