"""Set the portal up where needed and serve it with its worker and scheduler until stopped."""

import gc
import hashlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from functools import partial
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from articles import search_index
from common import scheduling
from newsroom.processes import few_heaps, share_memory
from newsroom.translations import compile_translations
from portal.models import Page

# A child that dies is started again, but not more often than this.
RESTART_AFTER = 3


def threads_of_a_process():
    """So many that slow uploads never hold all of them; idle ones cost next to nothing.

    Each may hold a connection, which SQLite does not count; PostgreSQL lets a hundred in, as Debian sets it up.
    """
    return 64 if connection.vendor == "sqlite" else 24


class Command(BaseCommand):
    help = "Brings database, translations, static files and roles up to date, then serves the portal until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="Web processes.")
        parser.add_argument("--threads", type=int, default=threads_of_a_process(), help="Threads of each web process.")
        parser.add_argument("--prepare-only", action="store_true", help="Set everything up and stop.")

    def handle(self, *, host, port, workers, threads, prepare_only, **options):
        if not prepare_only:
            self._refuse_a_taken_port(host, port)
        prepare(self.stdout)
        if prepare_only:
            return
        self._say_where(host, port)
        load()
        web = [
            "newsroom.wsgi:application", "--config", str(settings.BASE_DIR / "newsroom" / "gunicorn_conf.py"),
            "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", str(threads),
        ]  # fmt: skip
        Household([partial(serve, web), work]).run()

    def _refuse_a_taken_port(self, host, port):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} on {host} is not free ({error.strerror}). Choose another one: make run PORT=8080"
                ) from error

    def _say_where(self, host, port):
        address = f"http://{host}:{port}"
        self.stdout.write(f"\n  Readers:   {address}/\n  Newsroom:  {address}/admin/")
        if settings.DEMO:
            from newsroom.demo.accounts import ACCOUNTS, PASSWORD

            self.stdout.write(f"\n  Demo logins (password for all: {PASSWORD})")
            for account in ACCOUNTS:
                self.stdout.write(f"    {account.username:<12} {account.full_name} – {account.role}")
        self.stdout.write("\n  Stop with Ctrl+C.\n")
        self.stdout.flush()


def prepare(stdout):
    """Bring everything that the portal needs up to date; costs little where nothing changed."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    compile_translations()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        stdout.write("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("roles", verbosity=0)
        # So that the form is open from the first day; the recovery key is the owner's to make.
        call_command("tip_keys", "make", if_missing=True, stdout=stdout)
        # Only a portal that has none: a page that the newsroom took away does not come back with an upgrade.
        if not Page.objects.exists():
            call_command("first_pages", stdout=stdout)
    # A new version may read texts otherwise without any change of the database. During an upgrade the old one serves meanwhile.
    if search_index.is_stale():
        stdout.write("Making the search index anew …")
        call_command("reindex", verbosity=0)
    stamp = settings.DATA_DIR / "static.stamp"
    digest = _static_digest()
    if not stamp.exists() or stamp.read_text() != digest:
        stdout.write("Collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(digest)
    if settings.DEMO:
        call_command("demo", if_empty=True, stdout=stdout)


def _static_digest():
    """A digest of the names, sizes and times of all static files, ours and the libraries'."""
    from django.contrib.staticfiles.finders import get_finders

    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            found.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()


def load():
    """Load what the children share, so that it lies in memory once and none of them takes time over it."""
    few_heaps()
    gc.disable()
    import_module("newsroom.wsgi")
    scheduling.periodic_jobs()
    share_memory()
    gc.enable()


def serve(arguments):
    """The web processes and their master."""
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", *arguments]
    run()


def work():
    """The background worker."""
    call_command("db_worker", queue_name="*", reload=False, interval=1, startup_delay=False, verbosity=1)


class Household:
    """Child processes that live and stop together; the scheduler's clock ticks here meanwhile.

    Each runs one of the functions. They are forked, so that all share the memory of what is loaded by then.
    """

    def __init__(self, parts):
        self.parts = parts
        self.children = {}
        self.stopping = threading.Event()

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        for index in range(len(self.parts)):
            self._start(index)
        try:
            self._watch()
        finally:
            # Whatever happens here: half of the household would go on unwatched, and nothing would stop it.
            self._stop()

    def _watch(self):
        next_look = 0.0
        while not self.stopping.wait(0.5):
            for index, (child, started) in list(self.children.items()):
                if not child.is_alive() and time.monotonic() - started > RESTART_AFTER:
                    self._start(index)
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + 10
                scheduling.look()

    def _start(self, index):
        # No connection may be shared by two processes.
        connections.close_all()
        child = multiprocessing.get_context("fork").Process(target=as_child, args=[self.parts[index]])
        child.start()
        self.children[index] = (child, time.monotonic())

    def _stop(self):
        for child, _started in self.children.values():
            child.terminate()
        for child, _started in self.children.values():
            child.join(timeout=15)
            if child.is_alive():
                child.kill()


def as_child(part):
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    # A session of its own keeps Ctrl+C from reaching the child before the parent stops it in order.
    os.setsid()
    os.chdir(settings.BASE_DIR)
    part()
