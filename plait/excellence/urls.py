from django.urls import path

from plait.excellence import views

app_name = "excellence"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("reviews/<int:review_id>/", views.review, name="review"),
    path("reviews/<int:review_id>/new/", views.propose, name="propose"),
    path("areas/<int:excellence_id>/decide/", views.decide, name="decide"),
    path("areas/<int:excellence_id>/directory/", views.consent, name="consent"),
]
