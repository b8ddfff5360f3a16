"""The register of schools, as published."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from plait.domain.lineage import LinkKind
from plait.domain.schools import SchoolStatus


class SchoolQuerySet(models.QuerySet["School"]):
    def with_words(self, words: Sequence[str]) -> SchoolQuerySet:
        """Schools in whose name, place or postcode each of these folded words (or phrases) begins a word."""
        found = self
        for word in words:
            found = found.filter(search_text__contains=f" {word}")
        return found

    def best_first(self, folded: str) -> SchoolQuerySet:
        """The school with just this URN, then open before closed, then names that begin so, then by name."""
        return self.annotate(
            rank=Case(
                When(urn=int(folded) if folded.isdecimal() and len(folded) < 10 else 0, then=Value(0)),
                When(status__in=[SchoolStatus.CLOSED], then=Value(5)),
                When(status__in=[SchoolStatus.PROPOSED, SchoolStatus.NOT_KNOWN], then=Value(3)),
                default=Value(1),
                output_field=IntegerField(),
            )
            + Case(
                When(search_text__startswith=f" {folded}", then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        ).order_by("rank", "name", "urn")


class School(models.Model):
    """A school as the national register knows it. ``urn`` is its number for life."""

    urn = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=255)
    search_text = models.TextField(editable=False, default="")
    """Made of name, place, postcode and URN by ``plait.domain.schools.search_text``."""
    status = models.CharField(
        max_length=20,
        choices=[(status.value, status.value) for status in SchoolStatus],
        default=SchoolStatus.NOT_KNOWN.value,
    )
    kind = models.CharField(max_length=100, blank=True, default="")
    phase = models.CharField(max_length=60, blank=True, default="")
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    sixth_form = models.CharField(max_length=60, blank=True, default="")
    pupils = models.PositiveIntegerField(null=True, blank=True)
    street = models.CharField(max_length=255, blank=True, default="")
    locality = models.CharField(max_length=255, blank=True, default="")
    town = models.CharField(max_length=120, blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    la_code = models.CharField(max_length=10, blank=True, default="")
    la_name = models.CharField(max_length=120, blank=True, default="")
    trust = models.CharField(max_length=255, blank=True, default="")
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    changed_on = models.DateField(null=True, blank=True)
    """When the register itself last changed this entry."""

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "urn"]
        constraints = [
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="school_has_both_coordinates_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolLink(models.Model):
    """What another school is to this one, as the register publishes it: its predecessor, its successor.

    Numbers and not foreign keys: a line may lead through schools that the register file does not have.
    """

    urn = models.PositiveIntegerField()
    other_urn = models.PositiveIntegerField(db_index=True)
    other_name = models.CharField(max_length=255, blank=True, default="")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in LinkKind])
    words = models.CharField(max_length=100)
    """The published kind of link: "Predecessor - merged"."""
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["urn", "other_urn"]
        constraints = [
            models.UniqueConstraint(fields=["urn", "other_urn"], name="school_link_once"),
            models.CheckConstraint(condition=~Q(urn=F("other_urn")), name="school_link_of_two_schools"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in LinkKind]), name="school_link_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.urn}: {self.words} {self.other_urn}"


class RegisterImport(models.Model):
    """One reading of a register file into Plait."""

    at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    read = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    updated = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} at {self.at}"
