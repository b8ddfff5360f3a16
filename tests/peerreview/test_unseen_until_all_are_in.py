"""What a partner writes reaches nobody else before every partner's view is in.

Two worlds that differ only in what one partner wrote must look the same, byte for byte, to everybody else, on every
page there is and whatever they send. Marker texts alone would miss counts, order and levels.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from plait.domain.roles import Role
from plait.partnerships import actions as partnerships
from plait.partnerships.models import Appointment
from plait.peerreview import actions, queries
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003
MARKER = "Zebra-crossing-7431"
READERS = ("ada", "amy", "gil", "cat", "lee", "sam", "liz", "")
"""Everybody but those at Beck Lane; ``liz`` is a senior leader of the other partner, the empty name a stranger."""
SENT = {
    "answer": "3", "agreed": "3", "comment": "x", "reason": "x", "version": "1", "over": "1", "keep": "3",
    "then": "area-2",
}  # fmt: skip
HELD_FOR_EVER = {"sign-in/", "sign-out/"}
ASKED_ANEW = {"sign-in/passkey/", "sign-in/second-step/"}
"""Pages that hold a new random question for the person's device each time; they say nothing of anybody's work."""
CHANGING = re.compile(
    rb'(name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|gradient-\w+|clip-\w+'
    rb'|name="(?:uid|token)" value="[^"]*"|"(?:csrf|now)": "[^"]*")'
)
"""Random marks of forms and drawings, and the time of day that a device asks for."""


@pytest.fixture
def world() -> World:
    world = trio()
    world.people["liz"] = person("liz", role=Role.LEADER, urn=CLIFF)
    return world


def routes(patterns: Any = None, before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address pattern with the converters of its parts."""
    for item in patterns or get_resolver("plait.config.urls").url_patterns:
        address = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from routes(item.url_patterns, address)
        elif isinstance(item, URLPattern) and address not in HELD_FOR_EVER | ASKED_ANEW:
            yield address, item.pattern.converters


def addresses(world: World, uploads: list[int]) -> list[str]:
    """Every address of the product, filled with everything that this world knows."""
    values: dict[str, list[Any]] = {
        "urn": [ASH, BECK, CLIFF],
        "review_id": [world.reviews[ASH]],
        "evaluation_id": [world.evaluations[ASH]],
        "area_id": ["area-1"],
        "round_id": [world.round_id],
        "programme_id": [world.programme_id],
        "partnership_id": [world.partnership_id],
        "upload_id": uploads,
    }
    found = []
    for address, _ in routes():
        names = re.findall(r"<(?:\w+:)?(\w+)>", address)
        for chosen in product(*(values.get(name, [1]) for name in names)):
            filled = address
            for value in chosen:
                filled = re.sub(r"<[^>]+>", str(value), filled, count=1)
            found.append(f"/{filled}")
    assert len(found) > 40
    return found


def content(answer: Any) -> bytes:
    """The bytes of an answer without what differs from second to second: tokens, and the dates inside files."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not body.startswith(b"PK"):
        return CHANGING.sub(b"", body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(
            name.encode() + archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"
        )


def seen(
    world: World, where: list[str], names: tuple[str, ...] = READERS, *, methods: tuple[str, ...] = ("GET", "POST")
) -> dict[tuple[str, str, str], Any]:
    """What each of them gets from every address: status, where they are sent, and the bytes.

    The ``methods`` are tried on the pages of peer reviews; all other pages are only read.
    """
    found: dict[tuple[str, str, str], Any] = {}
    for name in names:
        client = Client(raise_request_exception=True)
        if name:
            client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        for address in where:
            ours = address.startswith("/peer-reviews/")
            for method in methods if ours else ("GET",):
                with transaction.atomic():  # whatever it does is undone
                    sent = SENT if method == "POST" else {}
                    answer = getattr(client, method.lower())(address, sent)
                    told = {key: value for key, value in answer.headers.items() if key != "Content-Length"}
                    messages = str(answer.cookies.get("messages", ""))
                    found[name, method, address] = answer.status_code, told, messages, content(answer)
                    transaction.set_rollback(True)
    return found


def write(world: World, answer: str, comment: str) -> None:
    """Beck Lane's judgement of two areas, whatever it said before."""
    viewer = world.viewer("ben")
    review = queries.get(viewer, world.reviews[ASH])
    for area_id in ("area-1", "area-2"):
        old = queries.words(viewer, review, world.framework)[BECK].area(area_id)
        given = actions.PeerInput(answer, comment, old.version)
        actions.save_area(viewer=viewer, review_id=review.id, urn=BECK, area_id=area_id, given=given, at=AT)


