from django.urls import path

from plait.adapters.documents import FORMATS
from plait.domain.visibility import AUDIENCES
from plait.reports import link_views, release_views, views
from plait.ui.addresses import register_words

register_words("suffix", FORMATS)
register_words("audience", [relation.value for relation in AUDIENCES])

app_name = "reports"
urlpatterns = [
    path("<int:evaluation_id>/", views.report, name="report"),
    path("<int:evaluation_id>/report.<suffix:suffix>", views.download, name="download"),
    path("<int:evaluation_id>/who-gets-it/", release_views.overview, name="releases"),
    path("<int:evaluation_id>/who-gets-it/release/", release_views.release, name="release"),
    path("released/", release_views.released, name="released"),
    path("released/<int:release_id>/", release_views.released_report, name="released-report"),
    path("released/<int:release_id>/read/", release_views.read, name="released-read"),
    path("released/<int:release_id>/report.<suffix:suffix>", release_views.file, name="released-file"),
    path("released/<int:release_id>/end/<audience:relation>/", release_views.end, name="end-audience"),
    path("released/<int:release_id>/addresses/", link_views.make, name="make-link"),
    path("addresses/<int:link_id>/end/", link_views.end, name="end-link"),
]
