from django.urls import path

from plait.rights import complaint_views, retention_views, school_views, views

app_name = "rights"
urlpatterns = [
    path("your-data/", views.your_data, name="your-data"),
    path("your-data/download/", views.download, name="download"),
    path("complaints/", complaint_views.complaints, name="complaints"),
    path("complaints/<int:complaint_id>/", complaint_views.complaint, name="complaint"),
    path("complaints/to/whoever-runs-it/", complaint_views.complain_here, name="complain-here"),
    path("complaints/to/<int:partnership_id>/", complaint_views.complain, name="complain"),
    path("my-schools/<int:urn>/what-is-held/", school_views.school_data, name="school"),
    path("my-schools/<int:urn>/what-is-held/download/", school_views.download, name="school-download"),
    path("how-long-we-keep/", retention_views.how_long, name="how-long"),
    path("rounds/<int:round_id>/hold/", retention_views.hold, name="hold"),
]
