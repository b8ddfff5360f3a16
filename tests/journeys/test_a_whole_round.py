"""A whole round as its people go through it: three heads and a lead, on the web alone, and into the next round."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Locator, Page, expect

from plait.audit.models import AuditEntry
from plait.domain.rounds import ReviewStage
from plait.partnerships import queries as partnerships
from plait.peerreview import queries as peer_queries
from plait.selfevaluation import queries as evaluation_queries
from tests.world import PASSWORD, SCALE, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]
ASH, BECK, CLIFF = 990001, 990002, 990003
Arrive = Callable[..., Page]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    return trio()


@pytest.fixture
def arrive(live_server, open_page: Callable[..., Page], world: World) -> Arrive:
    """A browser of somebody's own, signed in; at ``path`` if one is given, else where signing in leads."""

    def go(name: str, path: str = "", page: Page | None = None, **options: object) -> Page:
        page = page or open_page(**options)
        sign_in(page, live_server.url, f"{name}@example.org", PASSWORD)
        if path:
            page.goto(f"{live_server.url}{path}")
        return page

    return go


def looked_at(page: Page, heading: str, name: str = "") -> None:
    """The page has arrived, fits both widths, and is sound for the accessibility engine.

    The engine looks at the phone's width where a round has ended, and in the journeys of each step.
    """
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"round-{name or heading}-{viewport['width']}")
    axe(page)


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    """Move to a control and press it with the keyboard."""
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press("Enter")


