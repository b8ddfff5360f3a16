from django.apps import AppConfig


class FactchecksConfig(AppConfig):
    name = "plait.factchecks"
    label = "factchecks"

    def ready(self) -> None:
        from plait.factchecks.telling import MAIL  # noqa: PLC0415  models are loaded only now
        from plait.mail.kinds import register  # noqa: PLC0415

        register(MAIL)
