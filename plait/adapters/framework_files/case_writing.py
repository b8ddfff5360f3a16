"""A framework → a 1EdTech CASE 1.1 package (JSON): document, items, associations, rubrics with criteria and levels.

Areas, statements, prompts and suggested evidence are items, each a child of what it belongs to. An area's descriptors
are a rubric: a criterion a statement, a level a descriptor. What CASE has no place for stands in ``extensions`` under
names that begin with ``plait:``. Identifiers follow from the framework's name and ids, so that writing it again gives
the same ones.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from plait.adapters.framework_files.mapping import as_mapping
from plait.domain.frameworks import Area, Framework, Statement

_NAMESPACE = uuid.UUID("6f3d1a52-3a0e-5b5e-9a53-7f6f0c1e4d11")
ITEM_TYPES = ("Area", "Statement", "Prompt", "Evidence")
DOCUMENT_KEYS = ("scale", "rule", "overall", "supersedes", "translations", "answer_sets", "answers")
"""Keys of a framework file that travel in the document's extensions."""


def case_bytes(framework: Framework, at: datetime) -> bytes:
    """The package as JSON. ``at``: the moment that it gives as the last change of everything."""
    return (json.dumps(_Package(framework, at).build(), ensure_ascii=False, indent=1) + "\n").encode()


