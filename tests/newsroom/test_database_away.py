"""The portal as real processes over a PostgreSQL that is stopped: what was read before stays readable, forms say so."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.run import free_port, start_postgres

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.postgres


class Portal:
    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, path, data=None):
        request = urllib.request.Request(self.address + path, data=data, headers={"Origin": self.address})
        try:
            return urllib.request.urlopen(request, timeout=20)
        except urllib.error.HTTPError as error:
            return error

    def ask_until(self, path, said, seconds=60):
        """The first answer of which `said` is true."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                answer = self.ask(path)
            except OSError:
                answer = None
            if answer and said(answer):
                return answer
            time.sleep(0.1)
        raise AssertionError(f"{path} never answered so")


@pytest.fixture
def database():
    """A PostgreSQL of the test's own; `close()` stops it."""
    with ExitStack() as running:
        url = start_postgres(running)
        if not url:
            pytest.skip("no PostgreSQL can be started here")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE portal ENCODING 'UTF8' TEMPLATE template0")
        yield url.rsplit("/", 1)[0] + "/portal", running


@pytest.fixture
def portal(database, tmp_path):
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DEMO"}} | {
        "SECRET_KEY": "only-for-this-test-" + "q7" * 20,
        "DATA_DIR": str(tmp_path / "var"),
        "DATABASE_URL": database[0],
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "EMAIL_URL": "memory:",
    }
    command = [sys.executable, "manage.py", "portal", "--port", str(port), "--workers", "1"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    portal = Portal(port)
    portal.process = process
    yield portal
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


def test_pages_seen_before_are_served_and_forms_say_to_try_later(portal, database):
    front = portal.ask_until("/", lambda answer: answer.status == 200, seconds=240).read()
    _url, running = database
    running.close()

    stale = portal.ask_until("/?utm_source=x", lambda answer: answer.headers["Warning"])
    assert (stale.status, stale.read()) == (200, front)
    assert "fwd=stale" in stale.headers["Cache-Status"] or "out-of-order" in stale.headers["Cache-Status"]

    never_seen = portal.ask("/archiwum/2020/01/")
    assert (never_seen.status, never_seen.headers["Retry-After"]) == (503, "60")
    assert "Prosimy spróbować za kilka minut" in never_seen.read().decode()

    form = urllib.parse.urlencode({"nick": "Ola", "body": "Kiedy otwarcie?"}).encode()
    sent = portal.ask("/artykuly/1/komentarze/", form)
    assert (sent.status, sent.headers["Retry-After"]) == (503, "60")
    assert "wpisany tekst powinien tam nadal być" in sent.read().decode()
    assert portal.process.poll() is None, "the clock goes on too"
