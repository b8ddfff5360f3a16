"""Pages under the names by which the sign-in package looks them up. It sees no others of its own pages."""

from django.urls import path

from plait.people import account_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("sign-in/passkey/", views.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-in/with/<slug:provider_id>/", views.single_sign_on, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", views.single_sign_on_back, name="openid_connect_callback"),
    path("forgotten-password/", views.forgotten, name="account_reset_password"),
    path("forgotten-password/<str:uidb36>/<str:key>/", views.new_password, name="account_reset_password_from_key"),
    path("account/", account_views.account, name="mfa_index"),
    path("account/password/", account_views.password, name="account_change_password"),
    path("account/password/first/", account_views.first_password, name="account_set_password"),
    path("account/passkeys/add/", account_views.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/name/", account_views.rename_passkey, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", account_views.remove_passkey, name="mfa_remove_webauthn"),
    path("account/app/add/", account_views.add_app, name="mfa_activate_totp"),
    path("account/app/remove/", account_views.remove_app, name="mfa_deactivate_totp"),
    path("account/confirm/", account_views.confirm, name="account_reauthenticate"),
    path("account/confirm/code/", account_views.confirm_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", account_views.confirm_passkey, name="mfa_reauthenticate_webauthn"),
]
