"""Run all tests that this machine allows, and say plainly which it does not.

SQLite always; PostgreSQL, Redis (or Valkey) and Chromium where they are found or can be started. With `REQUIRE_ALL=1`, as in
CI, whatever is missing is an error. Further arguments go to pytest.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


def main(arguments):
    missing = []
    with ExitStack() as running:
        chromium = find_chromium()
        if not chromium:
            missing.append(("browser", "Chromium", "apt install chromium, or CHROMIUM=/path/to/it"))
        redis = find_redis(running)
        if not redis:
            missing.append(("redis", "Redis or Valkey", "apt install redis-server, or TEST_REDIS_URL=redis://…"))
        postgres = find_postgres(running)
        if not postgres:
            missing.append(("postgres", "PostgreSQL", "apt install postgresql, or TEST_DATABASE_URL=postgres://…"))

        if not (shutil.which("dovecot") or Path("/usr/sbin/dovecot").exists()):
            missing.append(("imap", "Dovecot", "apt install dovecot-imapd"))
        if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
            missing.append(("nginx", "nginx", "apt install nginx-light"))

        for _mark, name, hint in missing:
            print(f"SKIPPED: tests that need {name} (get it: {hint})")
        if missing and REQUIRE_ALL:
            print("Nothing may be skipped here.")
            return 1

        environment = os.environ | {"CHROMIUM": chromium or "", "TEST_REDIS_URL": ""}
        # Dozens of processes are started, and each would compile Django and the tests anew where the machine keeps no bytecode.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = running.enter_context(
            tempfile.TemporaryDirectory(prefix="portal-bytecode-")
        )
        if redis:
            environment["REDIS_FOR_TESTS"] = redis
        without = [mark for mark, _name, _hint in missing]
        environment.pop("TEST_DATABASE_URL", None)
        if postgres:
            environment["POSTGRES_FOR_TESTS"] = postgres
        print("== SQLite ==", flush=True)
        failed = run_pytest(environment, without, arguments)
        if postgres:
            print("== PostgreSQL ==", flush=True)
            # What no database can change has been tried already. Nothing in tests/polish asks one, so it is not even read.
            failed |= run_pytest(
                environment | {"TEST_DATABASE_URL": postgres},
                [*without, "browser", "nginx"],
                arguments or ["--ignore=tests/polish"],
                only=["database"],
            )
    for _mark, name, hint in missing:
        print(f"SKIPPED: tests that need {name} (get it: {hint})")
    return failed


def run_pytest(environment, without, arguments, *, only=()):
    selection = " and ".join([*only, *(f"not {mark}" for mark in without)])
    # Tests of one group share servers that take long to start, so one process runs them all.
    spread = ["-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    if selection:
        command += ["-m", selection]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    # Of the tests that were named, none may be for this database.
    return 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED and arguments else int(code)


def find_chromium():
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def find_redis_program():
    return shutil.which("valkey-server") or shutil.which("redis-server")


def find_redis(running):
    """A Redis or Valkey of our own where the program is there, so that nobody's data is touched; else the one named."""
    if url := os.environ.get("TEST_REDIS_URL"):
        return url
    program = find_redis_program()
    if not program:
        return None
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running.callback(stop, server)
    return f"redis://127.0.0.1:{port}/0" if wait_for_port(port) else None


def find_postgres(running):
    """The server named, else a throw-away one of our own, else one that lets us in on the usual port."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    return start_postgres(running) or running_postgres()


def running_postgres():
    import psycopg

    for user in ("postgres", os.environ.get("USER", "")):
        url = f"postgres://{user}@127.0.0.1:5432/postgres"
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.Error:
            continue
        return url
    return None


def start_postgres(running):
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    folder = Path(found).parent if found else next((p for p in reversed(programs) if (p / "initdb").exists()), None)
    if not folder:
        return None
    data = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    running.callback(shutil.rmtree, data, ignore_errors=True)
    # PostgreSQL refuses to run as root.
    prefix = []
    if os.geteuid() == 0:
        if not shutil.which("runuser"):
            return None
        shutil.chown(data, "nobody")
        prefix = ["runuser", "-u", "nobody", "--"]
    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    init = [
        *prefix,
        str(folder / "initdb"),
        "-D",
        str(data / "db"),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
    ]
    if subprocess.run(init, check=False, cwd=data, **quiet).returncode:
        return None
    fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]
    command = [
        *prefix,
        str(folder / "postgres"),
        "-D",
        str(data / "db"),
        "-p",
        str(port),
        "-k",
        str(data),
        "-h",
        "127.0.0.1",
    ]
    for option in fast:
        command += ["-c", option]
    server = subprocess.Popen(command, cwd=data, **quiet)
    running.callback(stop, server)
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    return url if wait_for_port(port) and wait_for_postgres(url) else None


def wait_for_postgres(url, seconds=60):
    """The port is open before the server lets anybody in."""
    import psycopg

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return True
    return False


def stop(process):
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()


def free_port():
    """A port on which a server may listen a while later: below those that the system gives to whoever connects in between."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def wait_for_port(port, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
