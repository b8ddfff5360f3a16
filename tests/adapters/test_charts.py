"""The two pictures: sound SVG that a strict page takes, readable in grey, and never without their words."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest
from made_up_rounds import framework, said

from plait.adapters import palette
from plait.adapters.charts import Chart, charts_of, standalone
from plait.adapters.charts.svg import text_width, wrap
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import Diagnosis
from plait.domain.judgements import NonLevel

SVG = "{http://www.w3.org/2000/svg}"


def full_round(areas: int = 5, **options: object) -> Diagnosis:
    ours = framework(areas=areas, **options)  # type: ignore[arg-type]
    values = [1 + at % 4 for at in range(areas)]
    return diagnose(
        said(ours, *values, round_="Now", agreed={"second": (1, "Agreed.")}),
        peers=[said(ours, *[1 + (at + 1) % 4 for at in range(areas)], partner=f"Partner {name}") for name in "AB"],
        previous=[said(ours, *reversed(values), round_="Then")],
    )


def both(diagnosis: Diagnosis) -> list[Chart]:
    charts = charts_of(diagnosis)
    return [chart for chart in (charts.shape, charts.dots) if chart]


@pytest.mark.parametrize("areas", [3, 5, 12])
def test_svg_is_well_formed_and_holds_nothing_a_strict_page_refuses(areas: int) -> None:
    for chart in both(full_round(areas)):
        root = ElementTree.fromstring(chart.svg)
        for node in root.iter():
            assert node.tag.removeprefix(SVG) in {
                "svg", "g", "circle", "line", "path", "polygon", "rect", "text",
            }  # fmt: skip
            for name, value in node.attrib.items():
                assert name != "style"
                assert not name.startswith("on")
                assert "href" not in name
                assert "url(" not in value
        assert root.get("role") == "img"
        assert root.get("aria-label") == chart.alt


def test_a_name_cannot_become_markup() -> None:
    ours = framework()
    evil = '<script>alert("&")</script>'
    result = diagnose(said(ours, 3, 3, 3, round_=evil), peers=[said(ours, 3, 2, 3, partner=evil + " school")])
    for chart in both(result):
        root = ElementTree.fromstring(chart.svg)
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert evil in chart.alt


def marks(chart: Chart, name: str) -> int:
    return chart.svg.count(name)


def test_each_view_has_a_shape_of_its_own() -> None:
    result = full_round(5)
    dots = charts_of(result).dots
    assert dots is not None
    # one for each area and one in the key
    assert marks(dots, "chart-own-fill") == 6
    assert marks(dots, "chart-earlier-mark") == 6
    assert marks(dots, "chart-peer-mark") == 2 * 5 + 2
    assert marks(dots, "chart-agreed-fill") == 2
    shape = charts_of(result).shape
    assert shape is not None
    dashes = set(re.findall(r'stroke-dasharray="([^"]+)"', shape.svg))
    assert len(dashes) == 2, "two partners, two kinds of dashes"


def test_no_radar_for_two_areas_and_no_picture_without_levels() -> None:
    assert charts_of(full_round(2)).shape is None
    assert charts_of(full_round(2)).dots is not None
    enquiry = diagnose(said(framework(levels=()), None, None, None))
    assert (charts_of(enquiry).shape, charts_of(enquiry).dots) == (None, None)


def test_an_area_on_another_scale_stays_out_of_the_shape_and_that_is_said() -> None:
    ours = framework(areas=4, own_scale=True)
    charts = charts_of(diagnose(said(ours, 3, 3, "met", 2)))
    assert charts.shape is not None
    assert charts.dots is not None
    assert charts.shape.note == "Third has a scale of its own and is not part of the shape."
    assert [row[0] for row in charts.shape.rows] == ["First", "Second", "Fourth"]
    assert [row[0] for row in charts.dots.rows] == ["First", "Second", "Third", "Fourth"]
    assert "Not met" in charts.dots.svg


def test_a_gap_in_the_shape_stays_a_gap() -> None:
    ours = framework(areas=4)
    whole = charts_of(diagnose(said(ours, 3, 3, 2, 2))).shape
    open_ = charts_of(diagnose(said(ours, 3, 3, NonLevel.NOT_SURE, 2))).shape
    assert whole is not None
    assert open_ is not None
    assert "Z" in "".join(re.findall(r' d="([^"]+)"', whole.svg))
    assert not re.findall(r' d="([^"]+)"', open_.svg)
    assert "Third has no level, so the shape is open there." in open_.note
    assert "Third: Your school Not sure." in open_.alt


def test_many_partners_become_numbers() -> None:
    ours = framework()
    peers = [said(ours, 3, 2, 1, partner=f"Partner {at}") for at in range(6)]
    charts = charts_of(diagnose(said(ours, 3, 3, 3), peers=peers))
    assert charts.dots is not None
    assert charts.shape is not None
    assert marks(charts.dots, "chart-peer-mark") == 3 + 1
    assert "Peers (6)" in charts.dots.svg
    assert "six peers are in the dot plot" in charts.shape.note


def test_marks_sit_in_the_column_of_their_level() -> None:
    ours = framework()
    dots = charts_of(diagnose(said(ours, 1, 2, 4))).dots
    assert dots is not None
    root = ElementTree.fromstring(dots.svg)
    places = [float(node.get("cx") or 0) for node in root.iter(f"{SVG}circle")][:3]
    band = (680 - 190) / 4
    assert [int((x - 190) // band) for x in places] == [0, 1, 3]


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_every_level_colour_carries_readable_text_and_the_ramp_reads_in_grey(count: int) -> None:
    colours = palette.level_colours(count)
    assert all(palette.contrast(surface, ink) >= 4.5 for surface, ink in colours)
    light = [palette.luminance(surface) for surface, _ in colours]
    assert light == sorted(light, reverse=True)
    assert all(before - after > 0.02 for before, after in itertools.pairwise(light))


def test_strands_and_text_stand_out_in_light_and_dark() -> None:
    for colour in (palette.SELF, palette.PEER, palette.SUPPORT, palette.EARLIER):
        assert palette.contrast(colour, palette.WHITE) >= 3
    for colour in (palette.INK, palette.ACCENT, palette.QUIET):
        assert palette.contrast(colour, palette.PAPER) >= 4.5
    dark = palette.DARK
    for name in ("ink", "accent", "quiet"):
        assert palette.contrast(dark[name], dark["paper"]) >= 4.5
    for name in ("self", "peer", "support", "edge"):
        assert palette.contrast(dark[name], dark["paper"]) >= 3


def test_long_labels_wrap_within_their_column() -> None:
    name = (
        "Continuing professional development for everyone, Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    )
    for line in wrap(name, 120, 14, most=9):
        assert text_width(line, 14) <= 120
    assert wrap("Co-responsible", 60, 13)[0] == "Co-"
    assert wrap(name, 120, 14, most=2)[-1].endswith("…")


def test_a_drawing_of_its_own_has_its_ink() -> None:
    chart = both(full_round())[0]
    assert f'color="{palette.INK}"' in standalone(chart.svg)
    assert "color=" not in chart.svg.split(">", 1)[0].replace("stroke", "")
