from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "plait.reports"
    label = "reports"

    def ready(self) -> None:
        from plait.mail.kinds import Choice, Kind, register  # noqa: PLC0415  models are loaded only now
        from plait.reports.release_mail import KIND, compose  # noqa: PLC0415

        about = "A school has released its report to you."
        register(Kind(KIND, "Reports released to you", about, choice=Choice.OPTIONAL, compose=compose))
