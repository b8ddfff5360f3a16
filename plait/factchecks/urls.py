from django.urls import path

from plait.factchecks import views

app_name = "factchecks"
urlpatterns = [
    path("<int:review_id>/", views.check, name="check"),
    path("<int:review_id>/offer/", views.offer, name="offer"),
    path("<int:review_id>/points/", views.add, name="add"),
    path("<int:review_id>/finish/", views.finish, name="finish"),
    path("<int:review_id>/sign/", views.sign, name="sign"),
    path("points/<int:point_id>/take-away/", views.take_away, name="take-away"),
    path("points/<int:point_id>/reply/", views.reply, name="reply"),
]
