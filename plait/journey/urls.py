from django.urls import path

from plait.journey import calendar_views, contract_views, reminder_views, trail_views, views
from plait.journey.forming import repair_views
from plait.journey.forming import views as forming
from plait.journey.rounds import numbers
from plait.journey.rounds import views as rounds
from plait.journey.setting_up import programme_views
from plait.journey.setting_up import views as setting_up

app_name = "journey"
_ONE = "partnerships/<int:partnership_id>/"
_ROUND = f"{_ONE}rounds/<int:round_id>/"
_GROUPS = f"{_ONE}programmes/<int:programme_id>/groups/"
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
    path("partnerships/found/", setting_up.found, name="found"),
    path(_ONE, views.partnership, name="partnership"),
    path(f"{_ONE}reminders/", reminder_views.reminders, name="reminders"),
    path(f"{_ROUND}remind/", reminder_views.remind, name="remind"),
    path(f"{_ONE}set-up/", setting_up.set_up, name="set-up"),
    path(f"{_ONE}found-inside/", setting_up.found_inside, name="found-inside"),
    path(f"{_ONE}inside/", setting_up.inside, name="inside"),
    path(f"{_ONE}members/", setting_up.member_list, name="members"),
    path(f"{_ONE}members/find/", setting_up.find_school, name="find-member"),
    path(f"{_ONE}members/add/<int:urn>/", setting_up.add_school, name="add-school"),
    path(f"{_ONE}members/add-partner/", setting_up.add_partner, name="add-partner"),
    path(f"{_ONE}members/<int:membership_id>/end/", setting_up.end_membership, name="end-membership"),
    path(f"{_ONE}programmes/start/", programme_views.choose_programme, name="choose-programme"),
    path(f"{_ONE}programmes/start/<slug:definition_id>/", programme_views.start_programme, name="start-programme"),
    path(f"{_ONE}programmes/<int:programme_id>/change/", programme_views.change_programme, name="change-programme"),
    path(
        f"{_ONE}programmes/<int:programme_id>/change/<slug:definition_id>/",
        programme_views.change_programme_to,
        name="change-programme-to",
    ),
    path(f"{_ONE}programmes/<int:programme_id>/open-round/", rounds.open_round, name="open-round"),
    path(_GROUPS, forming.groups, name="groups"),
    path(f"{_GROUPS}rules/", forming.rules, name="groups-rules"),
    path(f"{_GROUPS}change/", forming.change, name="groups-change"),
    path(f"{_GROUPS}take-over/", forming.take_over, name="groups-take-over"),
    path(f"{_GROUPS}schools/<int:urn>/", forming.school, name="groups-school"),
    path("my-schools/<int:urn>/rounds/<int:round_id>/partners/", forming.partners, name="partners"),
    path(f"{_ROUND}close/", rounds.close_round, name="close-round"),
    path(f"{_ROUND}dates/", rounds.change_dates, name="change-dates"),
    path(f"{_ROUND}places/", rounds.places, name="places"),
    path(f"{_ROUND}open-places/", repair_views.open_places_of, name="open-places"),
    path(f"{_ROUND}places/<int:urn>/join/", rounds.take_place, name="take-place"),
    path(f"{_ROUND}places/<int:urn>/leave/", rounds.end_place, name="end-place"),
    path("rounds/<int:round_id>/numbers/", numbers.numbers, name="round-numbers"),
    path("rounds/<int:round_id>/milestones/<slug:step>/", rounds.note_step, name="note-step"),
    path("rounds/<int:round_id>/schools/<int:urn>/milestones/<slug:step>/", rounds.note_step, name="note-school-step"),
]
