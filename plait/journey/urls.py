from django.urls import path

from plait.journey import views

app_name = "journey"
urlpatterns = [
    path("", views.home, name="home"),
    path("my-schools/<int:urn>/", views.school, name="school"),
    path("partnerships/<int:partnership_id>/", views.partnership, name="partnership"),
    path(
        "partnerships/<int:partnership_id>/programmes/<int:programme_id>/open-round/",
        views.open_round,
        name="open-round",
    ),
]
