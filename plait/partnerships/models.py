"""Who works with whom: partnerships, their programmes and rounds, and who holds which role."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plait.domain.partnership_kinds import Governance, MemberRole
from plait.domain.roles import Role


class Partnership(models.Model):
    """Schools that work together: a trio, a cluster, an alliance, a trust. May lie inside another one."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, default="trio")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    governance = models.CharField(
        max_length=10, choices=[(item.value, item.value) for item in Governance], default=Governance.SOFT.value
    )
    reference = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001  blank would not be unique
    """The number (UID) of a published group."""
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="partnership_reference_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="partnership_reference_or_none"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="partnership_not_inside_itself"
            ),
            models.CheckConstraint(
                condition=Q(opened__isnull=True) | Q(closed__isnull=True) | Q(closed__gte=F("opened")),
                name="partnership_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(governance__in=[item.value for item in Governance]), name="partnership_governance"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def present(self) -> MembershipQuerySet:
        """Memberships that have not ended."""
        return self.filter(left__isnull=True)


class Membership(models.Model):
    """A member of a partnership, from one day to another: a school, or a strategic partner by its name."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True, default="")
    """Of a member that is no school: a university, a charity."""
    role = models.CharField(
        max_length=20, choices=[(item.value, item.value) for item in MemberRole], default=MemberRole.CORE.value
    )
    joined = models.DateField()
    left = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left__isnull=True) | Q(left__gte=F("joined")), name="membership_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["partnership", "school"], condition=Q(left__isnull=True), name="membership_open_once"
            ),
            models.UniqueConstraint(
                fields=["partnership", "name"],
                condition=Q(left__isnull=True, school__isnull=True),
                name="membership_by_name_open_once",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False, name="")
                | (Q(school__isnull=True, role=MemberRole.STRATEGIC.value) & ~Q(name="")),
                name="membership_of_a_school_or_a_named_partner",
            ),
            models.CheckConstraint(condition=Q(role__in=[item.value for item in MemberRole]), name="membership_role"),
        ]


class Appointment(models.Model):
    """A role that a person holds at a school, in a partnership or programme, or everywhere, from one day to another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, null=True, blank=True, related_name="appointments"
    )
    programme = models.ForeignKey(
        "Programme", on_delete=models.CASCADE, null=True, blank=True, related_name="appointments"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False, partnership__isnull=True, programme__isnull=True)
                | Q(school__isnull=True, partnership__isnull=False, programme__isnull=True)
                | Q(school__isnull=True, partnership__isnull=True, programme__isnull=False)
                | Q(
                    school__isnull=True,
                    partnership__isnull=True,
                    programme__isnull=True,
                    role=Role.ADMINISTRATOR.value,
                ),
                name="appointment_at_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="appointment_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.REVIEWER.value) | Q(ends__isnull=False), name="appointment_of_a_reviewer_ends"
            ),
        ]
        indexes = [models.Index(fields=["person", "starts"])]


class Contract(models.Model):
    """A visibility contract, word for word and for good: known by its fingerprint, shared by all who have the same."""

    fingerprint = models.CharField(max_length=64, unique=True)
    data = models.JSONField()


class ContractLine(models.Model):
    """One line of a contract, so that rows can be filtered by it where they lie."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="lines")
    artefact = models.CharField(max_length=20)
    phase = models.CharField(max_length=20)
    relation = models.CharField(max_length=20)
    sight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "artefact", "phase", "relation"], name="contract_line_once"),
        ]
        indexes = [models.Index(fields=["artefact", "phase", "relation", "sight"])]


class Programme(models.Model):
    """How a partnership works: the definition that its next round will follow."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="programmes")
    title = models.CharField(max_length=200)
    framework_id = models.CharField(max_length=80)
    framework_version = models.CharField(max_length=40)
    """What rounds are usually judged against."""
    definition = models.JSONField()
    """As :meth:`plait.domain.programmes.ProgrammeDefinition.as_data` gives it."""
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="programmes")

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """One turn of a programme. Pins the framework version, the programme's definition and who sees what."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    framework_id = models.CharField(max_length=80)
    framework_version = models.CharField(max_length=40)
    opened_on = models.DateField()
    evaluation_due = models.DateField()
    review_due = models.DateField()
    milestones_due = models.JSONField(default=dict)
    """Key of a milestone to the day (ISO) by which it is meant to be done."""
    definition = models.JSONField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="rounds")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="round_number_once"),
            models.CheckConstraint(
                condition=Q(review_due__gte=F("evaluation_due")), name="round_review_after_evaluation"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Place(models.Model):
    """A school's place in a round. Ended: it left while the round was under way, and nobody waits for it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="places")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "school"], name="place_once")]


class Pairing(models.Model):
    """In this round, ``reviewer`` looks at ``host``. What a reviewer may see follows from this row."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="pairings")
    host = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "host", "reviewer"], name="pairing_once"),
            models.CheckConstraint(condition=~Q(host=F("reviewer")), name="pairing_of_two_schools"),
        ]


class Signature(models.Model):
    """A school's head has signed who sees what in a round. Withdrawn: nothing new leaves the school from then on."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="signatures")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True, default="")
    """Why it was withdrawn, if the head says so."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "school"], name="signature_once_a_round"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="signature_withdrawn_by_someone",
            ),
        ]


class StepDone(models.Model):
    """A milestone of a round was done: for one school, or (no school) for the partnership."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps_done")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    step = models.CharField(max_length=60)
    done_on = models.DateField()
    note = models.TextField(blank=True, default="")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "school", "step"], name="step_done_once"),
            models.UniqueConstraint(
                fields=["round", "step"], condition=Q(school__isnull=True), name="step_done_once_for_all"
            ),
        ]


from plait.partnerships.forming_models import Proposal as Proposal  # noqa: E402
from plait.partnerships.invitation_models import Invitation as Invitation  # noqa: E402  a table with a file of its own
from plait.partnerships.team_models import TeamPlace as TeamPlace  # noqa: E402  the same
