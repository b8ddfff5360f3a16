"""A trio in which Fay, who works for the programme, can lead the first school's workshop."""

from __future__ import annotations

from datetime import date

from inspection import PageClient

from plait.domain.roles import Role
from plait.partnerships import actions as partnerships
from tests.world import AT, World, person, trio


def led_by_fay() -> World:
    """Everything is agreed at the first school; ``gov`` is its governor who takes no part."""
    world = trio()
    world.agree(world.urns[0])
    world.people["fay"] = person("fay")
    where = {"programme_id": world.programme_id, "starts": date(2026, 1, 1), "at": AT}
    partnerships.appoint(person_id=world.people["fay"].pk, role=Role.FACILITATOR, **where)
    world.people["gov"] = person("gov", role=Role.GOVERNOR, urn=world.urns[0])
    return world


def base(world: World) -> str:
    return f"/workshops/{world.round_id}/{world.urns[0]}/"


def fill(world: World, leader: str = "fay") -> dict[str, object]:
    """A form that sets it up: a leader and a governor take part, two areas."""
    people = world.people
    return {
        "leader": str(people[leader].pk), "held_on-day": "27", "held_on-month": "11", "held_on-year": "2026",
        "place": "The hall", "areas": ["area-1", "area-2"], "version": "0",
        f"kind-{people['amy'].pk}": "leader", f"kind-{people['gil'].pk}": "governor",
    }  # fmt: skip


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
