"""The OpenID Connect provider that people may sign in with, from the environment."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PROVIDER_ID = "sso"
"""Part of the address that the provider sends people back to."""


def single_sign_on(*, server: str, client: str, secret: str, name: str) -> dict[str, Any]:
    """Settings of the sign-in package for this provider; empty when none is named."""
    server = server.rstrip("/")
    if not (server or client or secret):
        return {}
    missing = [
        name
        for name, value in (
            ("PLAIT_OIDC_SERVER", server),
            ("PLAIT_OIDC_CLIENT_ID", client),
            ("PLAIT_OIDC_CLIENT_SECRET", secret),
        )
        if not value
    ]
    if missing:
        raise ImproperlyConfigured(f"Single sign-on needs {' and '.join(missing)}, too; or none of the three.")
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ImproperlyConfigured("PLAIT_OIDC_SERVER must begin with https://, because passwords are typed there.")
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "SCOPE": ["openid", "email", "profile"],
            "APPS": [
                {
                    "provider_id": PROVIDER_ID,
                    "name": name or str(parts.hostname),
                    "client_id": client,
                    "secret": secret,
                    "settings": {"server_url": server},
                }
            ],
        }
    }
