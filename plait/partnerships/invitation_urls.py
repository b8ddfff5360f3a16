from django.urls import path

from plait.partnerships import invitation_views as views

app_name = "invitations"
_PROGRAMME = "partnerships/<int:partnership_id>/programmes/<int:programme_id>/"
urlpatterns = [
    path("my-schools/<int:urn>/people/", views.school, name="school"),
    path("my-schools/<int:urn>/people/invite/", views.school_invite, name="school-invite"),
    path("partnerships/<int:partnership_id>/people/", views.partnership, name="partnership"),
    path("partnerships/<int:partnership_id>/people/invite/", views.partnership_invite, name="partnership-invite"),
    path(f"{_PROGRAMME}people/", views.programme, name="programme"),
    path(f"{_PROGRAMME}people/invite/", views.programme_invite, name="programme-invite"),
    path("administrators/", views.administrators, name="administrators"),
    path("administrators/invite/", views.administrators_invite, name="administrators-invite"),
    path("roles/<int:appointment_id>/end/", views.end_role, name="end-role"),
    path("invitations/", views.mine, name="mine"),
    path("invitations/answer/", views.answer, name="answer"),
    path("invitations/link/<str:token>/", views.link, name="link"),
    path("invitations/<int:invitation_id>/accept/", views.accept, name="accept"),
    path("invitations/<int:invitation_id>/withdraw/", views.withdraw, name="withdraw"),
    path("invitations/<int:invitation_id>/send-again/", views.send_again, name="send-again"),
]
