"""Addresses that a school gives to people who have no account."""

from django.urls import path

from plait.reports import link_views as views
from plait.reports import urls as _registers_suffix  # noqa: F401

app_name = "open"
urlpatterns = [
    path("<str:secret>/", views.opened, name="report"),
    path("<str:secret>/read/", views.read, name="read"),
    path("<str:secret>/report.<suffix:suffix>", views.file, name="file"),
]
