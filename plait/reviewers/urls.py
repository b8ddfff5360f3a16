from django.urls import path

from plait.reviewers import calibration_views, school_conflict_views, signal_views, team_views, views

app_name = "reviewers"
_POOL = "partnerships/<int:partnership_id>/reviewers/"
_SCHOOL = "my-schools/<int:urn>/who-reviews-you/<int:partnership_id>/"
_TEAMS = "partnerships/<int:partnership_id>/rounds/<int:round_id>/teams/"
urlpatterns = [
    path(_POOL, views.pool, name="pool"),
    path(f"{_POOL}together/", calibration_views.together, name="together"),
    path("reviewing-cases/", calibration_views.sets, name="cases"),
    path("reviewing-cases/<slug:set_id>/", calibration_views.one_set, name="cases-of"),
    path(f"{_POOL}you/", views.own, name="own"),
    path(f"{_POOL}you/leave/", views.leave, name="leave"),
    path(f"{_POOL}you/conflicts/", views.conflict, name="conflict"),
    path(f"{_POOL}you/conflicts/<int:conflict_id>/take-back/", views.end_conflict, name="end-conflict"),
    path(f"{_POOL}<int:reviewer_id>/", views.reviewer, name="reviewer"),
    path(f"{_POOL}<int:reviewer_id>/confirm/", views.confirm, name="confirm"),
    path("partnerships/<int:partnership_id>/rounds/<int:round_id>/signals/", signal_views.signals, name="signals"),
    path(_SCHOOL, school_conflict_views.who_reviews, name="who-reviews"),
    path(f"{_SCHOOL}named/<int:school_conflict_id>/take-back/", school_conflict_views.end, name="end-school-conflict"),
    path(_TEAMS, team_views.teams, name="teams"),
    path(f"{_TEAMS}<int:urn>/", team_views.team, name="team"),
    path(f"{_TEAMS}<int:urn>/ask/<int:reviewer_id>/", team_views.ask, name="ask"),
    path("review-teams/<int:place_id>/", team_views.place, name="place"),
    path("review-teams/<int:place_id>/sign/", team_views.sign, name="sign"),
    path("review-teams/<int:place_id>/step-down/", team_views.step_down, name="step-down"),
    path("review-teams/<int:place_id>/take-off/", team_views.take_off, name="take-off"),
]
