"""The same two pages under the names by which the sign-in package looks them up."""

from django.urls import path

from plait.people import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
]
