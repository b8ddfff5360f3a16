"""May this person do this to a self-evaluation now?"""

from __future__ import annotations

from plait.domain.roles import Permission
from plait.domain.stages import SelfEvaluationState
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer
from plait.partnerships.rules import signed_first


def may_write(viewer: Viewer, *, urn: int, state: str, round_open: bool, signed: bool) -> Verdict:
    """Write an area, by hand or from a workbook. ``signed``: the head has, or need not."""
    if not viewer.may_at(urn, Permission.EVALUATE):
        return no("The headteacher and senior leaders of the school write its self-evaluation.")
    if state != SelfEvaluationState.DRAFT:
        return no("This self-evaluation has been submitted, so it can no longer be changed.")
    if not round_open:
        return no("This round is closed. What was written stays readable.")
    return signed_first(signed=signed, may_sign_it=viewer.may_at(urn, Permission.SIGN))


def may_submit(
    viewer: Viewer, *, urn: int, state: str, round_open: bool, signed: bool, signature_stands: bool
) -> Verdict:
    """Hand the evaluation to the partners. Whether it is complete is another question."""
    if not viewer.may_at(urn, Permission.SUBMIT):
        return no("The headteacher submits the self-evaluation.")
    verdict = may_write(viewer, urn=urn, state=state, round_open=round_open, signed=signed)
    if verdict and not signature_stands:
        return no("Your school has withdrawn from this round, so there is nobody to submit to. You can sign again.")
    return verdict


def may_reopen(viewer: Viewer, *, urn: int, state: str, round_open: bool, partners_have_begun: bool) -> Verdict:
    """Take a submitted evaluation back."""
    if not viewer.may_at(urn, Permission.SUBMIT):
        return no("The headteacher can take the self-evaluation back.")
    if state != SelfEvaluationState.SUBMITTED:
        return no("This self-evaluation has not been submitted.")
    if not round_open:
        return no("This round is closed. What was written stays readable.")
    if partners_have_begun:
        return no("A partner has begun to write. Anything that should change belongs in the challenge conversation.")
    return YES
