from django.apps import AppConfig


class ReviewersConfig(AppConfig):
    name = "plait.reviewers"
    label = "reviewers"

    def ready(self) -> None:
        from plait.mail.kinds import register  # noqa: PLC0415  models are loaded only now
        from plait.reviewers import team_letters  # noqa: PLC0415

        for kind in team_letters.KINDS:
            register(kind)
