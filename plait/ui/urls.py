from django.urls import path

from plait.ui import views

app_name = "ui"
urlpatterns = [
    path("health", views.health, name="health"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
