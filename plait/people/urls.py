from django.urls import path

from plait.people import account_views, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("forgotten-password/", views.forgotten, name="forgotten"),
    path("forgotten-password/sent/", views.forgotten_sent, name="forgotten-sent"),
    path("forgotten-password/done/", views.new_password_done, name="new-password-done"),
    path("forgotten-password/<str:uidb36>/<str:key>/", views.new_password, name="new-password"),
    path("account/", account_views.account, name="account"),
    path("account/name/", account_views.name, name="name"),
    path("account/recovery-codes/", account_views.recovery_codes, name="recovery-codes"),
    path("account/recovery-codes/new/", account_views.new_codes, name="new-codes"),
    path("account/recovery-codes/download/", account_views.download_codes, name="download-codes"),
    path("account/sessions/end/", account_views.end_sessions, name="end-sessions"),
    path("account/sessions/<int:session_id>/end/", account_views.end_session, name="end-session"),
]
