"""Django's settings. What differs between machines comes from `newsroom.environment`."""

from datetime import timedelta

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import environment

BASE_DIR = environment.BASE_DIR
ENV = environment.read(BASE_DIR / ".env")

DEMO = ENV.demo
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.secret_key_fallbacks
ALLOWED_HOSTS = ENV.allowed_hosts
SITE_URL = ENV.site_url
DATA_DIR = ENV.data_dir
TIP_KEYS_DIR = ENV.tip_keys_dir
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
MICROCACHE = ENV.microcache
# In each web process.
MICROCACHE_BYTES = 24 * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "portal.User"

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "comments",
    "tips",
    "wire",
    "articles",
    "people",
    "photos",
    "portal",
    "common",
    "newsroom.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_prose_editor",
    "js_asset",
    "simple_history",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # What every answer carries comes before anything that answers by itself, refusals and redirects included.
    "newsroom.middleware.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.middleware.plain_addresses_only",
    "newsroom.middleware.account_never_stored",
    "newsroom.middleware.editor_nonce",
    "newsroom.middleware.numbers_beyond_the_database",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.middleware.strangers_unread",
    "newsroom.middleware.room_for_uploads",
    "newsroom.middleware.MessagesWhenAsked",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.furniture.reader_furniture",
            ],
        },
    }
]

# -- Data ---------------------------------------------------------------------

DATABASES = {"default": ENV.database}
if ENV.database["ENGINE"] == "django.db.backends.sqlite3":
    ENV.database["ENGINE"] = "common.databases.sqlite3"
    ENV.database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Every thread has a cache of its own, so they are small; the system keeps the file in memory better than they could.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-2000; PRAGMA mmap_size=33554432;"
        ),
    }
else:
    ENV.database["ENGINE"] = "common.databases.postgresql"
    ENV.database["CONN_HEALTH_CHECKS"] = True
    # A database that does not answer holds a reader's thread no longer than this.
    ENV.database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # Nor does one whose machine or network has gone while they were connected; the system alone would wait for two hours.
    for name, value in {
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
    }.items():
        ENV.database["OPTIONS"].setdefault(name, value)
    # `common.prepared` has its queries planned at the first time they are asked; psycopg none, since it drops all plans at a rollback.
    ENV.database["PREPARED_QUERIES"] = ENV.prepared_queries
    ENV.database["OPTIONS"]["prepare_threshold"] = None
    if ENV.prepared_queries:
        # Compiling a plan to machine code takes longer than any query of a page runs. And a row anywhere costs little more than the
        # next one, on a disk without moving parts or in memory: the server's own guess for old disks is 4, and it would rather read
        # everybody's newest comments than jump to those of one story. A pooler refuses options; see `docs/wlasciciel/`.
        ENV.database["OPTIONS"].setdefault("options", "-c jit=off -c random_page_cost=1.1")
    else:
        # What a cursor has not fetched would be asked of another connection.
        ENV.database["DISABLE_SERVER_SIDE_CURSORS"] = True

# "counters" are asked by what knows what to do without them (`common.limits`); the other one by libraries, which do not.
if ENV.redis_url:
    # Within one network an answer takes a millisecond.
    _REDIS = {
        "LOCATION": ENV.redis_url,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
    CACHES = {
        "default": _REDIS | {"BACKEND": "common.caches.SharedOrOwnCache"},
        "counters": _REDIS | {"BACKEND": "common.caches.SharedCache"},
    }
else:
    CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
        for name in ("default", "counters")
    }

JOB_LEASE = timedelta(seconds=ENV.job_lease)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# -- Files --------------------------------------------------------------------

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
_BUCKET = "common.bucket.BucketStorage"
_DISK = "common.files.DiskStorage"
STORAGES = {
    # Public renditions.
    "default": (
        {
            "BACKEND": _BUCKET,
            "OPTIONS": ENV.media_bucket
            | {"location": "media", "object_parameters": {"CacheControl": "public, max-age=3600"}},
        }
        if ENV.media_bucket
        else {"BACKEND": _DISK}
    ),
    # Originals: never under an address that the public can ask for.
    "originals": (
        {"BACKEND": _BUCKET, "OPTIONS": ENV.media_bucket | {"location": "originals", "querystring_auth": True}}
        if ENV.media_bucket
        else {
            "BACKEND": _DISK,
            "OPTIONS": {"location": DATA_DIR / "originals", "base_url": None, "file_permissions_mode": 0o600},
        }
    ),
    # Sealed files of tips, and nothing but sealed bytes.
    "tips": (
        {"BACKEND": _BUCKET, "OPTIONS": ENV.media_bucket | {"location": "tips", "querystring_auth": True}}
        if ENV.media_bucket
        else {
            "BACKEND": _DISK,
            "OPTIONS": {"location": DATA_DIR / "tips", "base_url": None, "file_permissions_mode": 0o600},
        }
    ),
    "staticfiles": {"BACKEND": "newsroom.static_storage.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are large, and only somebody who debugs the editor ever asks for them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gz", "br", "woff2", "map"]
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "common.files.TemporaryUploads"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
DATA_UPLOAD_MAX_NUMBER_FILES = 60

# -- Language and time ---------------------------------------------------------

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "polski")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = ENV.time_zone
USE_TZ = True

# -- People of the newsroom ----------------------------------------------------

AUTHENTICATION_BACKENDS = ["newsroom.accounts.StaffBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "newsroom.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.secure else "http"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Accounts are made by the owner, so nobody can sit on the address of another; a letter to confirm it would lock out the
# very first login of a portal whose mail is not set up yet.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Redakcja"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.secure
REQUIRE_SECOND_FACTOR = ENV.require_second_factor
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = int(timedelta(hours=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Readers get it with a form only, and lose it with the browser's window.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"
if ENV.secure:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

# -- What browsers are told ------------------------------------------------------

SECURE_SSL_REDIRECT = ENV.secure
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.secure
SECURE_HSTS_PRELOAD = ENV.secure
# A load balancer asks for the state over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^stan/"]
if ENV.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is printed only where a page asked for one: in the newsroom's admin, never for readers.
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Loaded only after the reader's click on an embed.
        "frame-src": [
            SELF,
            "https://www.youtube-nocookie.com",
            "https://www.facebook.com",
            "https://platform.twitter.com",
        ],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
if ENV.media_bucket:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(ENV.media_bucket["endpoint_url"])
PERMISSIONS_POLICY = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# -- Mail, logs, checks -----------------------------------------------------------

EMAIL_BACKEND = ENV.email["EMAIL_BACKEND"]
EMAIL_HOST = ENV.email.get("EMAIL_HOST", "")
EMAIL_PORT = ENV.email.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = ENV.email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = ENV.email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = ENV.email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = ENV.email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        # Each minute a dozen jobs go well; the owner who looks is to see those that do not. The worker sets the loggers' level itself.
        "jobs": {"class": "logging.StreamHandler", "formatter": "plain", "level": "WARNING"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django_tasks": {"handlers": ["jobs"], "propagate": False},
        "django_tasks_db": {"handlers": ["jobs"], "propagate": False},
    },
}

TAGGIT_CASE_INSENSITIVE = True
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
PROSE_EDITOR_LABEL = _("Body")
