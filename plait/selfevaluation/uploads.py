"""Uploading a filled workbook: read, kept, every change shown, applied. For self-evaluations and peer views.

An app that takes workbooks gives what the file must be for (:class:`Expected`), what is stored now
(:class:`SavedArea` rows) and which cells it takes (:class:`Taking`); pages and templates are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.forms import BaseForm
from django.http import HttpResponse

from plait.adapters import workbook
from plait.domain.frameworks import Framework
from plait.domain.judgements import StatementEntry, Submission
from plait.domain.schools import fold
from plait.domain.uploads import Comparison, Difference, Expected, Filled, Taking, cautions, compare, filled, problems
from plait.domain.verdicts import StaleWrite
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, listed, opening
from plait.selfevaluation.queries import SavedArea
from plait.selfevaluation.upload_actions import keep_upload
from plait.selfevaluation.upload_queries import KeptUpload
from plait.ui.words import moment

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an upload belongs: the first lines of its pages, and the addresses around it.

    ``crumbs``: pairs of text and address. ``readers``: who can read what is uploaded. ``download``: the
    workbook filled with what is stored. ``back``: the page to return to. ``takes``: what is read, in words.
    """

    crumbs: tuple[tuple[str, str], ...]
    whose: str
    where: str
    readers: str
    download: str
    upload: str
    back: str
    takes: str


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Choosing the file. ``faults``: what is wrong with the one just sent, a dict of text (and href) each."""

    place: Place
    faults: tuple[dict[str, str], ...] = ()
    filename: str = ""


@dataclass(frozen=True, slots=True)
class ChangedArea:
    """An area that would change: from → to, and who saved what stands there now."""

    title: str
    saved: str
    differences: tuple[Difference, ...]

    @property
    def levels(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.level)

    @property
    def texts(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if not one.level)


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What an upload would change. ``stale`` names areas that somebody saved after the file was read."""

    place: Place
    action: str
    filename: str
    comparison: Comparison
    changed: tuple[ChangedArea, ...]
    stale: str
    applied: bool

    @property
    def summary(self) -> str:
        """How much would change, in a sentence."""
        if not self.changed:
            return "it says nothing that is not stored already."
        cells, areas = counted(self.comparison.cells, "change"), counted(len(self.changed), "area")
        return f"{cells} in {areas}."

    @property
    def unchanged(self) -> str:
        return listed([area.title for area in self.comparison.unchanged])

    @property
    def blank(self) -> str:
        return listed([area.title for area in self.comparison.blank])

    @property
    def not_here(self) -> str:
        return listed([area.title for area in self.comparison.not_here])


@dataclass(frozen=True, slots=True)
class Received:
    """A workbook that belongs here."""

    filename: str
    sha256: str
    submission: Submission
    cautions: tuple[str, ...]


def receive(form: BaseForm, place: Place, expected: Expected) -> Received | UploadPage:
    """Read the file that was sent; the page to show again when it is not the right one. Writes nothing."""
    if not form.is_valid():
        texts = [str(text) for errors in form.errors.values() for text in errors]
        return UploadPage(place, _linked(texts))
    file = form.cleaned_data["file"]
    data = file.read()
    reading = workbook.read(data, file.name or "", lambda *pinned: _known(expected.framework, *pinned))
    faults = [_fault(error) for error in reading.errors]
    if reading.submission is not None and not faults:
        faults = list(problems(reading.submission, expected))
        if not faults and filled(reading.submission).empty:
            faults = ["Nothing is filled in in this workbook, so there is nothing to take from it."]
    if faults or reading.submission is None:
        return UploadPage(place, _linked(faults), file.name or "")
    return Received(
        file.name or "workbook.xlsx",
        hashlib.sha256(data).hexdigest(),
        reading.submission,
        (*reading.notes, *cautions(reading.submission, expected)),
    )


def _known(framework: Framework, identifier: str, version: str) -> Framework | None:
    return framework if (framework.id, framework.version) == (identifier, version) else None


