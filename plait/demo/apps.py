from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "plait.demo"
    label = "demo"
