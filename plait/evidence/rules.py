"""May this person do this to the library now?"""

from __future__ import annotations

from plait.domain.evidence import ItemFacts
from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer


def may_keep(viewer: Viewer, *, urn: int) -> Verdict:
    """Read the library of this school, and write in it."""
    if viewer.may_at(urn, Permission.EVALUATE):
        return YES
    return no("The headteacher and senior leaders of the school keep its evidence.")


def may_change(viewer: Viewer, item: ItemFacts) -> Verdict:
    """Change an item, or what it speaks to."""
    if item.archived_at is not None:
        return no("This item is archived. Take it back into the library first.")
    return may_keep(viewer, urn=item.urn)


def may_attach(item: ItemFacts, *, urns: frozenset[int]) -> Verdict:
    """Attach an item to an evaluation of one of these schools, for somebody who may write it."""
    if item.archived_at is not None:
        return no("This item is archived. Take it back into the library first.")
    if item.urn not in urns:
        return no("This item is in the library of another school.")
    return YES
