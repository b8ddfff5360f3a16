"""Files that cannot be read: one clear message, never a traceback, whatever they pretend to be."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import FOUR, framework_of
from test_framework_exchange import AT

from plait.adapters.framework_files import DoubtKind, read, write

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 500 + "EncryptedPackage".encode("utf-16-le")


def packed(kind: str, part: str, content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        archive.writestr(part, content)
    return out.getvalue()


def case(items: list[dict[str, Any]], links: list[dict[str, Any]], **more: Any) -> bytes:
    document = {"identifier": "d", "title": "T"}
    package = {"CFDocument": document, "CFItems": items, "CFAssociations": links, **more}
    return json.dumps(package, indent=1).encode()


def item(identifier: str, **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, "fullStatement": f"Text {identifier}", **more}


def child(origin: str, destination: str, number: int = 1) -> dict[str, Any]:
    return {
        "identifier": f"{origin}-{destination}",
        "associationType": "isChildOf",
        "sequenceNumber": number,
        "originNodeURI": {"identifier": origin},
        "destinationNodeURI": {"identifier": destination},
    }


ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"%PDF-1.7", "This is a PDF"),
        ("a.docx", b"%PDF-1.7", "This is a PDF"),
        ("a.csv", b"%PDF-1.7", "This is a PDF"),
        ("a.json", b"PK\x03\x04", "a zip archive"),
        ("a.xlsx", LOCKED, "protected with a password"),
        ("a.docx", LOCKED, "protected with a password"),
        ("a.docx", packed(EXCEL, "xl/workbook.xml", b"<a/>"), "This is an Excel workbook, not a Word document"),
        ("a.xlsx", packed(WORD, "word/document.xml", b"<a/>"), "This is a Word document, not an Excel workbook"),
        ("a.docx", packed(WORD, "word/document.xml", b" " * 30_000_000), "would unpack to 30 MB"),
        ("a.xlsx", packed(EXCEL, "xl/workbook.xml", b" " * 30_000_000), "would unpack to 30 MB"),
        ("a.docx", packed(WORD, "word/document.xml", ENTITY), "document types or entities"),
        ("a.docx", packed(WORD, "word/document.xml", b"<a><b></a>"), "damaged"),
        ("a.docx", packed(WORD, "word/document.xml", b"<a/>"), "empty"),
        ("a.docm", b"", ""),
        ("a.csv", b"", "empty"),
        ("a.csv", bytes(range(256)), "no text"),
        ("a.csv", b'Area,Statement\nA,"open', "not CSV"),
        ("a.md", b"hello", "No areas or statements were found"),
        ("a.html", b"<p>hello", "No areas or statements were found"),
        ("a.html", b"<div>" * 50_000 + b"x", "nested too deeply"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.json", b'{"a": NaN}', "NaN"),
        ("a.json", b'{"a": 1, "a": 2}', "stands twice"),
        ("a.json", b'{"a": %s}' % (b"1" * 6000), "too many digits"),
        ("a.json", b'{\n"a",}', "not JSON"),
        ("a.json", b"{}", "no CASE package"),
        ("a.json", b'{"CFDocument": {}, "CFItems": 3}', "must be a list"),
        ("a.json", case([item("a")], [child("a", "elsewhere")]), "not in the package"),
        ("a.json", case([item("a"), item("b")], [child("a", "b"), child("b", "a")]), "round in a circle"),
        ("a.json", case([item("a"), item("a")], []), "Two items have the identifier a"),
        ("a.yaml", b"a: &a [x]\nb: [*a, *a]\n", "Anchors"),
    ],
)
def test_one_clear_message(name: str, data: bytes, words: str) -> None:
    found = read(data, name)
    assert found.framework is None
    assert found.errors
    assert words in found.errors[0].message
    assert "Traceback" not in found.errors[0].message


@pytest.mark.parametrize(("form", "suffix"), [("xlsx", "xlsx"), ("docx", "docx"), ("case", "json")])
def test_file_cut_off_anywhere(form: str, suffix: str) -> None:
    data = write(framework_of(FOUR), form, AT)
    for share in (0.1, 0.5, 0.9, 0.999):
        found = read(data[: int(len(data) * share)], f"a.{suffix}")
        assert found.framework is None
        assert found.errors


WHOLE = {
    suffix: write(framework_of(FOUR), form, AT)
    for form, suffix in (("xlsx", "xlsx"), ("docx", "docx"), ("case", "json"), ("csv", "csv"))
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_makes_it_stumble(data: st.DataObject) -> None:
    suffix = data.draw(st.sampled_from(sorted(WHOLE)))
    text = bytearray(WHOLE[suffix])
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    found = read(bytes(text), f"a.{suffix}")
    assert (found.framework is None) == bool(found.errors)


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("#|-*<>/tdrhable 1234:\n\"',;?SAEm"), max_size=300), st.sampled_from(("md", "html", "csv"))
)
def test_no_text_makes_it_stumble(text: str, suffix: str) -> None:
    found = read(text.encode(), f"a.{suffix}")
    assert (found.framework is None) == bool(found.errors)


def levels(*qualities: str) -> list[dict[str, Any]]:
    return [
        {"identifier": f"l{at}", "quality": quality, "score": at, "position": at, "description": f"{quality} text"}
        for at, quality in enumerate(qualities, 1)
    ]


def foreign() -> bytes:
    criteria = [
        {
            "identifier": "c1",
            "CFItemURI": {"identifier": "s1"},
            "CFRubricCriterionLevels": levels("Low", "Mid", "High"),
        },
        {"identifier": "c2", "CFItemURI": {"identifier": "s2"}, "CFRubricCriterionLevels": levels("Low", "High")},
        {"identifier": "c3", "CFItemURI": {"identifier": "gone"}, "CFRubricCriterionLevels": levels("Low", "High")},
    ]
    items = [item("a"), item("s1", humanCodingScheme="A.1"), item("s2"), item("g"), item("s3"), item("lost")]
    links = [child("a", "d"), child("s2", "a", 2), child("s1", "a", 1), child("g", "a", 3), child("s3", "g")]
    links.append({**child("s1", "s3"), "associationType": "isRelatedTo"})
    return case(items, links, CFRubrics=[{"identifier": "r", "CFRubricCriteria": criteria}])


def test_package_of_another_maker() -> None:
    found = read(foreign(), "other.json")
    framework = found.framework
    assert framework is not None, found.errors
    assert [(area.title, [part.text for part in area.statements]) for area in framework.areas] == [
        ("Text a", ["Text s1", "Text s2"]),
        ("Text a – Text g", ["Text s3"]),
        ("T", ["Text lost"]),
    ]
    assert framework.statements[0].id == "a-1"
    assert [level.label for level in framework.scale] == ["Low", "Mid", "High"]
    assert dict(framework.statements[0].descriptors) == {"1": "Low text", "2": "Mid text", "3": "High text"}
    assert not framework.areas[1].scale
    kinds = {doubt.kind for doubt in found.doubts}
    assert {DoubtKind.REFERENCE, DoubtKind.LAYOUT, DoubtKind.LEVEL_MISSING, DoubtKind.LEFT_OUT} <= kinds
    assert all(doubt.place.row for doubt in found.doubts)
    assert any("names an item that is not in the package" in doubt.seen for doubt in found.doubts)
