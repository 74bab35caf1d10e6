"""What `newsroom/gunicorn_conf.py` makes of web processes, with a real gunicorn."""

import ast
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.run import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
# Says what is asked for by the address.
APPLICATION = """
import gc
import os

ANSWERS = {
    "/page": ("200 OK", "portal; fwd=uri-miss; stored"),
    "/hit": ("200 OK", "portal; hit; ttl=1"),
    "/stale": ("200 OK", "portal; fwd=stale; fwd-status=503; ttl=-5"),
    "/stale-again": ("200 OK", "portal; hit; detail=out-of-order; ttl=-5"),
    "/away": ("503 Service Unavailable", ""),
}

def application(environ, start_response):
    status, cached = ANSWERS.get(environ["PATH_INFO"], ("200 OK", ""))
    start_response(status, [("Cache-Status", cached)] if cached else [])
    said = {
        "pid": os.getpid(),
        "gc": f"{gc.isenabled()} {gc.get_freeze_count() > 10_000}",
        "address": environ["SCRIPT_NAME"] + environ["PATH_INFO"],
        "scheme": environ["wsgi.url_scheme"],
    }
    return [str(said).encode()]
"""


@pytest.fixture(scope="module")
def gunicorn(tmp_path_factory):
    """`with gunicorn(*options) as ask:` gives a function that asks one web process for an address."""
    folder = tmp_path_factory.mktemp("gunicorn")
    (folder / "asked.py").write_text(APPLICATION)

    @contextmanager
    def run(*options):
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "asked:application", "--config", "newsroom/gunicorn_conf.py"]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DEMO": "1",
            "DATA_DIR": str(folder),
        }
        process = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}", *options], cwd=ROOT, env=environment)
        try:
            yield lambda path, **headers: answer_of(f"http://127.0.0.1:{port}{path}", headers)
        finally:
            process.terminate()
            process.wait(timeout=30)

    return run


def test_a_web_process_collects_its_garbage_but_not_what_all_of_them_share(gunicorn):
    with gunicorn() as ask:
        assert ask("/")["gc"] == "True True"


def test_no_header_moves_the_portal_to_another_address(gunicorn):
    with gunicorn() as ask:
        for headers in [{"SCRIPT_NAME": "//evil.example"}, {"PATH_INFO": "/x"}, {"X-Forwarded-Proto": "https"}]:
            said = ask("//evil.example/page", **headers)
            assert (said["address"], said["scheme"]) == ("//evil.example/page", "http")


def test_a_process_is_renewed_over_pages_that_it_made_and_never_while_the_portal_is_out_of_order(gunicorn):
    with gunicorn("--max-requests", "4", "--max-requests-jitter", "0") as ask:
        first = ask("/hit")["pid"]
        for path in ["/hit"] * 9 + ["/away", "/stale", "/stale-again", "/page"] * 6:
            assert ask(path)["pid"] == first, path

        pages = [ask("/page")["pid"] for _ in range(8)]

        assert pages[0] == first and pages[-1] != first


def test_clients_that_do_not_close_after_their_answer_keep_nobody_waiting(gunicorn):
    port = free_port()
    with gunicorn("--bind", f"127.0.0.1:{port}", "--timeout", "6") as ask, ExitStack() as held:
        first = ask("/page")["pid"]
        answers = []
        for _ in range(45):
            client = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            client.sendall(b"GET /page HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n")
            answers.append(client)

        for client in answers:
            assert read_all(client).startswith(b"HTTP/1.1 200 OK")
        # Had they been waited for one after the other, the arbiter would have taken the process for dead.
        assert ask("/page")["pid"] == first


def test_nobody_who_sends_without_end_is_read_for_ever(gunicorn):
    port = free_port()
    with gunicorn("--bind", f"127.0.0.1:{port}") as ask:
        ask("/page")
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(b"GET /page HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n")
            read_all(client)
            with pytest.raises(OSError):
                while True:
                    client.sendall(b"x" * 4096)


def read_all(client):
    """What comes until the other side has closed its end."""
    return b"".join(iter(lambda: client.recv(65536), b""))


def answer_of(address, headers):
    give_up = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=5) as answer:
                return ast.literal_eval(answer.read().decode())
        except urllib.error.HTTPError as error:
            return ast.literal_eval(error.read().decode())
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
