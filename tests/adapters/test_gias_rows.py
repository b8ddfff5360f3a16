"""Reading the published register: what is taken from a row, and which rows are not taken."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.adapters.gias import RegisterRow, RejectedRow, open_register
from plait.domain.schools import SchoolStatus

HEADING = (
    "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),CloseDate,"
    "PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge,OfficialSixthForm (name),NumberOfPupils,"
    "Trusts (name),LastChangedDate,Street,Locality,Town,Postcode,Easting,Northing"
)
ROW = (
    '990001,901,Northshire,"Môr Lân, Primary School",Community school,Open,,Primary,4,11,'
    "Does not have a sixth form,210,,14-11-2023,1 School Lane,Old Village,Newtown,ZA1 2BC,533498,181201"
)


def register(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "register.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path, **options: object) -> tuple[list[RegisterRow], list[RejectedRow]]:
    rows = list(open_register(path, **options).rows())  # type: ignore[arg-type]
    return (
        [row for row in rows if isinstance(row, RegisterRow)],
        [row for row in rows if isinstance(row, RejectedRow)],
    )


def one_cell(tmp_path: Path, column: str, value: str) -> tuple[list[RegisterRow], list[RejectedRow]]:
    return read(register(tmp_path, f'URN,EstablishmentName,{column}\n990001,Ash Bank,"{value}"\n'))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("zipped", [False, True])
def test_whole_row_in_any_encoding(tmp_path: Path, encoding: str, ending: str, zipped: bool) -> None:
    data = (HEADING + ending + ROW + ending).encode(encoding)
    path = tmp_path / ("register.csv.gz" if zipped else "register.csv")
    path.write_bytes(gzip.compress(data) if zipped else data)
    good, bad = read(path)
    assert bad == []
    assert good == [
        RegisterRow(
            urn=990001,
            name="Môr Lân, Primary School",
            status=SchoolStatus.OPEN,
            kind="Community school",
            phase="Primary",
            low_age=4,
            high_age=11,
            sixth_form="Does not have a sixth form",
            pupils=210,
            street="1 School Lane",
            locality="Old Village",
            town="Newtown",
            postcode="ZA1 2BC",
            la_code="901",
            la_name="Northshire",
            trust="",
            easting=533498,
            northing=181201,
            closed_on=None,
            changed_on=date(2023, 11, 14),
        )
    ]


def test_two_columns_are_enough_and_the_file_says_which_it_has(tmp_path: Path) -> None:
    file = open_register(register(tmp_path, "EstablishmentName,URN\nAsh Bank,990001\n"))
    assert file.fields == ("urn", "name")
    (row,) = file.rows()
    assert isinstance(row, RegisterRow)
    assert (row.urn, row.name, row.status, row.easting) == (990001, "Ash Bank", SchoolStatus.NOT_KNOWN, None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("31-08-2012", date(2012, 8, 31)),
        ("31/08/2012", date(2012, 8, 31)),
        ("2012-08-31", date(2012, 8, 31)),
        ("20120831", date(2012, 8, 31)),
        ("31 August 2012", date(2012, 8, 31)),
        ("", None),
        (" ", None),
    ],
)
def test_dates_as_they_are_written(tmp_path: Path, written: str, meant: date | None) -> None:
    good, bad = one_cell(tmp_path, "CloseDate", written)
    assert (bad, [row.closed_on for row in good]) == ([], [meant])


@pytest.mark.parametrize(
    ("column", "value", "field", "meant"),
    [
        ("EstablishmentStatus (name)", "Open, but proposed to close", "status", SchoolStatus.CLOSING),
        ("EstablishmentStatus (name)", "PROPOSED  to open", "status", SchoolStatus.PROPOSED),
        ("EstablishmentStatus (name)", "Quarantined", "status", SchoolStatus.NOT_KNOWN),
        ("EstablishmentStatus (code)", "2", "status", SchoolStatus.CLOSED),
        ("PhaseOfEducation (code)", "4", "phase", "Secondary"),
        ("phaseofeducation_name", "Primary", "phase", "Primary"),
        ("LA(name)", "Northshire", "la_name", "Northshire"),
        ("StatutoryLowAge", "4.0", "low_age", 4),
        ("NumberOfPupils", "SUPP", "pupils", None),
        ("Postcode", "za12bc", "postcode", "ZA1 2BC"),
        ("Postcode", "BFPO  57", "postcode", "BFPO 57"),
        ("Town", " New\u00a0 town ", "town", "New town"),
    ],
)
def test_cells_as_published_files_have_them(tmp_path: Path, column: str, value: str, field: str, meant: object) -> None:
    good, bad = one_cell(tmp_path, column, value)
    assert (bad, [getattr(row, field) for row in good]) == ([], [meant])


def test_name_column_counts_before_its_code(tmp_path: Path) -> None:
    heading = "URN,EstablishmentName,EstablishmentStatus (code),EstablishmentStatus (name)"
    good, _ = read(register(tmp_path, f"{heading}\n990001,Ash Bank,1,Closed\n"))
    assert good[0].status is SchoolStatus.CLOSED


@pytest.mark.parametrize(
    ("east", "north", "meant"),
    [
        ("533498", "181201", (533498, 181201)),
        ("533498.4", "181200.6", (533498, 181201)),
        ("0", "0", (None, None)),
        ("", "", (None, None)),
        ("533498", "", (None, None)),
        ("533498", "0", (None, None)),
    ],
)
def test_a_place_is_two_coordinates_or_none(
    tmp_path: Path, east: str, north: str, meant: tuple[int | None, int | None]
) -> None:
    text = f"URN,EstablishmentName,Easting,Northing\n990001,Ash Bank,{east},{north}\n"
    good, bad = read(register(tmp_path, text))
    assert (bad, [(row.easting, row.northing) for row in good]) == ([], [meant])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Total", "URN is blank"),
        ("NAT,England", "URN is 'NAT', not a number"),
        ("N/A,England", "URN is 'N/A', not a number"),
        ("0,Nowhere", "URN is 0"),
        ("99000001,Too long", "at most seven digits"),
        ("-990001,Minus", "not a whole number"),
        ("990002,", "EstablishmentName is blank"),
        ("990002,   ", "EstablishmentName is blank"),
        ("990002," + "x" * 256, "256 characters long; at most 255"),
        ("990002,Beck Lane,more", "has 3 cells where the heading has 2"),
        ("990002", "has 1 cells where the heading has 2"),
        ("990001,Ash Bank again", "URN 990001 is already on an earlier line"),
    ],
)
def test_bad_row_is_listed_with_its_line_and_the_others_are_kept(tmp_path: Path, line: str, reason: str) -> None:
    text = f"URN,EstablishmentName\n990001,Ash Bank\n\n{line}\n990003,Cliff Top\n"
    good, bad = read(register(tmp_path, text))
    assert [row.urn for row in good] == [990001, 990003]
    assert [item.row for item in bad] == [4]
    assert reason in bad[0].reason


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("CloseDate", "31-02-2020", "CloseDate is '31-02-2020', not a date"),
        ("StatutoryHighAge", "eleven", "StatutoryHighAge is 'eleven', not a whole number"),
        ("StatutoryHighAge", "110", "at most 99"),
        ("Easting", "5334980", "on the national grid it is at most 800000"),
        ("Northing", "north", "not a number of metres"),
        ("Postcode", "somewhere in town", "not a postcode"),
    ],
)
def test_impossible_cell_names_its_column(tmp_path: Path, column: str, value: str, reason: str) -> None:
    good, bad = one_cell(tmp_path, column, value)
    assert good == []
    assert reason in bad[0].reason


def test_every_fault_of_a_row_is_said_at_once(tmp_path: Path) -> None:
    _, bad = read(register(tmp_path, "URN,EstablishmentName,CloseDate\nx,,soon\n"))
    assert all(column in bad[0].reason for column in ("URN", "EstablishmentName", "CloseDate"))


def test_blank_cells_beyond_the_heading_do_no_harm(tmp_path: Path) -> None:
    good, bad = read(register(tmp_path, "URN,EstablishmentName\n990001,Ash Bank,,\n,,\n"))
    assert ([row.urn for row in good], bad) == ([990001], [])


def test_line_numbers_count_lines_and_not_rows(tmp_path: Path) -> None:
    text = 'URN,EstablishmentName\n990001,"Ash\nBank"\nx,Beck\n'
    good, bad = read(register(tmp_path, text))
    assert [row.name for row in good] == ["Ash Bank"]
    assert [item.row for item in bad] == [4]


def test_own_column_names_by_mapping(tmp_path: Path) -> None:
    path = register(tmp_path, "School number,Called,Town\n990001,Ash Bank,Newtown\n")
    good, bad = read(path, mapping={"school  number": "URN", "Called": "EstablishmentName"})
    assert (bad, [(row.urn, row.name, row.town) for row in good]) == ([], [(990001, "Ash Bank", "Newtown")])


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    lines = "".join(f"{990001 + number},School {number}\n" for number in range(3000))
    path = register(tmp_path, "URN,EstablishmentName\n" + lines)
    steps: list[int] = []
    assert len(list(open_register(path).rows(steps.append))) == 3000
    assert sum(steps) == path.stat().st_size
    assert all(step >= 0 for step in steps)
    assert len(steps) > 2


CELLS = st.text(st.characters(codec="utf-8", exclude_characters='\0",\r\n'), max_size=30)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=40))
def test_each_row_is_taken_or_listed_and_nothing_breaks(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "register.csv"
    body = "".join(",".join(row) + "\n" for row in rows)
    path.write_text("URN,EstablishmentName,Easting\n" + body, encoding="utf-8", newline="")
    good, bad = read(path)
    assert len(good) + len(bad) == sum(any(row) for row in rows)
    assert len({row.urn for row in good}) == len(good)


@settings(deadline=None)
@given(st.permutations(range(8)), st.integers(1, 4))
def test_a_batch_with_a_bad_row_reads_its_good_rows_alike(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], bad_rows: int
) -> None:
    """The quick way through a clean batch and the careful way through a faulty one agree."""
    clean = [f"{990001 + number},School {number},ZA{number} 2BC,{number}000" for number in range(8 - bad_rows)]
    lines = clean + ["x,Nobody,,"] * bad_rows
    folder = tmp_path_factory.mktemp("batch")
    heading = "URN,EstablishmentName,Postcode,Easting\n"
    (folder / "clean.csv").write_text(heading + "\n".join(clean))
    (folder / "mixed.csv").write_text(heading + "\n".join(lines[index] for index in order))
    assert sorted(read(folder / "mixed.csv")[0]) == sorted(read(folder / "clean.csv")[0])
    assert len(read(folder / "mixed.csv")[1]) == bad_rows
