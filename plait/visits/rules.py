"""May this person prepare this visit now?"""

from __future__ import annotations

from plait.domain.verdicts import YES, Verdict, no

CLOSED = "This round is closed. What was written stays readable."
WITHDRAWN = "The school has not signed who sees what, or has withdrawn, so nothing new is prepared."


def _open(*, round_open: bool, signature_stands: bool) -> Verdict:
    if not round_open:
        return no(CLOSED)
    return YES if signature_stands else no(WITHDRAWN)


def may_arrange(
    *, of_the_host: bool, comes: bool, looked_at: bool, round_open: bool, signature_stands: bool
) -> Verdict:
    """Begin to plan a visit, or give it other dates."""
    if not (of_the_host or comes):
        return no("The headteacher and senior leaders of the school arrange it with those who come.")
    if not looked_at:
        return no("Nobody looks at this school in this round, so there is no visit to plan.")
    return _open(round_open=round_open, signature_stands=signature_stands)


def may_plan(*, of_the_host: bool, comes: bool, round_open: bool, signature_stands: bool) -> Verdict:
    """Change the timetable: both sides build it."""
    return may_arrange(
        of_the_host=of_the_host,
        comes=comes,
        looked_at=True,
        round_open=round_open,
        signature_stands=signature_stands,
    )


def may_take_over(*, comes: bool) -> Verdict:
    """Take an activity, or say that one cannot come."""
    return YES if comes else no("That is for those who come.")


def may_choose(*, of_the_host: bool, round_open: bool, signature_stands: bool) -> Verdict:
    """Choose the focus, ask questions, share items."""
    if not of_the_host:
        return no("The school chooses: its headteacher and senior leaders.")
    return _open(round_open=round_open, signature_stands=signature_stands)


def may_share_focus(*, head: bool, shared: bool, chosen: int, round_open: bool, signature_stands: bool) -> Verdict:
    """Let those who come read the focus. It stays shared."""
    if not head:
        return no("The headteacher decides when it goes to those who come.")
    if shared:
        return no("It is shared already.")
    if not chosen:
        return no("Choose an area, a statement or a question first.")
    return _open(round_open=round_open, signature_stands=signature_stands)


def may_think_ahead(*, comes: bool, shared: bool, round_open: bool, signature_stands: bool) -> Verdict:
    """Write hypotheses."""
    if not comes:
        return no("Those who come write them, by themselves.")
    if not shared:
        return no("The school is still choosing its focus. You can begin when it has shared it.")
    return _open(round_open=round_open, signature_stands=signature_stands)


def may_share_hypotheses(
    *, comes: bool, shared: bool, written: bool, round_open: bool, signature_stands: bool
) -> Verdict:
    """Let the school read them. They stay shared."""
    if not comes:
        return no("Those who come decide whether the school reads it before the visit.")
    if shared:
        return no("It is shared already.")
    if not written:
        return no("Nothing is written yet.")
    return _open(round_open=round_open, signature_stands=signature_stands)
