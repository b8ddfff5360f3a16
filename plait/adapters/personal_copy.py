"""What is held about a person as one ZIP: a page to read and JSON for other software. Neither needs the network."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup

from plait.adapters import palette
from plait.domain.rights import Entry, Part, PersonalCopy

TITLE = "What Plait holds about you"


def as_zip(copy: PersonalCopy) -> bytes:
    """``what-plait-holds.html`` and ``.json``; the same copy gives the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as folder:
        for suffix, text in (
            ("html", as_html(copy)),
            ("json", json.dumps(as_data(copy), ensure_ascii=False, indent=1)),
        ):
            # lone halves of surrogate pairs cannot be written
            info = ZipInfo(f"what-plait-holds.{suffix}", copy.made_at.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            folder.writestr(info, text.encode("utf-8", "replace"))
    return out.getvalue()


def as_data(copy: PersonalCopy) -> dict[str, Any]:
    """Plain data; facts as a list, because a label may come twice."""
    return {
        "title": TITLE,
        "name": copy.name,
        "email": copy.email,
        "made_at": copy.made_at.isoformat(),
        "names_removed": copy.removed,
        "parts": [
            {
                "key": part.key,
                "title": part.title,
                "about": part.about,
                "entries": [
                    {
                        "what": entry.what,
                        "where": entry.where,
                        "at": entry.at.isoformat() if entry.at else None,
                        "facts": [{"label": label, "text": text} for label, text in entry.facts],
                    }
                    for entry in part.entries
                ],
            }
            for part in copy.parts
        ],
        "not_included": [{"what": item.what, "why": item.why} for item in copy.not_included],
    }


def as_html(copy: PersonalCopy) -> str:
    """One page with everything; every text is escaped."""
    css = Markup(
        "body{{font-family:{fonts};line-height:1.5;max-width:45rem;margin:2rem auto;padding:0 1rem;color:{ink}}}"
        "li{{margin:0 0 1rem;overflow-wrap:anywhere}}p.text{{white-space:pre-line;margin:.25rem 0}}"
    ).format(fonts=Markup(palette.FONTS), ink=palette.INK)  # noqa: S704  our own constant, with quotes in it
    page = Markup(
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        "<style>{css}</style></head><body><main><h1>{title}</h1><p>{name}, {email}. Made on {made} (UTC).</p>"
        "<p>{removed} names of other people were taken out; each is marked.</p>{parts}"
        "<h2>What is not in this copy, and why</h2><dl>{missing}</dl></main></body></html>\n"
    ).format(
        title=TITLE,
        css=css,
        name=copy.name,
        email=copy.email,
        made=day_of(copy.made_at),
        removed=copy.removed,
        parts=Markup("").join(_part(part) for part in copy.parts),
        missing=Markup("").join(
            Markup("<dt><strong>{}</strong></dt><dd>{}</dd>").format(item.what, item.why) for item in copy.not_included
        ),
    )
    return str(page)


def _part(part: Part) -> Markup:
    entries = Markup("").join(_entry(entry) for entry in part.entries)
    body = Markup("<ul>{}</ul>").format(entries) if part.entries else Markup("<p>Nothing.</p>")
    return Markup("<h2>{}</h2><p>{}</p>{}").format(part.title, part.about, body)


def _entry(entry: Entry) -> Markup:
    facts = Markup("").join(
        Markup('<p class="text">{}: {}</p>').format(label, text or "(empty)") for label, text in entry.facts
    )
    head = ", ".join(item for item in (entry.where, day_of(entry.at)) if item)
    return Markup("<li><strong>{}</strong> {}{}</li>").format(entry.what, head, facts)


def day_of(when: datetime | date | None) -> str:
    if isinstance(when, datetime):
        return f"{when.day} {when:%B %Y, %H:%M}"
    return f"{when.day} {when:%B %Y}" if when else ""
