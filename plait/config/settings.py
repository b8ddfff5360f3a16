"""Every setting, read from the environment in one place, loud on bad values. ``docs/settings.md`` lists them."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from plait.adapters.bank_holidays import NATIONS
from plait.adapters.programme_files import NotProgrammes, all_built_in, programmes_in
from plait.config.single_sign_on import single_sign_on
from plait.domain.partnership_kinds import PartnershipKind, with_own
from plait.domain.posting_times import days_between
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.retention import Keeping, Kept
from plait.domain.retention_table import with_choices
from plait.ui.jinja import jinja_options

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent.parent

PLAIT_HOME = Path(env.str("PLAIT_HOME", str(Path.home() / ".plait"))).expanduser()
"""Where the embedded database, uploads and the secret key live."""


def _home() -> Path:
    PLAIT_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    return PLAIT_HOME


def _secret_key() -> str:
    """The key from the environment, else the one kept in the home folder, made on first use."""
    given: str = env.str("PLAIT_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("PLAIT_SECRET_KEY is too short: give at least 32 random characters.")
        return given
    kept = _home() / "secret-key"
    if not kept.exists():
        # written whole under another name first: two processes that start at once end up with one key
        with tempfile.NamedTemporaryFile("w", dir=kept.parent) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, kept)
    return kept.read_text().strip()


def _partnership_kinds() -> dict[str, PartnershipKind]:
    try:
        return with_own(env.str("PLAIT_PARTNERSHIP_KINDS", ""))
    except ValueError as error:
        raise ImproperlyConfigured(f"PLAIT_PARTNERSHIP_KINDS: {error}") from None


def _own_programmes() -> tuple[ProgrammeDefinition, ...]:
    folder: str = env.str("PLAIT_PROGRAMMES", "")
    try:
        return programmes_in(Path(folder).expanduser(), all_built_in()) if folder else ()
    except NotProgrammes as error:
        raise ImproperlyConfigured(f"PLAIT_PROGRAMMES: {error}") from None


def _nation() -> str:
    given: str = env.str("PLAIT_BANK_HOLIDAYS", "england").strip().lower()
    if given not in NATIONS:
        raise ImproperlyConfigured(f"PLAIT_BANK_HOLIDAYS: give one of {', '.join(NATIONS)}.")
    return given


def _school_holidays() -> frozenset[date]:
    try:
        return days_between(env.str("PLAIT_SCHOOL_HOLIDAYS", ""))
    except ValueError as error:
        raise ImproperlyConfigured(f"PLAIT_SCHOOL_HOLIDAYS: {error}") from None


def _retention() -> dict[Kept, Keeping]:
    try:
        return with_choices(env.str("PLAIT_RETENTION", ""))
    except ValueError as error:
        raise ImproperlyConfigured(f"PLAIT_RETENTION: {error}") from None


PARTNERSHIP_KINDS = _partnership_kinds()
OWN_PROGRAMMES = _own_programmes()
"""The deployer's own programmes, beside those that are built in."""
RETENTION = _retention()
"""How long each kind of thing is kept here."""
DEBUG = env.bool("PLAIT_DEBUG", False)
SECRET_KEY = _secret_key()
BASE_URL = env.str("PLAIT_BASE_URL", "http://localhost:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")
BEHIND_PROXY = env.bool("PLAIT_BEHIND_PROXY", False)
ALLOWED_HOSTS = env.list("PLAIT_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
    "plait.audit",
    "plait.ui",
    "plait.jobs",
    "plait.mail",
    "plait.people",
    "plait.schools",
    "plait.partnerships",
    "plait.frameworks",
    "plait.reviewers",
    "plait.evidence",
    "plait.selfevaluation",
    "plait.visits",
    "plait.peerreview",
    "plait.observations",
    "plait.actionplans",
    "plait.workshops",
    "plait.factchecks",
    "plait.excellence",
    "plait.journey",
    "plait.reports",
    "plait.rights",
    "plait.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "plait.ui.middleware.PrivateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "plait.partnerships.middleware.ViewerMiddleware",
    "plait.audit.middleware.DisclosureMiddleware",
    "plait.ui.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "plait.config.urls"
WSGI_APPLICATION = "plait.config.wsgi.application"

TEMPLATE_FOLDERS = [
    PACKAGE / app / "templates"
    for app in (
        "ui",
        "mail",
        "people",
        "schools",
        "partnerships",
        "frameworks",
        "reviewers",
        "evidence",
        "selfevaluation",
        "visits",
        "peerreview",
        "observations",
        "actionplans",
        "workshops",
        "factchecks",
        "excellence",
        "journey",
        "reports",
        "rights",
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": TEMPLATE_FOLDERS,
        "OPTIONS": jinja_options(TEMPLATE_FOLDERS),
    },
    {
        # only the parts that other packages bring (messages of the sign-in package, system mails)
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

if env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _home() / "plait.sqlite3",
            "OPTIONS": {
                # writers wait for each other instead of failing; readers never wait
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # shared by all processes, so that sign-in throttling counts across them
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "ui_cache"},
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "plait.people.queries.display_name"
ACCOUNT_ADAPTER = "plait.people.sign_in.SignInAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # else everybody would share the proxy's address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail from here that they have nothing to do with
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/10m/key",  # wrong passwords, codes and passkeys of the second step
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "open_invitation": "30/m/ip",
    "open_report": "60/m/ip",
    "send_invitation": "60/h/user",
}
MFA_ADAPTER = "plait.people.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is known from its invitation, not from a mail that confirms it
MFA_TOTP_ISSUER = "Plait"
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # as for passwords: a school shares one connection

SOCIALACCOUNT_ADAPTER = "plait.partnerships.invited_sign_on.InvitedSignOn"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, because the provider may send the browser on to anywhere
SOCIALACCOUNT_PROVIDERS = single_sign_on(
    server=env.str("PLAIT_OIDC_SERVER", ""),
    client=env.str("PLAIT_OIDC_CLIENT_ID", ""),
    secret=env.str("PLAIT_OIDC_CLIENT_SECRET", ""),
    name=env.str("PLAIT_OIDC_NAME", ""),
)
SINGLE_SIGN_ON = next((app["name"] for found in SOCIALACCOUNT_PROVIDERS.values() for app in found["APPS"]), "")
"""What the button on the sign-in page calls the provider; empty where none is set up."""

SESSION_COOKIE_AGE = 12 * 60 * 60  # a school day
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie, no names in one
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "plait.ui.views.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE and env.bool("PLAIT_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # file names of the vendored assets carry their version, so nothing is rewritten at start-up
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from the package: there is no collecting step
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "plait.ui.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes; the largest workbook anybody needs is a few hundred kilobytes."""

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("PLAIT_TIME_ZONE", "Europe/London")
USE_TZ = True
USE_I18N = True

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 30  # seconds; a server that says nothing for longer is tried again later
MAIL_IS_SENT = bool(env.str("EMAIL_URL", ""))
"""Without a server named, mails are printed by the worker."""
DEFAULT_FROM_EMAIL = env.str("PLAIT_MAIL_FROM", "Plait <plait@localhost>")
BANK_HOLIDAYS = _nation()
SCHOOL_HOLIDAYS = _school_holidays()
"""Days off besides bank holidays and weekends."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"},
    },
    "filters": {"without-secrets": {"()": "plait.config.log_lines.WithoutSecrets"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without-secrets"]},
    },
    "root": {"handlers": ["stderr"], "level": env.str("PLAIT_LOG_LEVEL", "WARNING")},
}
