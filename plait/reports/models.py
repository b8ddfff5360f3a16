"""Releases: a version of a school's report as it was on one day, and who it is open to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.partnerships.sight import NOTHING, allowed_by_contract, standing, with_standing


class ReleaseQuerySet(models.QuerySet["Release"]):
    def released_to(self, viewer: Viewer) -> ReleaseQuerySet:
        """Versions that a release opens to the viewer now. The one place where that is decided.

        The viewer is this to the school in the round *today*, the version is open to those who are, and the contract
        lets them read a released report. A withdrawal of the school changes nothing about it: what was released stays.
        """
        found = NOTHING
        for relation in Relation:
            stands = standing(viewer, relation, round_path="round", host_path="school", while_signed=False)
            if stands is not None:
                open_to = Audience.objects.filter(
                    release_id=OuterRef("pk"), relation=relation.value, ended_at__isnull=True
                )
                allowed = allowed_by_contract(Artefact.REPORT, Phase.RELEASED, relation, Sight.READ, round_path="round")
                found |= stands & Q(Exists(open_to)) & allowed
        return self.filter(found)

    def of_own_school(self, viewer: Viewer) -> ReleaseQuerySet:
        """Versions of schools whose report the viewer reads anyway, released or not."""
        found = NOTHING
        for relation in Relation:
            stands = standing(viewer, relation, round_path="round", host_path="school")
            if stands is not None:
                found |= stands & allowed_by_contract(
                    Artefact.REPORT, Phase.DRAFT, relation, Sight.READ, round_path="round"
                )
        return self.filter(found)

    def visible_to(self, viewer: Viewer) -> ReleaseQuerySet:
        """Versions that the viewer may open, by whichever way."""
        return self.filter(Q(pk__in=self.released_to(viewer)) | Q(pk__in=self.of_own_school(viewer)))

    def with_relations(self, viewer: Viewer) -> ReleaseQuerySet:
        """Each with what the viewer is to its school, for the disclosure log."""
        return with_standing(self, viewer, while_signed=False)


class Release(models.Model):
    """One released version. Nothing of it is ever altered; what changes is to whom it is open."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    evaluation = models.ForeignKey("selfevaluation.SelfEvaluation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-released_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["school", "round", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return f"version {self.number}"


class Audience(models.Model):
    """People to whom a version is open, by what they are to the school, until the owner ends it."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="audiences")
    relation = models.CharField(max_length=20)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "relation"], name="audience_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="audience_ended_by_someone",
            ),
        ]


class FrozenContent(models.Model):
    """Bytes, kept once under their SHA-256 whatever number of files they are."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    data = models.BinaryField()


class ReleasedFile(models.Model):
    """A released version in one format."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    suffix = models.CharField(max_length=10)
    content = models.ForeignKey(FrozenContent, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "suffix"], name="releasedfile_once")]


class ReleaseLink(models.Model):
    """An address that opens one version without signing in, until its last day or until the owner ends it.

    The address itself is nowhere kept: only the SHA-256 of its secret part.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=80)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="releaselink_has_a_label"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="releaselink_ended_by_someone",
            ),
        ]
