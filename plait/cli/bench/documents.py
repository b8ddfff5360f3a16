"""How fast a diagnostic report becomes a PDF: Typst as Plait uses it against WeasyPrint on the same
content."""

from __future__ import annotations

import itertools
import logging
from dataclasses import replace
from datetime import date

from plait.adapters import framework_files
from plait.adapters.documents import html, pdf
from plait.cli.bench.result import BenchmarkResult, side_by_side
from plait.cli.bench.sample_round import sample_round
from plait.cli.output import Stop
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import Diagnosis


def sample_diagnosis(name: str = "teaching-school") -> Diagnosis:
    """A made-up round of the framework called ``name``, with two partners and an earlier round."""
    framework = framework_files.find(name)
    assert framework is not None  # noqa: S101  it is built in
    made = sample_round(framework)
    return diagnose(
        made.own,
        peers=made.peers,
        previous=made.previous,
        challenges=made.challenges,
        actions=made.actions,
        prepared=date(2026, 12, 1),
        visible_to="the three schools of the trio",
    )


def diagnostic_pdf() -> BenchmarkResult:
    """A report of about a dozen pages, warm; every turn is another school's, so that nothing is merely
    remembered."""
    try:
        import weasyprint  # noqa: PLC0415  the peer, which only this benchmark needs
    except (ImportError, OSError):
        raise Stop("this benchmark needs WeasyPrint; install the group “bench” and try again.") from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it names every property that it does not know
    diagnosis = sample_diagnosis()
    turn = itertools.count()

    def another() -> Diagnosis:
        return replace(diagnosis, school=f"{diagnosis.school} {next(turn)}", urn=900_001 + next(turn))

    pdf(another())
    weasyprint.HTML(string=html(another()).decode()).write_pdf()
    ours, theirs = side_by_side(
        lambda: _discard(pdf(another())),
        lambda: _discard(weasyprint.HTML(string=html(another()).decode()).write_pdf()),
    )
    return BenchmarkResult(
        "diagnostic-pdf",
        ours,
        theirs,
        "s",
        "a diagnostic report of 14 pages as PDF/UA-1, against WeasyPrint on the same content; goal 0.06 s for 12",
    )


def _discard(made: bytes | None) -> None:
    assert made  # noqa: S101  a benchmark of nothing would be quick


BENCHMARKS = {"diagnostic-pdf": diagnostic_pdf}
