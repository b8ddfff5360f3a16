"""A real spreadsheet program opens, calculates and saves our workbooks: its sums are ours, and it loses nothing."""

from __future__ import annotations

import random
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import find_cell, known
from shapes import FOUR, framework_of

from plait.adapters.workbook import new, read
from plait.adapters.workbook.layout import choice
from plait.domain.frameworks import Area, Framework, Level, Overall, Rule, RuleKind, Scale, Statement
from plait.domain.judgements import Answer, AreaEntry, NonLevel, StatementEntry, Submission, answer_label
from plait.domain.scoring import derive_area, derive_overall, settled

pytestmark = pytest.mark.office

FILLS = 5


def converted(files: list[Path], folder: Path, kind: str = "xlsx") -> list[Path]:
    """The files after LibreOffice opened and saved them, all in one run with a profile of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed; install the package libreoffice-calc.")
    out = folder / "out"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [out / f"{file.stem}.{kind}" for file in files]


def scale_of(size: int, chance: random.Random) -> Scale:
    values: list[Any] = list(range(1, size + 1))
    if chance.random() < 0.3:
        values.reverse()
    elif chance.random() < 0.3:
        values = [f"level-{number}" for number in values]
    return Scale(tuple(Level(values[at], f"Step {'abcdef'[at]}", "", at + 1) for at in range(size)))


def rule_of(kind: RuleKind, scale: Scale, chance: random.Random) -> Rule:
    if kind is not RuleKind.GATED or chance.random() < 0.3:
        return Rule(kind)
    values = [level.value for level in scale]
    return Rule(kind, chance.choice(values), chance.choice([None, *values]))


def everything(chance: random.Random) -> Framework:
    """A framework with an area for every rule on scales of 2 to 6 levels, weighted and essential statements."""
    own = scale_of(chance.randint(3, 5), chance)
    areas = []
    for number in range(24):
        kind = list(RuleKind)[number % 4]
        scale = own if number < 8 else scale_of(2 + number % 5, chance)
        statements = tuple(
            Statement(
                f"s-{number}-{at}",
                f"Statement {at}",
                (),
                chance.choice((1.0, 1.0, 1.0, 2.0, 0.1, 0.2, 0.3)),
                chance.random() < 0.3,
            )
            for at in range(chance.randint(1, 6))
        )
        title = f"Area {number:02}"
        rule = rule_of(kind, scale, chance)
        areas.append(Area(f"area-{number}", title, title, "", scale, rule, statements))
    overall = Overall(True, rule_of(chance.choice(list(RuleKind)), own, chance))
    return Framework("all", "1", "Everything", "en", "MIT", "", "", own, Rule(RuleKind.LADDER), overall, tuple(areas))


def fill(framework: Framework, chance: random.Random) -> tuple[bytes, Submission]:
    """A workbook filled by another program, levels typed in several ways, and what was meant."""
    book = openpyxl.load_workbook(BytesIO(new(framework)))
    entries, said = [], []

    def spelled(scale: Scale, answer: Answer) -> Any:
        if not isinstance(answer, Level):
            return answer.label if answer is not None else None
        return chance.choice([choice(scale, answer), answer.label.upper(), answer.value, f" {answer.label} "])

    def any_answer(scale: Scale, gap: float) -> Answer:
        if chance.random() < gap:
            return chance.choice([None, *NonLevel])
        middle = chance.randrange(len(scale))
        return scale.levels[min(len(scale) - 1, max(0, middle + chance.choice((-1, 0, 0, 1))))]

    gap = chance.choice((0.0, 0.05, 0.3))
    for area, name in zip(framework.areas, book.sheetnames[2:], strict=False):
        sheet = book[name]
        column = find_cell(sheet, "Our level").column
        first = find_cell(sheet, "Statement").row + 1
        for at, statement in enumerate(area.statements):
            answer = any_answer(area.scale, gap)
            said.append(StatementEntry(statement.id, answer))
            sheet.cell(first + at, column).value = spelled(area.scale, answer)
        entry = AreaEntry(area.id, any_answer(area.scale, 0.7), agreed=any_answer(area.scale, 0.9))
        entries.append(entry)
        row = find_cell(book["Input"], area.title).row
        for head, value in (("Our judgement", entry.answer), ("Agreed after challenge", entry.agreed)):
            book["Input"].cell(row, find_cell(book["Input"], head).column).value = spelled(area.scale, value)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue(), Submission(framework, "", areas=tuple(entries), statements=tuple(said))


def words(answer: Answer, none: str) -> str:
    return none if answer is None else answer_label(answer)


def output_rows(path: Path) -> dict[str, dict[str, Any]]:
    """The tables of the Output sheet as values, by the area's title."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Output"]
    found: dict[str, dict[str, Any]] = {}
    heads: list[Any] = []
    for row in sheet.iter_rows(values_only=True):
        if "Rating" in row:
            heads = list(row)
        elif heads and isinstance(row[1], str):
            found[row[1]] = dict(zip(heads, row, strict=False)) | {"row": row}
    return found


