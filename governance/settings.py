"""The one settings file, read from top to bottom. Every environment variable of the product is read here, once.

Nothing here decides anything about vendors or policies; words about a variable are the words the README repeats.
"""

import os
from pathlib import Path
from typing import Any, Final

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from governance import neighbours
from governance.env import Environment
from governance.web.api import configuration
from governance.web.logs import configure_structlog, logging_settings

BASE_DIR: Final = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- Where and as what we run ----------------------------------------------------------------------------------------
PRODUCTION: Final = (
    env.choice(
        "COUNTERSIGN_ENV",
        "development",
        "How strict to be: production demands a secret key and host names and speaks HTTPS only.",
        among=("development", "production"),
    )
    == "production"
)
HOME: Final = env.folder(
    "COUNTERSIGN_HOME",
    BASE_DIR / ".local",
    "Folder of everything written at run time: database file, stored files, broker, mail, reports, secret key.",
    shown=".local in the clone",
)
DEBUG = env.flag("COUNTERSIGN_DEBUG", False, "Django's debug pages; refused in production.")
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("COUNTERSIGN_DEBUG shows the inside to strangers; it cannot be on in production.")


SECRET_KEY = env.text(
    "COUNTERSIGN_SECRET_KEY",
    "",
    "Signs sessions and reset links: at least 50 random characters. Required in production.",
)
if not SECRET_KEY and PRODUCTION:
    raise ImproperlyConfigured("COUNTERSIGN_SECRET_KEY is not set. Put at least 50 random characters there.")
SECRET_KEY = SECRET_KEY or neighbours.kept_secret(HOME / "secret-key")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("COUNTERSIGN_SECRET_KEY is too short or too regular: use at least 50 random characters.")

ALLOWED_HOSTS = env.hosts(
    "COUNTERSIGN_HOSTS",
    "" if PRODUCTION else "127.0.0.1,localhost,[::1]",
    "Host names the site answers to, separated by commas. Required in production; otherwise this machine only.",
)
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("COUNTERSIGN_HOSTS is not set. Name the host the site answers to.")
PUBLIC_URL = env.origin(
    "COUNTERSIGN_PUBLIC_URL",
    "",
    "Address of the site as people see it, for links in mail and in reports; empty means the first host.",
    schemes=("https",) if PRODUCTION else ("http", "https"),
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

# --- Applications, bottom up as the import floors are ----------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "governance.web",
    "governance.audit",
    "governance.blobs",
    "governance.jobs",
    "governance.accounts",
    "vendors",
    "policies",
    "governance.reports",
    "governance.webhooks",
    "governance.desk",
    "governance.demo",
]
MIDDLEWARE = [
    "governance.web.correlation.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "governance.web.inputs.CookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "governance.accounts.middleware.AccountMiddleware",
    "governance.web.inputs.InputMiddleware",
    "governance.web.doors.ClosedByDefaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "governance.web.responses.DomainErrorMiddleware",
]
ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database --------------------------------------------------------------------------------------------------------
# No ATOMIC_REQUESTS: on SQLite every transaction is a writer, and reading pages must not queue behind each other.
DATABASE_URL = env.address(
    "DATABASE_URL",
    "",
    "postgresql://user:password@host:port/name, or sqlite:///path; empty means the SQLite file in COUNTERSIGN_HOME.",
    schemes=("postgresql", "postgres", "sqlite"),
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": neighbours.database("DATABASE_URL", DATABASE_URL)
    if DATABASE_URL
    else neighbours.sqlite(HOME / "countersign.sqlite3")
}

# Limits on log-in attempts count across processes, so the cache is a table too (made by migrate).
CACHES = {"default": neighbours.cache_table()}

# --- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["governance.accounts.backend.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "desk:queue"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_RESET_TIMEOUT = 60 * 60
STRICT_SEPARATION = env.flag(
    "STRICT_SEPARATION", False, "Also bars whoever drafted a reading from deciding lines that rest on it."
)

# --- Sessions, cookies, headers --------------------------------------------------------------------------------------
# Where nothing is said, Django's default is strict already. Names of our own: cookies do not know ports, and
# other Django sites run on the same loopback address.
SESSION_COOKIE_NAME = "countersign_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = "countersign_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "governance.web.responses.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if env.flag(
    "COUNTERSIGN_BEHIND_PROXY",
    False,
    "Trust X-Forwarded-Proto and X-Forwarded-For; only behind a proxy that always sets or removes them.",
):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    TRUSTED_PROXIES = 1  # the last entry of X-Forwarded-For is the proxy's; log-in limits count by it
_OWN = ("script-src", "style-src", "font-src", "img-src", "connect-src", "form-action")
_NOTHING = ("default-src", "frame-ancestors", "base-uri", "object-src")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**{name: [NONE] for name in _NOTHING}, **{name: [SELF] for name in _OWN}},
}
# A terms document may be long, a form may not: uploads stream to disk above this size.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Words and times: UTC inside, shown in the organisation's zone ---------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"

