from django.urls import path

from plait.journey import calendar_views, contract_views, reminder_views, trail_views, views

app_name = "journey"
urlpatterns = [
    path("", views.home, name="home"),
    path("your-calendar/", calendar_views.your_calendar, name="your-calendar"),
    path("your-calendar/<str:token>.ics", calendar_views.calendar_feed, name="calendar"),
    path("my-schools/<int:urn>/", views.school, name="school"),
    path("my-schools/<int:urn>/rounds/<int:round_id>/who-sees-what/", contract_views.contract, name="contract"),
    path(
        "my-schools/<int:urn>/rounds/<int:round_id>/who-sees-what/withdraw/",
        contract_views.withdraw,
        name="withdraw",
    ),
    path("my-schools/<int:urn>/who-has-read/", trail_views.readers, name="readers"),
    path("my-schools/<int:urn>/who-has-read.csv", trail_views.readers_csv, name="readers-csv"),
    path("my-schools/<int:urn>/who-changed-what/", trail_views.changes, name="changes"),
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
