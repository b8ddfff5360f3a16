from django.urls import path, register_converter

from plait.actionplans import views
from plait.domain.stages import ACTION_MOVES


class Step:
    """The name of a move of an action."""

    regex = "|".join(ACTION_MOVES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Step, "step")

app_name = "actionplans"
urlpatterns = [
    path("<int:round_id>/<int:urn>/", views.plan, name="plan"),
    path("<int:round_id>/<int:urn>/add/", views.add, name="add"),
    path("actions/<int:action_id>/", views.change, name="change"),
    path("actions/<int:action_id>/<step:step>/", views.move_on, name="move-on"),
]
