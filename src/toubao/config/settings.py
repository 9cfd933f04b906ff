"""Django's settings, from the environment; every decision about insurance is elsewhere."""

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from toubao.config.database import addresses, django_database
from toubao.config.environment import mark_place, number, read_environment, readable
from toubao.config.institutions import MAIL_SENDER, card_page_origins, institutions
from toubao.config.institutions.authorities import authorities
from toubao.config.institutions.providers import origins, providers
from toubao.config.monitoring.disk import disks
from toubao.config.safety import insist
from toubao.config.secret_files import given, secret

ENVIRONMENT = read_environment()
insist(ENVIRONMENT)
PROFILE = ENVIRONMENT.profile
HOME = ENVIRONMENT.home
KEYS_DIR = ENVIRONMENT.keys
PUBLIC_URL = ENVIRONMENT.url
CONSOLE_URL = ENVIRONMENT.console_url
"""The console's own origin; "" where it shares that of the customers."""
STAFF_URL = CONSOLE_URL or PUBLIC_URL
SOURCES = Path(__file__).resolve().parent.parent

# Security
SECRET_KEY = secret(ENVIRONMENT, "secret_key")
DEBUG = False
SECURE = PUBLIC_URL.startswith("https://")
_hosts = os.environ.get("TOUBAO_HOSTS", f"{PUBLIC_URL.split('//')[1].split(':')[0]},localhost,127.0.0.1,[::1]").split(",")
ALLOWED_HOSTS = [*_hosts, *([str(urlsplit(CONSOLE_URL).hostname)] if CONSOLE_URL else [])]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
TRUSTED_PROXIES = frozenset(os.environ.get("TOUBAO_PROXIES", "127.0.0.1,::1" if SECURE else "").split(",")) - {""}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$", r"^api/v1/"]  # the API says no instead: a token must not be sent twice
METRICS_TOKEN = given(ENVIRONMENT, "metrics_token")
X_FRAME_OPTIONS = "DENY"
PASSKEY_ORIGIN = ENVIRONMENT.passkey_origin
STAFF_PASSKEY_ORIGIN = ENVIRONMENT.staff_passkey_origin if CONSOLE_URL else ""
SESSION_ENGINE = "toubao.doors.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
DEVICE_COOKIE_NAME = "__Host-device" if SECURE else "device"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "toubao.doors.look.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [] if CONSOLE_URL else [PUBLIC_URL]  # of two origins neither trusts the other's forms
CARD_PAGE_ORIGINS = card_page_origins(ENVIRONMENT)

# Applications
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "toubao.journal",
    "toubao.business.release",
    "toubao.business.consents",
    "toubao.business.identity",
    "toubao.business.branches",
    "toubao.business.recovery",
    "toubao.business.oversight",
    "toubao.business.catalogue",
    "toubao.business.underwriting",
    "toubao.business.payment",
    "toubao.business.policies",
    "toubao.business.motor",
    "toubao.business.purchase",
    "toubao.business.service",
    "toubao.business.correspondence",
    "toubao.business.reconciliation",
    "toubao.business.figures",
    "toubao.business.governance",
    "toubao.business.restoration",
]
MIDDLEWARE = [
    "toubao.doors.sessions.ForNobody",
    "toubao.doors.refusals.Refusals",
    "toubao.doors.look.security.RealAddress",
    "toubao.doors.api.edge.ProblemsOnly",
    "django.middleware.security.SecurityMiddleware",
    "toubao.doors.look.security.SecurityHeaders",
    "toubao.doors.look.compressing.Compressed",  # pads its answers at random, so that their length tells nothing (BREACH)
    "toubao.doors.access.origins.Origins",
    "toubao.doors.look.security.OurFiles",
    "toubao.doors.shut.Shut",
    "toubao.doors.look.security.FetchMetadata",
    "toubao.doors.look.security.Readable",
    "toubao.doors.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "toubao.doors.storefront.visitor.Visitors",
]
if os.environ.get("TOUBAO_COSTS") == "1":
    MIDDLEWARE.insert(0, "toubao.config.monitoring.costs.Costs")
