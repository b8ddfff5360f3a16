from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "plait.audit"
    label = "audit"
