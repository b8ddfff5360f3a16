from django.apps import AppConfig


class PeerreviewConfig(AppConfig):
    name = "plait.peerreview"
    label = "peerreview"
