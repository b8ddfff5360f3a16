"""What one person wrote in peer reviews, for that person alone or for whoever answers their request."""

from __future__ import annotations

from plait.domain.judgements import Words
from plait.domain.rights import Entry, Part
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView, WorkingNote


def _said(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """What is not empty, with its name."""
    return tuple((label, text) for label, text in pairs if text)


def held(person_id: int) -> tuple[Part, ...]:
    """Words that the person saved last, views they handed in, their working notes, what they recorded and
    agreed. Five queries.

    Whose review it is, is told: they wrote for it. What other partners wrote is in none of these rows.
    """
    words = (
        PeerJudgement.objects.filter(saved_by_id=person_id)
        .order_by("saved_at", "pk")
        .values_list(
            "area",
            "view__review__host__name",
            "view__review__round__title",
            "saved_at",
            "answer",
            "strengths",
            "consider",
            "beside",
            "comment",
        )
    )
    handed_in = PeerView.objects.filter(handed_in_by_id=person_id).order_by("handed_in_at", "pk")
    recorded = (
        Challenge.objects.filter(recorded_by_id=person_id)
        .order_by("recorded_at", "pk")
        .values_list(
            "area",
            "review__host__name",
            "review__round__title",
            "recorded_at",
            "agreed",
            "strengths",
            "consider",
            "reason",
        )
    )
    agreed = PeerReview.objects.filter(agreed_by_id=person_id).order_by("agreed_at", "pk")
    return (
        Part(
            "peer-view",
            "What you wrote about partner schools",
            "Areas of a view that you were the last to save. The school reads them when every view is in.",
            tuple(
                Entry(
                    area,
                    f"about {host}, {round_}",
                    at,
                    _said(
                        ("Answer", answer),
                        ("Strengths", strong),
                        ("To consider", open_),
                        ("Beside the school’s own view", Words(beside=beside).beside_words),
                        ("Comment", comment),
                    ),
                )
                for area, host, round_, at, answer, strong, open_, beside, comment in words
            ),
        ),
        Part(
            "working-notes",
            "Your working notes",
            "For those who write a view with you; deleted some time after the round has closed.",
            tuple(
                Entry("Working note", f"about {host}, {round_}", at, (("Text", text),))
                for host, round_, at, text in WorkingNote.objects.filter(author_id=person_id)
                .order_by("saved_at", "pk")
                .values_list("view__review__host__name", "view__review__round__title", "saved_at", "text")
            ),
        ),
        Part(
            "handed-in",
            "Views that you handed in",
            "So that it stays known who answered for them.",
            tuple(
                Entry("Handed in", f"about {host}, {round_}", at)
                for host, round_, at in handed_in.values_list(
                    "review__host__name", "review__round__title", "handed_in_at"
                )
            ),
        ),
        Part(
            "challenge",
            "What you recorded after talking it through",
            "So that the reasons for a judgement stay with it.",
            tuple(
                Entry(
                    area,
                    f"{host}, {round_}",
                    at,
                    _said(("Agreed", answer), ("Strengths", strong), ("To consider", open_), ("Reason", reason)),
                )
                for area, host, round_, at, answer, strong, open_, reason in recorded
            ),
        ),
        Part(
            "agreed",
            "Reviews that you agreed",
            "So that it stays known who answered for them.",
            tuple(
                Entry("Agreed", f"{host}, {round_}", at)
                for host, round_, at in agreed.values_list("host__name", "round__title", "agreed_at")
            ),
        ),
    )
