from django.urls import path

from plait.peerreview.views import challenge, notes, partner, review, workbook

app_name = "peerreview"
urlpatterns = [
    path("take-back/<int:evaluation_id>/", review.take_back, name="take-back"),
    path("<int:review_id>/", review.review, name="review"),
    path("<int:review_id>/views/<int:urn>/", partner.view, name="view"),
    path("<int:review_id>/views/<int:urn>/areas/<slug:area_id>/", partner.view_area, name="view-area"),
    path("<int:review_id>/views/<int:urn>/hand-in/", partner.hand_in, name="hand-in"),
    path("<int:review_id>/views/<int:urn>/notes/", notes.save, name="notes"),
    path("<int:review_id>/views/<int:urn>/notes/delete/", notes.delete, name="notes-delete"),
    path("<int:review_id>/views/<int:urn>/workbook/", workbook.workbook, name="workbook"),
    path("<int:review_id>/views/<int:urn>/upload/", workbook.upload, name="upload"),
    path(
        "<int:review_id>/views/<int:urn>/upload/<int:upload_id>/",
        workbook.upload_preview,
        name="upload-preview",
    ),
    path("<int:review_id>/challenge/", challenge.challenge, name="challenge"),
    path("<int:review_id>/keep/", challenge.keep, name="keep"),
    path("<int:review_id>/challenge/<slug:area_id>/", challenge.challenge_area, name="challenge-area"),
    path("<int:review_id>/agree/", challenge.agree, name="agree"),
]
