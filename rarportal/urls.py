"""All addresses: sign-in (of allauth only what routing.THIRD_PARTY opens), the public site and the workspace."""

from allauth.account import views as account
from django.urls import include, path

urlpatterns = [
    path("konto/", include("allauth.account.urls")),
    path("konto/log-ind/", account.login, name="account_login"),
    path("konto/log-ud/", account.logout, name="account_logout"),
    path("", include("meetings.urls")),
]
handler400 = "rarportal.core.http.bad_request"
handler403 = "rarportal.core.http.forbidden"
handler404 = "rarportal.core.http.not_found"
handler429 = "rarportal.core.http.too_many"  # allauth asks for it
handler500 = "rarportal.core.http.server_error"
