"""How broad the ground under an area is: worked by hand, and what must hold whatever was noted."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plait.domain.observing import Method, Seen, perhaps_names
from plait.domain.timetable import ActivityKind
from plait.domain.triangulation import Source, ground_of, triangulated
from tests.world import small_framework

FRAMEWORK = small_framework(areas=2, statements=2)
TAGS = [(area.id, key) for area in FRAMEWORK.areas for key in ("", *(item.id for item in area.statements))]
WALK, VOICE = Method.LEARNING_WALK, Method.PUPIL_VOICE
ONE, TWO = ("area-1", "area-1-statement-1"), ("area-1", "area-1-statement-2")


def test_by_hand() -> None:
    found = triangulated(
        FRAMEWORK,
        [
            Source((ONE, TWO), 1, WALK, "Year 4", Seen.SEEN),
            Source((ONE,), 1, WALK, "year 4", Seen.SEEN),
            Source((TWO,), 2, VOICE, "", Seen.TRIANGULATED),
        ],
    )
    area, one, two, other = found
    assert area.ground.words == "Three notes by two people in two activities: learning walk and pupil voice"
    assert area.ground.backed_words == "One note of them seen or heard in more than one way."
    assert not area.ground.one_source
    assert (one.ground.words, one.ground.one_source) == ("Two notes by one person in one activity: learning walk", True)
    assert (two.numbers, two.ground.one_source) == ((0, 2), False)
    assert (other.area, other.ground.words, other.ground.one_source) == ("area-2", "Nothing noted", False)


SOURCES = st.builds(
    Source,
    st.lists(st.sampled_from(TAGS), max_size=3, unique=True).map(tuple),
    st.integers(1, 3),
    st.sampled_from(Method),
    st.sampled_from(["", "Year 1", "Hall"]),
    st.sampled_from(Seen),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SOURCES, max_size=12))
def test_an_area_is_at_least_as_broad_as_each_of_its_statements(sources: list[Source]) -> None:
    found = triangulated(FRAMEWORK, sources)
    areas = {item.area: item for item in found if not item.statement}
    assert list(areas) == [area.id for area in FRAMEWORK.areas]
    for item in found:
        whole = areas[item.area].ground
        assert item.ground.notes == len(set(item.numbers)) <= whole.notes <= len(sources)
        assert item.ground.people <= whole.people
        assert item.ground.activities <= whole.activities
        assert set(item.ground.methods) <= set(whole.methods)
        assert item.ground.one_source <= (item.ground.notes > 0)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SOURCES, max_size=12), st.randoms())
def test_the_order_of_notes_changes_nothing(sources: list[Source], chance: object) -> None:
    other = list(sources)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert ground_of(sources) == ground_of(other)


def test_perhaps_a_name() -> None:
    assert perhaps_names("A boy called Jayden Moss read to us; Mr. Hale listened.") == ("Jayden Moss", "Hale")
    assert perhaps_names("Ella T. explained it") == ("Ella T",)
    assert perhaps_names("Pupils in Year 4 used their maths books; pupil Premium was named.") == ()
    assert perhaps_names("") == ()


def test_whatever_one_sees_in_can_stand_on_a_timetable() -> None:
    assert {method.value for method in Method} < {kind.value for kind in ActivityKind}
