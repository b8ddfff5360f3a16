from django.urls import path

from plait.journey import contract_views, views

app_name = "journey"
urlpatterns = [
    path("", views.home, name="home"),
    path("my-schools/<int:urn>/", views.school, name="school"),
    path("my-schools/<int:urn>/rounds/<int:round_id>/who-sees-what/", contract_views.contract, name="contract"),
    path(
        "my-schools/<int:urn>/rounds/<int:round_id>/who-sees-what/withdraw/",
        contract_views.withdraw,
        name="withdraw",
    ),
    path("partnerships/<int:partnership_id>/", views.partnership, name="partnership"),
    path(
        "partnerships/<int:partnership_id>/programmes/<int:programme_id>/open-round/",
        views.open_round,
        name="open-round",
    ),
]
