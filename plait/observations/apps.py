from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    name = "plait.observations"
    label = "observations"
