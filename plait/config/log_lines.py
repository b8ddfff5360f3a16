"""What stands in a line of the server's log."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(?<=/)[\w:=-]{20,}(?=[/.?\s]|$)")
"""A part of an address that is a secret, or may be one: open reports, calendars and stop addresses carry theirs."""


class WithoutSecrets(logging.Filter):
    """Takes the secrets of addresses out of a line. Whoever reads the log should not be able to use them."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        bare = SECRET.sub("…", line)
        if bare != line:
            record.msg, record.args = bare, ()
        return True
