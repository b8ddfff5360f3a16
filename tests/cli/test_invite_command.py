"""``plait invite``: the first person of an empty installation, and what is refused."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils import timezone

from plait.audit.models import AuditEntry
from plait.cli.check import findings
from plait.cli.main import main
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships.invitation_letters import compose
from plait.partnerships.models import Invitation
from tests.sight.crawl import BACKEND
from tests.world import person, school

pytestmark = pytest.mark.django_db
WORDS = ["invite", "jo@ash-hill.example", "--name", "Jo Hill"]


def test_the_link_is_printed_and_sent(capsys: pytest.CaptureFixture[str], client) -> None:  # type: ignore[no-untyped-def]
    school(990001, "Ash Hill Primary School")
    assert main([*WORDS, "--school", "990001"]) == 0
    said = capsys.readouterr().out
    link = said.splitlines()[0]
    assert link.startswith(f"{settings.BASE_URL}/invitations/link/")
    mail = OutgoingMail.objects.get()
    assert mail.text == ""
    assert link in repr(compose(About(mail.about_kind, mail.about_id), timezone.now()))
    page = client.get(link.removeprefix(settings.BASE_URL), follow=True)
    assert page.status_code == 200
    assert "Ash Hill Primary School" in page.content.decode()


def test_as_json_without_mail(capsys: pytest.CaptureFixture[str]) -> None:
    school(990001, "Ash Hill Primary School")
    assert main([*WORDS, "--role", "governor", "--school", "990001", "--no-mail", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["mailed"] is False
    assert said["link"].count("/") == 6
    assert not OutgoingMail.objects.exists()
    assert Invitation.objects.get().role == "governor"


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ([], 2, "give --school URN, --partnership ID or --programme ID"),
        (["--school", "990001", "--partnership", "1"], 2, "one of them"),
        (["--school", "990404"], 1, "there is no school 990404 here"),
        (["--partnership", "404", "--role", "partnership-lead"], 1, "there is no partnership 404"),
        (["--school", "990001", "--role", "partnership-lead"], 1, "not held at a school"),
        (["--school", "990001", "--role", "king"], 2, "king"),
    ],
)
def test_what_cannot_be_is_one_line(
    capsys: pytest.CaptureFixture[str], more: list[str], status: int, words: str
) -> None:
    school(990001, "Ash Hill Primary School")
    assert main([*WORDS, *more]) == status
    assert words in capsys.readouterr().err
    assert not Invitation.objects.exists()


def test_an_address_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    school(990001, "Ash Hill Primary School")
    assert main(["invite", "nowhere", "--name", "Jo", "--school", "990001"]) == 1
    assert "is not an e-mail address" in capsys.readouterr().err


def test_somebody_who_has_lost_everything_is_let_in(capsys: pytest.CaptureFixture[str], client) -> None:  # type: ignore[no-untyped-def]
    amy = person("amy")
    Authenticator.objects.create(user=amy, type="totp", data={"secret": "x"})
    inside = Client()
    inside.force_login(amy, backend=BACKEND)
    assert main(["let-in", "Amy@Example.org"]) == 0
    link = capsys.readouterr().out.splitlines()[0]
    assert inside.get("/account/").status_code == 302
    assert not Authenticator.objects.exists()
    form = client.get(link.removeprefix(settings.BASE_URL)).headers["Location"]
    client.post(form, {"password1": "four strands woven twice"})
    answer = client.post("/sign-in/", {"login": "amy@example.org", "password": "four strands woven twice"})
    assert answer.headers["Location"] == "/"
    assert AuditEntry.objects.filter(action="let in").count() == 1
    assert main(["let-in", "nobody@example.org"]) == 1
    assert "Nobody signs in as nobody@example.org" in capsys.readouterr().err


def test_check_names_an_address_that_links_and_passkeys_cannot_use(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BASE_URL, settings.MAIL_IS_SENT = "https://10.0.0.7", True
    assert {"plait.W005", "plait.W006"} <= {item.id for item in findings()}
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://plait.ash-hill.example", [".ash-hill.example"]
    assert not {"plait.W004", "plait.W005", "plait.W006"} & {item.id for item in findings()}
