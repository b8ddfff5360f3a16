from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "plait.people"
    label = "people"