# --- Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise looks into it at start, before collectstatic has ever run
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
REPORTS_DIR = HOME / "reports"
S3_BUCKET = env.shaped(
    "COUNTERSIGN_S3_BUCKET",
    "Bucket for stored files; empty means the blobs folder in COUNTERSIGN_HOME.",
    pattern=neighbours.BUCKET,
    words="a bucket has 3 to 63 lower-case letters, digits, dots and hyphens, and is no address",
)
S3_ENDPOINT = env.address(
    "COUNTERSIGN_S3_ENDPOINT", "", "Address of an S3-compatible store that is not Amazon's.", schemes=("https", "http")
)
S3_REGION = env.shaped(
    "COUNTERSIGN_S3_REGION",
    "Region of the bucket. Keys come from AWS_ACCESS_KEY_ID and its like.",
    pattern=neighbours.REGION,
    words="a region has lower-case letters, digits and hyphens, such as eu-central-1",
)
if (S3_ENDPOINT or S3_REGION) and not S3_BUCKET:
    raise ImproperlyConfigured("COUNTERSIGN_S3_BUCKET is not set, but a store is named: files would stay on this disk.")
_STORE = neighbours.s3_store(S3_BUCKET, S3_ENDPOINT, S3_REGION) if S3_BUCKET else neighbours.file_store(HOME / "blobs")
STORAGES: dict[str, dict[str, Any]] = {
    "default": _STORE,
    "blobs": _STORE,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Mail: into files, unless a server is named ----------------------------------------------------------------------
_mail = neighbours.mail(
    "COUNTERSIGN_SMTP_URL",
    env.address(
        "COUNTERSIGN_SMTP_URL",
        "",
        "smtp://user:password@host:port (STARTTLS) or smtps://… for mail; empty means files in COUNTERSIGN_HOME.",
        schemes=("smtp", "smtps"),
    ),
)
EMAIL_BACKEND, EMAIL_FILE_PATH, EMAIL_TIMEOUT = _mail.backend, HOME / "mail", 20
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.host, _mail.port, _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.implicit_tls, _mail.start_tls
DEFAULT_FROM_EMAIL = env.sender("COUNTERSIGN_MAIL_FROM", "Countersign <countersign@localhost>", "Sender of mail.")

# --- Other systems that are told of events ---------------------------------------------------------------------------
WEBHOOK_HOSTS = env.receivers(
    "COUNTERSIGN_WEBHOOK_HOSTS",
    "Receivers of webhooks inside your own network, as host or host:port, separated by commas; others must be public.",
)

# --- Work in the background ------------------------------------------------------------------------------------------
# The job row is the truth; the broker is a doorbell that may go unheard (governance.jobs sweeps).
CELERY_BROKER_URL = env.address(
    "CELERY_BROKER_URL",
    "filesystem://",
    "redis://… or amqp://… of a broker; the default rings through files in COUNTERSIGN_HOME.",
    schemes=("filesystem", "redis", "rediss", "amqp", "amqps"),
)
JOB_LEASE_SECONDS = env.number(
    "COUNTERSIGN_JOB_LEASE",
    30,
    "Seconds without a sign of life after which another worker takes a job over.",
    at_least=5,
    at_most=3600,
)
CELERY_BROKER_TRANSPORT_OPTIONS = neighbours.broker_options(CELERY_BROKER_URL, HOME / "broker")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "celerybeat-schedule")

# --- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = configuration.REST_FRAMEWORK
SPECTACULAR_SETTINGS: dict[str, Any] = configuration.SPECTACULAR

# --- Logs ------------------------------------------------------------------------------------------------------------
LOGGING = logging_settings(
    level=env.choice(
        "COUNTERSIGN_LOG_LEVEL", "INFO", "How much is logged.", among=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    ),
    as_json=env.choice(
        "COUNTERSIGN_LOG_FORMAT", "json", "json, or lines for reading at a terminal.", among=("json", "lines")
    )
    == "json",
)
configure_structlog()

# COUNTERSIGN_PORT belongs to the supervisor of `make run`, which starts before these settings can be read.
# STRICT_SEPARATION has no prefix: misspelt, it would leave people less separated than was asked for.
env.refuse_unknown("COUNTERSIGN_", known=frozenset({"COUNTERSIGN_PORT"}), guarded=frozenset({"STRICT_SEPARATION"}))
