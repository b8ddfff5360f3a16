from django.urls import path

from plait.journey import reminder_views, views

app_name = "journey"
urlpatterns = [
    path("", views.home, name="home"),
    path("my-schools/<int:urn>/", views.school, name="school"),
    path("partnerships/<int:partnership_id>/", views.partnership, name="partnership"),
    path("partnerships/<int:partnership_id>/reminders/", reminder_views.reminders, name="reminders"),
    path(
        "partnerships/<int:partnership_id>/rounds/<int:round_id>/remind/",
        reminder_views.remind,
        name="remind",
    ),
    path(
        "partnerships/<int:partnership_id>/programmes/<int:programme_id>/open-round/",
        views.open_round,
        name="open-round",
    ),
]
