"""Django's test client, which refuses to hand over a page that has faults or a GET that changed something."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from inspection.page import Page, faults

WRITES = re.compile(r'^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?P<table>\w+)', re.IGNORECASE)
MAY_WRITE_ON_GET = {
    "django_session": "a session may be begun or renewed by any request",
    "ui_cache": "attempts are counted there",
    "audit_disclosure": "the owner's log says who from outside reads; tests of the log look at it",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


class PageClient(Client):
    """Inspects every HTML answer. ``inspecting = False`` only to look at one that is wrong on purpose."""

    inspecting = True

    def request(self, **request: Any) -> Any:
        method = request.get("REQUEST_METHOD", "GET")
        where = f"{method} {request.get('PATH_INFO')}"
        written: list[str] = []
        with connection.execute_wrapper(noting_writes(written)):
            response = super().request(**request)
        if self.inspecting:
            if method in SAFE:
                assert not written, f"{where} changes {', '.join(written)}, which only a POST may"
            if is_page(response):
                found = faults(Page(response.content.decode(), response.headers))
                assert not found, f"{where} {response.status_code}:\n  " + "\n  ".join(found)
        return response


def is_page(response: Any) -> bool:
    if response.streaming or response.status_code in {204, 301, 302, 303}:
        return False
    return bool(response.headers.get("Content-Type", "").startswith("text/html"))


def noting_writes(written: list[str]) -> Callable[..., Any]:
    """Adds each table that is written to, but for those that any request may write to."""

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        write = WRITES.match(sql)
        if write and write["table"] not in MAY_WRITE_ON_GET:
            written.append(write["table"])
        return execute(sql, params, many, context)

    return watch
