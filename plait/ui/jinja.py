"""The environment that page templates run in: what every template can use without asking."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
)

KIT = "govuk_frontend_jinja"


def jinja_options(folders: Sequence[Path]) -> dict[str, Any]:
    """Options of the template backend: our folders, then the kit's components under their package's name."""
    return {
        "environment": "plait.ui.jinja.environment",
        "loader": ChoiceLoader(
            [
                FileSystemLoader(folders),
                PrefixLoader({KIT: PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "context_processors": ["plait.ui.context.every_page"],
    }


class PageEnvironment(Environment):
    """Our templates are strict: a name or attribute that is missing is an error.

    The components of the kit ask for many options that callers leave out, so its templates run as their
    authors test them: in an environment where what is missing is empty.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._kit = Environment(**{**options, "undefined": Undefined})  # noqa: S701  autoescape is in the options

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        if name.startswith(KIT):
            return self._kit.get_template(name)
        return super()._load_template(name, globals)


def environment(**options: Any) -> Environment:
    """The environment with Plait's globals and filters."""
    from django.templatetags.static import static  # noqa: PLC0415  settings are being read when this module loads
    from django.urls import reverse  # noqa: PLC0415

    from plait.ui import words  # noqa: PLC0415
    from plait.ui.assets import asset  # noqa: PLC0415
    from plait.ui.fields import errors_of, parameters  # noqa: PLC0415

    env = PageEnvironment(**options)
    env.globals.update(
        asset=asset,
        errors_of=errors_of,
        field_parameters=parameters,
        static=static,
        url=_url(reverse),
    )
    env.filters.update(
        date=words.in_words,
        deadline=words.deadline,
        is_due=words.is_due,
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
