from django.urls import path

from plait.partnerships import views

app_name = "partnerships"
urlpatterns = [
    path("roles/", views.roles, name="roles"),
]
