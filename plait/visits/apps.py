from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "plait.visits"
    label = "visits"
