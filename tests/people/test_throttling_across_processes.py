"""Wrong passwords are counted for the account, whichever process of the server they reach."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from plait.cli.database import with_database
from plait.mail.models import OutgoingMail
from plait.people.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
PASSWORD = "three strands woven once"
LOGIN = "sian@ash-hill.example"


@pytest.fixture(autouse=True)
def head(transactional_db: None) -> Any:
    caches["default"].clear()
    yield Person.objects.create_user(LOGIN, PASSWORD, name="Siân Hughes")
    caches["default"].clear()


def sign_in(password: str, login: str = LOGIN) -> bool:
    """Whether somebody comes in."""
    return bool(Client().post("/sign-in/", {"login": login, "password": password}).status_code == 302)


def in_a_process_of_its_own(times: int) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            wrong = [sign_in("wrong") for _ in range(times)]
            os._exit(0 if not any(wrong) else 2)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_five_wrong_passwords_anywhere_close_the_account_for_a_while() -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert sign_in(PASSWORD)
    in_a_process_of_its_own(3)
    assert sign_in(PASSWORD), "three are not yet too many"
    in_a_process_of_its_own(5)
    assert not sign_in(PASSWORD)
    assert not sign_in(PASSWORD, login=LOGIN.upper()), "another spelling is the same account"
    Person.objects.create_user("other@ash-hill.example", PASSWORD, name="Other")
    assert sign_in(PASSWORD, login="other@ash-hill.example"), "others are not held up"


def post_somewhere_else(address: str, form: dict[str, str], times: int) -> None:
    """The same form this many times, in a process of its own."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            for _ in range(times):
                Client().post(address, form)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_links_to_a_new_password_are_counted_for_the_address() -> None:
    post_somewhere_else("/forgotten-password/", {"email": LOGIN}, 2)
    assert Client().post("/forgotten-password/", {"email": LOGIN}).status_code == 302
    post_somewhere_else("/forgotten-password/", {"email": LOGIN.upper()}, 2)
    assert Client().post("/forgotten-password/", {"email": LOGIN}).status_code == 429
    assert Client().post("/forgotten-password/", {"email": "other@ash-hill.example"}).status_code == 302
    assert OutgoingMail.objects.count() == 3


def test_guessing_links_of_invitations_is_slowed_down() -> None:
    said = [Client().get(f"/invitations/link/guess-{number}/").status_code for number in range(31)]
    assert said == [302] * 30 + [429]


def test_setting_up_makes_the_table_even_where_only_it_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE ui_cache")
    try:
        with_database()
        assert "ui_cache" in connection.introspection.table_names()
        assert sign_in(PASSWORD)
    finally:
        call_command("createcachetable", verbosity=0)
