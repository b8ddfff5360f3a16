from django.apps import AppConfig


class SelfevaluationConfig(AppConfig):
    name = "plait.selfevaluation"
    label = "selfevaluation"
