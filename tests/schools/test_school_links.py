"""Links between schools in the database: taken over twice, corrected, followed, shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.people.models import Person
from plait.schools import queries
from plait.schools.actions import ImportResult, import_links
from plait.schools.models import School, SchoolLink

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
HEADING = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"
CHAIN = (
    "990003,990002,Beck Lane School,Predecessor,01-09-2014\n"  # only the newer school says so
    "990001,990002,Beck Lane School,Successor,\n"
    "990002,990001,Ash Bank School,Predecessor - merged,01-04-2009\n"
    "990003,990009,Shared Sixth Form,Sixth Form Centre Link,\n"
    "990007,990008,Ring Two,Predecessor,\n"
    "990008,990007,Ring One,Predecessor,\n"
)


def take(tmp_path: Path, rows: str, heading: str = HEADING) -> ImportResult:
    path = tmp_path / "links.csv"
    path.write_text(heading + rows)
    return import_links(path=path, at=AT)


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.read, result.added, result.updated, result.unchanged, result.rejected_count


def test_second_reading_changes_nothing_and_a_correction_one_row(tmp_path: Path) -> None:
    assert counts(take(tmp_path, CHAIN)) == (6, 6, 0, 0, 0)
    assert counts(take(tmp_path, CHAIN)) == (6, 0, 0, 6, 0)
    corrected = CHAIN.replace("Predecessor,01-09-2014", "Successor,02-09-2014")
    assert counts(take(tmp_path, corrected + "990003,990003,Itself,Successor,\n")) == (7, 0, 1, 5, 1)
    link = SchoolLink.objects.get(urn=990003, other_urn=990002)
    assert (link.kind, link.since) == ("successor", date(2014, 9, 2))
    last = AuditEntry.objects.filter(kind="school-links").latest("pk")
    assert last.changes["updated"] == ["", "1"]
    assert last.changes["file"] == ["", "links.csv"]


def test_column_that_the_file_lacks_leaves_what_is_stored(tmp_path: Path) -> None:
    take(tmp_path, CHAIN)
    again = take(tmp_path, "990003,990002,Predecessor\n", "URN,LinkURN,LinkType\n")
    assert counts(again) == (1, 0, 0, 1, 0)
    assert SchoolLink.objects.get(urn=990003, other_urn=990002).since == date(2014, 9, 1)


def test_database_refuses_a_link_to_itself_and_the_same_pair_twice(tmp_path: Path) -> None:
    take(tmp_path, CHAIN)
    for urn, other in ((990001, 990001), (990001, 990002)):
        with pytest.raises(IntegrityError), transaction.atomic():
            SchoolLink.objects.create(urn=urn, other_urn=other, kind="successor", words="Successor")


def test_line_goes_through_schools_that_the_register_lacks_in_one_query(tmp_path: Path) -> None:
    take(tmp_path, CHAIN)
    with CaptureQueriesContext(connection) as asked:
        lines = queries.lineage([990001, 990003, 990007, 990100])
    assert len(asked) == 1
    assert lines[990001].urns == lines[990003].urns == (990001, 990002, 990003)
    assert lines[990007].ring == (990008,)
    assert lines[990100].urns == (990100,)
    assert queries.lineage([]) == {}


@pytest.fixture
def signed_in(client: PageClient) -> PageClient:
    someone = Person.objects.create_user("someone@example.org", name="Someone")
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_page_tells_the_line_in_sentences(signed_in: PageClient, tmp_path: Path) -> None:
    for urn, name in ((990001, "Ash Bank School"), (990003, "Cliff Academy"), (990007, "Ring One")):
        School.objects.create(urn=urn, name=name)
    take(tmp_path, CHAIN)
    page = " ".join(signed_in.get("/schools/990003/").content.decode().split())
    assert "This school took over from Beck Lane School (URN 990002), on 1 September 2014." in page
    assert 'href="/schools/990002/"' not in page, "it is not in the register, so there is no page of it"
    assert 'Further back: <a class="govuk-link" href="/schools/990001/">Ash Bank School (URN 990001)</a>' in page
    assert "Shared Sixth Form" not in page
    page = " ".join(signed_in.get("/schools/990001/").content.decode().split())
    assert "This school was followed by Beck Lane School (URN 990002), on 1 April 2009." in page
    assert "Later:" in page
    assert "contradict each other about Ring Two (URN 990008)" in signed_in.get("/schools/990007/").content.decode()


@pytest.mark.parametrize("schools", [1, 3, 40])
def test_queries_of_the_page_do_not_grow_with_the_line(signed_in: PageClient, tmp_path: Path, schools: int) -> None:
    for urn in range(990001, 990002 + schools):
        School.objects.create(urn=urn, name=f"School {urn}")
    take(tmp_path, "".join(f"{urn},{urn + 1},Next,Successor,\n" for urn in range(990001, 990001 + schools)))
    signed_in.get("/schools/")
    with CaptureQueriesContext(connection) as asked:
        assert "was followed by" in signed_in.get("/schools/990001/").content.decode()
    assert len(asked) == 7, [query["sql"] for query in asked]
