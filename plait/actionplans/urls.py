from django.urls import path

from plait.actionplans import views
from plait.domain.stages import ACTION_MOVES
from plait.ui.addresses import register_words

register_words("step", ACTION_MOVES)

app_name = "actionplans"
urlpatterns = [
    path("<int:round_id>/<int:urn>/", views.plan, name="plan"),
    path("<int:round_id>/<int:urn>/add/", views.add, name="add"),
    path("actions/<int:action_id>/", views.change, name="change"),
    path("actions/<int:action_id>/<step:step>/", views.move_on, name="move-on"),
]