def type_into(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.type(text)


def choose(page: Page, question: str, key: str) -> None:
    """A level by its number key, inside the question."""
    page.get_by_role("group", name=question).get_by_role("radio").first.focus()
    page.keyboard.press(key)


def saved(page: Page) -> Locator:
    return page.locator("[data-saved]")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def times_recorded(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def evaluates(page: Page) -> None:
    """From the school's page to a submitted evaluation: Secure, Expanding, Secure."""
    looked_at(page, "Ash Bank Primary School", "school at the start")
    press(page, "link", "Begin")
    looked_at(page, "Self-evaluation")
    press(page, "link", "Go on with Area number 1")
    for number, key in ((1, "3"), (2, "2"), (3, "3")):
        heading(page, f"Area number {number}")
        choose(page, "Our judgement", key)
        type_into(page, "Evidence: how we know", f"Seen in area {number}.")
        if number == 1:
            type_into(page, "Key actions: what we will do", "Train two mentors.")
        expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
        if number == 1:
            looked_at(page, "Area number 1", "area in work")
        press(page, "button", "Save and continue")
    heading(page, "Self-evaluation")
    press(page, "link", "Check and submit")
    looked_at(page, "Check and submit")
    press(page, "button", "Submit the self-evaluation")
    expect(page.get_by_text("submitted by Ada")).to_be_visible()
    looked_at(page, "Self-evaluation", "submitted evaluation")


def hands_in(page: Page, school: str, remark: str) -> None:
    """From a partner's page: the second area one level lower than the host, the others the same."""
    press(page, "link", "Give your view of Ash Bank Primary School")
    heading(page, f"How {school} sees Ash Bank Primary School")
    assert "saw 2." not in page.content()  # what the other partner wrote
    press(page, "link", "Area number 1")
    for number, key in ((1, "3"), (2, "1"), (3, "3")):
        heading(page, f"Area number {number}")
        choose(page, "Which level do you see?", key)
        type_into(page, "What makes you say so?", f"{remark} {number}.")
        expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
        if number == 2:
            looked_at(page, "Area number 2", "view of an area")
        press(page, "button", "Save and continue" if number < 3 else "Save and go to all areas")
    press(page, "link", "Check and hand in")
    looked_at(page, "Check and hand in")
    page.get_by_role("button", name="Hand in").dblclick()
    expect(page.get_by_text(f"Handed in: how {school} sees")).to_be_visible()


def talks_it_through(page: Page) -> None:
    """From the host's page to agreed judgements: two kept as everyone saw them, one changed with a reason."""
    press(page, "link", "Talk through what your partners saw")
    looked_at(page, "Challenge conversation")
    press(page, "button", "Keep the 2 areas where everyone saw the same")
    expect(page.get_by_text("Recorded as kept: two areas.")).to_be_visible()
    press(page, "link", "Area number 2")
    looked_at(page, "Area number 2", "conversation about an area")
    choose(page, "The judgement that you agree on", "1")
    type_into(page, "Why?", "We had counted plans as work.")
    press(page, "button", "Record this")
    press(page, "link", "Check and agree")
    looked_at(page, "Check and agree")
    page.get_by_role("button", name="Agree these judgements").dblclick()
    expect(page.get_by_text(re.compile("^Agreed on .* by Ada"))).to_be_visible()


def plans(page: Page) -> None:
    """One action from what was written in the evaluation, then what there is to say about it."""
    press(page, "link", "Plan your actions")
    looked_at(page, "Actions", "no actions yet")
    press(page, "link", "Take up Area number 1")
    looked_at(page, "Add an action")
    expect(page.get_by_label("What will be done")).to_have_value("Train two mentors.")
    type_into(page, "Who sees to it", "Amy")
    for label, text in (("Day", "8"), ("Month", "1"), ("Year", "2099")):
        type_into(page, label, text)
    type_into(page, "How you will know that it worked", "Two mentors lead others.")
    press(page, "button", "Save the action")
    looked_at(page, "Actions", "one action")
    expect(page.get_by_role("heading", name="Action 1: Area number 1")).to_be_visible()
    press(page, "button", "Start action 1")
    expect(page.get_by_text("In progress")).to_be_visible()


BEGINNINGS = {
    "PDF": b"%PDF-",
    "Word": b"PK\x03\x04",
    "Excel": b"PK\x03\x04",
    "Web page": b"<!DOCTYPE html",
    "Data": b"{",
}


def takes_the_report(page: Page) -> None:
    """The report's page, and every file that can be taken along."""
    looked_at(page, "Report")
    expect(page.get_by_text("Peers see Area number 2 a level lower").first).to_be_visible()
    for name, beginning in BEGINNINGS.items():
        with page.expect_download() as waiting:
            press(page, "link", re.compile(f"^{name}"))
        content = waiting.value.path().read_bytes()
        assert content[:20].lower().startswith(beginning.lower()), name
        assert len(content) > 2_000, name
        assert "ash-bank-primary-school" in waiting.value.suggested_filename
        if name == "Data":
            assert json.loads(content)["school"] == "Ash Bank Primary School"


def opens_the_next_round(page: Page, title: str) -> None:
    press(page, "link", "Hillside trio")
    looked_at(page, "Hillside trio")
    press(page, "link", "Open the next round")
    looked_at(page, "Open the next round")
    page.get_by_label("What the round is called").fill("")
    type_into(page, "What the round is called", title)
    press(page, "button", "Open the round")
    expect(page.get_by_text(f"{title} is open.")).to_be_visible()


def begins_again(page: Page) -> None:
    """The next round: what came along, and what did not."""
    press(page, "link", "Read and sign")
    looked_at(page, "Who will see what")
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    press(page, "button", re.compile("^Sign$"))
    press(page, "link", "Begin")
    expect(page.get_by_text("Evidence came along from last time").first).to_be_visible()
    press(page, "link", "Area number 2")
    looked_at(page, "Area number 2", "area with what came along")
    expect(page.get_by_text("Is it still true?")).to_be_visible()
    expect(page.get_by_label("Evidence: how we know")).to_have_value("Seen in area 2.")
    question = page.get_by_role("group", name="Our judgement")
    expect(question.get_by_role("radio", name="No answer yet")).to_be_checked()
    was = question.locator(".choice__option", has_text="Emerging")
    expect(was.get_by_text("Autumn 2026")).to_be_visible()
    choose(page, "Our judgement", "3")
    expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))


