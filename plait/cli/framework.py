"""``plait framework``: check, list, show."""

from __future__ import annotations

from plait.cli.output import commands

app = commands("Check, list and show frameworks.")
