"""The second factor: whether a session has shown one, and when the sign-in asks for it."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.internal.flows.trust import is_trusted_browser
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import HttpRequest

from rarportal.core.models import User

DEMO, TRUSTED = "demo", "trusted"  # beside allauth's own "password", "code", "mfa", "socialaccount"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def has_shown_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session began with a second factor, or showed one later.

    A passkey, a code of the app, a recovery code, a device that is remembered; OpenID Connect when the settings say
    that the provider asks for two factors itself. The demo's sign-ins count as both.
    """
    strong = {"mfa", TRUSTED, *([DEMO] if settings.DEMO else []), *(["socialaccount"] if settings.OIDC_STRONG else [])}
    return any(record["method"] in strong for record in get_authentication_records(request, user))


def has_second_factor(user: User) -> bool:
    """Whether the account has an app or a key that can be asked for."""
    return factors(user).exists()


def factors(user: User) -> QuerySet[Authenticator]:
    """The account's apps and keys; recovery codes only stand in for them."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def begin_session(request: HttpRequest, user: User, *, with_both: bool) -> None:
    """Begin a session outside allauth's pages: the password was shown just now; in the demo both factors were."""
    request.session.flush()  # whoever else was signed in here
    login(request, user, backend=BACKEND)
    record_authentication(request, user, "password", reauthenticated=True)
    if with_both:
        record_authentication(request, user, DEMO)
    UserSession.objects.create_from_request(request)


class SecondFactorStage(AuthenticateStage):
    """allauth's stage after the password, which also writes down why it does not ask."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if super()._should_handle(request):
            return not (settings.OIDC_STRONG and self._came_by_provider(request))
        if user and is_trusted_browser(request, user):
            record_authentication(request, user, TRUSTED)
        elif user and settings.DEMO and not has_second_factor(user):
            record_authentication(request, user, DEMO)
        return False

    def _came_by_provider(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        return bool(records) and records[-1]["method"] == "socialaccount"
