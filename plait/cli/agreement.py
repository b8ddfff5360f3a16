"""``plait agreement``: ratings in, how far raters agree out. Needs no database and no account."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plait.adapters.rating_files import read_ratings
from plait.adapters.table_files import FileFaults
from plait.cli.output import USAGE, AsJson, Stop, commands, fault, lines_of, print_json, say
from plait.domain.rater_agreement import CannotCompare, Figure, Metric, RaterAgreement, agreement, told

app = commands("Say how far several raters agree, and how sure that is.")


@app.command()
def figures(
    ratings: Annotated[
        Path, typer.Argument(metavar="RATINGS.csv", help="unit,rater,rating: a row for each rating; blank for a gap.")
    ],
    level: Annotated[
        Metric | None,
        typer.Option(help="What differs: nominal, ordinal, interval or ratio. Usually ordinal; nominal for words."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws units for the intervals another way.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Say how far raters agree: how often they say the same, and how much more often than by chance."""
    if seed < 0:
        raise Stop(f"--seed {seed}: give 0 or more.", status=USAGE)
    try:
        found = agreement(read_ratings(ratings), level, seed=seed)
    except FileFaults as faults:
        raise Stop(*lines_of(faults)) from None
    except CannotCompare as reason:
        raise Stop(fault(ratings, f"{reason}.")) from None
    if as_json:
        print_json(_record(found))
    else:
        say("\n".join((f"{found.raters} raters, {found.compared:,} units with two ratings or more.", *told(found))))


def _record(found: RaterAgreement) -> dict[str, object]:
    kappa = found.kappa
    return {
        "level": found.metric.value,
        "units": found.units,
        "compared": found.compared,
        "raters": found.raters,
        "ratings": found.ratings,
        "pairs": found.pairs,
        "exact": found.exact.value,
        "exact_ci": _interval(found.exact),
        "within_one": found.within_one.value,
        "within_one_ci": _interval(found.within_one),
        "alpha": found.alpha.value,
        "alpha_ci": _interval(found.alpha),
        "kappa": kappa and {"plain": kappa.plain, "linear": kappa.linear, "quadratic": kappa.quadratic},
        "fleiss_kappa": found.fleiss_kappa.value,
        "fleiss_kappa_ci": _interval(found.fleiss_kappa),
        "words": list(told(found)),
    }


def _interval(figure: Figure) -> list[float] | None:
    return None if figure.low is None or figure.high is None else [figure.low, figure.high]
