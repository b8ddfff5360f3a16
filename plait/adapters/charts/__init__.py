"""Two pictures of a round, each one value: SVG, the same numbers as a table, a text alternative, a
finding."""

from __future__ import annotations

from plait.adapters.charts.dots import dot_plot
from plait.adapters.charts.shape import shape_chart
from plait.adapters.charts.svg import standalone
from plait.adapters.charts.values import Chart, Charts
from plait.domain.diagnosis import Diagnosis

__all__ = ["Chart", "Charts", "charts_of", "dot_plot", "shape_chart", "standalone"]


def charts_of(diagnosis: Diagnosis) -> Charts:
    """Both pictures, each ``None`` where there is nothing to draw."""
    return Charts(shape_chart(diagnosis), dot_plot(diagnosis))
