"""An overview page against the pages of the areas: what stands on one and not on the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from plait.adapters.framework_files.blocks import Table, folded, quoted
from plait.adapters.framework_files.doubts import DoubtKind
from plait.adapters.framework_files.draft import Draft, DraftStatement

_NAMES = re.compile(
    r"^(an? |the )?(\w+ ){0,3}(overview|summary|at a glance|on a page|summary grid|trosolwg)"
    r"( of .*| grid| page)?$"
)
_ALIKE = 85  # of 100, for two names of one statement


@dataclass(slots=True)
class Overview:
    """Collects the statements of overview tables; they are compared, not read twice."""

    draft: Draft
    _kept: list[DraftStatement] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _drafts: list[Draft] = field(default_factory=list)

    def takes(self, heading: str) -> bool:
        """Whether a table under this heading, or on this sheet, is an overview."""
        return bool(_NAMES.match(folded(heading)))

    def keep(self, statements: list[DraftStatement], table: Table, aside: Draft) -> None:
        """Remember the statements of an overview, and the draft that it would make by itself."""
        self._kept += statements
        self._tables.append(table)
        self._drafts.append(aside)

    def compare(self) -> None:
        """Doubts where the overview and the areas differ. An overview that stands alone is the framework itself."""
        if not self._kept:
            return
        statements = [statement for area in self.draft.areas for statement in area.statements]
        if not statements:
            table = self._tables[0]
            self.draft.doubt(
                DoubtKind.OVERVIEW,
                table.place,
                "There is an overview, but no page for any area; the overview was read as the framework.",
                "Check that nothing is missing.",
            )
            for aside in self._drafts:
                self.draft.doubts += aside.doubts
                self.draft.areas += aside.areas
            return
        names = [folded(statement.text.text) for statement in statements]
        seen: set[int] = set()
        for kept in self._kept:
            match = process.extractOne(folded(kept.text.text), names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
            if match is None:
                self.draft.doubt(
                    DoubtKind.OVERVIEW,
                    kept.text.place,
                    f"{quoted(kept.text.text)} stands on the overview, but on no area's page; it was left out.",
                    "Add it to its area, or take it off the overview.",
                )
            else:
                seen.add(match[2])
        for at, statement in enumerate(statements):
            if at not in seen:
                self.draft.doubt(
                    DoubtKind.OVERVIEW,
                    statement.text.place,
                    f"{quoted(statement.text.text)} stands on its area's page, but not on the overview.",
                    "Add it to the overview, or take it out.",
                )
