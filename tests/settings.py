"""Settings of the tests: those of a production portal over HTTPS, but for files in a folder of their own.

`TEST_DATABASE_URL` chooses the database (default: SQLite), `TEST_REDIS_URL` a Redis or Valkey for the cache.
"""

import os
import tempfile

os.environ.update(
    SECRET_KEY="tests-only-" + "k" * 50,
    SITE_URL="https://portal.example",
    ALLOWED_HOSTS="portal.example,testserver,127.0.0.1,localhost",
    DATA_DIR=os.environ.get("TEST_DATA_DIR") or tempfile.mkdtemp(prefix="portal-tests-"),
    EMAIL_URL="memory:",
    REDIS_URL=os.environ.get("TEST_REDIS_URL", ""),
    REQUIRE_SECOND_FACTOR="false",
)
os.environ.pop("DEMO", None)
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{os.environ['DATA_DIR']}/tests.sqlite3"

from newsroom.settings import *  # noqa: F403
from newsroom.settings import LOCALE_PATHS
from newsroom.translations import compile_translations

# Before anything is translated: a fresh checkout has the texts, not yet their compiled form.
compile_translations(LOCALE_PATHS)

# The clients of the tests speak plain HTTP to a portal that believes itself behind TLS.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# A variable that a template names and the view does not give is a mistake.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""  # noqa: F405

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # In a file, as in life: several threads over a shared in-memory database lock one another out.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
