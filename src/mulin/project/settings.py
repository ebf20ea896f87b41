"""Settings, read once from the environment; the defaults make the demo.

MULIN_HOME        folder of the database and the files (default: .mulin in the working directory)
MULIN_MODE        demo | production | test
MULIN_SECRET_KEY  required in production
MULIN_SECRET_KEY_FALLBACKS  former keys, comma-separated: slips, cards and sessions made under them stay good
MULIN_HOSTS       host names, comma-separated, required in production
MULIN_HTTPS       1 (default in production) or 0 for a box on a closed local network
MULIN_SMS, MULIN_EMAIL, MULIN_WECHAT  file | console | package.module:Class; empty (default): that way is not offered
MULIN_MIGRATE_URL the same database for the role that owns the tables; only `mulin migrate` uses it
DATABASE_URL      postgresql://user:password@host:port/name?schema=...; default SQLite in MULIN_HOME
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from mulin.project.moving import schemas

MULIN_MODE = os.environ.get("MULIN_MODE", "demo")
if MULIN_MODE not in {"demo", "production", "test"}:
    raise ImproperlyConfigured(f"MULIN_MODE={MULIN_MODE!r}: demo, production or test")
PRODUCTION = MULIN_MODE == "production"
PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("MULIN_HOME", ".mulin")).resolve()

SECRET_KEY = os.environ.get("MULIN_SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("MULIN_SECRET_KEY is missing")
    SECRET_KEY = "only-for-the-demo-" + "0" * 40
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("MULIN_SECRET_KEY_FALLBACKS", "").split(",") if key]
DEBUG = False
MULIN_SMS, MULIN_EMAIL, MULIN_WECHAT = (os.environ.get(f"MULIN_{way}", "") for way in ("SMS", "EMAIL", "WECHAT"))
ALLOWED_HOSTS = [host for host in os.environ.get("MULIN_HOSTS", "").split(",") if host] or (
    [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
HTTPS = os.environ.get("MULIN_HTTPS", "1" if PRODUCTION else "0") == "1"


def database(url: str) -> dict[str, Any]:
    """Django's database entry for a URL, or SQLite in the home folder."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "mulin.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
                "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
                "PRAGMA journal_size_limit=67108864; PRAGMA secure_delete=ON;",
            },
            # a file, not memory: live servers and threads of the tests share it
            "TEST": {"NAME": str(HOME / "test.sqlite3")},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL: only postgresql://user:password@host:port/name is known")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    try:
        schema = schemas.check(query["schema"]) if query.get("schema") else ""
    except schemas.BadSchema as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # a page asks many small questions: to compile one, or to call others to help, takes longer than to answer it
        "OPTIONS": {
            "options": " ".join(
                f"-c {name}"
                for name in (
                    "jit=off",
                    "max_parallel_workers_per_gather=0",
                    *([f"search_path={schema}"] if schema else []),
                )
            )
        },
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.Login"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "mulin.core.jobs",
    "mulin.core.records",
    "mulin.core.places",
    "mulin.core.people",
    "mulin.core.groups",
    "mulin.core.access",
    "mulin.core.notifications",
    "mulin.core.meetings",
    "mulin.apps.voice",
    "mulin.portal",
    "mulin.project",
]
MIDDLEWARE = [
    "mulin.project.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mulin.portal.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "mulin.core.access.viewers.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "mulin.project.urls"
WSGI_APPLICATION = "mulin.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "mulin.portal.frame.frame",
            ],
            # cotton and partials each insert loaders of their own, and the last one wins: so both are named by hand
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "django.templatetags.i18n",
                "mulin.portal.templatetags.mulin",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "mulin.portal.widgets.Renderer"

AUTHENTICATION_BACKENDS = ["mulin.core.access.backend.LoginBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "mulin.core.access.habits.HabitValidator"},
]
LOGIN_URL = "/in/"
OTP_TOTP_ISSUER = "Mulin"
MULIN_LANDING = {"staff": "/desk/", "unit": "/unit/"}  # where somebody lands who signed in
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if HTTPS else ("session", "csrf")
CSRF_FAILURE_VIEW = "mulin.portal.errors.csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static" if PRODUCTION else None
MEDIA_ROOT = HOME / "files"
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "mulin.project.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json" if PRODUCTION else "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's own would mail, and colour a console; everything goes to the one handler
    "loggers": {
        "mulin": {"level": "INFO" if PRODUCTION else "WARNING"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "gunicorn.http.wsgi": {"level": "ERROR"},  # a 404 to a HEAD is not worth a line
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