class _Package:
    def __init__(self, framework: Framework, at: datetime) -> None:
        self._framework = framework
        self._data = as_mapping(framework)
        self._at = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        self._items: list[dict[str, Any]] = []
        self._links: list[dict[str, Any]] = []

    def build(self) -> dict[str, Any]:
        """The whole package."""
        document = self._document()
        rubrics = []
        areas = zip(self._framework.areas, self._data["areas"], strict=True)
        for number, (area, data) in enumerate(areas, 1):
            item = self._area(area, data)
            self._child(item, document, number)
            children = self._lines(item, area.id, area.prompts, area.evidence, 1)
            statements = []
            for at, statement in enumerate(area.statements):
                made = self._statement(area, statement, data["statements"][at])
                self._child(made, item, children + at)
                self._lines(made, f"{area.id}/{statement.id}", statement.prompts, statement.evidence, 1)
                statements.append((statement, made))
            rubric = self._rubric(area, statements)
            if rubric["CFRubricCriteria"]:
                rubrics.append(rubric)
        return {
            "CFDocument": document,
            "CFItems": self._items,
            "CFAssociations": self._links,
            "CFDefinitions": self._definitions(),
            "CFRubrics": rubrics,
        }

    def _base(self, path: str) -> dict[str, Any]:
        identifier = str(uuid.uuid5(_NAMESPACE, f"{self._framework.name}/{path}"))
        return {"identifier": identifier, "uri": f"urn:uuid:{identifier}", "lastChangeDateTime": self._at}

    @staticmethod
    def _link(part: dict[str, Any], title: str) -> dict[str, str]:
        return {"title": _line(title)[:200], "identifier": part["identifier"], "uri": part["uri"]}

    def _document(self) -> dict[str, Any]:
        framework = self._framework
        extensions = {f"plait:{key}": self._data[key] for key in DOCUMENT_KEYS if self._data.get(key)}
        if _line(framework.title) != framework.title:
            extensions["plait:title"] = framework.title
        extensions |= {"plait:id": framework.id, "plait:source": framework.source, "plait:licence": framework.licence}
        document = {
            **self._base("document"),
            "caseVersion": "1.1",
            "creator": _line(framework.source) or "Not stated",
            "title": _line(framework.title),
            "language": framework.language,
            "version": framework.version,
            "extensions": extensions,
        }
        if framework.summary:
            document["description"] = framework.summary
        if framework.licence:
            document["licenseURI"] = self._link(self._base("licence"), framework.licence)
        return document

    def _item(self, path: str, kind: str, text: str, **more: Any) -> dict[str, Any]:
        type_uri = self._link(self._base(f"type/{kind}"), kind)
        item = {
            **self._base(path),
            "fullStatement": text,
            "CFItemType": kind,
            "CFItemTypeURI": type_uri,
            "language": self._framework.language,
            **{key: value for key, value in more.items() if value},
        }
        self._items.append(item)
        return item

    def _area(self, area: Area, data: dict[str, Any]) -> dict[str, Any]:
        own = {f"plait:{key}": data[key] for key in ("applies_to", "rule", "answers") if key in data}
        if area.scale != self._framework.scale:
            own["plait:scale"] = data["scale"]
        own["plait:id"] = area.id
        if _line(area.short) != area.short:
            own["plait:short"] = area.short
        return self._item(
            f"area/{area.id}",
            "Area",
            area.title,
            humanCodingScheme=area.id,
            abbreviatedStatement=_line(area.short),
            notes=area.summary,
            extensions=own,
        )

    def _statement(self, area: Area, statement: Statement, data: dict[str, Any]) -> dict[str, Any]:
        own: dict[str, Any] = {"plait:id": statement.id}
        own |= {f"plait:{key}": data[key] for key in ("answers", "rung") if key in data}
        if statement.essential:
            own["plait:essential"] = True
        if statement.weight != 1 and not statement.descriptors:
            own["plait:weight"] = statement.weight
        path = f"area/{area.id}/{statement.id}"
        return self._item(path, "Statement", statement.text, humanCodingScheme=statement.id, extensions=own)

    def _lines(
        self, parent: dict[str, Any], path: str, prompts: tuple[str, ...], evidence: tuple[str, ...], first: int
    ) -> int:
        """Prompts and evidence as children; the next free number in the order of the parent's children."""
        number = first
        for kind, lines in (("Prompt", prompts), ("Evidence", evidence)):
            for at, text in enumerate(lines, 1):
                item = self._item(f"{kind.lower()}/{path}/{at}", kind, text)
                self._child(item, parent, number)
                number += 1
        return number

    def _child(self, item: dict[str, Any], parent: dict[str, Any], number: int) -> None:
        self._links.append(
            {
                **self._base(f"child/{item['identifier']}/{parent['identifier']}"),
                "associationType": "isChildOf",
                "sequenceNumber": number,
                "originNodeURI": self._link(item, item["fullStatement"]),
                "destinationNodeURI": self._link(parent, parent.get("fullStatement", parent.get("title", ""))),
            }
        )

    def _rubric(self, area: Area, statements: list[tuple[Statement, dict[str, Any]]]) -> dict[str, Any]:
        rubric = {**self._base(f"rubric/{area.id}"), "title": _line(area.title)}
        criteria = []
        for number, (statement, item) in enumerate(statements, 1):
            if not statement.descriptors:
                continue
            path = f"criterion/{area.id}/{statement.id}"
            criterion = {
                **self._base(path),
                "category": _line(area.title),
                "description": statement.text,
                "CFItemURI": self._link(item, statement.text),
                "weight": statement.weight,
                "position": number,
                "rubricId": rubric["identifier"],
            }
            criterion["CFRubricCriterionLevels"] = [
                {
                    **self._base(f"{path}/{level.key}"),
                    "quality": _line(level.label),
                    "score": level.rank,
                    "description": statement.descriptor(level),
                    "position": area.scale.position(level) + 1,
                    "rubricCriterionId": criterion["identifier"],
                    "extensions": [{"plait:level": level.value}],  # the binding makes this one a list
                }
                for level in area.scale
                if statement.descriptor(level)
            ]
            criteria.append(criterion)
        rubric["CFRubricCriteria"] = criteria
        return rubric

    def _definitions(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "CFItemTypes": [
                {**self._base(f"type/{kind}"), "title": kind, "description": kind, "hierarchyCode": str(number)}
                for number, kind in enumerate(ITEM_TYPES, 1)
            ]
        }
        if self._framework.licence:
            licence = self._framework.licence
            found["CFLicenses"] = [{**self._base("licence"), "title": _line(licence), "licenseText": licence}]
        return found


def _line(text: str) -> str:
    """A text on one line, as the standard wants titles and labels."""
    return " ".join(text.split())
