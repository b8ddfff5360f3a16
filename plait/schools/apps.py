from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "plait.schools"
    label = "schools"
