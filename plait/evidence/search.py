"""Finding items by words in their titles, texts and files: SQLite's FTS5, PostgreSQL's full text search.

Both take word stems (Porter's), look for the beginnings of words, and want all of them. What is searched is written
with the item; on SQLite it stands in a table of its own, on PostgreSQL in a column that only this module knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import connection

from plait.domain.schools import fold

LONGEST = 200  # characters of a search that are looked at
MOST_WORDS = 8
MOST = 1_000  # items that one search brings up
INDEXED = 200_000  # characters of a file's words


def words_of(text: str) -> tuple[str, ...]:
    """The words that are searched for, folded; nothing that either engine would take for a sign of its own."""
    return tuple(re.findall(r"[^\W_]+", fold(text[:LONGEST])))[:MOST_WORDS]


def _asked(words: tuple[str, ...]) -> str:
    if connection.vendor == "sqlite":
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"{word}:*" for word in words)


def ranked(words: tuple[str, ...], urns: Collection[int]) -> list[int]:
    """The numbers of items of these schools that hold all of these words, best first; titles weigh most. One query."""
    schools = sorted(urns)
    marks = ", ".join(["%s"] * len(schools))
    if connection.vendor == "sqlite":
        sql = (
            "SELECT found.rowid FROM evidence_words found "
            "JOIN evidence_evidenceitem item ON item.id = found.rowid "
            "WHERE evidence_words MATCH %s AND item.school_id IN (SCHOOLS) "
            "ORDER BY bm25(evidence_words, 8.0, 3.0, 1.0), item.effective_on DESC, item.id DESC LIMIT %s"
        )
    else:
        sql = (
            "SELECT item.id FROM evidence_evidenceitem item, to_tsquery('english', %s) asked "
            "WHERE item.words_index @@ asked AND item.school_id IN (SCHOOLS) "
            "ORDER BY ts_rank(item.words_index, asked) DESC, item.effective_on DESC, item.id DESC LIMIT %s"
        )
    asked: list[str | int] = [_asked(words), *schools, MOST]
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("SCHOOLS", marks), asked)
        return [number for (number,) in cursor.fetchall()]


def index(item_id: int, *, title: str, shows: str, file: str) -> None:
    """Let the item be found by these words from now on. One or two queries, in the caller's transaction."""
    texts = [fold(text[:INDEXED]) for text in (title, shows, file)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM evidence_words WHERE rowid = %s", [item_id])
            cursor.execute(
                "INSERT INTO evidence_words (rowid, title, shows, file) VALUES (%s, %s, %s, %s)", [item_id, *texts]
            )
            return
        cursor.execute(
            "UPDATE evidence_evidenceitem SET words_index = setweight(to_tsvector('english', %s), 'A') || "
            "setweight(to_tsvector('english', %s), 'B') || setweight(to_tsvector('english', %s), 'D') WHERE id = %s",
            [*texts, item_id],
        )


def forget(item_ids: list[int]) -> None:
    """These are found no more. Nothing to do on PostgreSQL, where the words go with the row."""
    if connection.vendor == "sqlite" and item_ids:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM evidence_words WHERE rowid = %s", [[number] for number in item_ids])
