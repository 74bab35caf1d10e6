"""`manage.py portal` as a real process: an empty portal comes up, answers, and stops in order."""

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from django.utils.translation import gettext

from common import scheduling
from newsroom.management.commands import portal
from newsroom.management.commands.portal import RESTART_AFTER
from newsroom.translations import compile_translations
from polish.morphology import ANALYSER_VERSION
from tests.run import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def start(tmp_path):
    """Start the command for an empty portal of its own; what still runs at the end is stopped."""
    started = []

    def start_(port):
        environment = {
            name: value for name, value in os.environ.items() if name not in {"DEMO", "DATABASE_URL", "REDIS_URL"}
        }
        environment |= {
            "DATA_DIR": str(tmp_path / "var"),
            "SECRET_KEY": "only-for-this-test-" + "q7" * 20,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "EMAIL_URL": "memory:",
        }
        command = [sys.executable, "manage.py", "portal", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield start_
    for process in started:
        if process.poll() is None:
            process.kill()
        process.stdout.close()


def wait_until_it_serves(process, address):
    """Read the process's own words until it says where it serves, then ask until a worker answers."""
    for line in process.stdout:
        if "Stop with" in line:
            break
    return wait_until_it_answers(process, address)


def wait_until_it_answers(process, address):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            return urllib.request.urlopen(address, timeout=5)
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the portal stopped by itself: {process.wait(timeout=0.1)}") from None
    raise AssertionError("no answer")


def test_an_empty_portal_comes_up_and_stops_in_order(start):
    port = free_port()
    process = start(port)

    with wait_until_it_serves(process, f"http://127.0.0.1:{port}/") as front:
        assert front.status == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/stan/?format=json") as state:
        assert state.status == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/prywatnosc/") as page:
        assert page.status == 200, "the pages that the law asks for are there from the first day"
    pasted = ask(port, f"/szukaj/?q={quote('ś' * 10_000)}")
    assert pasted.status == 200 and "szukaj" in pasted.read().decode(), "a whole text in the search box gets an answer"
    assert ask(port, f"/szukaj/?q={'x' * 70_000}").status == 414
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the web process went with its parent"


def ask(port, address):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address)
    return connection.getresponse()


def children(pid):
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def test_web_and_worker_that_were_killed_are_started_again(start):
    port = free_port()
    process = start(port)
    with wait_until_it_serves(process, f"http://127.0.0.1:{port}/"):
        killed = children(process.pid)
    time.sleep(RESTART_AFTER)

    for child in killed:
        os.kill(child, signal.SIGKILL)

    give_up = time.monotonic() + 60
    while len(children(process.pid) - killed) < len(killed) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert len(killed) == len(children(process.pid) - killed) == 2
    with wait_until_it_answers(process, f"http://127.0.0.1:{port}/") as front:
        assert front.status == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_an_index_made_by_older_rules_is_made_anew_without_any_migration(start, tmp_path):
    port = free_port()
    serve_and_stop(start, port)
    with contextlib.closing(sqlite3.connect(tmp_path / "var" / "portal.sqlite3")) as database:
        with database:
            database.execute("UPDATE articles_searchstate SET version = 'older rules'")
        serve_and_stop(start, port)
        assert database.execute("SELECT version FROM articles_searchstate").fetchall() == [(ANALYSER_VERSION,)]


def serve_and_stop(start, port):
    process = start(port)
    wait_until_it_serves(process, f"http://127.0.0.1:{port}/").close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_a_taken_port_is_said_in_words(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(port)
        output, _errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert f"Port {port}" in output and "PORT=" in output
    assert "Traceback" not in output


def test_texts_that_are_compiled_at_the_start_are_spoken_at_once(tmp_path, settings):
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Good morning, town"\nmsgstr "Dzień dobry"\n'
    )
    settings.LOCALE_PATHS = [tmp_path]
    assert gettext("Good morning, town") == "Good morning, town"

    compile_translations([tmp_path])

    assert gettext("Good morning, town") == "Dzień dobry"


def test_a_household_whose_clock_breaks_stops_as_a_whole(monkeypatch):
    """Else its children went on without worker and clock, and the process that waits for them could not be stopped."""

    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(scheduling, "look", broken)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    household = portal.Household([partial(time.sleep, 600)])
    with pytest.raises(ZeroDivisionError):
        household.run()
    assert [child.is_alive() for child, _started in household.children.values()] == [False]
