from django.apps import AppConfig


class ReviewersConfig(AppConfig):
    name = "plait.reviewers"
    label = "reviewers"
