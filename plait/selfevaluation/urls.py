from django.urls import path

from plait.selfevaluation import comment_views, evidence_views, moved_views, rater_views, views, workbook_views

app_name = "selfevaluation"
_AREA = "<int:evaluation_id>/areas/<slug:area_id>/"
_COMMENTS = f"{_AREA}comments/"
urlpatterns = [
    path("<int:evaluation_id>/", views.evaluation, name="evaluation"),
    path("<int:evaluation_id>/areas/<slug:area_id>/", views.area, name="area"),
    path(f"{_COMMENTS}", comment_views.comments, name="comments"),
    path(f"{_COMMENTS}<int:comment_id>/strike-out/", comment_views.strike, name="comment-strike"),
    path(f"{_COMMENTS}threads/<int:thread_id>/answered/", comment_views.answered, name="comments-answered"),
    path(f"{_AREA}library/", evidence_views.library, name="library"),
    path(f"{_AREA}library/<int:use_id>/take-off/", evidence_views.take_off, name="take-off"),
    path(f"{_AREA}speaks-to/", evidence_views.speaks_to, name="speaks-to"),
    path("<int:evaluation_id>/raters/", rater_views.raters, name="raters"),
    path("<int:evaluation_id>/raters/<int:rater_id>/take-off/", rater_views.take_off, name="rater-take-off"),
    path("<int:evaluation_id>/raters/open-views/", rater_views.open_views, name="raters-open"),
    path("<int:evaluation_id>/own-view/", rater_views.rate, name="rate"),
    path("<int:evaluation_id>/own-view/areas/<slug:area_id>/", rater_views.rate_area, name="rate-area"),
    path("<int:evaluation_id>/own-view/hand-in/", rater_views.rate_hand_in, name="rate-hand-in"),
    path("<int:evaluation_id>/differences/", rater_views.differences, name="differences"),
    path("<int:evaluation_id>/differences/<slug:area_id>/", rater_views.differences_area, name="differences-area"),
    path("<int:evaluation_id>/last-time/", moved_views.last_time, name="last-time"),
    path(f"{_AREA}take-over/", moved_views.take_over, name="take-over"),
    path("<int:evaluation_id>/submit/", views.submit, name="submit"),
    path("<int:evaluation_id>/workbook/", workbook_views.workbook, name="workbook"),
    path("<int:evaluation_id>/upload/", workbook_views.upload, name="upload"),
    path("<int:evaluation_id>/upload/<int:upload_id>/", workbook_views.upload_preview, name="upload-preview"),
]