def differences(one: dict[Any, Any], other: dict[Any, Any]) -> list[Any]:
    return [key for key in one if one[key] != other[key]]


def test_nobody_else_can_tell_what_a_partner_wrote(world: World) -> None:
    world.submit(ASH)
    world.hand_in(ASH, CLIFF)
    where = addresses(world, uploads=[1])
    write(world, "1", "Short.")
    every = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS")
    before = seen(world, where, methods=every)
    write(world, "4", f"{MARKER} " * 40)
    after = seen(world, where, methods=every)
    assert differences(before, after) == []
    assert not any(MARKER.encode() in answer[-1] for answer in after.values())
    # the author sees the difference, so there is one to be seen
    own = seen(world, where, ("ben",))
    assert any(MARKER.encode() in answer[-1] for answer in own.values())


def test_a_view_that_was_handed_in_stays_as_closed(world: World) -> None:
    """Handed in but not the last: how many are in is known, and still not a word of it."""
    world.submit(ASH)
    where = addresses(world, uploads=[1])
    pages = []
    for answer, comment in (("1", "Short."), ("4", f"{MARKER} " * 40)):
        point = transaction.savepoint()
        write(world, answer, comment)
        world.hand_in(ASH, BECK)
        pages.append(seen(world, where, ("ada", "cat", "lee", "")))
        transaction.savepoint_rollback(point)
    assert differences(*pages) == []
    assert not any(MARKER.encode() in answer[-1] for answer in pages[1].values())


def test_nobody_can_tell_which_partner_is_in(world: World) -> None:
    """To the host it is the same whether Beck Lane or Cliff Top has handed in.

    To the lead as well, but on the page of reminders: whom to remind is known by how much is open for each.
    """
    world.submit(ASH)
    world.look(ASH, BECK)
    world.look(ASH, CLIFF)
    reminders = f"/partnerships/{world.partnership_id}/reminders/"
    where = [address for address in addresses(world, uploads=[1]) if address != reminders]
    pages = []
    for partner in (BECK, CLIFF):
        point = transaction.savepoint()
        world.hand_in(ASH, partner)
        pages.append(seen(world, where, ("ada", "gil", "lee")))
        transaction.savepoint_rollback(point)
    assert differences(*pages) == []
    assert seen(world, [reminders], ("ada",))["ada", "GET", reminders][0] == 403  # the lead alone has this page


def test_all_in_opens_to_the_three_schools_and_to_nobody_else(world: World) -> None:
    world.submit(ASH)
    write(world, "4", MARKER)
    world.hand_in(ASH, BECK)
    world.hand_in(ASH, CLIFF)
    where = addresses(world, uploads=[1])
    shown = seen(world, where, methods=("GET",))
    readers = {name for (name, _, _), answer in shown.items() if MARKER.encode() in answer[-1]}
    assert readers == {"ada", "amy", "gil", "cat", "liz"}


def test_somebody_who_left_the_partner_school_no_longer_reads_its_view(world: World) -> None:
    world.submit(ASH)
    write(world, "4", MARKER)
    visitor = person("vic")
    world.people["vic"] = visitor
    partnerships.appoint(person_id=visitor.pk, role=Role.LEADER, urn=BECK, starts=TODAY, at=AT)
    where = [f"/peer-reviews/{world.reviews[ASH]}/views/{BECK}/areas/area-1/"]
    assert MARKER.encode() in seen(world, where, ("vic",))["vic", "GET", where[0]][-1]
    held = Appointment.objects.get(person=visitor)
    partnerships.end_appointment(appointment_id=held.pk, ends=held.starts, at=AT)
    assert seen(world, where, ("vic",))["vic", "GET", where[0]][0] == 404
