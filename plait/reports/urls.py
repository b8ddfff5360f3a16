from django.urls import path, register_converter

from plait.adapters.documents import FORMATS
from plait.reports import views


class Suffix:
    """The suffix of a format that reports come in."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Suffix, "suffix")

app_name = "reports"
urlpatterns = [
    path("<int:evaluation_id>/", views.report, name="report"),
    path("<int:evaluation_id>/report.<suffix:suffix>", views.download, name="download"),
]
