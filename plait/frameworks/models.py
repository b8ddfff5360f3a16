"""Published framework versions, which never change, and drafts of those that are being put together."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    def readable(
        self, partnership_ids: Collection[int], pinned: Collection[tuple[str, str]]
    ) -> FrameworkVersionQuerySet:
        """Those for everybody, those of these partnerships, and those that these rounds (id, version) have pinned."""
        found = Q(partnership__isnull=True) | Q(partnership_id__in=partnership_ids)
        for framework_id, version in pinned:
            found |= Q(framework_id=framework_id, version=version)
        return self.filter(found)


class FrameworkVersion(models.Model):
    """One published version, with its whole text as in its file. ``partnership``: whose it is; none: everybody's."""

    framework_id = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Nobody for those that come with Plait."""
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, null=True, related_name="+")

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework_id", "version"], name="framework_version_once")]

    def __str__(self) -> str:
        return f"{self.framework_id}@{self.version}"


class FrameworkDraftQuerySet(models.QuerySet["FrameworkDraft"]):
    def of(self, partnership_ids: Collection[int], *, everybody: bool) -> FrameworkDraftQuerySet:
        """Those of these partnerships; with ``everybody``, those that are to be everybody's as well."""
        found = Q(partnership_id__in=partnership_ids)
        return self.filter(found | Q(partnership__isnull=True) if everybody else found)


class FrameworkDraft(models.Model):
    """A framework that somebody loaded or began, while doubts are settled and words put right.

    ``body``: as :mod:`plait.adapters.framework_files.correcting` has it. ``doubts``: a list of mappings with ``kind``,
    ``key``, ``where``, ``seen``, ``settle`` and ``settled`` (empty, ``right`` or ``corrected``). ``remarks``: what the
    check says, as ``faults`` and ``warnings``, pairs of key and text. ``version`` counts saves.
    """

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.CASCADE, null=True, related_name="+")
    """Whose it will be; none: everybody's."""
    filename = models.CharField(max_length=255, blank=True)
    """Of the file that was loaded; empty for one that follows a published version."""
    body = models.JSONField()
    doubts = models.JSONField(default=list)
    remarks = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = FrameworkDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-id"]

    def __str__(self) -> str:
        return f"draft {self.pk}"