ROOT_URLCONF = "toubao.config.urls"
WSGI_APPLICATION = "toubao.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Data
APP_ADDRESS, OWNER_ADDRESS = addresses(ENVIRONMENT)
_as_owner = os.environ.get("TOUBAO_AS_OWNER") == "1"
OPEN_PAGES_BESIDE = os.environ.get("TOUBAO_WEB") == "1"
"""In the web, which has threads of its own for the acquirer's pages (business/payment/opening.py)."""
DATABASES = {"default": django_database(OWNER_ADDRESS if _as_owner else APP_ADDRESS, pool=number("TOUBAO_POOL", 0, least=0, most=64))}
INSTITUTIONS = institutions(ENVIRONMENT)
PROVIDERS = providers(ENVIRONMENT)
PROVIDER_ORIGINS = origins(PROVIDERS)
CERTIFICATES = authorities(ENVIRONMENT)
ASK_INSIDE_TRANSACTION = PROFILE == "test"  # a test's own transaction is round everything
MAIL_FROM = (os.environ.get("TOUBAO_MAIL_FROM", MAIL_SENDER), os.environ.get("TOUBAO_MAIL_NAME", "安禾產險（示範）"))
CHANNELS = [host for host in os.environ.get("TOUBAO_CHANNELS", ",".join(_hosts)).split(",") if host]
_tsa_root = os.environ.get("TOUBAO_TSA_ROOT") or ("" if PROFILE == "production" else str(HOME / "sandbox" / "tsa-root.pem"))
TSA_ROOT = Path(_tsa_root) if _tsa_root else None  # without one, a stamp counts but its authority is not called trusted
MARK = mark_place(ENVIRONMENT)
DISKS = disks(ENVIRONMENT, os.environ)
ALLOWANCES = os.environ.get("TOUBAO_ALLOWANCES", "")
LIFETIMES = os.environ.get("TOUBAO_LIFETIMES", "")
BREACHED_PASSWORDS = readable("TOUBAO_BREACHED_PASSWORDS")
PASSWORD_WORDS = readable("TOUBAO_PASSWORD_WORDS")
_sample_ways = str(SOURCES / "config" / "institutions" / "sample_ways.toml") if PROFILE == "demo" else ""
WAYS = os.environ.get("TOUBAO_WAYS", _sample_ways)
WAY_ORIGINS = [each for each in os.environ.get("TOUBAO_WAY_ORIGINS", "").split(",") if each]
CONTRACT_NOTICE_DAYS = number("TOUBAO_CONTRACT_NOTICE_DAYS", 30, least=7, most=365)
SLEEP_WARNING_DAYS = number("TOUBAO_SLEEP_WARNING_DAYS", 30, least=1, most=365)
STAFF_IDLE_MINUTES = number("TOUBAO_STAFF_IDLE_MINUTES", 15, least=1, most=480)
ACTIVATION_HOURS = number("TOUBAO_ACTIVATION_HOURS", 72, least=1, most=720)  # a sample: the insurer says how long
ACCESS_REVIEW_MONTHS = number("TOUBAO_ACCESS_REVIEW_MONTHS", 6, least=1, most=24)  # a sample: the insurer says how often
CLOCK = "toubao.doors.clock.now"
STAFF_ROLES = "toubao.business.governance.queries.roles_now"
_insurer = tomllib.loads(Path(readable("TOUBAO_INSURER") or SOURCES / "config" / "insurer.toml").read_text("utf-8"))
INSURER: dict[str, str] = _insurer["company"]
BRAND: dict[str, str] = _insurer["brand"]
GROUP: list[dict[str, str]] = _insurer.get("group", [])
BRANCHES: dict[str, dict[str, Any]] = _insurer.get("branches", {})
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful", "shutdown_graceful_timeout": 20}

# Pages
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [SOURCES / "doors" / "look" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "toubao.doors.look.jinja.environment", "context_processors": ["toubao.doors.look.tokens.form_token"]},
    },
]
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("en", "English")]
TIME_ZONE = "Asia/Taipei"
USE_TZ = True
USE_I18N = True

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [SOURCES / "doors" / "look" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PROFILE == "test"
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Uploads and requests are small: nothing here takes more than a form
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["toubao.doors.look.security.NoFiles"]

LOGGING_CONFIG = "toubao.config.monitoring.logging.configure"
LOGGING = {"profile": PROFILE}
