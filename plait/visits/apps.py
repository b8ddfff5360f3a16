from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "plait.visits"
    label = "visits"

    def ready(self) -> None:
        from plait.mail.kinds import register  # noqa: PLC0415  models are loaded only now
        from plait.visits.telling import MAIL  # noqa: PLC0415

        register(MAIL)
