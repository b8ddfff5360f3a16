from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "plait.partnerships"
    label = "partnerships"
