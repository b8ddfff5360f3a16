from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "plait.workshops"
    label = "workshops"
