from django.urls import path

from plait.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.wishes, name="wishes"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
