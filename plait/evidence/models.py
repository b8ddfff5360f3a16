"""What a school can show: items of its library, what they speak to, and where they are attached."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q

from plait.domain.roles import Permission
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.partnerships.sight import seen


class EvidenceContent(models.Model):
    """A file's bytes, once a school whatever number of items show them; ``sha256`` is of the file as it was sent.

    Pictures are kept drawn anew, so ``data`` of one has another hash: ``data_sha256``.
    """

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    data_sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "sha256"], name="evidencecontent_once_a_school")]


class EvidenceItemQuerySet(models.QuerySet["EvidenceItem"]):
    def visible_to(self, viewer: Viewer) -> EvidenceItemQuerySet:
        """Items of schools whose evaluation the viewer writes. Everybody else reads what is attached, as a use."""
        return self.filter(school_id__in=viewer.urns_with(Permission.EVALUATE))

    def due(self, today: date) -> EvidenceItemQuerySet:
        """Those that are to be looked at again."""
        return self.filter(review_on__lte=today, archived_at__isnull=True)


class EvidenceItem(models.Model):
    """One thing that a school can show. ``version`` counts changes, so that a stale page cannot overwrite."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    shows = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)
    content = models.ForeignKey(EvidenceContent, on_delete=models.PROTECT, null=True, related_name="items")
    file_name = models.CharField(max_length=200, blank=True)
    effective_on = models.DateField()
    review_on = models.DateField(null=True)
    strength = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    """When it was last changed, attached or put away: from then its time counts."""
    archived_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_once = models.BooleanField(default=False)

    objects = EvidenceItemQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["school", "-effective_on", "-id"])]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="evidenceitem_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind="file", content__isnull=False) | (~Q(kind="file") & Q(content__isnull=True)),
                name="evidenceitem_files_have_content",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceTag(models.Model):
    """An item speaks to this statement, or to this whole area where ``statement`` is empty."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="tags")
    framework_id = models.CharField(max_length=80)
    framework_version = models.CharField(max_length=40)
    area = models.CharField(max_length=80)
    statement = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["framework_id", "framework_version", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "framework_id", "framework_version", "area", "statement"], name="evidencetag_once"
            )
        ]


class EvidenceUseQuerySet(models.QuerySet["EvidenceUse"]):
    def visible_to(self, viewer: Viewer) -> EvidenceUseQuerySet:
        """Those where the contract lets the viewer read the judgements and the evidence beside them."""
        state = OuterRef("state")
        return self.filter(seen(viewer, Artefact.SELF_JUDGEMENT, state), seen(viewer, Artefact.EVIDENCE, state))


class EvidenceUse(models.Model):
    """An item attached to an area of something; so far that is always a self-evaluation.

    ``state`` is the phase that the subject is in, moved together with it. ``as_submitted`` holds the item's words from
    then; empty while the subject is a draft.
    """

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="uses")
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=80)
    statement = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=20, default=Phase.DRAFT.value)
    as_submitted = models.JSONField(null=True)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceUseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "subject_id", "area"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "area", "statement", "item"], name="evidenceuse_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", as_submitted__isnull=True)
                | Q(state="submitted", as_submitted__isnull=False),
                name="evidenceuse_submitted_has_its_words",
            ),
        ]
