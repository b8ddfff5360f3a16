"""The pages of a visit: what each shows to whom, bad input, two people at once, a fixed number of queries."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from inspection import PageClient

from plait.domain.evidence import ItemKind, Strength
from plait.evidence import actions as library
from plait.visits.models import Activity, Focus, Hypothesis, SharedItem, Visit
from tests.visits.planned import ASH, BECK, DAY, add, arrange, choose, shared, think, triad
from tests.world import AT, TODAY, World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MARKER = "Heron-lantern-5208"
pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return triad()


class Desk:
    """Somebody at a browser."""

    def __init__(self, client: PageClient, world: World, name: str) -> None:
        self.client, self.person = client, world.people[name]
        self.sit_down()

    def sit_down(self) -> None:
        """Several people share one client."""
        if self.client.session.get("_auth_user_id") != str(self.person.pk):
            self.client.force_login(self.person, backend=BACKEND)

    def get(self, path: str) -> Any:
        self.sit_down()
        return self.client.get(f"/visits/{path}")

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.status_code
        return " ".join(answer.content.decode().split())

    def post(self, path: str, **sent: Any) -> Any:
        self.sit_down()
        return self.client.post(f"/visits/{path}", sent)


def day(name: str = "day", number: int = 11) -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": "11", f"{name}-year": "2026"}


PLAN = {"form": "one-day", "subject": "school", "version": "0"}
ACTIVITY = {"kind": "lesson-visit", "title": "Reading", "starts": "9:00", "ends": "10.00", "room": "Hall"} | day()


class TestTheWay:
    def test_from_the_school_page_to_a_planned_visit(self, client: PageClient, world: World) -> None:
        desk = Desk(client, world, "ada")
        school = desk.client.get("/", follow=True)
        assert f"/visits/rounds/{world.round_id}/schools/{ASH}/" in school.content.decode()
        begin = f"rounds/{world.round_id}/schools/{ASH}/"
        assert "Plan the visit to Ash Bank" in desk.text(begin)
        answer = desk.post(begin, **PLAN, **day("starts_on"))
        visit = Visit.objects.get()
        assert (answer.headers["Location"], visit.ends_on) == (f"/visits/{visit.uuid}/", DAY)
        shown = desk.text(f"{visit.uuid}/")
        assert "visit on 11 November 2026" in shown
        assert "Ben, Beck Lane Primary School" in shown
        assert desk.get(begin).headers["Location"] == f"/visits/{visit.uuid}/"

    def test_bad_plans_say_what_is_wrong_and_save_nothing(self, client: PageClient, world: World) -> None:
        desk = Desk(client, world, "ada")
        begin = f"rounds/{world.round_id}/schools/{ASH}/"
        for sent, said in (
            (day("starts_on") | day("ends_on", 9), "The last day lies before the first."),
            (day("ends_on"), "Give the first day as well."),
            ({"subject": "department"}, "Say what it is called."),
            ({"form": "a-year"}, "There is a problem"),
            ({"version": "x"}, "There is a problem"),
        ):
            answer = desk.post(begin, **PLAN | sent)
            assert answer.status_code == 422
            assert said in answer.content.decode()
        assert not Visit.objects.exists()

    def test_the_second_plan_shows_both(self, client: PageClient, world: World) -> None:
        uuid = arrange(world)
        desk = Desk(client, world, "ben")
        desk.post(f"{uuid}/plan/", form="half-day", subject="department", subject_name="Music", version="1")
        answer = desk.post(f"{uuid}/plan/", form="remote", subject="trust", subject_name="All of us", version="1")
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Music" in shown
        assert 'value="All of us"' in shown
        assert 'name="version" value="2"' in shown

    @pytest.mark.parametrize("name", ["sam", "lee"])
    def test_whoever_is_not_named_finds_no_page(self, client: PageClient, world: World, name: str) -> None:
        uuid = shared(world, questions=(MARKER,))
        think(world, uuid)
        one = add(world, uuid)
        desk = Desk(client, world, name)
        parts = ("", "plan/", "staff/", "focus/", "hypotheses/", "hypotheses/1/", "timetable/", "timetable/calendar/")
        for part in (*parts, "timetable/add/", f"timetable/{one}/"):
            answer = desk.get(f"{uuid}/{part}")
            assert answer.status_code == 404
            assert MARKER not in answer.content.decode()
        assert desk.get(f"rounds/{world.round_id}/schools/{BECK}/").status_code == 404

    def test_staff_find_the_way_from_their_schools_page(self, client: PageClient, world: World) -> None:
        begin = f"/visits/rounds/{world.round_id}/schools/{ASH}/"
        assert begin in Desk(client, world, "sue").client.get("/", follow=True).content.decode()


class TestFocusPages:
    def test_chosen_shared_and_read(self, client: PageClient, world: World) -> None:
        given = library.ItemInput(
            "Reading ages", "They rise.", "", TODAY, None, Strength.IMPROVED, "In two of three years."
        )
        item = library.add(viewer=world.viewer("ada"), urn=ASH, kind=ItemKind.NOTE, given=given, at=AT)
        other = library.ItemInput(MARKER, "Not shared.", "", TODAY, None, Strength.IMPROVED, "")
        library.add(viewer=world.viewer("ada"), urn=ASH, kind=ItemKind.NOTE, given=other, at=AT)
        uuid = arrange(world)
        desk = Desk(client, world, "ada")
        chosen = {"chosen": ["area:area-1", "statement:area-2-statement-2"], "items": [str(item)]}
        desk.post(f"{uuid}/focus/", question_1="Do they read?", note="Side door.", version="0", **chosen)
        assert SharedItem.objects.get().item_id == item
        assert "Share with those who come" in desk.text(f"{uuid}/focus/")
        assert desk.post(f"{uuid}/focus/share/").status_code == 302
        shown = Desk(client, world, "ben").text(f"{uuid}/focus/")
        for text in (
            "Area number 1",
            "Statement 2 of area 2",
            "Do they read?",
            "Side door.",
            "Reading ages",
            "They rise.",
            "In two of three years.",
        ):
            assert text in shown
        assert MARKER not in shown

    def test_what_cannot_be_chosen_is_said_and_kept_in_the_boxes(self, client: PageClient, world: World) -> None:
        uuid = arrange(world)
        given = library.ItemInput("Reading ages", "They rise.", "", TODAY, None, Strength.IMPROVED, "")
        library.add(viewer=world.viewer("ada"), urn=ASH, kind=ItemKind.NOTE, given=given, at=AT)
        desk = Desk(client, world, "ada")
        for sent in ({"chosen": ["area:x"]}, {"items": ["99"]}, {"items": ["x"]}, {"version": ""}):
            answer = desk.post(f"{uuid}/focus/", **{"question_1": MARKER, "version": "0"} | sent)
            assert answer.status_code == 422
            assert MARKER in answer.content.decode()
        assert not Focus.objects.exists()

    def test_a_stale_tab_shows_what_was_saved(self, client: PageClient, world: World) -> None:
        uuid = arrange(world)
        choose(world, uuid, questions=("Saved first?",))
        answer = Desk(client, world, "amy").post(f"{uuid}/focus/", question_1="Mine?", version="0")
        shown = answer.content.decode()
        assert (answer.status_code, "Saved first?" in shown, "Mine?" in shown) == (409, True, True)

    def test_no_file_that_is_not_shared(self, client: PageClient, world: World) -> None:
        uuid = shared(world)
        given = library.ItemInput("Reading ages", MARKER, "", TODAY, None, Strength.IMPROVED, "")
        item = library.add(viewer=world.viewer("ada"), urn=ASH, kind=ItemKind.NOTE, given=given, at=AT)
        assert Desk(client, world, "ben").get(f"{uuid}/shared/{item}/").status_code == 404


class TestExpecting:
    def test_written_by_those_who_come_and_found_by_the_school_once_shared(
        self, client: PageClient, world: World
    ) -> None:
        uuid = shared(world)
        ben = Desk(client, world, "ben")
        assert "Area number 1" in ben.text(f"{uuid}/hypotheses/")
        ben.post(f"{uuid}/hypotheses/1/", thinks=MARKER, would_change="A full shelf.", version="0")
        assert MARKER in ben.text(f"{uuid}/hypotheses/")
        assert Desk(client, world, "ada").get(f"{uuid}/hypotheses/").status_code == 404
        assert "What we expect to find" not in Desk(client, world, "ada").text(f"{uuid}/")
        Desk(client, world, "cat").post(f"{uuid}/hypotheses/share/")
        assert MARKER in Desk(client, world, "ada").text(f"{uuid}/hypotheses/")

    def test_a_stale_tab_and_a_number_that_is_none(self, client: PageClient, world: World) -> None:
        uuid = shared(world)
        think(world, uuid, thinks="First.")
        ben = Desk(client, world, "ben")
        answer = ben.post(f"{uuid}/hypotheses/1/", thinks="Second.", version="0")
        shown = answer.content.decode()
        assert (answer.status_code, "First." in shown, "Second." in shown) == (409, True, True)
        assert ben.get(f"{uuid}/hypotheses/99/").status_code == 404
        assert Hypothesis.objects.get().thinks == "First."


class TestTimetablePages:
    def test_added_clashing_and_moved(self, client: PageClient, world: World) -> None:
        uuid = arrange(world)
        desk = Desk(client, world, "ben")
        people = {"visitors": [str(world.people["ben"].pk)], "hosts": [str(world.people["amy"].pk)]}
        assert desk.post(f"{uuid}/timetable/add/", **ACTIVITY, **people, version="0").status_code == 302
        answer = desk.post(f"{uuid}/timetable/add/", **ACTIVITY | people, version="0")
        shown = answer.content.decode()
        assert answer.status_code == 422
        for text in ("Amy is in two places", "Ben is in two places", "Hall is used twice"):
            assert text in shown
        one = Activity.objects.get().uuid
        moved = ACTIVITY | people | {"starts": "13:00", "ends": "13:45", "version": "1"}
        assert desk.post(f"{uuid}/timetable/{one}/", **moved).status_code == 302
        assert "13:00 to 13:45" in desk.text(f"{uuid}/timetable/")
        assert desk.post(f"{uuid}/timetable/{one}/", **moved).status_code == 409

    def test_bad_times_people_and_days(self, client: PageClient, world: World) -> None:
        uuid = arrange(world)
        desk = Desk(client, world, "ada")
        for sent, said in (
            ({"ends": "8:00"}, "It has to end after it begins"),
            ({"starts": "noon"}, "Enter a time like 9:30"),
            (day(number=12), "is no day of the visit"),
            (day(number=31), "Enter a real date"),
            ({"visitors": [str(world.people["sam"].pk)]}, "no longer part of this visit"),
            ({"kind": "picnic"}, "There is a problem"),
        ):
            answer = desk.post(f"{uuid}/timetable/add/", **ACTIVITY | {"version": "0"} | sent)
            assert answer.status_code == 422
            assert said in answer.content.decode()
        assert not Activity.objects.exists()

    def test_stepping_back_and_taking_over(self, client: PageClient, world: World) -> None:
        uuid = arrange(world)
        one = add(world, uuid, visitors=("ben",))
        ben = Desk(client, world, "ben")
        assert "I cannot come" in ben.text(f"{uuid}/timetable/")
        ben.post(f"{uuid}/timetable/step-back/")
        cat = Desk(client, world, "cat")
        assert "Take this" in cat.text(f"{uuid}/timetable/")
        cat.post(f"{uuid}/timetable/{one}/take-over/")
        assert "Cat" in cat.text(f"{uuid}/timetable/")
        assert Desk(client, world, "ada").post(f"{uuid}/timetable/{one}/take-over/").status_code == 403

    def test_calendars_whole_and_own(self, client: PageClient, world: World) -> None:
        uuid = arrange(world)
        add(world, uuid, visitors=("ben",), hosts=("amy",), room="Hall")
        add(world, uuid, visitors=("cat",), title="Not Ben’s")
        ben = Desk(client, world, "ben")
        whole = Calendar.from_ical(ben.get(f"{uuid}/timetable/calendar/").content)
        assert len(whole.walk("VEVENT")) == 2
        (own,) = Calendar.from_ical(ben.get(f"{uuid}/timetable/calendar/?mine=yes").content).walk("VEVENT")
        assert (str(own["location"]), str(own["description"])) == ("Hall", "Ben and Amy")
        assert own["dtstart"].dt.isoformat() == "2026-11-11T09:00:00+00:00"

    def test_staff_read_what_will_happen_and_who_reads_what(self, client: PageClient, world: World) -> None:
        uuid = shared(world)
        add(world, uuid, title="Reading in Year 2", visitors=("ben",))
        shown = Desk(client, world, "sue").text(f"{uuid}/staff/")
        for text in (
            "For staff: the visit to Ash Bank Primary School",
            "09:00 to 10:00",
            "No lesson is graded",
            "Area number 1",
            "Reviewers’ working notes",
            "1 month after the round has closed",
            "4 years after the round has closed",
            "the heads and senior leaders of the schools that review you can read",
        ):
            assert text in shown
        for word in ("inspect", "grade you", "judged"):
            assert word not in shown.lower()


@pytest.mark.parametrize(
    ("path", "name"),
    [("", "ada"), ("timetable/", "ben"), ("staff/", "sue"), ("focus/", "ben"), ("hypotheses/", "ben")],
)
def test_as_many_queries_for_three_as_for_one(client: PageClient, world: World, path: str, name: str) -> None:
    uuid = shared(world, chosen=("area:area-1",), questions=())
    think(world, uuid)
    add(world, uuid, visitors=("ben",), hosts=("amy",))
    desk = Desk(client, world, name)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.text(f"{uuid}/{path}")
        return len(asked)

    one = queries()
    choose(world, uuid, chosen=("area:area-1", "area:area-2", "area:area-3"), questions=(), what_changed="More.")
    for number in (2, 3):
        think(world, uuid, number=number)
        add(world, uuid, visitors=("cat",), hosts=("sue",), room=f"Room {number}", **_hour(9 + number))
    assert queries() <= one <= 11


def _hour(hour: int) -> dict[str, Any]:
    return {"starts": time(hour), "ends": time(hour + 1)}
