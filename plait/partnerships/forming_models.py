"""Groups that were worked out for a round, until they are taken over and as they were then."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ProposalState:
    """``DRAFT``: being looked at. ``READY``: the next round takes it. ``TAKEN``: a round has it."""

    DRAFT, READY, TAKEN = "draft", "ready", "taken"
    ALL = (DRAFT, READY, TAKEN)


class Proposal(models.Model):
    """Groups for the next round of a programme, or for ``round``. One at a time that no round has taken.

    ``asked``, ``groups``: as :class:`plait.domain.groups.GroupSettings` and ``GroupProposal`` give them.
    ``version`` counts saves.
    """

    programme = models.ForeignKey("partnerships.Programme", on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, default=ProposalState.DRAFT)
    asked = models.JSONField()
    groups = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=~Q(state=ProposalState.TAKEN), name="proposal_open_once"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(state=ProposalState.TAKEN), name="proposal_taken_once_a_round"
            ),
            models.CheckConstraint(condition=Q(state__in=ProposalState.ALL), name="proposal_state"),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.TAKEN) | Q(round__isnull=False), name="proposal_taken_by_a_round"
            ),
        ]