@pytest.mark.engine
def test_three_schools_go_through_a_round_and_into_the_next(arrive: Arrive, live_server, world: World) -> None:
    # Given three schools whose round has been opened
    # When the first evaluates itself
    ada = arrive("ada")
    evaluates(ada)
    # and goes back to the page where it submitted, it is told where things are
    ada.go_back()
    if ada.get_by_role("button", name="Submit the self-evaluation").count():
        press(ada, "button", "Submit the self-evaluation")
    expect(ada.get_by_text("submitted by Ada")).to_be_visible()
    # and the others evaluate themselves, one pressing twice
    for name, urn in (("ben", BECK), ("cat", CLIFF)):
        world.judge(urn)
        page = arrive(name)
        press(page, "link", "Check and submit")
        press(page, "link", "Check and submit")
        button = page.get_by_role("button", name="Submit the self-evaluation")
        button.dblclick()
        expect(page.get_by_text(f"submitted by {name.capitalize()}")).to_be_visible()
    # Then each has submitted once
    assert times_recorded("submit") == 3

    # When both partners write and hand in their view, neither sees the other's before both are in
    ben, cat = arrive("ben"), arrive("cat")
    hands_in(ben, "Beck Lane Primary School", "Beck Lane saw")
    cat.reload()
    assert "Beck Lane saw" not in cat.content()
    hands_in(cat, "Cliff Top Primary School", "Cliff Top saw")
    assert times_recorded("hand in") == 2

    # When they talk it through, and the first school agrees and plans
    ada.goto(live_server.url)
    talks_it_through(ada)
    looked_at(ada, "Challenge conversation", "agreed")
    assert times_recorded("agree") == 1
    ada.goto(live_server.url)
    plans(ada)
    ada.goto(live_server.url)
    looked_at(ada, "Ash Bank Primary School", "school with most done")
    press(ada, "link", "Report for Autumn 2026")
    takes_the_report(ada)

    # Then the round is agreed as they said
    review = peer_queries.get(world.viewer("ada"), world.reviews[ASH])
    found = peer_queries.challenges(world.viewer("ada"), review, world.framework)
    assert review.stage is ReviewStage.AGREED
    assert [found[f"area-{number}"].agreed for number in (1, 2, 3)] == [SCALE.at(3), SCALE.at(1), SCALE.at(3)]

    # When the lead opens the next round
    lee = arrive("lee")
    opens_the_next_round(lee, "Spring 2027")
    # Then the first school finds its evidence and its last judgements, and judges afresh
    ada.goto(live_server.url)
    begins_again(ada)
    world.round_id = partnerships.rounds_of_school(world.viewer("ada"), ASH)[0][0].id
    world.find()
    again = evaluation_queries.get(world.viewer("ada"), world.evaluations[ASH])
    assert [item.entry.answer for item in again.areas] == [None, SCALE.at(3), None]
    # and the new report lies over the last round
    world.submit(ASH)
    ada.goto(live_server.url)
    press(ada, "link", "Report for Spring 2027")
    looked_at(ada, "Report", "report over the last round")
    expect(ada.get_by_text("Area number 2 is up two levels, from Emerging to Secure.")).to_be_visible()
    expect(ada.get_by_text("Last time (Autumn 2026)").first).to_be_visible()


