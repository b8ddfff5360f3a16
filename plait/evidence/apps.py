from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "plait.evidence"
    label = "evidence"
