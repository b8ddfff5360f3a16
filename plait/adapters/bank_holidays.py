"""Bank holidays, from the package that keeps them for the whole world."""

from __future__ import annotations

from collections.abc import Collection, Container
from datetime import date

NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}


class DaysOff(Container[date]):
    """The bank holidays of one nation and some days besides. Years are worked out when they are asked for."""

    def __init__(self, nation: str, besides: Collection[date] = ()) -> None:
        """Raises ``KeyError`` for a nation that is none of :data:`NATIONS`."""
        import holidays  # noqa: PLC0415  a tenth of a second that most processes need not wait for

        self._bank = holidays.country_holidays("GB", subdiv=NATIONS[nation])
        self._besides = frozenset(besides)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self._besides or day in self._bank)
