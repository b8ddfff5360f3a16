"""Answers to a form that saves by itself."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

NOTICE = "#notice"
REASON = "Plait-Reason"
"""Why a save was held back, a sentence, percent-encoded because headers carry no letters beyond ASCII."""


def held_back(answer: HttpResponse, reason: str = "") -> HttpResponse:
    """The notice goes into its place on the page; the reason stands where "Saved" would."""
    answer["HX-Retarget"], answer["HX-Reswap"] = NOTICE, "innerHTML"
    if reason:
        answer[REASON] = quote(reason)
    return answer
