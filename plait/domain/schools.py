"""Facts about a school that decide which parts of a framework it looks at."""

from __future__ import annotations

from enum import StrEnum


class Provision(StrEnum):
    """What a school offers. Framework areas name these in ``applies_to``."""

    NURSERY = "nursery"
    EARLY_YEARS = "early-years"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    POST_16 = "post-16"
    SPECIAL = "special"
    ALTERNATIVE = "alternative-provision"
    PARTNERSHIP = "partnership"


PRESCHOOL_AGE = 4  # children in the early years are four or younger when their school year starts
PRIMARY_AGES = range(5, 11)
SECONDARY_AGES = range(11, 16)
POST_16_AGE = 18  # the highest age on roll of a school with a sixth form


def provision_of(low_age: int | None, high_age: int | None, kind: str = "", sixth_form: str = "") -> frozenset[str]:
    """What a school offers, from its statutory ages, kind and sixth-form note in the national register.

    ``low_age``/``high_age``: statutory ages in years, ``None`` where the register is silent. ``kind``: the
    register's type of establishment. ``sixth_form``: the register's "has a sixth form" words. A school with no
    ages gets every tag that ages decide, so that no area is hidden from it for want of data.
    """
    kind = kind.casefold()
    tags: set[str] = set()
    if low_age is None or high_age is None:
        tags |= {Provision.EARLY_YEARS, Provision.PRIMARY, Provision.SECONDARY, Provision.POST_16}
    else:
        ages = range(low_age, high_age + 1)
        if low_age <= PRESCHOOL_AGE:
            tags.add(Provision.EARLY_YEARS)
        if any(age in PRIMARY_AGES for age in ages[:-1] or ages):
            tags.add(Provision.PRIMARY)
        if any(age in SECONDARY_AGES for age in ages[:-1] or ages):
            tags.add(Provision.SECONDARY)
        if high_age >= POST_16_AGE:
            tags.add(Provision.POST_16)
    if "does not have a sixth form" in sixth_form.casefold():
        tags.discard(Provision.POST_16)
    if "nursery" in kind:
        tags.add(Provision.NURSERY)
    if "special" in kind:
        tags.add(Provision.SPECIAL)
    if "pupil referral" in kind or "alternative provision" in kind:
        tags.add(Provision.ALTERNATIVE)
    return frozenset(tags)
