"""The workshop after a review: who leads it and takes part, what was said, what comes first, what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plait.domain.workshops import CARD_LENGTH, Side, WorkshopState


class Workshop(models.Model):
    """The workshop of one school in one round. ``version`` counts every change that people in the room see."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    place = models.CharField(max_length=120, blank=True, default="")
    areas = models.JSONField(default=list)
    """Ids of the areas that are talked about, in order."""
    state = models.CharField(max_length=10, default=WorkshopState.PLANNED.value)
    version = models.PositiveIntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    check_on = models.DateField(null=True, blank=True)
    """The day of the impact check; set when the workshop closes."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "round"], name="workshop_once_a_round"),
            models.CheckConstraint(
                condition=Q(state=WorkshopState.CLOSED.value, closed_on__isnull=False, check_on__isnull=False)
                | (~Q(state=WorkshopState.CLOSED.value) & Q(closed_on__isnull=True, check_on__isnull=True)),
                name="workshop_closed_on_a_day",
            ),
        ]


class Participant(models.Model):
    """Somebody of the school who takes part, and what they do there."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop", "person"], name="workshop_participant_once")]


class Card(models.Model):
    """What helps or hinders, in few words. ``token`` makes sending it twice one card."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="cards")
    area = models.CharField(max_length=80)
    side = models.CharField(max_length=10, choices=[(side.value, side.value) for side in Side])
    text = models.CharField(max_length=CARD_LENGTH)
    token = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "token"], name="workshop_card_sent_once")]


class Vote(models.Model):
    """That one person finds a card important. Counted; whose it is is shown to nobody."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "person"], name="workshop_vote_once")]


class PlannedAction(models.Model):
    """An action that was written down in the workshop. It is the plan's; this says where it came from."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="planned")
    action = models.OneToOneField("actionplans.Action", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop", "token"], name="workshop_action_sent_once")]


class ImpactAnswer(models.Model):
    """What came of an action, one answer after the other: ``turn`` counts them, so that two at once are noticed."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="answers")
    action = models.ForeignKey("actionplans.Action", on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10)
    different = models.TextField()
    whom = models.TextField(blank=True, default="")
    know = models.TextField(blank=True, default="")
    again_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["turn"]
        constraints = [models.UniqueConstraint(fields=["action", "turn"], name="impact_answer_one_after_the_other")]
