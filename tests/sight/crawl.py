"""Every address of the product, filled with everything there is, asked by everybody."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations as pairs
from itertools import product
from typing import Any

import pypdf
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.sight.doors import Doors

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MARK = re.compile(rb"zq\d{5}mk")
NEVER = 987_654_321
"""A number that nothing has."""
SESSIONS = {"django_session", "ui_cache"}
LEADS_OUT = {"people:sign-out", "account_logout", "people:sign-in", "account_login"}
OWN = {"pk", "session_id", "provider_id"}
"""What one’s own account is made of, which is no part of the story: ``tests/people`` asks for those of others."""
WRITTEN = re.compile(r'^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE)\s+"?(?P<table>\w+)', re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """One address: its route, the numbers in it, and what was asked for behind the question mark."""

    route: str
    ids: tuple[tuple[str, Any], ...]
    path: str
    scoped: bool

    @property
    def numbers(self) -> dict[str, Any]:
        return dict(self.ids)


def _patterns(patterns: Any = None, before: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    for item in patterns or get_resolver("plait.config.urls").url_patterns:
        address = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _patterns(item.url_patterns, address, f"{item.namespace}:" if item.namespace else space)
        elif isinstance(item, URLPattern):
            yield space + (item.name or ""), address, item.pattern.converters


def addresses(facts: Doors) -> list[Address]:
    """Every route with every combination of existing numbers, and once with a number that nothing has."""
    values = facts.numbers()
    found = []
    for route, address, converters in _patterns():
        if route in LEADS_OUT or OWN & set(converters):
            continue
        names = list(converters)
        if any(values.get(name) == [] for name in names):
            continue  # nothing is there yet that such an address could name
        choices = [values.get(name) or re.findall(r"[\w-]+", converters[name].regex) for name in names]
        for chosen in combinations(choices):
            found.append(_filled(route, address, dict(zip(names, chosen, strict=True))))
        for wrong in names:
            if wrong in values:
                ids = {name: choice[0] for name, choice in zip(names, choices, strict=True)}
                found.append(_filled(route, address, ids | {wrong: "area-99" if wrong == "area_id" else NEVER}))
    return found


def combinations(choices: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Every pair of numbers that can stand beside each other; with one or two kinds of number, every combination.

    Three kinds and more would ask for hundreds of addresses of one route, nearly all of which name nothing.
    """
    if len(choices) < 3:
        yield from product(*choices)
        return
    missing = {
        ((left, a), (right, b))
        for left, right in pairs(range(len(choices)), 2)
        for a in range(len(choices[left]))
        for b in range(len(choices[right]))
    }
    for chosen in product(*(range(len(items)) for items in choices)):
        new = {pair for pair in pairs(tuple(enumerate(chosen)), 2) if pair in missing}
        if new:
            missing -= new
            yield tuple(items[at] for items, at in zip(choices, chosen, strict=True))


def _filled(route: str, address: str, ids: Mapping[str, Any]) -> Address:
    path = address
    for name, value in ids.items():
        path = re.sub(rf"<(\w+:)?{name}>", str(value), path)
    assert "<" not in path, path
    if route == "actionplans:add":
        path += "?area=area-1"  # starts from what the school wrote
    if route == "schools:find":
        path += "?q=school"
    scoped = bool(set(ids) - {"suffix", "step"})
    return Address(route, tuple(ids.items()), f"/{path}", scoped)


def signed_in(person: Any, *, enforce_csrf_checks: bool = False) -> Client:
    client = Client(raise_request_exception=True, enforce_csrf_checks=enforce_csrf_checks)
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def text_of(answer: Any) -> bytes:
    """All that an answer says, in small letters: headers, cookies and body, with packed files unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = f"{dict(answer.headers)} {answer.cookies.output()}".encode()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())
    elif body.startswith(b"%PDF"):
        read = pypdf.PdfReader(io.BytesIO(body))
        body += " ".join(page.extract_text() for page in read.pages).encode() + str(read.metadata).encode()
    return (told.encode() if isinstance(told, str) else told) + b"\n" + body


def marks_in(answer: Any) -> set[str]:
    return {found.decode() for found in MARK.findall(text_of(answer).lower())}


@dataclass
class Crawl:
    """What came of asking. ``wrong`` is what the rules do not allow, in words; ``asked`` counts the questions."""

    facts: Doors
    asked: int = 0
    opened: int = 0
    wrong: list[str] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)

    def readable(self, name: str) -> set[str]:
        return {text for text in self.facts.marks if self.facts.reads(name, text)}

    def look(self, name: str, address: Address, answer: Any) -> None:
        """Check one answer to a GET."""
        self.asked += 1
        self.seen.setdefault(name, set())
        if answer.status_code == 200 and address.scoped:
            self.opened += 1
            if not self.facts.opens(name, address.route, address.numbers):
                self.wrong.append(f"{name or 'a stranger'} opens {address.path}")
        self.marks(name, address, answer)

    def marks(self, name: str, address: Address, answer: Any) -> None:
        found = marks_in(answer)
        self.seen.setdefault(name, set()).update(found)
        for text in sorted(found - self.readable(name)):
            where = self.facts.marks.get(text, "nothing that is there now")
            self.wrong.append(f"{name or 'a stranger'} reads {where} at {address.path} ({answer.status_code})")

    def unseen(self, tables: set[str]) -> list[str]:
        """What somebody may read and found nowhere."""
        return [
            f"{name} finds nowhere {places}"
            for name in self.seen
            for text, places in self.facts.marks.items()
            if {table for table, _ in places} & tables
            and text not in self.seen[name]
            and self.facts.reads(name, text, copy=False)
        ]


def crawl(
    facts: Doors, people: Mapping[str, Any], names: tuple[str, ...], where: list[Address], *, enough: int = 0
) -> Crawl:
    """Everybody asks for everything, or until ``enough`` was wrong."""
    result = Crawl(facts)
    for name in names:
        client = signed_in(people.get(name))
        for address in where:
            result.look(name, address, client.get(address.path))
            if enough and len(result.wrong) >= enough:
                return result
    return result


def tables(*, but: frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """Every row of every table, but for sessions, counted attempts, when somebody last signed in, and ``but``."""
    dump = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in SESSIONS | but:
                columns = [item.name for item in connection.introspection.get_table_description(cursor, table)]
                listed = ", ".join(f'"{name}"' for name in columns if name != "last_login")
                cursor.execute(f'SELECT {listed} FROM "{table}"')  # noqa: S608  names come from the database
                dump[table] = sorted(map(repr, cursor.fetchall()))
    return dump


def noting(written: list[str]) -> Callable[..., Any]:
    """Adds each table that is written to."""

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        write = WRITTEN.match(sql)
        if write and write["table"].lower() not in SESSIONS:
            written.append(write["table"])
        return execute(sql, params, many, context)

    return watch


def leads_to(answer: Any) -> tuple[str, dict[str, Any]] | None:
    """The route and numbers of the address that an answer sends on to; ``None`` for none, or for the sign-in page."""
    if answer.status_code not in (301, 302, 303):
        return None
    match = resolve(answer.headers["Location"].split("?")[0].split("#")[0])
    return None if match.view_name in LEADS_OUT else (match.view_name, match.kwargs)
