"""Pages of published versions, and the list of all frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from plait.adapters.framework_files import as_mapping, correcting
from plait.adapters.framework_files.correcting import Body
from plait.domain.frameworks import Framework
from plait.domain.wording import counted, opening
from plait.frameworks.pages.look import AreaLine, AreaPage, LevelLook, about_rows, area_look, around, level_looks
from plait.frameworks.queries import DraftLine, VersionFacts
from plait.ui.words import in_words, moment

FILES = (("yaml", "YAML"), ("docx", "Word"), ("xlsx", "Excel"), ("json", "CASE"))


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A published version as a whole. ``others``: other versions, each with its page and the page of what changed."""

    facts: VersionFacts
    readers: str
    published: str
    summary: str
    rows: tuple[tuple[str, str], ...]
    levels: tuple[LevelLook, ...]
    areas: tuple[AreaLine, ...]
    others: tuple[tuple[str, str, str, str], ...]
    downloads: tuple[tuple[str, str], ...]
    may_follow: bool


def version_readers(facts: VersionFacts) -> str:
    if facts.partnership_id is None:
        return "everybody who is signed in"
    return f"people of {facts.owner}, and of rounds that use it"


def _keyed(framework: Framework) -> Body:
    return correcting.keyed(as_mapping(framework))


def version_page(
    facts: VersionFacts, framework: Framework, others: Sequence[VersionFacts], *, may_follow: bool
) -> VersionPage:
    body = _keyed(framework)
    return VersionPage(
        facts=facts,
        readers=version_readers(facts),
        published=f"Published on {in_words(facts.published_at)}",
        summary=framework.summary,
        rows=about_rows(body, owner=opening(facts.owner) or "Comes with Plait"),
        levels=level_looks(body),
        areas=_version_areas(facts, framework),
        others=tuple(
            (
                f"{item.title}, version {item.version}",
                reverse("frameworks:version", args=[item.id]),
                *_changes(facts, item, framework),
            )
            for item in others
        ),
        downloads=tuple((words, reverse("frameworks:download", args=[facts.id, kind])) for kind, words in FILES),
        may_follow=may_follow,
    )


def _changes(this: VersionFacts, other: VersionFacts, framework: Framework) -> tuple[str, str]:
    """Words and address of what changed between two versions: from the older to the newer one."""
    follows = framework.supersedes == other.name or other.published_at <= this.published_at
    old, new = (other, this) if follows else (this, other)
    address = reverse("frameworks:changes", args=[new.id, old.id])
    return f"What changed from version {old.version} to version {new.version}", address


def _version_areas(facts: VersionFacts, framework: Framework) -> tuple[AreaLine, ...]:
    return tuple(
        AreaLine(
            area.title,
            opening(counted(len(area.statements), "statement")),
            "",
            reverse("frameworks:version-area", args=[facts.id, area.id]),
        )
        for area in framework.areas
    )


def version_area_page(facts: VersionFacts, framework: Framework, area_id: str) -> AreaPage:
    """Raises ``KeyError`` for an area that it does not have."""
    body = _keyed(framework)
    at = next((index for index, item in enumerate(framework.areas) if item.id == area_id), None)
    if at is None:
        raise KeyError(area_id)
    return AreaPage(
        framework=f"{framework.title}, version {framework.version}",
        back=reverse("frameworks:version", args=[facts.id]),
        owner=facts.owner,
        readers=version_readers(facts),
        area=area_look(body, correcting.areas(body)[at]),
        **around(_version_areas(facts, framework), at),
    )


@dataclass(frozen=True, slots=True)
class ListPage:
    """``frameworks``: title, whose it is, and each version with its address."""

    frameworks: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    drafts: tuple[tuple[str, str, str, str], ...]
    may_load: bool


def list_page(versions: Sequence[VersionFacts], drafts: Sequence[DraftLine], *, may_load: bool) -> ListPage:
    grouped: dict[str, list[VersionFacts]] = {}
    for item in versions:
        grouped.setdefault(item.framework_id, []).append(item)
    return ListPage(
        tuple(
            (
                rows[0].title,
                opening(rows[0].owner) or "Comes with Plait",
                tuple((f"Version {row.version}", reverse("frameworks:version", args=[row.id])) for row in rows),
            )
            for rows in grouped.values()
        ),
        tuple(
            (
                line.title,
                _state(line),
                f"For {line.owner}. Saved by {line.saved_by} on {moment(line.saved_at)}",
                reverse("frameworks:draft", args=[line.id]),
            )
            for line in drafts
        ),
        may_load,
    )


def _state(line: DraftLine) -> str:
    parts = [counted(line.faults, "fault")] if line.faults else []
    parts += [counted(line.open_doubts, "doubt")] if line.open_doubts else []
    return opening(" and ".join(parts)) or "Ready to publish"
