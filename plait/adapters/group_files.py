"""The CSV files of forming groups: schools, pairs that may not meet, groups of before, and the groups formed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

from plait.adapters.gias_values import Bad, Column, Parse, key_of, repeated_words, shown, urn_cell
from plait.adapters.table_files import FAULTS, FileFault, FileFaults, read_rows
from plait.domain.trios.values import Candidate, Forming, Mode, Pair, pair

EAST, NORTH = 800_000, 1_400_000


def _metres(limit: int) -> Parse:
    def parse(text: str) -> float:
        clean = text.strip()
        if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]*)?", clean):
            what = f"is {shown(clean)}" if clean else "is blank"
            raise Bad(f"{what}; give the metres on the national grid, such as 533498")
        number = float(clean)
        if not 0 < number <= limit:
            raise Bad(f"is {clean}, which is no place in Great Britain; give the metres on the national grid")
        return number

    return parse


_urn: Callable[[str], int] = urn_cell
_words = repeated_words(255)


def _phase(text: str) -> str:
    clean = _words(text)
    if not clean:
        raise Bad("is blank; write the school's phase, or one word for all")
    return clean


_SCHOOL = (
    Column("urn", (("urn", _urn),)),
    Column("name", (("name", _words), ("EstablishmentName", _words)), ""),
    Column("phase", (("phase", _phase), ("PhaseOfEducation (name)", _phase))),
    Column("easting", (("easting", _metres(EAST)),)),
    Column("northing", (("northing", _metres(NORTH)),)),
)
_NEEDED = {"urn": "urn", "phase": "phase", "easting": "easting", "northing": "northing"}


def read_schools(path: Path, columns: Sequence[str] = ()) -> tuple[Candidate, ...]:
    """The schools of a file: ``urn,name,phase,easting,northing`` and the named ``columns``.

    Raises :class:`FileFaults`.
    """
    known = {key_of(heading) for column in _SCHOOL for heading, _ in column.headings}
    own = [name for name in dict.fromkeys(columns) if key_of(name) not in known]
    wanted = (*_SCHOOL, *(Column(f"own:{name}", ((name, _words),)) for name in own))
    needed = _NEEDED | {f"own:{name}": name for name in own}
    rows = read_rows(path, wanted, needed, "the first line names the columns: urn,name,phase,easting,northing")
    lines: dict[int, int] = {}
    schools, faults = [], []
    for line, cells in rows:
        urn, name, phase, easting, northing, *traits = cells
        assert isinstance(urn, int) and isinstance(easting, float) and isinstance(northing, float)  # noqa: S101, PT018
        if urn in lines:
            faults.append(FileFault(path, line, f"URN {urn} is on line {lines[urn]} already; keep one of the two"))
            continue
        lines[urn] = line
        values = dict(zip(own, map(str, traits), strict=True))
        for column in columns:
            if column not in values:
                values[column] = str(dict(zip(_FIELDS, cells, strict=False)).get(key_of(column), phase))
        schools.append(Candidate(urn, str(name), str(phase), easting, northing, values))
    if not schools and not faults:
        faults.append(
            FileFault(path, None, "there is no school in this file; write one on each line below the heading")
        )
    if faults:
        raise FileFaults(faults)
    return tuple(schools)


_FIELDS = tuple(column.field for column in _SCHOOL)


def read_pairs(path: Path, known: frozenset[int]) -> frozenset[Pair]:
    """Pairs that may not meet: ``urn_a,urn_b``. Raises :class:`FileFaults` also for schools not in ``known``."""
    columns = (Column("urn_a", (("urn_a", _urn),)), Column("urn_b", (("urn_b", _urn),)))
    rows = read_rows(path, columns, {"urn_a": "urn_a", "urn_b": "urn_b"}, "the first line is urn_a,urn_b")
    faults, found = [], set()
    for line, (a, b) in rows:
        assert isinstance(a, int) and isinstance(b, int)  # noqa: S101, PT018
        unknown = [urn for urn in dict.fromkeys((a, b)) if urn not in known]
        if unknown:
            listed = " and ".join(map(str, unknown))
            faults.append(
                FileFault(path, line, f"URN {listed} is not among the schools; correct it or leave out the pair")
            )
        elif a == b:
            faults.append(FileFault(path, line, f"URN {a} is paired with itself; write two different schools"))
        else:
            found.add(pair(a, b))
    if faults:
        raise FileFaults(faults[:FAULTS])
    return frozenset(found)


def read_groups(path: Path) -> tuple[frozenset[int], ...]:
    """Groups of before: ``group,urn``, as :func:`groups_csv` writes them. Schools may have gone since.

    Raises :class:`FileFaults`.
    """
    columns = (Column("group", (("group", _group),)), Column("urn", (("urn", _urn),)))
    rows = read_rows(path, columns, {"group": "group", "urn": "urn"}, "the first line is group,urn")
    groups: dict[object, set[int]] = {}
    home: dict[int, tuple[object, int]] = {}
    faults = []
    for line, (group, urn) in rows:
        assert isinstance(urn, int)  # noqa: S101
        if urn in home:
            faults.append(FileFault(path, line, f"URN {urn} is in a group on line {home[urn][1]} already; keep one"))
            continue
        home[urn] = (group, line)
        groups.setdefault(group, set()).add(urn)
    if faults:
        raise FileFaults(faults[:FAULTS])
    return tuple(frozenset(urns) for urns in groups.values())


def read_pins(path: Path, known: frozenset[int]) -> tuple[frozenset[int], ...]:
    """Schools that stay together: ``group,urn``. Raises :class:`FileFaults` also for schools not in ``known``."""
    pins = read_groups(path)
    unknown = sorted({urn for pin in pins for urn in pin} - known)
    if unknown:
        what = "is not among the schools; correct it or leave out its line"
        raise FileFaults([FileFault(path, None, f"URN {urn} {what}") for urn in unknown[:FAULTS]])
    return pins


def _group(text: str) -> str:
    clean = _words(text)
    if not clean:
        raise Bad("is blank; name the group")
    return clean


def pairs_of(groups: Sequence[frozenset[int]]) -> frozenset[Pair]:
    """Every two schools that were in one group."""
    return frozenset(pair(a, b) for group in groups for a, b in combinations(sorted(group), 2))


def groups_csv(forming: Forming, mode: Mode) -> bytes:
    """``group,urn,role``. In a ring the role is ``reviews URN``; else every role is ``mutual``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("group", "urn", "role"))
    for number, group in enumerate(forming.groups, start=1):
        for place, urn in enumerate(group.members):
            following = group.members[(place + 1) % len(group.members)]
            writer.writerow((number, urn, f"reviews {following}" if mode is Mode.RING else "mutual"))
    return text.getvalue().encode()
