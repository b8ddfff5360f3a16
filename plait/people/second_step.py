"""How passkeys, authenticator apps and recovery codes fit here: words, names, and secrets stored encrypted."""

from __future__ import annotations

import base64
import secrets
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@cache
def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"plait second step").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the package is untyped
    error_messages = {  # noqa: RUF012  the package reads it from the class
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That did not work. A code from the app counts for half a minute and once only; type the "
        "newest one, or try your passkey again.",
    }

    def encrypt(self, text: str) -> str:
        return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; after a change of the secret key one that nobody knows, so that no code is right."""
        try:
            return _box(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the address in the settings, whatever name a request was sent to."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "localhost", "name": "Plait"}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"
