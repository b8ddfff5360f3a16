"""What every page must be, checked on every page that a test fetches."""

from inspection.client import PageClient
from inspection.page import Page, faults

__all__ = ["Page", "PageClient", "faults"]
