"""The portal as real processes over a PostgreSQL that is stopped: what was read before stays readable, forms say so."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from lxml import html

from tests.run import free_port, start_postgres

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.postgres


class Portal:
    def __init__(self, port, environment):
        self.address = f"http://127.0.0.1:{port}"
        self.environment = environment

    def run(self, code):
        """What a piece of Python prints that runs beside the portal."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    def ask(self, path, data=None, *, patience=20, **headers):
        request = urllib.request.Request(self.address + path, data=data, headers={"Origin": self.address} | headers)
        try:
            return urllib.request.urlopen(request, timeout=patience)
        except urllib.error.HTTPError as error:
            return error

    def send(self, path, fields, **headers):
        return self.ask(path, urllib.parse.urlencode(fields).encode(), **headers)

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
    portal = Portal(port, environment)
    command = [sys.executable, "manage.py", "portal", "--port", str(port), "--workers", "1"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
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

    sent = portal.send("/artykuly/1/komentarze/", {"nick": "Ola", "body": "Kiedy otwarcie?"})
    assert (sent.status, sent.headers["Retry-After"]) == (503, "60")
    assert dict(typed(form_in(sent))) == {"nick": "Ola", "body": "Kiedy otwarcie?"}
    assert portal.process.poll() is None, "the clock goes on too"


def test_a_database_that_stands_still_holds_nobody_for_ever(portal, database):
    front = portal.ask_until("/", lambda answer: answer.status == 200, seconds=240).read()
    with standing_still(database[0]), ThreadPoolExecutor(30) as readers:
        # More than the process has threads, so that only one that comes free can answer.
        unseen = [
            readers.submit(portal.ask, f"/archiwum/{2020 + n // 12}/{n % 12 + 1:02}/", patience=60) for n in range(30)
        ]
        assert {answer.result().status for answer in unseen} == {503}

        stale = portal.ask("/")
        assert (stale.status, stale.read()) == (200, front)
        assert stale.headers["Warning"]
        sent = portal.send("/artykuly/1/komentarze/", {"nick": "Ola", "body": "Kiedy otwarcie?"})
        assert sent.status == 503 and dict(typed(form_in(sent)))["body"] == "Kiedy otwarcie?"

    fresh = portal.ask_until("/archiwum/2025/01/", lambda answer: answer.status != 503)
    assert fresh.status == 200


TIP = "Wczoraj o szóstej pękła rura przy moście.\nWoda stoi do dziś."
STORY = "<p>Most na Rudzie będzie zamknięty do wiosny, bo inspektorzy znaleźli pęknięcia.</p>"
# Prints the cookie of an editor who is at work.
LOG_IN = """
from django.test import Client
from portal.models import User
client = Client()
client.force_login(User.objects.create_superuser("ewa", "ewa@kurier.example", "kurier-nad-olza"))
print(client.cookies.output(header="").strip().partition(";")[0])
"""


def test_what_was_written_meanwhile_comes_back_and_arrives_when_it_is_sent_again(portal, database):
    portal.ask_until("/", lambda answer: answer.status == 200, seconds=240)
    tip = dict(form_in(portal.ask("/napisz-do-nas/")).form_values()) | {"body": TIP}
    cookie = portal.run(LOG_IN)
    page = portal.ask("/admin/articles/article/add/", Cookie=cookie)
    cookie += "; " + page.headers["Set-Cookie"].partition(";")[0]
    token = html.fromstring(page.read().decode()).xpath("string(//input[@name='csrfmiddlewaretoken']/@value)")
    story = {
        "csrfmiddlewaretoken": token,
        "title": "Most zamknięty",
        "body": STORY,
        "kind": "editorial",
        "version": "0",
        "_do": "save",
    }

    with away(database[0]):
        tip_back = portal.send("/napisz-do-nas/", tip)
        assert (tip_back.status, tip_back.headers["Referrer-Policy"]) == (503, "no-referrer")
        assert "no-store" in tip_back.headers["Cache-Control"]
        tip_back = dict(typed(form_in(tip_back)))
        assert tip_back == tip
        story_back = portal.send("/admin/articles/article/add/", story, Cookie=cookie)
        assert story_back.status == 503
        story_back = dict(typed(form_in(story_back)))
        assert story_back == story

    receipt = portal.send("/napisz-do-nas/", tip_back)
    assert receipt.status == 200 and "Dziękujemy, zgłoszenie dotarło" in receipt.read().decode()
    portal.send("/admin/articles/article/add/", story_back, Cookie=cookie)
    assert portal.run("from articles.models import Article; print(Article.objects.get().body)") == STORY


@contextmanager
def away(url):
    """Let nobody at the database, as if it were stopped."""
    with psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as connection:
        connection.execute("ALTER DATABASE portal ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'portal'")
        try:
            yield
        finally:
            connection.execute("ALTER DATABASE portal ALLOW_CONNECTIONS true")


@contextmanager
def standing_still(url):
    """Stop the machine, as it were: who is connected hears nothing any more, who connects is not even refused."""
    with psycopg.connect(url) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone()
    parent = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    os.kill(parent, signal.SIGSTOP)
    children = subprocess.run(["pgrep", "-P", str(parent)], check=True, capture_output=True, text=True).stdout.split()
    stopped = [parent, *map(int, children)]
    try:
        for process in stopped[1:]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP)
        yield
    finally:
        for process in stopped:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


def form_in(answer):
    return next(form for form in html.fromstring(answer.read().decode()).forms if form.method == "POST")


def typed(form):
    """`[(name, value)]` as a browser would send them: the first line break in a text area is none of it."""
    areas = {area.name for area in form.xpath(".//textarea")}
    return [(name, value.removeprefix("\n") if name in areas else value) for name, value in form.form_values()]
