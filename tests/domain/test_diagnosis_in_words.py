"""A diagnosis of a round in words: whatever levels its hand-ins still hold, none comes out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from made_up_rounds import WORDS as LEVELS
from made_up_rounds import framework, said

from plait.adapters.charts import charts_of
from plait.adapters.documents.content import report_of
from plait.adapters.documents.record import as_json
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import ChallengeRecord, Diagnosis
from plait.domain.frameworks import Framework
from plait.domain.judgements import Submission, Words
from plait.domain.words_only import in_words

OURS = framework()
OWN = Words("- Pupils read.\n\n- Staff read.", "Who reads at noon?")
levels = st.tuples(*[st.sampled_from([None, 1, 2, 3, 4])] * 3)


def worded(submission: Submission, used: Framework, words: Words = OWN) -> Submission:
    """The same hand-in in a round that is judged in words; its levels are left in it."""
    entries = tuple(replace(submission.area(area.id), words=words) for area in used.areas)
    return replace(submission, framework=used, areas=entries)


def everything(diagnosis: Diagnosis) -> str:
    return repr(report_of(diagnosis)) + as_json(diagnosis).decode() + repr(diagnosis)


@given(levels, levels, levels)
def test_no_level_comes_out(own: tuple[int, ...], peer: tuple[int, ...], before: tuple[int, ...]) -> None:
    used = in_words(OURS)
    found = diagnose(
        worded(said(OURS, *own, agreed={"first": (2, "so")}), used),
        peers=[worded(said(OURS, *peer, partner="Beck Lane"), used, Words("Calm.", ""))],
        previous=[said(OURS, *before, round_="Spring")],
        challenges=[ChallengeRecord("first", None, "We asked.", words=Words("Pupils read.", ""))],
    )
    text = everything(found)
    assert not [label for label in LEVELS if label in text]
    assert (charts_of(found).shape, charts_of(found).dots, found.overall.derived) == (None, None, None)
    first, second, _ = found.areas
    assert first.strengths == ("Pupils read.",), "what was agreed stands"
    assert second.strengths == ("Pupils read.", "Staff read."), "else what the school wrote"


def test_kept_is_told_by_points_and_not_by_how_lines_are_broken() -> None:
    used = in_words(OURS)
    records = [ChallengeRecord("first", None, words=Words("Pupils read.\nStaff read.", "Who reads at noon?"))]
    records.append(ChallengeRecord("second", None, words=Words("Pupils read.", "Who reads at noon?")))
    found = diagnose(worded(said(OURS, 1, 2, 3), used), challenges=records)
    assert [area.challenged.kept for area in found.areas if area.challenged] == [True, False]
    assert found.headlines.challenge == "Two areas were talked through; for one of them you agreed other words."


def test_a_round_by_levels_over_one_in_words_draws_no_change() -> None:
    earlier = replace(said(OURS, 1, 1, 1, round_="Spring"), framework=in_words(OURS))
    found = diagnose(said(OURS, 2, 2, 2, round_="Summer"), previous=[earlier])
    assert {area.change.steps for area in found.areas if area.change} == {None}
    assert "was judged in words" in found.areas[0].earlier[0].note
