"""Tables that stand in every format: head row, rows, relative widths."""

from __future__ import annotations

from dataclasses import dataclass

from plait.adapters.charts.values import letter_of, table_of
from plait.domain.diagnosis import Diagnosis
from plait.domain.judgements import answer_label


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are as long as ``columns``; ``widths`` are shares, one a column."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    note: str = ""


def numbers_table(diagnosis: Diagnosis) -> Table | None:
    """The pictures' numbers: an area a row."""
    areas = tuple(area for area in diagnosis.areas if area.scale)
    if not areas:
        return None
    columns, rows = table_of(diagnosis, areas)
    columns, note = _shortened(columns, diagnosis.peers)
    return Table("Every area, every view", columns, rows, (2.0, *([1.3] * (len(columns) - 1))), note)


def history_table(diagnosis: Diagnosis) -> Table | None:
    """All rounds, oldest first, where there is more than one earlier round."""
    areas = [area for area in diagnosis.areas if area.scale]
    if len(diagnosis.rounds) < 2 or not areas:
        return None
    rows = tuple(
        (
            area.area.title,
            *("–" if view.note else answer_label(view.answer) for view in area.earlier),
            answer_label(area.settled),
        )
        for area in areas
    )
    columns = ("Area", *diagnosis.rounds, diagnosis.round or "This round")
    return Table("Round by round", columns, rows, (2.0, *([1.3] * (len(columns) - 1))))


def statement_tables(diagnosis: Diagnosis) -> tuple[Table, ...]:
    """A table an area with every statement and every answer; areas where nobody answered one are left out."""
    tables = []
    for area in diagnosis.areas:
        answered = any(
            answer is not None for view in area.statements for answer in (view.own, view.previous, *view.peers)
        )
        if not answered:
            continue
        with_peers = any(answer is not None for view in area.statements for answer in view.peers)
        earlier = bool(diagnosis.rounds) and any(view.previous is not None for view in area.statements)
        columns = ["Statement", "Your school"]
        if with_peers:
            columns += diagnosis.peers
        if earlier:
            columns.append(diagnosis.rounds[-1])
        rows = []
        for view in area.statements:
            row = [view.statement.text, answer_label(view.own)]
            if with_peers:
                row += [answer_label(answer) for answer in view.peers]
            if earlier:
                row.append(answer_label(view.previous))
            rows.append(tuple(row))
        short, note = _shortened(tuple(columns), diagnosis.peers)
        tables.append(
            Table(
                f"{area.number} {area.area.title}",
                short,
                tuple(rows),
                (3.0, *([1.3] * (len(short) - 1))),
                note,
            )
        )
    return tuple(tables)


def _shortened(columns: tuple[str, ...], peers: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Column heads that fit: with several partners each becomes "Peer A", and the note names them."""
    if len(peers) < 2 or not any(peer in columns for peer in peers):
        return columns, ""
    names = {peer: f"Peer {letter_of(index)}" for index, peer in enumerate(peers)}
    note = "; ".join(f"{short}: {name}" for name, short in names.items())
    return tuple(names.get(column, column) for column in columns), f"{note}."
