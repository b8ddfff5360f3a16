"""Long lists in parts: which part is asked for, which comes before and which after it."""

from __future__ import annotations

from django.http import HttpRequest


def asked_page(request: HttpRequest) -> int:
    """The page that the address asks for; 1 for anything odd."""
    asked = request.GET.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 else 1


class Paged:
    """A page value that shows part ``page`` (from 1) of ``pages``; its template asks for the neighbours."""

    __slots__ = ()
    page: int
    pages: int

    @property
    def earlier(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def later(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None
