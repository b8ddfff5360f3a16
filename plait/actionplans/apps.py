from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    name = "plait.actionplans"
    label = "actionplans"
