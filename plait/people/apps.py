from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "plait.people"
    label = "people"

    def ready(self) -> None:
        from plait.mail.kinds import register  # noqa: PLC0415  models are loaded only now
        from plait.people.letters import KINDS  # noqa: PLC0415

        for kind in KINDS:
            register(kind)