def _fault(fault: workbook.CellFault) -> str:
    """A fault of the file with the sheet and cell it is in."""
    where = f"sheet “{fault.sheet}”" if fault.sheet else ""
    if fault.sheet and fault.cell:
        where += f", cell {fault.cell}"
    return f"{opening(where)}: {fault.message}" if where else fault.message


def _linked(texts: Iterable[str]) -> tuple[dict[str, str], ...]:
    return tuple({"text": text, "href": "#id_file"} for text in texts)


def keep(
    received: Received,
    *,
    viewer: Viewer,
    subject: str,
    subject_id: int,
    areas: Sequence[SavedArea],
    at: datetime,
) -> int:
    """Keep what was read until its owner has seen the preview; its number."""
    cells = filled(received.submission)
    return keep_upload(
        viewer=viewer,
        subject=subject,
        subject_id=subject_id,
        filename=received.filename,
        sha256=received.sha256,
        entries=cells.areas,
        statements=cells.statements,
        versions={saved.entry.area_id: saved.version for saved in areas},
        at=at,
    )


def keep_again(kept: KeptUpload, *, viewer: Viewer, areas: Sequence[SavedArea], at: datetime) -> int:
    """The same upload against what is stored now, for a preview made afresh; its number."""
    return keep_upload(
        viewer=viewer,
        subject=kept.subject,
        subject_id=kept.subject_id,
        filename=kept.filename,
        sha256=kept.sha256,
        entries=kept.entries,
        statements=kept.statements,
        versions={saved.entry.area_id: saved.version for saved in areas},
        at=at,
    )


def preview(
    kept: KeptUpload,
    *,
    place: Place,
    action: str,
    framework: Framework,
    areas: Sequence[SavedArea],
    statements: Sequence[StatementEntry],
    taking: Taking,
) -> PreviewPage:
    """Every change that the upload would make to what is stored now."""
    comparison = compare(
        framework, [saved.entry for saved in areas], statements, Filled(kept.entries, kept.statements), taking
    )
    by_area = {saved.entry.area_id: saved for saved in areas}
    changed = tuple(
        ChangedArea(item.area.title, _saved(by_area[item.area.id]), item.differences) for item in comparison.changed
    )
    stale = [
        item.area.title
        for item in comparison.changed
        if kept.versions.get(item.area.id) != by_area[item.area.id].version
    ]
    return PreviewPage(
        place=place,
        action=action,
        filename=kept.filename,
        comparison=comparison,
        changed=changed,
        stale=listed(stale),
        applied=kept.applied_at is not None,
    )


def _saved(area: SavedArea) -> str:
    """Who saved what stands there now, and when."""
    if area.saved_at is None:
        return "Nothing was saved here before."
    return f"Last saved by {area.saved_by or 'somebody'} on {moment(area.saved_at)}."


def made_afresh(stale: StaleWrite) -> str:
    """Why the preview is shown again."""
    return f"{stale} Nothing from the workbook has been applied. This preview is made afresh: please look again."


def applied(kept: KeptUpload, areas: int) -> str:
    """What was done with the upload, for the next page."""
    if not areas:
        return f"{kept.filename} was applied already, so nothing changed."
    return f"{kept.filename} was applied: {counted(areas, 'area')} changed."


def prefilled(submission: Submission, *, provision: frozenset[str]) -> bytes:
    """The framework's workbook, filled with what is stored."""
    return workbook.new(
        submission.framework,
        school=submission.school,
        urn=submission.urn,
        round=submission.round,
        provision=provision,
        submission=submission,
    )


def as_download(name: str, data: bytes) -> HttpResponse:
    """A workbook as a file to keep; never shown inside a page, never kept by caches in between."""
    answer = HttpResponse(data, content_type=WORKBOOK_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def filename(*parts: str) -> str:
    """A file name from school, framework and round that any system keeps: ``ash-bank-primary-
    autumn-2026.xlsx``."""
    return "-".join(fold(" ".join(parts)).encode("ascii", "ignore").decode().split())[:120] + ".xlsx"
