"""Django's settings. Everything that differs between installations is an environment variable (see env.py)."""

from __future__ import annotations

from pathlib import Path

from throughline import __version__
from throughline.config import env
from throughline.config.database import database
from throughline.config.key import secret_key
from throughline.config.mail import mail_server
from throughline.lib import clock

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()
VERSION = __version__

SECRET_KEY = secret_key(env.value("THROUGHLINE_SECRET_KEY"), DATA_DIR)
DEBUG = env.flag("THROUGHLINE_DEBUG")
ALLOWED_HOSTS = env.items("THROUGHLINE_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.items("THROUGHLINE_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "throughline.history",
    "throughline.accounts",
    "throughline.organizations",
    "throughline.vocabulary",
    "throughline.calendars",
    "throughline.jobs",
    "throughline.documents",
    "throughline.plans",
    "throughline.indicators",
    "throughline.register",
    "throughline.delivery",
    "throughline.papers",
    "throughline.web",
    "throughline.api",
]

MIDDLEWARE = [
    "throughline.web.middleware.words_in_use",
    "throughline.web.middleware.upload_limit",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "throughline.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "throughline.web.middleware.sound_addresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "throughline.web.middleware.person_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "throughline.web.middleware.Refusals",
    "throughline.web.past.past_day",
]

ROOT_URLCONF = "throughline.config.urls"
WSGI_APPLICATION = "throughline.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "throughline.web.context.site",
            ],
        },
    }
]

DATABASES = {"default": database(env.value("THROUGHLINE_DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "throughline.web.views.errors.csrf_failed"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = env.choice("THROUGHLINE_LANGUAGE", [code for code, _name in LANGUAGES])
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = env.time_zone("THROUGHLINE_TIME_ZONE")
USE_TZ = True
clock.use_zone(TIME_ZONE)
clock.set_behind(env.clock_behind(DATA_DIR))

STATIC_URL = "static/"
STATIC_ROOT = PACKAGE / "static"
STATICFILES_DIRS: list[Path] = []
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "throughline.config.static_files.HashedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 3600

UPLOAD_LIMIT = env.number("THROUGHLINE_UPLOAD_LIMIT_MB") * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o640

#: Where the reader gets a second opinion; None asks nobody.
READING_BACKEND = env.reading_backend()

#: Where mail is handed in; None sends none.
MAIL = mail_server(env.value("THROUGHLINE_MAIL_URL"), env.value("THROUGHLINE_MAIL_FROM"))

BEHIND_PROXY = env.flag("THROUGHLINE_BEHIND_PROXY")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_PROXY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


# Logs carry what happened and how long it took, never who: no names, addresses or query strings.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "throughline.config.logs.Places",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"impersonal": {"()": "throughline.config.logs.Impersonal"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["impersonal"]}
    },
    "root": {"handlers": ["stderr"], "level": env.choice("THROUGHLINE_LOG_LEVEL", env.LEVELS)},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
