"""Data protection papers: what the installation knows stands there, the rest is a blank, in every format."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from plait.adapters.data_papers import as_html, as_markdown, as_word
from plait.adapters.programme_files import built_in
from plait.cli.main import main
from plait.domain.data_papers import (
    ARTEFACT_WORDS,
    Installation,
    Paper,
    Section,
    impact_assessment,
    readers_table,
    record_of_processing,
)
from plait.domain.retention_table import BY_KIND, TABLE, with_choices
from plait.domain.visibility import PHASES
from plait.rights.paper_queries import installation
from tests.world import trio

HERE = Installation(
    "https://plait.example", "an SQLite database", True, "", "", 7, 3, 1, (built_in()["peer-trio"],), True, BY_KIND
)
DAY = date(2026, 11, 26)


def words(paper: Paper) -> str:
    return as_markdown(paper).decode()


def test_every_phase_of_every_artefact_has_words() -> None:
    assert set(ARTEFACT_WORDS) == {(artefact, phase) for artefact, phases in PHASES.items() for phase in phases}


def test_readers_come_from_the_contracts() -> None:
    one = dict(readers_table([built_in()["peer-trio"]])[1])
    assert one["Reviewers’ working notes"] == "Those who wrote it"
    assert one["Evidence and next steps, draft"] == "Its headteacher, its senior leaders and its governors"
    both = dict(readers_table([built_in()["peer-trio"], built_in()["own-school"]])[1])
    assert both["Reviewers’ working notes"] == one["Reviewers’ working notes"]  # only a trio has any
    assert "in some programmes also the heads" in both["Evidence and next steps, submitted"]


@pytest.mark.parametrize("make", [impact_assessment, record_of_processing])
def test_what_is_known_stands_there_and_the_rest_is_a_blank(make: Any) -> None:
    told = words(make(HERE, DAY))
    for row in TABLE:
        assert row.title in told
    for known in ("https://plait.example", "an SQLite database", built_in()["peer-trio"].title, "No mail server"):
        assert known in told, known
    assert told.count("[to fill in:") >= 7
    changed = words(make(replace(HERE, table=with_choices("complaints=5 years"), mail="mail.example"), DAY))
    assert "5 years after it was closed" in changed
    assert "mail.example" in changed
    assert "does not begin with https" in words(make(replace(HERE, encrypted_on_the_way=False), DAY))


def test_every_format_says_the_same_and_runs_nothing() -> None:
    paper = Paper("A | paper", DAY, (Section("One", ("<script>x</script>",), (("A", "B"), (("1 | 2", "3\n4"),))),))
    assert "| 1 \\| 2 | 3 4 |" in as_markdown(paper).decode()
    assert "<script>" not in as_html(paper).decode()
    document = docx.Document(io.BytesIO(as_word(paper)))
    assert document.tables[0].rows[1].cells[0].text == "1 | 2"
    assert [item.text for item in document.paragraphs if item.style.name == "Heading 1"] == ["One"]


@pytest.mark.django_db
@pytest.mark.engine
def test_the_commands_write_them(tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert not installation().in_use
    trio()
    found = installation()
    assert (found.in_use, found.people, found.schools, found.partnerships) == (True, 7, 3, 1)
    assert [item.id for item in found.programmes] == ["peer-trio"]
    settings.MAIL_IS_SENT, settings.EMAIL_HOST = True, "mail.ash-hill.example"
    settings.EMAIL_HOST_PASSWORD = "not-to-be-seen"
    for command in ("dpia", "ropa"):
        for suffix in ("md", "html", "docx"):
            assert main(["rights", command, "-o", str(tmp_path / f"{command}.{suffix}"), "--json"]) == 0
            assert json.loads(capsys.readouterr().out)["blanks"] >= 7
        told = (tmp_path / f"{command}.md").read_text()
        assert "mail.ash-hill.example" in told
        assert "not-to-be-seen" not in told
        assert "ada@example.org" not in told
    assert main(["rights", "dpia", "-o", str(tmp_path / "x.pdf")]) == 2
