from django.apps import AppConfig


class SelfevaluationConfig(AppConfig):
    name = "plait.selfevaluation"
    label = "selfevaluation"

    def ready(self) -> None:
        from plait.mail.kinds import register  # noqa: PLC0415  models are loaded only now
        from plait.selfevaluation import comment_letters, rater_letters  # noqa: PLC0415

        for kind in (*comment_letters.KINDS, *rater_letters.KINDS):
            register(kind)
