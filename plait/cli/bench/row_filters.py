"""Who sees which rows, asked among 24,000 schools by somebody with eight roles, against the bare statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from plait.adapters.programme_files import built_in
from plait.cli.bench.made_up_register import FIRST_URN, write_register
from plait.cli.bench.pages import against_its_statements
from plait.cli.bench.result import BenchmarkResult
from plait.domain.roles import Role
from plait.frameworks.actions import publish_built_in
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.actions import found_partnership
from plait.partnerships.bulk_actions import Given, appoint_all, put_inside, sign_all
from plait.partnerships.programme_actions import start_programme
from plait.partnerships.queries import viewer_for
from plait.peerreview import queries as peer_queries
from plait.people.bulk_actions import add_people
from plait.schools.actions import import_register
from plait.selfevaluation import queries as evaluation_queries
from plait.selfevaluation.bulk_actions import write_all

SCHOOLS, TOGETHER = 24_000, 150
AT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)


class Country:
    """24,000 made-up schools in partnerships of 150, all inside one area, each in an open ring of views.

    One person heads a school, governs three, leads a partnership, looks after the area, provides for a programme and
    reviews for another school.
    """

    def __init__(self) -> None:
        publish_built_in(at=AT)
        path = Path(settings.PLAIT_HOME) / "bench-country.csv"
        write_register(path, SCHOOLS)
        import_register(path=path, at=AT)
        urns = [FIRST_URN + number for number in range(SCHOOLS)]
        who = add_people(people=[("Bench Many", "many@example.org")], password="unused", at=AT)  # noqa: S106
        self.person = who["many@example.org"]
        definition = replace(built_in()["shared-report"], frameworks=(("partnership-maturity", "1"),))
        area = found_partnership(name="Country", kind="council-area", urns=(), joined=date(2026, 1, 1), at=AT)
        made = []
        for start in range(0, SCHOOLS, TOGETHER):
            members = tuple(urns[start : start + TOGETHER])
            partnership = found_partnership(
                name=f"Together {start}", kind="alliance", urns=members, joined=date(2026, 1, 1), at=AT
            )
            programme = start_programme(partnership_id=partnership, definition=definition, at=AT)
            round_id = set_up_round(
                programme_id=programme,
                members=members,
                given=RoundInput("Autumn 2026", date(2026, 10, 16), date(2026, 12, 4), 0),
                at=AT,
                today=AT.date(),
                actor_id=None,
            )
            heads = dict.fromkeys(members, self.person)
            sign_all(round_id=round_id, heads=heads, at=AT)
            write_all(round_id=round_id, written={}, submitted=members[::2], by=heads, at=AT)
            made.append((partnership, programme, round_id))
        put_inside(inner_ids=[item[0] for item in made], outer_id=area)
        roles = [
            Given(self.person, Role.HEAD, urn=urns[0]),
            *(Given(self.person, Role.GOVERNOR, urn=urns[place]) for place in (200, 400, 9_000)),
            Given(self.person, Role.PARTNERSHIP_LEAD, partnership_id=made[0][0]),
            Given(self.person, Role.AREA_OFFICER, partnership_id=area),
            Given(self.person, Role.PROVIDER, programme_id=made[1][1]),
            Given(self.person, Role.REVIEWER, urn=urns[10_000], ends=date(2027, 7, 1)),
        ]
        appoint_all(roles=roles, starts=date(2026, 1, 1), at=AT)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("analyze")
        else:
            with connection.cursor() as cursor:
                cursor.execute("pragma optimize")
        person = get_user_model().objects.get(pk=self.person)
        self.viewer = viewer_for(person, today=AT.date())
        self.urn = urns[0]
        self.partnership, _, self.round = made[0]
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    def page(self, address: str) -> int:
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} gave {answer.status_code}")
        return len(answer.content)


@cache
def country() -> Country:
    return Country()


_AMONG = f"{SCHOOLS:,} schools, eight roles"


def evaluations_of_a_round() -> BenchmarkResult:
    here = country()
    return against_its_statements(
        "filter-evaluations",
        lambda: evaluation_queries.progress(here.viewer, here.round),
        f"how far {TOGETHER} schools are; {_AMONG}",
    )


def reviews_of_a_round() -> BenchmarkResult:
    here = country()
    return against_its_statements(
        "filter-reviews",
        lambda: peer_queries.stages(here.viewer, here.round),
        f"where {TOGETHER} reviews stand; {_AMONG}",
    )


def school_page() -> BenchmarkResult:
    here = country()
    return against_its_statements(
        "open-school", lambda: here.page(f"/my-schools/{here.urn}/"), f"what is next for me; {_AMONG}; goal 12 queries"
    )


def partnership_page() -> BenchmarkResult:
    here = country()
    return against_its_statements(
        "open-partnership", lambda: here.page(f"/partnerships/{here.partnership}/"), f"a round as a whole; {_AMONG}"
    )


BENCHMARKS = {
    "filter-evaluations": evaluations_of_a_round,
    "filter-reviews": reviews_of_a_round,
    "open-school": school_page,
    "open-partnership": partnership_page,
}
