from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "plait.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from plait.mail.kinds import register  # noqa: PLC0415  models are loaded only now
        from plait.partnerships.invitation_letters import KINDS  # noqa: PLC0415

        for kind in KINDS:
            register(kind)