def test_live_formulas_conclude_what_the_rules_conclude(tmp_path: Path) -> None:
    chance = random.Random(20261121)
    meant = {}
    files = []
    for number in range(FILLS):
        data, submission = fill(everything(chance), chance)
        files.append(tmp_path / f"fill-{number}.xlsx")
        files[-1].write_bytes(data)
        meant[number] = submission
    concluded = set()
    for number, path in enumerate(converted(files, tmp_path)):
        submission = meant[number]
        framework = submission.framework
        rows = output_rows(path)
        ratings = []
        for area in framework.areas:
            derived = derive_area(area, submission)
            stands = settled(submission.area(area.id), derived)
            ratings.append((area.id, stands))
            concluded.add((area.rule.kind, derived.level is None))
            place = f"fill {number}, {area.title}, {area.rule}"
            assert rows[area.title]["Statements suggest"] == words(derived.level, "–"), place
            assert rows[area.title]["Rating"] == words(stands, "Not yet judged"), place
            dots = [cell for cell in rows[area.title]["row"] if cell in ("●", "○")]
            positions = {stands, derived.level} - {None, *NonLevel}
            assert len(dots) == len(positions), place
            of = f"{derived.rated + derived.not_applicable} of {len(area.statements)}"
            assert rows[area.title]["Statements judged"] == of, place
        overall = derive_overall(framework, ratings)
        assert overall is not None
        assert rows["Overall"]["Rating"] == words(overall.level, "Not yet"), f"fill {number}, {framework.overall.rule}"
        back = read(path.read_bytes(), path.name, known)
        assert back.errors == ()
        assert back.submission is not None
        assert all(back.submission.area(entry.area_id) == entry for entry in submission.areas)
        assert all(back.submission.statement(entry.statement_id) == entry for entry in submission.statements)
    # the fills met every rule both with and without a conclusion
    assert concluded == {(kind, none) for kind in RuleKind for none in (True, False)}


def test_present_values_are_right_before_anything_is_calculated() -> None:
    """Programs that show a file without calculating it show what the rules conclude."""
    chance = random.Random(7)
    for _ in range(2):
        framework = everything(chance)
        _, submission = fill(framework, chance)
        path = BytesIO(new(framework, submission=submission))
        rows = output_rows(path)  # type: ignore[arg-type]
        for area in framework.areas:
            derived = derive_area(area, submission)
            assert rows[area.title]["Statements suggest"] == words(derived.level, "–")
            stands = settled(submission.area(area.id), derived)
            assert rows[area.title]["Rating"] == words(stands, "Not yet judged")


def test_hidden_sums_hold_the_values_that_libreoffice_calculates(tmp_path: Path) -> None:
    chance = random.Random(11)
    framework = everything(chance)
    _, submission = fill(framework, chance)
    ours = tmp_path / "ours.xlsx"
    ours.write_bytes(new(framework, submission=submission))
    stripped = tmp_path / "stripped.xlsx"
    openpyxl.load_workbook(ours).save(stripped)  # keeps formulas, drops values
    (theirs,) = converted([stripped], tmp_path)
    one = openpyxl.load_workbook(ours, data_only=True)["_sums"]
    other = openpyxl.load_workbook(theirs, data_only=True)["_sums"]
    for row, again in zip(one.iter_rows(values_only=True), other.iter_rows(values_only=True), strict=False):
        assert [cell for cell in row if cell is not None] == [cell for cell in again if cell is not None]


def test_saved_by_libreoffice_it_still_reads_the_same(tmp_path: Path) -> None:
    framework = framework_of(FOUR)
    texts = ("=1+1", "Line one\nline two", "Ysgol Dŵr 😀", "_x0041_")
    entries = (
        AreaEntry("beds", framework.scale.at(3), *texts[:3], framework.scale.at(2), texts[3]),
        AreaEntry("people", NonLevel.NOT_SURE, "x" * 5000),
    )
    submission = Submission(framework, "Made-up School", 123456, "Autumn 2026", areas=entries)
    path = tmp_path / "filled.xlsx"
    path.write_bytes(new(framework, submission=submission))
    (again,) = converted([path], tmp_path)
    reading = read(again.read_bytes(), again.name, known)
    assert reading.errors == ()
    assert reading.notes == ()
    assert reading.submission == submission
    (old,) = converted([path], tmp_path, "ods")
    refused = read(old.read_bytes(), old.name, known)
    assert "OpenDocument" in refused.errors[0].message
