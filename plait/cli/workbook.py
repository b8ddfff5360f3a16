"""``plait workbook``: make the Excel workbook of a framework, read a filled one."""

from __future__ import annotations

from plait.cli.output import commands

app = commands("Make an Excel workbook of a framework; read a filled one.")
