from django.urls import path

from plait.workshops import impact_views, room_views, views

app_name = "workshops"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:round_id>/<int:urn>/", views.workshop, name="workshop"),
    path("<int:round_id>/<int:urn>/set-up/", views.set_up, name="set-up"),
    path("<int:round_id>/<int:urn>/begin/", views.begin, name="begin"),
    path("<int:round_id>/<int:urn>/close/", views.close, name="close"),
    path("<int:round_id>/<int:urn>/room/", room_views.room, name="room"),
    path("<int:round_id>/<int:urn>/screen/", room_views.screen, name="screen"),
    path("<int:round_id>/<int:urn>/live/", room_views.live, name="live"),
    path("<int:round_id>/<int:urn>/room/<slug:area_id>/add/", room_views.add_card, name="add-card"),
    path("cards/<int:card_id>/vote/", room_views.vote, name="vote"),
    path("cards/<int:card_id>/take-away/", room_views.take_away, name="take-away"),
    path("<int:round_id>/<int:urn>/plan/", room_views.plan, name="plan"),
    path("<int:round_id>/<int:urn>/impact/", impact_views.impact, name="impact"),
    path("actions/<int:action_id>/", impact_views.answer, name="answer"),
]
