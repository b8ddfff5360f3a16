"""Sets of short cases that come with Plait: YAML files beside the frameworks that they belong to."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from plait.adapters.framework_files import find
from plait.domain.calibration import Vignette, VignetteSet


@cache
def all_sets() -> tuple[VignetteSet, ...]:
    """Every set, by id. A test reads each file in full. Raises ``ValueError`` that names the fault of a file."""
    folder = files("plait.framework_files") / "vignettes"
    found = [
        _set(yaml.safe_load(item.read_text(encoding="utf-8")), item.name)
        for item in folder.iterdir()
        if item.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda item: item.id))


def _set(data: dict[str, Any], name: str) -> VignetteSet:
    judged_against = find(f"{data['framework']}@{data['version']}")
    if judged_against is None:
        raise ValueError(f"{name}: there is no framework {data['framework']}@{data['version']}.")
    vignettes = tuple(
        Vignette(item["key"], item["area"], item["text"].strip(), str(item["level"]), item["why"].strip())
        for item in data["vignettes"]
    )
    scales = {judged_against.area(item.area).scale if judged_against.area(item.area) else None for item in vignettes}  # type: ignore[union-attr]
    if len(scales) != 1 or None in scales:
        raise ValueError(f"{name}: every case must be about an area of the framework, all on one scale.")
    (scale,) = scales
    keys = tuple(level.key for level in scale or ())
    return VignetteSet(data["id"], data["title"], data["framework"], str(data["version"]), keys, vignettes)
