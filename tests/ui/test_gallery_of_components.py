"""Every component together is a sound page, in each state; and each says what it must."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from inspection import PageClient

pytestmark = [pytest.mark.urls("gallery.urls"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def cache_table(settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.mark.parametrize("state", ["", "?message=1", "?faults=1"])
def test_every_component_is_sound(client: PageClient, state: str) -> None:
    assert client.get(f"/gallery/{state}").status_code == 200


def soup(client: PageClient, address: str = "/gallery/") -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html5lib")


def test_a_level_is_chosen_among_native_radio_buttons(client: PageClient) -> None:
    options = soup(client).select("input[name=teams]")
    assert [one["value"] for one in options] == ["1", "2", "3", "4", "not-applicable", "not-sure"]
    assert [one["value"] for one in options if one.has_attr("checked")] == ["3"]


def test_a_descriptor_that_the_framework_leaves_out_gives_way_to_the_meaning(client: PageClient) -> None:
    choice = soup(client).find("input", attrs={"name": "other"}).find_parent("fieldset")
    assert "Parts are in place" in choice.text
    assert choice.select_one(".govuk-error-message")["id"] in choice["aria-describedby"]


def test_an_earlier_answer_is_marked_on_its_option_only(client: PageClient) -> None:
    choice = soup(client).find("input", attrs={"name": "teams"}).find_parent("fieldset")
    marked = [
        one.select_one(".choice__word").text for one in choice.select(".choice__option") if "Last time" in one.text
    ]
    assert marked == ["Developing"]


def test_positions_name_everybody_at_their_level(client: PageClient) -> None:
    levels = soup(client).select_one(".position").select("li")
    assert [" ".join(one.text.split()) for one in levels] == [
        "Emerging",
        "Developing Last round Birch Grove",
        "Secure Ash Hill Ysgol Coed y Bryn Agreed",
        "Sustainable and leading others",
    ]


def test_scales_of_any_length_have_their_classes(client: PageClient) -> None:
    page = soup(client)
    for length in range(2, 7):
        for place in range(1, length + 1):
            assert page.select(f".level.level-{place}-of-{length}")


def test_faults_lead_to_their_fields(client: PageClient) -> None:
    page = soup(client, "/gallery/?faults=1")
    links = {one.text: one["href"] for one in page.select(".govuk-error-summary a")}
    assert links["“What will change?” needs an answer."] == "#id_title"
    assert links["Enter a real date, like 27 3 2027."] == "#id_by_when-day"
    for target in links.values():
        assert page.select_one(target).name in {"input", "select", "textarea"}


def test_both_texts_of_a_conflict_are_kept(client: PageClient) -> None:
    box = soup(client).select_one(".conflict")
    assert box.textarea.text == (
        "Two assistant heads plan together.\n\nTwo assistant heads and six phase leaders plan together."
    )
    assert "What Siân Hughes saved at 14:02" in box.text


def test_a_message_is_shown_once(client: PageClient) -> None:
    assert "is handed in" in soup(client, "/gallery/?message=1").text
    assert "is handed in" not in soup(client).text
