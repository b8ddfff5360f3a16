"""Whatever address shows a school's words to somebody from outside leaves a row in the school's disclosure log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from plait.actionplans import queries as action_queries
from plait.audit.models import Disclosure
from plait.domain.visibility import Relation
from plait.evidence.models import EvidenceUse
from plait.peerreview import queries as peer_queries
from plait.reports import releases
from plait.selfevaluation import evidence_actions as evidence
from plait.selfevaluation import queries as evaluation_queries
from tests.evidence.kept import keep_file, pdf
from tests.reports.test_releases import release
from tests.sight.crawl import signed_in, text_of
from tests.world import AT, World, trio

pytestmark = [pytest.mark.django_db]
MARK = "zq77001mk"
"""Stands in what the first school wrote, and nowhere else."""
NO_VISIT = "00000000-0000-4000-8000-000000000000"
"""``tests/visits`` looks at what is noted of visits."""


@pytest.fixture
def world() -> World:
    """The first school has written, talked it through, and released its report to partners and lead."""
    made = trio()
    kept = keep_file(made, data=pdf(f"We wrote {MARK}."), title=f"We kept {MARK}.")
    evidence.attach(
        viewer=made.viewer("ada"),
        evaluation_id=made.evaluations[made.urns[0]],
        area_id="area-1",
        item_ids=[kept],
        at=AT,
    )
    made.judge(made.urns[0], evidence=f"We wrote {MARK}.")
    made.agree(made.urns[0])
    release(made, Relation.REVIEWER, Relation.LEAD)
    return made


def paths(world: World) -> Iterator[str]:
    """Every address with the numbers of the first school in it."""
    urn = world.urns[0]
    values: dict[str, list[Any]] = {
        "urn": list(world.urns),
        "evaluation_id": [world.evaluations[urn]],
        "review_id": [world.reviews[urn]],
        "round_id": [world.round_id],
        "programme_id": [world.programme_id],
        "partnership_id": [world.partnership_id],
        "release_id": [item.id for item in releases.versions(urn, world.round_id)],
        "use_id": list(EvidenceUse.objects.values_list("pk", flat=True)),
        "area_id": [area.id for area in world.framework.areas],
        "visit_uuid": [NO_VISIT],
        "activity_uuid": [NO_VISIT],
    }
    for address, converters in _patterns():
        choices = [values.get(name) or re.findall(r"[\w-]+", item.regex) or ["1"] for name, item in converters.items()]
        for chosen in product(*choices):
            path = address
            for name, value in zip(converters, chosen, strict=True):
                path = re.sub(rf"<(\w+:)?{name}>", str(value), path)
            if "sign-out" not in path:
                yield f"/{path}"


def _patterns(patterns: Any = None, before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for item in patterns or get_resolver("plait.config.urls").url_patterns:
        address = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _patterns(item.url_patterns, address)
        elif isinstance(item, URLPattern):
            yield address, item.pattern.converters


def unnoticed(world: World, name: str) -> tuple[int, list[str]]:
    """How many answers held the first school's words, and which of them left no row in its log."""
    client, shown, missed = signed_in(world.people[name]), 0, []
    for path in paths(world):
        before = Disclosure.objects.filter(school_urn=world.urns[0]).count()
        answer = client.get(path)
        if answer.status_code == 200 and MARK.encode() in text_of(answer).lower():
            shown += 1
            if Disclosure.objects.filter(school_urn=world.urns[0]).count() == before:
                missed.append(path)
    return shown, missed


def test_no_address_shows_words_unnoticed(world: World) -> None:
    shown, missed = unnoticed(world, "ben")
    assert missed == []
    assert shown >= 10, "the addresses that show something were not found"
    assert unnoticed(world, "lee") == (6, []), "the released report, read and in five formats"


def test_forgetting_to_note_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (evaluation_queries, peer_queries, action_queries, releases):
        monkeypatch.setattr(module, "note_disclosure", lambda *found: None)
    shown, missed = unnoticed(world, "lee")
    assert len(missed) == shown == 6
