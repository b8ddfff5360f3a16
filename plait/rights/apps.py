from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "plait.rights"
    label = "rights"
