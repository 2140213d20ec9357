"""All addresses: sign-in (of allauth only what routing.THIRD_PARTY opens), the public site and the workspace."""

from allauth.account import views as account
from django.urls import include, path

from meetings.views import second_factor

urlpatterns = [
    # before allauth's own, and in their place: setting a second factor up shows it too
    path("konto/ekstra-sikkerhed/totp/activate/", second_factor.activate_app, name="mfa_activate_totp"),
    path("konto/ekstra-sikkerhed/webauthn/add/", second_factor.add_key, name="mfa_add_webauthn"),
    path("konto/", include("allauth.account.urls")),
    path("konto/ekstra-sikkerhed/", include("allauth.mfa.urls")),
    path("konto/sessioner/", include("allauth.usersessions.urls")),
    path("konto/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("konto/forbindelser/", include("allauth.socialaccount.urls")),
    path("konto/log-ind/", account.login, name="account_login"),
    path("konto/log-ud/", account.logout, name="account_logout"),
    path("", include("positivlist.urls")),
    path("", include("meetings.urls")),
]
handler400 = "rarportal.core.http.bad_request"
handler403 = "rarportal.core.http.forbidden"
handler404 = "rarportal.core.http.not_found"
handler429 = "rarportal.core.http.too_many"  # allauth asks for it
handler500 = "rarportal.core.http.server_error"
