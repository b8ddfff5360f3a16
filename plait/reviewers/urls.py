from django.urls import path

from plait.reviewers import views

app_name = "reviewers"
_POOL = "partnerships/<int:partnership_id>/reviewers/"
urlpatterns = [
    path(_POOL, views.pool, name="pool"),
    path(f"{_POOL}you/", views.own, name="own"),
    path(f"{_POOL}you/leave/", views.leave, name="leave"),
    path(f"{_POOL}you/conflicts/", views.conflict, name="conflict"),
    path(f"{_POOL}you/conflicts/<int:conflict_id>/take-back/", views.end_conflict, name="end-conflict"),
    path(f"{_POOL}<int:reviewer_id>/", views.reviewer, name="reviewer"),
    path(f"{_POOL}<int:reviewer_id>/confirm/", views.confirm, name="confirm"),
]
