from datetime import timedelta

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "plait.mail"
    label = "mail"

    def ready(self) -> None:
        from plait.jobs.registry import Job, register  # noqa: PLC0415  models are loaded only now
        from plait.mail.sending import send_due  # noqa: PLC0415

        register(Job("send-mail", timedelta(seconds=20), send_due, "sends what waits to be sent", shared=True))
