"""Mails about judging alone: that somebody is asked, a reminder, that views are open. No word of a view is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words
from plait.mail.kinds import About, Choice, Kind
from plait.partnerships.round_queries import person_as_viewer
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation.models import Asking
from plait.selfevaluation.rater_actions import MAIL
from plait.selfevaluation.rater_queries import AskingFacts


def compose(person_id: int, about: About, at: datetime) -> Letter | None:
    """Asks again what stands now; ``None`` where there is nothing left to say, or nobody to say it to."""
    today = timezone.localtime(at).date()
    viewer = person_as_viewer(person_id, today)
    number = int(about.id)
    rows = Asking.objects.filter(pk=number)
    if about.kind in ("rater-asked", "rater-remind"):
        rows = Asking.objects.filter(raters=number, raters__person_id=person_id)
    evaluation_id = rows.values_list("evaluation_id", flat=True).first()
    if viewer is None or evaluation_id is None:
        return None
    try:
        found = raters.asking(viewer, evaluation_id, today=today)
    except NotVisible:
        return None
    made: Callable[[Viewer, AskingFacts], Letter | None] | None = {
        "rater-asked": _asked,
        "rater-remind": _remind,
        "rater-open": _open,
        "rater-over": _over,
    }.get(about.kind)
    return made(viewer, found) if made else None


def _letter(viewer: Viewer, found: AskingFacts, subject: str, says: Sequence[str], page: str, why: str) -> Letter:
    facts = found.evaluation
    address = reverse(f"selfevaluation:{page}", args=[facts.id])
    return Letter(
        subject,
        (
            Paragraph(f"Hello {viewer.name},"),
            *(Paragraph(text.format(school=found.school, round=found.round)) for text in says),
            Button("Open it in Plait", f"{settings.BASE_URL}{address}"),
        ),
        why=why,
    )


def _asked(viewer: Viewer, found: AskingFacts) -> Letter | None:
    if not found.may_rate() or found.count is None:
        return None
    return _letter(
        viewer,
        found,
        "You are asked for your own view of your school",
        (
            "{school} asks several people to judge alone before its self-evaluation is written together ({round}).",
            f"There is time until {day_in_words(found.count.closes_on)}. Nobody sees what you think before everybody "
            "is in, or that day has passed, and you see nobody else’s.",
        ),
        "rate",
        "You get this because you were asked, by name.",
    )


def _remind(viewer: Viewer, found: AskingFacts) -> Letter | None:
    if not found.may_rate() or found.count is None or (found.count.closes_on - found.today).days > 7:
        return None
    return _letter(
        viewer,
        found,
        f"Your own view: there is time until {day_in_words(found.count.closes_on)}",
        ("Your own view of {school} ({round}) is not in yet. If you cannot do it, tell your headteacher.",),
        "rate",
        "You get this because you were asked, by name. There is one reminder and no more.",
    )


def _open(viewer: Viewer, found: AskingFacts) -> Letter | None:
    if not found.revealed:
        return None
    page = "differences" if found.reads_all else "rate"
    says = (
        "Everybody’s own view of {school} ({round}) can be read now. What is worth talking about stands first."
        if found.reads_all
        else "The views of {school} ({round}) are in. Those who write the self-evaluation talk them through."
    )
    if not found.reads_all and found.own is None:
        return None
    why = "You get this because your own view is in, or because you asked for the others."
    return _letter(viewer, found, "The views of your school are open", (says,), page, why)


def _over(viewer: Viewer, found: AskingFacts) -> Letter | None:
    """The day after the last one: that views are open, or, to whoever can decide, that too few are in."""
    if found.count is None or found.today <= found.count.closes_on or found.count.closed:
        return None
    if found.revealed:
        told = found.own is None or found.own.handed_in_at is not None
        return _open(viewer, found) if told else None
    if not found.may_run(viewer):
        return None
    return _letter(
        viewer,
        found,
        "Too few views are in",
        (
            f"The last day for views of {{school}} ({{round}}) has passed, and {found.count.given} of "
            f"{found.count.asked} are in. You can give more time, or open those that are in.",
        ),
        "raters",
        "You get this because you decide how it goes on.",
    )


KINDS = (
    Kind(
        MAIL,
        "Your own view",
        "You are asked to judge alone first, it is nearly time, or the views are open.",
        choice=Choice.OPTIONAL,
        compose=compose,
    ),
)
