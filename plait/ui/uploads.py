"""How much of an upload is kept while it arrives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUpload(FileUploadHandler):
    """Lets no more than ``UPLOAD_LIMIT`` bytes of a file through to the handlers after it.

    The rest is read and dropped, so a file of 200 MB takes no room. What the form gets is longer than the limit, so it
    can say that the file is too large.
    """

    let_through = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.let_through = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.let_through > settings.UPLOAD_LIMIT:
            return None
        self.let_through += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
