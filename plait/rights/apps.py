from datetime import timedelta

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "plait.rights"
    label = "rights"

    def ready(self) -> None:
        from plait.jobs.registry import Job  # noqa: PLC0415  models are loaded only now
        from plait.jobs.registry import register as register_job  # noqa: PLC0415
        from plait.mail.kinds import Kind, register  # noqa: PLC0415
        from plait.rights.complaint_actions import KIND  # noqa: PLC0415
        from plait.rights.retention_actions import job  # noqa: PLC0415

        register(Kind(KIND, "Complaints", "A complaint that you made or must answer."))
        register_job(Job("delete-what-is-over", timedelta(hours=6), job, "deletes what has been kept long enough"))
