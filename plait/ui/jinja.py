"""The environment that page templates run in: what every template can use without asking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined


def jinja_options(folders: Sequence[Path]) -> dict[str, Any]:
    """Options of the template backend: our folders, then the page components under ``govuk_frontend_jinja/``."""
    return {
        "environment": "plait.ui.jinja.environment",
        "loader": ChoiceLoader(
            [
                FileSystemLoader(folders),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "context_processors": ["plait.ui.context.every_page"],
    }


def environment(**options: Any) -> Environment:
    """The environment with Plait's globals and filters."""
    from django.templatetags.static import static  # noqa: PLC0415  settings are being read when this module loads
    from django.urls import reverse  # noqa: PLC0415

    from plait.ui import words  # noqa: PLC0415

    env = Environment(**options)  # noqa: S701  the backend switches autoescape on
    env.globals.update(static=static, url=_url(reverse))
    env.filters.update(
        date=words.in_words,
        time=words.at_time,
        moment=words.moment,
        paragraphs=words.paragraphs,
        count=words.count,
    )
    return env


def _url(reverse: Any) -> Any:
    def url(name: str, *args: object, **kwargs: object) -> str:
        return str(reverse(name, args=args or None, kwargs=kwargs or None))

    return url
