"""What happened in the made-up county's rounds without grades: points that could be anybody's."""

from __future__ import annotations

import random
from collections.abc import Set

from plait.demo.area.rounds import (
    AGREED,
    EVIDENCE,
    LOOKING,
    NEXT,
    TALKING,
    WRITING,
    Happened,
    signed_and_noted,
)
from plait.domain.frameworks import Framework
from plait.domain.judgements import Words
from plait.domain.programmes import StepKind
from plait.partnerships import queries
from plait.peerreview.bulk_actions import look_all, talk_all
from plait.schools.queries import facts as school_facts
from plait.selfevaluation.bulk_actions import write_all

STRONG = (
    "Pupils can say what they are learning and why it comes next.",
    "Teachers plan together each week, and new colleagues are drawn in.",
    "Mornings start calmly, and everybody knows where to turn.",
    "Books show the same care in every subject.",
    "Families are asked early and often.",
)
CONSIDER = (
    "How do pupils who find reading hard meet the same texts?",
    "What would the older classes say about feedback?",
    "Who looks after this when its leader is away?",
    "Could subject leaders have time to see each other teach?",
)


def tell_in_words(happened: Happened, judged_against: Framework, seed: int) -> None:
    """Let it happen. Each school chooses one to three areas of focus, and its partners keep to them."""
    chance = random.Random(seed)  # noqa: S311  what happened, not secrets
    this, stage, heads, at = happened.round, happened.stage, happened.heads, happened.at
    urns, signed, late = signed_and_noted(happened, chance)
    if stage < WRITING:
        return
    schools = school_facts(urns)
    own: dict[tuple[int, str], Words] = {}
    for urn in signed:
        areas = [area.id for area in judged_against.applicable_areas(schools[urn].provision)]
        own |= {(urn, area): _words(chance) for area in chance.sample(areas, min(len(areas), chance.randint(1, 3)))}
    submitted = {urn for urn in signed if stage > WRITING and urn not in late}
    written = {key: ("", chance.choice(EVIDENCE), chance.choice(NEXT)) for key in own}
    write_all(round_id=this.id, written=written, words=own, submitted=submitted, by=heads, at=at)
    if not this.definition.has(StepKind.PEER_VIEW) or stage < LOOKING:
        return
    pairs = queries.pairings(this.id)
    done = {pair for pair in pairs if set(pair) <= submitted and (stage > LOOKING or chance.random() < 0.5)}
    seen = {(host, by, area): _words(chance) for host, by in sorted(done) for urn, area in own if urn == host}
    look_all(round_id=this.id, seen=dict.fromkeys(seen, ("", "")), words=seen, by=heads, at=at)
    if stage >= TALKING and this.definition.has(StepKind.CHALLENGE):
        _talk(happened, own, {host for host, _ in done} - {host for host, _ in set(pairs) - done})


def _words(chance: random.Random) -> Words:
    return Words("\n".join(chance.sample(STRONG, chance.randint(1, 2))), chance.choice(CONSIDER))


def _talk(happened: Happened, own: dict[tuple[int, str], Words], whole: Set[int]) -> None:
    """Schools of which every view is in (``whole``) agree on their own words."""
    talked = {key: said for key, said in own.items() if key[0] in whole}
    talk_all(
        round_id=happened.round.id,
        talked=dict.fromkeys(talked, ("", "", "We talked until we would both sign it.")),
        words=talked,
        agreed=whole if happened.stage >= AGREED else (),
        by=happened.heads,
        at=happened.at,
    )
