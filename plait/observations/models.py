"""Notes that were made while looking at a school, where they came from, and photos of work."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Observation(models.Model):
    """One note as it stands, for those who write the view.

    ``uid`` was made where the note was first written. ``device``: the device whose edits it follows; empty after a
    change on the web. ``beside``: two had changed one note, and this is what the second wrote.
    """

    view = models.ForeignKey("peerreview.PeerView", on_delete=models.CASCADE, related_name="+")
    uid = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    seen = models.CharField(max_length=20)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    device = models.UUIDField(null=True)
    beside = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
    """By the clock of the device, which may be wrong."""
    received_at = models.DateTimeField()
    """By our clock, the first time."""
    saved_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    """Deleted by its author: nothing is left but that it was here, so that a late delivery cannot bring it back."""
    delete_after = models.DateField(null=True, db_index=True)

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True) | Q(text="", place=""), name="observation_gone_is_empty"
            ),
        ]


class ObservationTag(models.Model):
    """A note speaks to a statement of the round's framework, or (``statement`` empty) to a whole area."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="tags")
    area = models.CharField(max_length=80)
    statement = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["observation", "area", "statement"], name="observationtag_once"),
        ]


class ReceivedEdit(models.Model):
    """An edit that a device has sent: what makes each one count once. ``observation``: the note that it went to."""

    uid = models.UUIDField()
    device = models.UUIDField()
    number = models.PositiveIntegerField()
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="edits")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uid", "device", "number"], name="receivededit_once")]


class ObservationPhoto(models.Model):
    """A photo of work, drawn anew before it was kept. ``uid`` was made on the device, so that it arrives once."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="photos")
    uid = models.UUIDField(unique=True)
    format = models.CharField(max_length=10)
    data = models.BinaryField()
    received_at = models.DateTimeField()


class WipeOrder(models.Model):
    """A person's devices are to forget a review the next time that they are in touch."""

    view = models.ForeignKey("peerreview.PeerView", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()


class SchoolWipe(models.Model):
    """The head of the school that a review is about asked that nothing of it stays on anybody's device. For good."""

    review = models.OneToOneField("peerreview.PeerReview", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()


class WipeConfirmation(models.Model):
    """A device says that it has forgotten the review. ``device``: the number it made for itself in this review."""

    order = models.ForeignKey(SchoolWipe, on_delete=models.CASCADE, related_name="confirmations")
    device = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "person", "device"], name="wipeconfirmation_once")]
