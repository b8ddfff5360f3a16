"""May this person do this in a partnership now?"""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.programmes import StepDefinition
from plait.domain.roles import ROLES, HeldAt, Permission, Role
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer
from plait.domain.wording import listed


def may_open_round(viewer: Viewer, *, partnership_id: int, members: Collection[int], has_lead: bool) -> Verdict:
    """The lead opens rounds; where nobody leads, the head of any member school does."""
    if partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return YES
    if not has_lead and viewer.urns_with(Permission.SUBMIT) & set(members):
        return YES
    if has_lead:
        return no("Your partnership lead opens the next round.")
    return no("The headteacher of any school in the partnership can open the next round.")


def may_change_members(viewer: Viewer, *, partnership_id: int, published: bool) -> Verdict:
    """The lead decides who joins; the members of a published group come from the register."""
    if published:
        return no("Who belongs to this group comes from the published register; the next reading brings changes.")
    if partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return YES
    return no("Only the partnership's lead can change who its members are.")


def may_leave(viewer: Viewer, *, partnership_id: int, urn: int | None, published: bool) -> Verdict:
    """The lead ends any membership, the headteacher that of their own school."""
    if not published and urn is not None and urn in viewer.urns_with(Permission.SUBMIT):
        return YES
    return may_change_members(viewer, partnership_id=partnership_id, published=published)


def may_nest(viewer: Viewer, *, partnership_id: int, parent_id: int | None) -> Verdict:
    """Somebody who leads both; to take it out again, leading the inner one is enough."""
    led = viewer.partnerships_with(Permission.RUN_ROUNDS)
    if partnership_id in led and (parent_id is None or parent_id in led):
        return YES
    return no("Only somebody who leads both partnerships can put one inside the other.")


def _runs(viewer: Viewer, partnership_id: int) -> bool:
    return partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS)


def _stands_in(viewer: Viewer, members: Collection[int], *, has_lead: bool) -> bool:
    """Where nobody leads, the head of any member school keeps rounds going."""
    return not has_lead and bool(viewer.urns_with(Permission.SUBMIT) & set(members))


def may_found(viewer: Viewer, *, parent_id: int | None) -> Verdict:
    """Administrators found partnerships anywhere; a lead founds them inside the one they lead."""
    if viewer.may_everywhere(Permission.FOUND) or (parent_id is not None and _runs(viewer, parent_id)):
        return YES
    if parent_id is not None:
        return no("The partnership’s lead founds others inside it.")
    return no("Whoever runs Plait for you founds partnerships; a partnership lead founds them inside their own.")


def may_start_programme(
    viewer: Viewer, *, partnership_id: int, members: Collection[int] = (), has_lead: bool = True
) -> Verdict:
    """The lead decides how the partnership works; where nobody leads, whoever may open its rounds."""
    if _runs(viewer, partnership_id) or _stands_in(viewer, members, has_lead=has_lead):
        return YES
    return no("The partnership’s lead sets up its programmes.")


def may_close_round(
    viewer: Viewer, *, partnership_id: int, open_: bool, members: Collection[int] = (), has_lead: bool = True
) -> Verdict:
    if not _runs(viewer, partnership_id) and not _stands_in(viewer, members, has_lead=has_lead):
        return no("The partnership’s lead closes its rounds.")
    return YES if open_ else no("This round is closed already.")


def may_change_dates(
    viewer: Viewer, *, partnership_id: int, open_: bool, members: Collection[int] = (), has_lead: bool = True
) -> Verdict:
    if not _runs(viewer, partnership_id) and not _stands_in(viewer, members, has_lead=has_lead):
        return no("The partnership’s lead sets the dates of its rounds.")
    return YES if open_ else no("This round is closed; its dates stay as they were.")


def may_change_places(viewer: Viewer, *, partnership_id: int, open_: bool) -> Verdict:
    """Who takes part in a round that is under way: the lead says."""
    if not _runs(viewer, partnership_id):
        return no("The partnership’s lead decides which schools take part in its rounds.")
    return YES if open_ else no("This round is closed; who took part stays as it was.")


def may_note_step(
    viewer: Viewer,
    *,
    step: StepDefinition,
    urn: int | None,
    partnership_id: int,
    around: Collection[int],
    programme_id: int,
    open_: bool,
) -> Verdict:
    """Whoever the programme names for a milestone; where it names nobody, the school's head or the lead.

    ``around``: the partnerships that this one lies in, whose area roles reach it.
    """
    if not open_:
        return no("This round is closed. What was noted stays readable.")
    if _runs(viewer, partnership_id):
        return YES
    held = {
        Role(item.role)
        for item in viewer.roles
        if (urn is not None and item.urn == urn)
        or item.partnership_id == partnership_id
        or item.programme_id == programme_id
        or (item.partnership_id in around and ROLES[Role(item.role)].held_at is HeldAt.AREA)
    }
    by = step.by or ((Role.HEAD,) if urn is not None else (Role.PARTNERSHIP_LEAD,))
    if held & set(by):
        return YES
    return no(f"“{step.title}” is noted by {listed([ROLES[role].title.lower() for role in by])}.")


def may_sign(viewer: Viewer, *, urn: int, round_open: bool, takes_part: bool = True) -> Verdict:
    if not viewer.may_at(urn, Permission.SIGN):
        return no("The headteacher signs for the school who sees what.")
    if not takes_part:
        return no("Your school no longer takes part in this round, so there is nothing to sign any more.")
    return YES if round_open else no("This round is closed, so there is nothing to sign any more.")


def may_withdraw(viewer: Viewer, *, urn: int, signed: bool) -> Verdict:
    if not viewer.may_at(urn, Permission.SIGN):
        return no("The headteacher decides whether the school stays in.")
    return YES if signed else no("Your school has not signed, so there is nothing to withdraw from.")


def signed_first(*, signed: bool, may_sign_it: bool) -> Verdict:
    """Before anybody writes, the school's head has read and signed who will see it (or nobody else will)."""
    if signed:
        return YES
    if may_sign_it:
        return no("Read and sign who will see what first; then everybody at your school can write.")
    return no("Your headteacher signs who will see what first; then everybody at your school can write.")


def may_form(viewer: Viewer, *, partnership_id: int, members: Collection[int], has_lead: bool) -> Verdict:
    """Who forms the groups of a round: whoever opens it."""
    if _runs(viewer, partnership_id) or _stands_in(viewer, members, has_lead=has_lead):
        return YES
    return no("The partnership’s lead forms its groups.")
