from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "plait.rights"
    label = "rights"

    def ready(self) -> None:
        from plait.mail.kinds import Kind, register  # noqa: PLC0415  models are loaded only now
        from plait.rights.complaint_actions import KIND  # noqa: PLC0415

        register(Kind(KIND, "Complaints", "A complaint that you made or must answer."))
