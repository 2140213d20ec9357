"""How allauth behaves here: no open sign-up, links to SITE_URL only, plain Danish, nothing taken by e-mail alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from rarportal.core.http import refused

WAIT = "For mange forsøg. Vent et kvarter, og prøv igen."


class AccountAdapter(DefaultAccountAdapter):
    """Closes the open sign-up, so that no page of allauth links to it, and says plainly what went wrong."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "E-mailadressen eller adgangskoden er ikke rigtig.",
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "incorrect_code": "Koden er ikke rigtig, eller den er brugt eller for gammel.",
        "incorrect_password": "Adgangskoden er ikke rigtig.",
        "enter_current_password": "Skriv den adgangskode, du bruger nu.",
        "invalid_password_reset": "Linket virker ikke længere.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is invited by the secretariat."""
        return False

    def get_login_stages(self) -> list[str]:
        """allauth's, with our own in place of the one that asks for a second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "rarportal.core.second_factor.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail: at SITE_URL, whatever host the request names (trust row T21)."""
        uid, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": secret})
        return f"{settings.SITE_URL}{path}"

    def format_email_subject(self, subject: str) -> str:
        """As it is written: no host of the request in front."""
        return str(subject)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to *Min konto*."""
        return reverse("meetings:account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The same ways, named in Danish."""
        names = {
            "reauthenticate": "Brug din adgangskode",
            "mfa_reauthenticate": "Brug en kode fra din app eller en nødkode",
            "mfa_reauthenticate:webauthn": "Brug en adgangsnøgle",
        }
        return [{**way, "description": names[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Per account alone: allauth puts the request's host in, and each name we answer to would count anew."""
        return str(credentials.get("email", "")).strip().lower()


class MFAAdapter(DefaultMFAAdapter):
    """Danish words, and our own name beside the code in people's apps."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Koden er ikke rigtig, eller den er brugt eller for gammel.",
        "cannot_delete_authenticator": "Du kan ikke fjerne din sidste ekstra sikkerhed, så længe din rolle kræver den.",
        "cannot_generate_recovery_codes": "Nødkoder kan først laves, når en app eller en adgangsnøgle er sat op.",
    }

    def _get_site_name(self) -> str:
        return "Rådsportalen"

    def build_totp_svg(self, url: str) -> str:
        """The picture for the camera, to stand in the page: the policy lets no data: image in."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a new key is called until its owner says otherwise."""
        return "Min adgangsnøgle"


class SocialAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect: bound by the provider's subject, by a person who is signed in. Never by an e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Keep nothing of what the provider tells but the subject: it may tell a CPR number."""
        sociallogin.account.extra_data = {"sub": sociallogin.account.uid}
        sociallogin.email_addresses = []
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse a subject that nobody has bound."""
        if not sociallogin.is_existing and sociallogin.state.get("process") != "connect":
            reason = (
                f"{settings.OIDC_NAME} kender dig, men Rådsportalen gør ikke endnu. Log ind med din adgangskode eller "
                f"en kode på mail, og knyt {settings.OIDC_NAME} til din konto under Min konto. Har du ingen adgang, "
                "så skriv til dit råds sekretariat."
            )
            raise ImmediateHttpResponse(refused(request, [reason], status=403, back_url=reverse("account_login")))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the list of what is bound."""
        return reverse("socialaccount_connections")


class CodeForm(ConfirmLoginCodeForm):
    """The code of the mail. allauth counts wrong ones in the session, which guesses sent at once do not share."""

    def clean_code(self) -> Any:
        """Count first, in the database; then look."""
        key = f"login-code:{context.request.session.session_key}"
        if not ratelimit.consume(context.request, action="confirm_login_code", key=key):
            raise AccountAdapter().validation_error("too_many_login_attempts")
        return super().clean_code()
