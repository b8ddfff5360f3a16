"""Parts of addresses that are one of a few words."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import register_converter


class _Word:
    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register_words(name: str, words: Iterable[str]) -> None:
    """Let ``<name:…>`` in an address be one of ``words``; anything else is not found."""
    register_converter(type(f"{name.capitalize()}Converter", (_Word,), {"regex": "|".join(words)}), name)
