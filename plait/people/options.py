"""What a browser needs to make or use a passkey, as text for an attribute of a form: there is no inline script."""

from __future__ import annotations

import json
from typing import Any


def as_attribute(options: Any) -> str:
    """The options as JSON, with bytes as the package writes them; empty for none."""
    return json.dumps(_plain(options)) if options else ""


def _plain(value: Any) -> Any:
    if isinstance(value, dict) or hasattr(value, "items"):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
