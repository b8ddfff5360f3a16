from datetime import timedelta

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "plait.journey"
    label = "journey"

    def ready(self) -> None:
        from plait.jobs.registry import Job, register  # noqa: PLC0415  models are loaded only now
        from plait.journey.forming.letters import KIND as PARTNERS  # noqa: PLC0415
        from plait.journey.reminders import KIND, compose, make_reminders  # noqa: PLC0415
        from plait.mail import kinds  # noqa: PLC0415

        kinds.register(
            kinds.Kind(
                KIND, "Reminders", "What is yours to do, before it is due.", choice=kinds.Choice.DIGEST, compose=compose
            )
        )
        kinds.register(PARTNERS)
        register(Job("make-reminders", timedelta(minutes=30), make_reminders, "finds who is to be reminded of what"))