def test_a_whole_round_without_javascript(arrive: Arrive, live_server, world: World) -> None:
    options = {"java_script_enabled": False, "viewport": PHONE}
    ada = arrive("ada", **options)
    ada.get_by_role("link", name="Begin").click()
    ada.get_by_role("link", name="Go on with Area number 1").click()
    for number in (1, 2, 3):
        heading(ada, f"Area number {number}")
        ada.get_by_role("group", name="Our judgement").get_by_role("radio", name="Secure").check()
        ada.get_by_label("Evidence: how we know").fill(f"Seen in area {number}.")
        ada.get_by_role("button", name="Save and continue").click()
    ada.get_by_role("link", name="Check and submit").click()
    ada.get_by_role("button", name="Submit the self-evaluation").click()
    expect(ada.get_by_text("submitted by Ada")).to_be_visible()

    for name in ("ben", "cat"):
        page = arrive(name, **options)
        page.get_by_role("link", name="Give your view of Ash Bank Primary School").click()
        page.get_by_role("link", name="Area number 1").click()
        for number in (1, 2, 3):
            heading(page, f"Area number {number}")
            page.get_by_role("radio", name="Expanding" if number == 2 else "Secure").check()
            page.get_by_label("What makes you say so?").fill("What we saw.")
            page.get_by_role("button", name="Save and continue" if number < 3 else "Save and go to all areas").click()
        page.get_by_role("link", name="Check and hand in").click()
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("Handed in: how")).to_be_visible()

    ada.goto(live_server.url)
    ada.get_by_role("link", name="Open the conversation").click()
    ada.get_by_role("button", name="Keep the 2 areas where everyone saw the same").click()
    ada.get_by_role("link", name="Area number 2").first.click()
    ada.get_by_label("Why?").fill("We looked at it again together.")
    ada.get_by_role("button", name="Keep Secure").click()
    ada.get_by_role("link", name="Check and agree").first.click()
    with ada.expect_navigation():
        ada.get_by_role("button", name="Agree these judgements").click()
    ada.goto(live_server.url)
    ada.get_by_role("link", name="Add an action").click()
    ada.get_by_role("link", name="Add an action").click()
    ada.get_by_label("What will be done").fill("Train two mentors.")
    ada.get_by_label("Area").select_option("Area number 1")
    ada.get_by_label("Who sees to it").fill("Amy")
    for label, text in (("Day", "8"), ("Month", "1"), ("Year", "2099")):
        ada.get_by_label(label).fill(text)
    ada.get_by_role("button", name="Save the action").click()
    expect(ada.get_by_role("heading", name="Action 1: Area number 1")).to_be_visible()
    ada.goto(live_server.url)
    ada.get_by_role("link", name="Report for Autumn 2026").click()
    heading(ada, "Report")
    expect(ada.get_by_text("Kept at Secure after challenge.").first).to_be_visible()


def test_one_tab_submits_while_the_other_is_being_written_in(arrive: Arrive, live_server, world: World) -> None:
    world.judge(ASH)
    evaluation = f"/self-evaluations/{world.evaluations[ASH]}/"
    writing = arrive("ada", f"{evaluation}areas/area-1/")
    writing.expected_complaints = ["409", "Response Status Error"]
    other = writing.context.new_page()
    other.goto(f"{live_server.url}{evaluation}submit/")
    other.get_by_role("button", name="Submit the self-evaluation").click()
    expect(other.get_by_text("submitted by Ada")).to_be_visible()

    writing.get_by_label("Evidence: how we know").fill("One more thing.")
    expect(saved(writing)).to_have_text(
        "Could not save. This self-evaluation has been submitted, so it can no longer be changed. "
        "Your text is still here."
    )
    expect(writing.get_by_role("heading", name="This was not saved")).to_be_visible()
    expect(writing.get_by_label("Evidence: how we know")).to_have_value("One more thing.")
    axe(writing)
    # pressing the button shows the same reason, and the text to copy
    writing.expected_complaints.append("403")
    writing.get_by_role("button", name="Save", exact=True).click()
    heading(writing, "This was not saved")
    expect(writing.get_by_text("One more thing.")).to_be_visible()
    axe(writing)
    kept = evaluation_queries.get(world.viewer("ada"), world.evaluations[ASH]).area("area-1").entry
    assert kept.evidence == "What we have seen."


def test_every_page_of_a_finished_round_can_be_used_by_anyone(
    arrive: Arrive, live_server, every_page: Page, world: World
) -> None:
    world.agree(ASH)
    evaluation, review = world.evaluations[ASH], world.reviews[ASH]
    arrive("ada", page=every_page)
    for path in (
        f"/my-schools/{ASH}/",
        f"/self-evaluations/{evaluation}/",
        f"/self-evaluations/{evaluation}/areas/area-1/",
        f"/peer-reviews/{review}/",
        f"/peer-reviews/{review}/challenge/",
        f"/peer-reviews/{review}/challenge/area-1/",
        f"/peer-reviews/take-back/{evaluation}/",
        f"/action-plans/{world.round_id}/{ASH}/",
        f"/reports/{evaluation}/",
        f"/partnerships/{world.partnership_id}/",
    ):
        every_page.goto(f"{live_server.url}{path}")
        axe(every_page)
        no_horizontal_scroll(every_page)
