"""Technical settings come from the environment; nonsense is refused in words that name the variable."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import environment

KEY = "k" * 50


@pytest.fixture
def environ(monkeypatch, tmp_path):
    for name in (
        "DEMO",
        "SECRET_KEY",
        "SITE_URL",
        "DATABASE_URL",
        "REDIS_URL",
        "ALLOWED_HOSTS",
        "PORT",
        "EMAIL_URL",
        "REQUIRE_SECOND_FACTOR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))

    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


def test_the_demo_needs_nothing_and_makes_a_key_of_its_own(environ):
    environ(DEMO="1", PORT="8123")
    first = environment.read()
    assert first.site_url == "http://127.0.0.1:8123"
    assert len(first.secret_key) >= 40
    assert environment.read().secret_key == first.secret_key
    assert (first.data_dir / "secret-key").stat().st_mode & 0o077 == 0
    assert first.require_second_factor is False


def test_two_demos_do_not_share_a_key(environ, tmp_path):
    environ(DEMO="1")
    first = environment.read().secret_key
    environ(DATA_DIR=str(tmp_path / "other"))
    assert environment.read().secret_key != first


def test_a_real_portal_needs_its_key_and_its_address(environ):
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        environment.read()
    environ(SITE_URL="https://kurier.example")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        environment.read()
    environ(SECRET_KEY=KEY)
    portal = environment.read()
    assert portal.allowed_hosts == ["kurier.example"]
    assert portal.secure and portal.require_second_factor


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "99999"),
        ("DEBUG", "perhaps"),
        ("SITE_URL", "kurier.example"),
        ("SITE_URL", "https://kurier.example/path"),
        ("SECRET_KEY", "short"),
        ("REDIS_URL", "http://127.0.0.1"),
        ("TRUSTED_PROXIES", "-1"),
        ("DATABASE_URL", "nonsense://"),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_variable(environ, name, value):
    environ(SITE_URL="https://kurier.example", SECRET_KEY=KEY)
    environ(**{name: value})
    with pytest.raises(ImproperlyConfigured, match=name):
        environment.read()


SETTINGS = "import json; from newsroom import settings; print(json.dumps(settings.DATABASES['default'], default=str))"


@pytest.mark.parametrize("prepared", ["on", "off"])
def test_behind_a_pooler_a_connection_asks_for_nothing_that_it_would_refuse(prepared, tmp_path):
    """PgBouncer ends a connection with `options`, and gives the rest of a cursor's rows to nobody."""
    told = {"SECRET_KEY": KEY, "SITE_URL": "https://kurier.example", "DATABASE_URL": "postgres://db/portal"}
    environ = os.environ | told | {"DATA_DIR": str(tmp_path), "PREPARED_QUERIES": prepared}
    told = subprocess.run([sys.executable, "-c", SETTINGS], env=environ, check=True, capture_output=True, text=True)
    database = json.loads(told.stdout)

    assert database["OPTIONS"]["prepare_threshold"] is None
    assert database["PREPARED_QUERIES"] == (prepared == "on")
    assert ("options" in database["OPTIONS"]) == (prepared == "on")
    assert bool(database.get("DISABLE_SERVER_SIDE_CURSORS")) == (prepared == "off")


WORK = """
import django, logging
django.setup()
for name in ("django_tasks", "django_tasks_db"):
    # As the worker does when it starts.
    logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger(name).info("%s went well", name)
    logging.getLogger(name).error("%s went wrong", name)
"""


def test_the_log_of_the_work_in_the_background_shows_what_went_wrong_alone(tmp_path):
    """A dozen jobs a minute go well; whoever looks at the last fifty lines would see nothing else."""
    environ = os.environ | {"DEMO": "1", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    said = subprocess.run([sys.executable, "-c", WORK], env=environ, check=True, capture_output=True, text=True).stderr

    assert [line.rpartition(": ")[2] for line in said.splitlines()] == [
        "django_tasks went wrong",
        "django_tasks_db went wrong",
    ]


REMEMBER = """
import django
django.setup()
from django.core.cache import caches
caches["default"].set("tries", 4)
print(caches["default"].get("tries"))
from common.limits import CountersAway, Limit
try:
    Limit("posts", 3, 60).count("abc")
except CountersAway:
    print("counters are away")
"""


def test_without_its_redis_a_process_remembers_for_libraries_and_says_so_of_counters(tmp_path):
    """The login counts through a library, and would let nobody in."""
    told = {"DEMO": "1", "DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1"}
    environ = os.environ | told | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    said = subprocess.run([sys.executable, "-c", REMEMBER], env=environ, check=True, capture_output=True, text=True)

    assert said.stdout.split("\n")[:2] == ["4", "counters are away"]
