"""What the pages of the workbook say of a self-evaluation, and the workbook itself."""

from __future__ import annotations

from django.urls import reverse

from plait.domain.uploads import Expected
from plait.schools.queries import facts as school_facts
from plait.selfevaluation.pages.setting import Loaded
from plait.selfevaluation.uploads import Place, filename, prefilled


def expected(loaded: Loaded) -> Expected:
    """What a workbook must be for."""
    return Expected(loaded.evaluation.framework, loaded.school, loaded.evaluation.facts.urn, loaded.round.title)


def place(loaded: Loaded) -> Place:
    setting = loaded.setting
    evaluation = reverse("selfevaluation:evaluation", args=[setting.evaluation_id])
    return Place(
        crumbs=(("Home", "/"), ("Self-evaluation", evaluation)),
        whose=setting.school,
        where=setting.where,
        readers=setting.readers,
        download=reverse("selfevaluation:workbook", args=[setting.evaluation_id]),
        upload=reverse("selfevaluation:upload", args=[setting.evaluation_id]),
        back=evaluation,
        takes=(
            "Strengths, areas to consider, evidence and key actions"
            if loaded.evaluation.framework.words
            else "Levels, evidence and key actions"
        ),
    )


def workbook_of(loaded: Loaded) -> tuple[str, bytes]:
    """File name and content of the workbook, filled with what is stored."""
    urn = loaded.evaluation.facts.urn
    data = prefilled(loaded.submission, provision=school_facts([urn])[urn].provision)
    return filename(loaded.school, loaded.evaluation.framework.id, loaded.round.title), data
