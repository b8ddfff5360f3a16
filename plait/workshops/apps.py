from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "plait.workshops"
    label = "workshops"

    def ready(self) -> None:
        from plait.mail.kinds import register  # noqa: PLC0415  models are loaded only now
        from plait.workshops import letters  # noqa: PLC0415

        for kind in letters.KINDS:
            register(kind)
