"""What this installation knows of itself, for its data protection papers. Counts and settings; nobody's words."""

from __future__ import annotations

from django.conf import settings

from plait.domain.data_papers import Installation
from plait.domain.programmes import newest
from plait.partnerships.queries import definitions_in_use, programme_definitions, size_of_it_all
from plait.people.queries import how_many


def installation() -> Installation:
    """Four queries."""
    using = definitions_in_use()
    found = using or tuple(newest(programme_definitions().values()).values())
    database = settings.DATABASES["default"]
    embedded = database["ENGINE"].endswith("sqlite3")
    schools, partnerships = size_of_it_all()
    mail = f"{settings.EMAIL_HOST} (sender {settings.DEFAULT_FROM_EMAIL})" if settings.MAIL_IS_SENT else ""
    providers = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return Installation(
        address=settings.BASE_URL,
        stored="an SQLite database in Plait’s home folder"
        if embedded
        else f"a PostgreSQL database at {database.get('HOST') or 'the same machine'}",
        encrypted_on_the_way=settings.SECURE,
        mail=mail,
        sign_on=", ".join(f"{app['name']} ({app['settings']['server_url']})" for app in providers),
        people=how_many(),
        schools=schools,
        partnerships=partnerships,
        programmes=tuple(sorted(found, key=lambda item: (item.title, item.name))),
        in_use=bool(using),
        table=settings.RETENTION,
    )
