from django.urls import URLPattern

app_name = "peerreview"
urlpatterns: list[URLPattern] = []
