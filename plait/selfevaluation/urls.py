from django.urls import path

from plait.selfevaluation import views, workbook_views

app_name = "selfevaluation"
urlpatterns = [
    path("<int:evaluation_id>/", views.evaluation, name="evaluation"),
    path("<int:evaluation_id>/areas/<slug:area_id>/", views.area, name="area"),
    path("<int:evaluation_id>/submit/", views.submit, name="submit"),
    path("<int:evaluation_id>/workbook/", workbook_views.workbook, name="workbook"),
    path("<int:evaluation_id>/upload/", workbook_views.upload, name="upload"),
    path("<int:evaluation_id>/upload/<int:upload_id>/", workbook_views.upload_preview, name="upload-preview"),
]
