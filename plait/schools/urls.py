from django.urls import path

from plait.schools import views

app_name = "schools"
urlpatterns = [
    path("", views.find, name="find"),
    path("<int:urn>/", views.school, name="school"),
]
