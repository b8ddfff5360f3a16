from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "plait.reports"
    label = "reports"
