"""Programme files: one YAML file a programme version."""

from __future__ import annotations

from pathlib import Path

import yaml

from plait.domain.programmes import ProgrammeDefinition, programme_from_data

FOLDER = Path(__file__).resolve().parent.parent / "programme_files"


def read(path: Path) -> ProgrammeDefinition:
    """The programme in this file. Raises ``ValueError`` with every fault."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return programme_from_data(data if isinstance(data, dict) else {})


def built_in() -> dict[str, ProgrammeDefinition]:
    """The newest version of each programme that comes with Plait, by its id."""
    found = sorted((read(path) for path in FOLDER.glob("*.yaml")), key=lambda item: (item.id, int(item.version)))
    return {item.id: item for item in found}
