"""All settings, read from the environment through typed readers; a wrong or missing value stops the start.

The names and their meaning stand in docs/deploy/deploy.md. `rarportal.run` and `rarportal.testing` start the
embedded engines and set the same names before Django reads this file.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import csp.constants
from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str | None = None) -> str:
    """The variable `name`; without a default it must be set and not empty."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: see docs/deploy/deploy.md, or start with `make run`.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """0 or 1; anything else is refused, so that DEBUG=false cannot mean true."""
    value = os.environ.get(name, "").strip() or str(int(default))
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def day(name: str) -> date | None:
    """A day as 2023-09-13; None when it is not set."""
    value = text(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a day such as 2023-09-13, not {value!r}.") from None


def database(name: str, **extra: Any) -> dict[str, Any]:
    """A PostgreSQL connection from a libpq URL, e.g. postgresql://rar_app:secret@db/rarportal."""
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(text(name)))
    except ProgrammingError:  # its own words would print the password
        raise ImproperlyConfigured(
            f"{name} is no address of PostgreSQL: postgresql://USER:PASSWORD@HOST/DATABASE."
        ) from None
    missing = [part for part in ("user", "dbname") if not parts.get(part)]
    if missing:
        raise ImproperlyConfigured(f"{name} must name {' and '.join(missing)}.")
    return {
        "ENGINE": "rarportal.core.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user"),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        # Prepared when asked the second time: planning costs more than answering. docs/decisions/prepared-statements.md
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2, **parts},
        "CONN_MAX_AGE": number("CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        **extra,
    }


def mail_server(name: str) -> dict[str, Any] | None:
    """How to reach the mail server, from smtp://USER:PASSWORD@HOST:PORT?tls=1 or smtps://...; None when not set."""
    address = text(name, "")
    if not address:
        return None
    url = urlsplit(address)
    wrong = ImproperlyConfigured(f"{name} is no address of a mail server: smtp://USER:PASSWORD@HOST:587?tls=1.")
    try:
        port = url.port
    except ValueError:
        raise wrong from None
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/"):
        raise wrong
    return {
        "host": url.hostname,
        "port": port or (465 if url.scheme == "smtps" else 25),
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_ssl": url.scheme == "smtps",
        "use_tls": url.scheme == "smtp" and parse_qs(url.query).get("tls") == ["1"],
        "timeout": 20,
    }


DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
DEMO_TODAY = day("DEMO_TODAY")  # the day on which a demo stands; read by core/clock.py alone
SECRET_KEY = text("SECRET_KEY")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = text("SITE_URL", "http://localhost:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
PRODUCTION = not DEMO and not DEBUG
RELEASE = text("RELEASE", "0.1.0")
REDIS_URL = text("REDIS_URL")

VAR_DIR = Path(text("RAR_VAR", str(BASE_DIR / "var")))
FILES_DIR = VAR_DIR / "files"
RUN_DIR = VAR_DIR / "run"
MAIL_SERVER = mail_server("MAIL_URL")
# OpenID Connect, e.g. MitID Erhverv through a broker: all four, or none
OIDC_NAME = text("OIDC_NAME", "")
OIDC_SERVER_URL = text("OIDC_SERVER_URL", "")
OIDC_CLIENT_ID = text("OIDC_CLIENT_ID", "")
OIDC_SECRET = text("OIDC_SECRET", "")
OIDC_STRONG = flag("OIDC_STRONG")  # the provider asks for two factors itself
UPLOAD_LIMIT = number("UPLOAD_LIMIT", 25 * 1024 * 1024)  # bytes of one attachment
UPLOAD_QUOTA = number("UPLOAD_QUOTA", 5 * 1024 * 1024 * 1024)  # bytes of all attachments of a council

DATABASES = {
    # The application's role may not change what is frozen; the owner's role migrates. docs/decisions/two-roles.md
    "default": database("DATABASE_URL", TEST={"MIRROR": "owner"}),
    "owner": database("DATABASE_OWNER_URL"),
}


def see_to_settings() -> None:
    """Refuse what each for itself may be right and together is not; most of it only in production."""
    site = urlsplit(SITE_URL)
    used, owned = DATABASES["default"], DATABASES["owner"]
    named = any(
        host == site.hostname or (host.startswith(".") and f".{site.hostname}".endswith(host)) for host in ALLOWED_HOSTS
    )
    for wrong, sentence in (
        (
            site.scheme not in {"http", "https"} or not site.hostname or site.path,
            "SITE_URL must be the address alone, such as https://raad.example.dk.",
        ),
        (
            not REDIS_URL.startswith(("redis://", "rediss://", "unix://", "redis+socket://")),
            "REDIS_URL is no address of Redis: redis://HOST:6379/0, rediss:// or unix://PATH.",
        ),
        (
            used["USER"] == owned["USER"],
            "DATABASE_URL and DATABASE_OWNER_URL name the same user: the application may not own the tables.",
        ),
        (used["NAME"] != owned["NAME"], "DATABASE_URL and DATABASE_OWNER_URL name different databases."),
        (
            DEMO and "demo" not in used["NAME"],
            "DEMO=1 needs a database of its own, with demo in its name: it lets anybody in, as anybody.",
        ),
        (DEMO_TODAY is not None and not DEMO, "DEMO_TODAY is the clock of a demo: it needs DEMO=1."),
        (
            bool(OIDC_NAME or OIDC_SERVER_URL or OIDC_CLIENT_ID or OIDC_SECRET)
            and not (OIDC_NAME and OIDC_SERVER_URL and OIDC_CLIENT_ID and OIDC_SECRET),
            "OIDC_NAME, OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_SECRET: set all four, or none.",
        ),
        (PRODUCTION and MAIL_SERVER is None, "MAIL_URL is not set: codes and invitations go by mail in production."),
        (
            PRODUCTION and bool(OIDC_SERVER_URL) and not OIDC_SERVER_URL.startswith("https://"),
            "OIDC_SERVER_URL must begin with https:// in production.",
        ),
        (DEBUG and HTTPS, "DEBUG=1 is for one's own machine: not with a SITE_URL that begins with https://."),
        (PRODUCTION and not HTTPS, "SITE_URL must begin with https:// in production."),
        (PRODUCTION and len(SECRET_KEY) < 50, "SECRET_KEY must have at least 50 characters in production."),
        (
            PRODUCTION and (len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-")),
            "SECRET_KEY must be made at random in production.",
        ),
        (PRODUCTION and "*" in ALLOWED_HOSTS, "ALLOWED_HOSTS must name the hosts in production, not *."),
        (PRODUCTION and not named, "ALLOWED_HOSTS must name the host of SITE_URL in production."),
    ):
        if wrong:
            raise ImproperlyConfigured(sentence)


see_to_settings()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "rarportal.core",
    "meetings",
    "positivlist",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "template_partials",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "rarportal.core.http.CacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "meetings.views.view_as.ViewAsMiddleware",
    "rarportal.core.routing.DeniedByDefault",
    "meetings.views.second_factor.SecondFactorDemanded",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rarportal.core.http.RefusalMiddleware",
]

ROOT_URLCONF = "rarportal.urls"
WSGI_APPLICATION = "rarportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rarportal.core.http.site",
                "rarportal.core.once.once_key",
                "meetings.views.viewer.name_in_header",
                "meetings.views.demo.listed",
            ],
        },
    }
]

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "meetings:overview"
ACCOUNT_LOGOUT_REDIRECT_URL = "meetings:front"
ACCOUNT_ADAPTER = "rarportal.core.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds: a mail can be slow
ACCOUNT_FORMS = {"confirm_login_code": "rarportal.core.accounts.CodeForm"}
ACCOUNT_RATE_LIMITS = {  # kept in the database (CACHES); "key" is the account, known or not
    "login_failed": "20/15m/ip,10/15m/key",
    "request_login_code": "20/m/ip,5/15m/key",
    "confirm_login_code": "20/15m/ip,5/15m/key",
    "reset_password": "20/m/ip,5/15m/key",
}
# Django's own: allauth's asks for addresses that we don't keep, and so takes longer where there is an account
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds; single use
MFA_ADAPTER = "meetings.views.second_factor.DemandingMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the secretariat's invitation went to the address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost
MFA_TOTP_ISSUER = "Rådsportalen"
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(days=30)
SOCIALACCOUNT_ADAPTER = "rarportal.core.accounts.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "login",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_SECRET,
                "settings": {"server_url": OIDC_SERVER_URL, "fetch_userinfo": False, "oauth_pkce_enabled": True},
            }
        ]
        if OIDC_NAME
        else [],
        "SCOPE": ["openid"],
    }
}
CACHES = {"default": {"BACKEND": "rarportal.core.counters.TableCache"}}
# In production one proxy says who asks (docs/deploy/nginx.conf). Without this ten wrong passwords stop everybody
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0

LANGUAGE_CODE = "da"
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a working day
SESSION_SAVE_EVERY_REQUEST = False  # with cached pages it leaks sessions: CVE-2026-35192
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "rarportal.core.http.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_HANDLERS = ["rarportal.core.uploads.Receiver"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.constants.NONE],
        "script-src": [csp.constants.SELF],
        "style-src": [csp.constants.SELF],
        "img-src": [csp.constants.SELF],
        "font-src": [csp.constants.SELF],
        "connect-src": [csp.constants.SELF],
        # sent on to the provider after a form of ours: the policy follows
        "form-action": [csp.constants.SELF, *([f"https://{urlsplit(OIDC_SERVER_URL).netloc}"] if OIDC_NAME else [])],
        "base-uri": [csp.constants.NONE],
        "frame-ancestors": [csp.constants.NONE],
    }
}

EMAIL_BACKEND = "rarportal.core.mail.Backend"  # rows, sent by errand through the carrier
MAIL_CARRIER = f"django.core.mail.backends.{'smtp' if MAIL_SERVER else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = text("MAIL_FROM", "raadsportalen@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "rarportal.core.lines.JsonLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"django": {"handlers": [], "propagate": True}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
