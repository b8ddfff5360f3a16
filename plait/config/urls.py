"""Every address of the web application."""

from django.urls import include, path

urlpatterns = [
    path("", include("plait.ui.urls")),
    path("", include("plait.people.urls")),
    path("", include("plait.people.package_urls")),
    path("your-mail/", include("plait.mail.urls")),
    path("", include("plait.journey.urls")),
    path("", include("plait.partnerships.urls")),
    path("", include("plait.partnerships.invitation_urls")),
    path("", include("plait.reviewers.urls")),
    path("schools/", include("plait.schools.urls")),
    path("evidence/", include("plait.evidence.urls")),
    path("frameworks/", include("plait.frameworks.urls")),
    path("self-evaluations/", include("plait.selfevaluation.urls")),
    path("visits/", include("plait.visits.urls")),
    path("peer-reviews/", include("plait.peerreview.urls")),
    path("observations/", include("plait.observations.urls")),
    path("action-plans/", include("plait.actionplans.urls")),
    path("workshops/", include("plait.workshops.urls")),
    path("fact-checks/", include("plait.factchecks.urls")),
    path("excellence/", include("plait.excellence.urls")),
    path("reports/", include("plait.reports.urls")),
    path("", include("plait.rights.urls")),
    path("open/", include("plait.reports.open_urls")),
]

handler429 = "plait.ui.views.too_often"  # the sign-in package looks for it here
handler400 = "plait.ui.views.not_understood"
handler404 = "plait.ui.views.not_found"
handler403 = "plait.ui.views.refused"
handler500 = "plait.ui.views.broken"
