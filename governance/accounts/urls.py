"""Addresses of the door, one's own page, people, teams and the organisation."""

from django.urls import path

from governance.accounts.views import account, organisations, people, sign_in, teams

app_name = "accounts"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("step-up/", sign_in.step_up, name="step_up"),
    path("password-reset/", sign_in.password_reset, name="password_reset"),
    path("password-reset/sent/", sign_in.password_reset_sent, name="password_reset_sent"),
    path("password-reset/done/", sign_in.password_reset_done, name="password_reset_done"),
    path("password-reset/<str:uidb64>/<str:token>/", sign_in.password_reset_confirm, name="password_reset_confirm"),
    path("account/", account.account, name="account"),
    path("account/theme/", account.theme, name="account_theme"),
    path("account/password/", account.password, name="account_password"),
    path("account/tokens/new/", account.token_create, name="token_create"),
    path("account/tokens/<uuid:uid>/revoke/", account.token_revoke, name="token_revoke"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_add, name="person_add"),
    path("people/<uuid:uid>/", people.person_detail, name="person_detail"),
    path("people/<uuid:uid>/edit/", people.person_edit, name="person_edit"),
    path("people/<uuid:uid>/close/", people.person_deactivate, name="person_deactivate"),
    path("people/<uuid:uid>/open/", people.person_reactivate, name="person_reactivate"),
    path("people/<uuid:uid>/reset/", people.person_send_reset, name="person_send_reset"),
    path("people/<uuid:uid>/scope/", people.person_scope, name="person_scope"),
    path("people/<uuid:uid>/roles/", people.role_grant, name="role_grant"),
    path("people/<uuid:uid>/roles/<uuid:grant_uid>/end/", people.role_end, name="role_end"),
    path("teams/", teams.team_list, name="team_list"),
    path("teams/new/", teams.team_add, name="team_add"),
    path("teams/<uuid:uid>/", teams.team_detail, name="team_detail"),
    path("teams/<uuid:uid>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<uuid:uid>/members/", teams.team_member_add, name="team_member_add"),
    path("teams/<uuid:uid>/members/<uuid:person_uid>/remove/", teams.team_member_remove, name="team_member_remove"),
    path("organisation/", organisations.organisation_edit, name="organisation_edit"),
]
