from django.apps import AppConfig


class ExcellenceConfig(AppConfig):
    name = "plait.excellence"
    label = "excellence"
