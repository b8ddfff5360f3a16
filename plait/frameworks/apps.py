from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "plait.frameworks"
    label = "frameworks"
