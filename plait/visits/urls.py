from django.urls import path

from plait.visits import focus_views, timetable_views, views

app_name = "visits"
urlpatterns = [
    path("rounds/<int:round_id>/schools/<int:urn>/", views.arrange, name="arrange"),
    path("<uuid:visit_uuid>/", views.visit, name="visit"),
    path("<uuid:visit_uuid>/plan/", views.plan, name="plan"),
    path("<uuid:visit_uuid>/staff/", views.staff, name="staff"),
    path("<uuid:visit_uuid>/focus/", focus_views.focus, name="focus"),
    path("<uuid:visit_uuid>/focus/share/", focus_views.share_focus, name="share-focus"),
    path("<uuid:visit_uuid>/shared/<int:item_id>/", focus_views.shared_file, name="shared-file"),
    path("<uuid:visit_uuid>/hypotheses/", focus_views.hypotheses, name="hypotheses"),
    path("<uuid:visit_uuid>/hypotheses/share/", focus_views.share_hypotheses, name="share-hypotheses"),
    path("<uuid:visit_uuid>/hypotheses/<int:focus_number>/", focus_views.hypothesis, name="hypothesis"),
    path("<uuid:visit_uuid>/timetable/", timetable_views.timetable, name="timetable"),
    path("<uuid:visit_uuid>/timetable/calendar/", timetable_views.calendar, name="calendar"),
    path("<uuid:visit_uuid>/timetable/suggest/", timetable_views.suggest, name="suggest"),
    path("<uuid:visit_uuid>/timetable/step-back/", timetable_views.step_back, name="step-back"),
    path("<uuid:visit_uuid>/timetable/add/", timetable_views.activity, name="add"),
    path("<uuid:visit_uuid>/timetable/<uuid:activity_uuid>/", timetable_views.activity, name="activity"),
    path("<uuid:visit_uuid>/timetable/<uuid:activity_uuid>/take-off/", timetable_views.take_off, name="take-off"),
    path("<uuid:visit_uuid>/timetable/<uuid:activity_uuid>/take-over/", timetable_views.take_over, name="take-over"),
]
