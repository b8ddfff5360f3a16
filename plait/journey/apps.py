from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "plait.journey"
    label = "journey"
