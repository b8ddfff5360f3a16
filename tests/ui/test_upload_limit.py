"""A huge upload takes no room, and the form can tell that it was too large."""

from __future__ import annotations

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

from plait.ui.uploads import LimitedUpload


def receive(size: int, limit: int, settings) -> int:
    """Sends ``size`` bytes through both handlers, as the parser does; how many were kept."""
    settings.UPLOAD_LIMIT = limit
    limited, kept = LimitedUpload(HttpRequest()), TemporaryFileUploadHandler(HttpRequest())
    for handler in (limited, kept):
        handler.new_file("file", "big.xlsx", "application/octet-stream", size, None, {})
    for start in range(0, size, 1000):
        chunk = limited.receive_data_chunk(b"x" * min(1000, size - start), start)
        if chunk is not None:
            kept.receive_data_chunk(chunk, start)
    assert limited.file_complete(size) is None
    file = kept.file_complete(size)
    file.seek(0)
    return len(file.read())


def test_what_is_over_the_limit_is_dropped_as_it_arrives(settings) -> None:
    assert receive(200_000, 10_000, settings) == 11_000


def test_what_is_under_the_limit_arrives_whole(settings) -> None:
    assert receive(9_999, 10_000, settings) == 9_999
