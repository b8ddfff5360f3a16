"""Reviewers' severity: found again in judgements whose makers are known, refused where it cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from plait.domain.severity import CannotSeparate, ReviewJudgement, severities

AREAS = 5


def made_up(
    seed: int, reviewers: int = 30, reviews: int = 20, team: int = 3
) -> tuple[list[ReviewJudgement], np.ndarray]:
    """Schools judged by mixed teams, each reviewer in so many reviews; and how strict reviewers truly are."""
    chance = np.random.default_rng(seed)
    schools = reviewers * reviews // team
    strict = chance.normal(0, 0.7, reviewers)
    level = (
        chance.normal(0, 1.2, schools)[:, None] + chance.normal(0, 0.5, (schools, AREAS)) + chance.normal(0, 0.4, AREAS)
    )
    cuts = np.array([-1.5, 0.0, 1.5])
    places = np.concatenate([chance.permutation(reviewers) for _ in range(reviews)])
    found = [
        ReviewJudgement(
            f"s{school}",
            f"a{area}",
            f"r{who}",
            1 + int((chance.random() > expit(cuts - level[school, area] + strict[who])).sum()),
        )
        for school in range(schools)
        for who in dict.fromkeys(places[school * team : (school + 1) * team].tolist())
        for area in range(AREAS)
    ]
    return found, strict - strict.mean()


def test_found_again_and_no_surer_than_it_is() -> None:
    covered = []
    for seed in range(2):
        judgements, truth = made_up(seed)
        found = {one.reviewer: one for one in severities(judgements).leanings}
        ours = [found[f"r{index}"] for index in range(len(truth))]
        assert np.corrcoef([one.severity for one in ours], truth)[0, 1] >= 0.9
        covered += [one.low <= true <= one.high for one, true in zip(ours, truth, strict=True)]
    assert np.mean(covered) >= 0.85, "of 60 intervals that say 95 per cent"


def test_a_stricter_reviewer_gives_less() -> None:
    judgements, truth = made_up(9)
    strictest, mildest = int(truth.argmax()), int(truth.argmin())
    found = {one.reviewer: one for one in severities(judgements).leanings}
    assert found[f"r{strictest}"].severity > 0 > found[f"r{mildest}"].severity
    assert found[f"r{strictest}"].steps > 0 > found[f"r{mildest}"].steps


def test_turning_the_scale_round_turns_severity_round() -> None:
    judgements, _ = made_up(2, reviewers=6, reviews=4)
    turned = [ReviewJudgement(one.school, one.area, one.reviewer, 9 - one.level) for one in judgements]
    straight, other = severities(judgements), severities(turned)
    for one, mirrored in zip(straight.leanings, other.leanings, strict=True):
        assert mirrored.severity == pytest.approx(-one.severity, abs=0.01)


def test_all_alike_are_in_the_middle() -> None:
    same = [ReviewJudgement(f"s{school}", "a", f"r{who}", 1 + school % 3) for school in range(12) for who in range(3)]
    found = severities(same)
    assert all(abs(one.severity) < 1e-6 and one.low < 0 < one.high for one in found.leanings)


def test_little_says_little() -> None:
    judgements, _ = made_up(3, reviewers=6, reviews=6)
    once = ReviewJudgement(judgements[0].school, judgements[0].area, "new", judgements[0].level)
    found = {one.reviewer: one for one in severities([*judgements, once]).leanings}
    assert found["new"].thin
    wide = found["new"].high - found["new"].low
    assert all(wide > one.high - one.low for one in found.values() if one.reviewer != "new")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("s1", "a", "r1", 1), ("s1", "a", "r2", 2)], "2 reviewers are too few"),
        ([("s1", "a", f"r{who}", 2) for who in range(3)], "everybody gave the same level"),
        ([("s1", "a", "r1", 1), ("s1", "a", "r1", 2), ("s1", "a", "r2", 2), ("s1", "a", "r3", 2)], "twice"),
        (
            [("s1", "a", "r1", 1), ("s1", "a", "r2", 2), ("s2", "a", "r3", 2), ("s2", "a", "r4", 2)],
            "r1 and r3 are linked by nobody",
        ),
    ],
)
def test_refused_where_it_cannot_be_told(rows: list[tuple[str, str, str, int]], said: str) -> None:
    with pytest.raises(CannotSeparate, match=said):
        severities([ReviewJudgement(*row) for row in rows])
