from datetime import timedelta

from django.apps import AppConfig


class PeerreviewConfig(AppConfig):
    name = "plait.peerreview"
    label = "peerreview"

    def ready(self) -> None:
        from plait.jobs.registry import Job, register  # noqa: PLC0415  models are loaded only now
        from plait.peerreview.note_actions import delete_due  # noqa: PLC0415

        register(
            Job("delete-working-notes", timedelta(hours=6), delete_due, "deletes working notes whose day has come")
        )
