"""The register of schools, as published."""

from __future__ import annotations

from django.db import models


class School(models.Model):
    """A school as the national register knows it. ``urn`` is its number for life."""

    urn = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=255)

    class Meta:
        ordering = ["name", "urn"]

    def __str__(self) -> str:
        return self.name
