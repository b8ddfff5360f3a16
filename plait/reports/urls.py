from django.urls import path

from plait.adapters.documents import FORMATS
from plait.reports import views
from plait.ui.addresses import register_words

register_words("suffix", FORMATS)

app_name = "reports"
urlpatterns = [
    path("<int:evaluation_id>/", views.report, name="report"),
    path("<int:evaluation_id>/report.<suffix:suffix>", views.download, name="download"),
]
