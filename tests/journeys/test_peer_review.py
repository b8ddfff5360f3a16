"""Two partners look at a school, and the three talk it through: by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from plait.domain.rounds import ReviewStage
from plait.peerreview import queries
from tests.factchecks.checked import checked_world
from tests.world import PASSWORD, SCALE, World

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
    world = checked_world(agreed=False)
    world.submit(ASH)
    return world


@pytest.fixture
def arrive(live_server, world: World) -> Arrive:
    """Sign somebody in and open a page of the first school's review."""

    def go(page: Page, name: str, path: str = "") -> Page:
        sign_in(page, live_server.url, f"{name}@example.org", PASSWORD)
        page.goto(f"{live_server.url}/peer-reviews/{world.reviews[ASH]}/{path}")
        return page

    return go


def looked_at(page: Page, name: str, heading: str | re.Pattern[str]) -> None:
    """The page has arrived, is sound for the accessibility engine, and fits its width."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    axe(page)
    no_horizontal_scroll(page)
    screenshot(page, f"peer-review-{name}-{page.viewport_size['width']}")


def press(page: Page, role: str, name: str) -> None:
    """Move to a control and press it with the keyboard."""
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press("Enter")


def write_and_hand_in(page: Page, school: str, keys: tuple[str, str, str]) -> None:
    """A partner's part from the review page on; ``keys``: the number pressed in each area."""
    looked_at(page, "review", "Peer review of Ash Bank Primary School")
    press(page, "link", "Begin")
    looked_at(page, "view", re.compile("^How .* sees Ash Bank Primary School$"))
    press(page, "link", "Area number 1")
    for number, key in enumerate(keys, 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Area number {number}")
        page.get_by_role("group", name="Which level do you see?").get_by_role("radio").first.focus()
        page.keyboard.press(key)
        page.get_by_label("What makes you say so?").focus()
        page.keyboard.type(f"{school} about area {number}.")
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
        if number == 1:
            looked_at(page, "view-area", "Area number 1")
        press(page, "button", "Save and continue" if number < 3 else "Save and go to all areas")
    press(page, "link", "Check and hand in")
    expect(page.get_by_text("It is final")).to_be_visible()
    looked_at(page, "hand-in", "Check and hand in")
    press(page, "button", "Hand in")
    expect(page.get_by_text("Handed in: how")).to_be_visible()


def check_the_facts(ada: Page, ben: Page) -> None:
    """The team offers the report, the school has one fact corrected, both sign off; then the report can be released."""
    address = ben.url.split("/peer-reviews/")[0]
    ben.goto(f"{address}/my-schools/{BECK}/")
    press(ben, "link", "Fact-check with Ash Bank Primary School")
    looked_at(ben, "facts-new", "Fact-check")
    press(ben, "link", "Offer it")
    for part, number in (("Day", "10"), ("Month", "1"), ("Year", "2099")):
        ben.get_by_label(part, exact=True).fill(number)
    looked_at(ben, "facts-offer", "Offer the report for a fact-check")
    press(ben, "button", "Offer it to the school")
    expect(ben.get_by_text("Offered to the school.")).to_be_visible()

    ada.goto(f"{address}/my-schools/{ASH}/")
    press(ada, "link", "Check the facts of your report")
    looked_at(ada, "facts-empty", "Fact-check")
    press(ada, "link", "Say that a fact is wrong")
    ada.get_by_label("Where does it stand?").select_option("Area number 2")
    ada.get_by_label("What does the report say?").fill("about 40 pupils")
    press(ada, "button", "Add this point")
    expect(ada.get_by_role("alert")).to_contain_text("Say what is right instead.")
    ada.get_by_label("What is right instead?").fill("31 pupils, by the October count.")
    looked_at(ada, "facts-point", "Say that a fact is wrong")
    press(ada, "button", "Add this point")
    looked_at(ada, "facts-marked", "Fact-check")
    press(ada, "button", "That is all: send it")
    expect(ada.get_by_text("Sent. Those who looked")).to_be_visible()

    ben.reload()
    press(ben, "link", "Reply to point 1")
    ben.get_by_label("It is changed").focus()
    ben.keyboard.press("Space")
    ben.get_by_label("What does it say now").fill("31 pupils take part.")
    looked_at(ben, "facts-reply", "Reply to point 1")
    press(ben, "button", "Save the reply")
    press(ben, "link", "Sign off")
    looked_at(ben, "facts-sign", "Sign the fact-check off")
    press(ben, "button", "Sign off")
    expect(ben.get_by_text("Signed off for the team.")).to_be_visible()

    ada.reload()
    press(ada, "link", "Sign off")
    press(ada, "button", "Sign off")
    looked_at(ada, "facts-settled", "Fact-check")
    press(ada, "link", "Decide who gets it")
    expect(ada.get_by_role("link", name="Release version 1")).to_be_visible()
    ada.get_by_role("link", name="Report", exact=True).click()
    expect(ada.get_by_text("31 pupils take part.")).to_be_visible()
    looked_at(ada, "facts-report", "Report")


def find_excellence(ada: Page, ben: Page, review_id: int) -> None:
    """The school claims one, the team validates it, the headteacher lets it be listed, a partner finds it."""
    address = ben.url.split("/fact-checks/")[0]
    ada.goto(f"{address}/peer-reviews/{review_id}/")
    press(ada, "link", "Areas of excellence")
    press(ada, "link", "Put one forward")
    ada.get_by_label("Which area does it belong to?").select_option("Area number 1")
    ada.get_by_label("What is it, in a few words?").fill("Reading together across year groups")
    ada.get_by_label("What can others learn there?").fill("How older pupils read with younger ones every week.")
    ada.get_by_label("What shows it?").fill("Seen in four lessons; the reading records say the same.")
    ada.get_by_label("Whom does one ask?").fill("The reading lead")
    looked_at(ada, "excellence-new", "Put an area of excellence forward")
    press(ada, "button", "Put it forward")
    expect(ada.get_by_text("Waits for the team")).to_be_visible()

    ben.goto(f"{address}/excellence/reviews/{review_id}/")
    press(ben, "link", "Say whether it is validated")
    expect(ben.get_by_role("checkbox")).to_have_count(4)
    for box in ben.get_by_role("checkbox").all():
        box.focus()
        ben.keyboard.press("Space")
    ben.get_by_label("Yes").focus()
    ben.keyboard.press("Space")
    looked_at(ben, "excellence-decide", "Is it validated?")
    press(ben, "button", "Save")
    expect(ben.get_by_text("Validated. The school decides")).to_be_visible()

    ada.reload()
    looked_at(ada, "excellence-validated", "Areas of excellence")
    press(ada, "button", "Let it be listed")
    expect(ada.get_by_text("In the directory", exact=True)).to_be_visible()
    ben.goto(f"{address}/excellence/")
    expect(ben.get_by_text("The reading lead")).to_be_visible()
    looked_at(ben, "excellence-directory", "Directory of areas of excellence")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_whole_review_by_keyboard(
    arrive: Arrive, open_page: Callable[..., Page], world: World, viewport: dict[str, int]
) -> None:
    ben = arrive(open_page(viewport=viewport), "ben")
    write_and_hand_in(ben, "Beck Lane", ("2", "1", "4"))

    ada = arrive(open_page(viewport=viewport), "ada")
    expect(ada.get_by_text("1 of 2 partners has handed in").first).to_be_visible()
    assert "Beck Lane about" not in ada.content()

    cat = arrive(open_page(viewport=viewport), "cat")
    assert "Beck Lane about" not in cat.content()
    write_and_hand_in(cat, "Cliff Top", ("2", "2", "2"))
    expect(cat.get_by_text("Every view is in").first).to_be_visible()

    ada.reload()
    press(ada, "link", "Open the challenge conversation")
    expect(ada.get_by_role("heading", level=3).first).to_have_text("Area number 3")
    expect(ada.get_by_text("Beck Lane about area 3.")).to_be_visible()
    looked_at(ada, "challenge", "Challenge conversation")
    press(ada, "button", "Keep the one area where everyone saw the same")
    expect(ada.get_by_text("Recorded as kept: one area.")).to_be_visible()

    ada.expected_complaints = ["422"]
    press(ada, "link", "Area number 3")
    looked_at(ada, "challenge-area", "Area number 3")
    press(ada, "button", "Keep Expanding")
    expect(ada.get_by_role("alert")).to_contain_text("Say in a sentence why the judgement was kept")
    looked_at(ada, "challenge-area-reason-needed", "Area number 3")
    ada.get_by_label("Why?").focus()
    ada.keyboard.type("One lesson is too few to say.")
    press(ada, "button", "Keep Expanding")
    expect(ada.get_by_text("Kept at Expanding")).to_have_count(2)

    press(ada, "link", "Area number 2")
    ada.get_by_role("group", name="The judgement that you agree on").get_by_role("radio").first.focus()
    ada.keyboard.press("1")
    ada.get_by_label("Why?").focus()
    ada.keyboard.type("Beck Lane is right.")
    press(ada, "button", "Record this")
    press(ada, "link", "Check and agree")
    expect(ada.get_by_text("Changed from Expanding to Emerging")).to_be_visible()
    looked_at(ada, "agree", "Check and agree")
    press(ada, "button", "Agree these judgements")
    expect(ada.get_by_text(re.compile("^Agreed on .* by Ada"))).to_be_visible()
    looked_at(ada, "agreed", "Challenge conversation")

    cat.reload()
    press(cat, "link", "The challenge conversation")
    expect(cat.get_by_text("Changed from Expanding to Emerging")).to_be_visible()
    expect(cat.get_by_role("button", name="Record this")).to_have_count(0)
    check_the_facts(ada, ben)
    find_excellence(ada, ben, world.reviews[ASH])

    viewer = world.viewer("ada")
    review = queries.get(viewer, world.reviews[ASH])
    found = queries.challenges(viewer, review, world.framework)
    assert review.stage is ReviewStage.AGREED
    assert [found[f"area-{number}"].agreed for number in (1, 2, 3)] == [SCALE.at(2), SCALE.at(1), SCALE.at(2)]


def test_two_people_of_one_school_at_once(arrive: Arrive, open_page: Callable[..., Page], world: World) -> None:
    area = f"views/{BECK}/areas/area-1/"
    first, second = arrive(open_page(), "ben", area), arrive(open_page(), "ben", area)
    second.expected_complaints = ["409"]
    first.get_by_label("What makes you say so?").fill("What the first wrote.")
    expect(first.locator("[data-saved]")).to_have_text(re.compile(r"Saved"))
    second.get_by_label("What makes you say so?").fill("What the second wrote.")
    expect(second.get_by_text("saved this area")).to_be_visible()
    expect(second.get_by_text("What the first wrote.")).to_be_visible()
    expect(second.get_by_label("What makes you say so?")).to_have_value("What the second wrote.")
    axe(second)
    second.get_by_role("button", name="Save what is in the boxes").click()
    expect(second.get_by_text("Saved.")).to_be_visible()
    viewer = world.viewer("ben")
    found = queries.words(viewer, queries.get(viewer, world.reviews[ASH]), world.framework)[BECK]
    assert found.area("area-1").comment == "What the second wrote."


def test_handed_in_by_a_colleague_while_the_page_was_open(arrive: Arrive, browser_page: Page, world: World) -> None:
    page = arrive(browser_page, "ben", f"views/{BECK}/areas/area-1/")
    page.expected_complaints = ["409"]
    world.hand_in(ASH, BECK)
    page.get_by_label("What makes you say so?").fill("A late thought.")
    expect(page.get_by_role("heading", name="This was not saved")).to_be_visible()
    expect(page.get_by_label("What makes you say so?")).to_have_value("A late thought.")
    axe(page)


def test_without_javascript(arrive: Arrive, open_page: Callable[..., Page], world: World) -> None:
    page = arrive(open_page(java_script_enabled=False), "ben", f"views/{BECK}/areas/area-1/")
    page.get_by_role("radio", name="Secure").check()
    page.get_by_label("What makes you say so?").fill("Sent by the form.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Area number 2")
    viewer = world.viewer("ben")
    found = queries.words(viewer, queries.get(viewer, world.reviews[ASH]), world.framework)[BECK]
    assert (found.area("area-1").answer, found.area("area-1").comment) == (SCALE.at(3), "Sent by the form.")
