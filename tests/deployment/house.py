"""The portal as its owner runs it: separate processes over PostgreSQL and Redis, nginx in front. Everything in a folder of its own."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.run import find_redis_program, free_port, wait_for_port

ROOT = Path(__file__).resolve().parent.parent.parent
DOMAIN = "portal.example"
BASE = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DEMO", "DATABASE_URL", "REDIS_URL", "SITE_URL", "DATA_DIR", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
}
KEY = "only-for-this-house-" + secrets.token_hex(20)


class House:
    """One portal. `environment` is what every process of it is told; `on(**more)` gives that of another machine.

    Prepared from nothing, or a copy of a house that was: `like` it, as it stood when nobody was connected to it.
    """

    def __init__(self, folder, postgres, redis, *, like=None, **more):
        self.folder = Path(folder)
        self.running = []
        self.database = f"house_{secrets.token_hex(4)}"
        self.server = postgres
        with psycopg.connect(postgres, autocommit=True) as connection:
            template = sql.Identifier(like.database if like else "template1")
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(self.database), template)
            )
        self.environment = BASE | {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "SITE_URL": f"https://{DOMAIN}",
            "SECRET_KEY": KEY,
            "DATA_DIR": str(self.folder / "data"),
            "TIP_KEYS_DIR": str(self.folder / "tip-keys"),
            "DATABASE_URL": postgres.rsplit("/", 1)[0] + f"/{self.database}",
            "REDIS_URL": self.start_redis(redis),
            "TRUSTED_PROXIES": "1",
            "MICROCACHE": "off",
            "EMAIL_URL": "memory:",
            **more,
        }
        if like:
            for part in ("data", "tip-keys"):
                shutil.copytree(like.folder / part, self.folder / part)
        else:
            self.manage("portal", "--prepare-only")

    def machine(self, number):
        """The settings of another machine, which has a disk of its own and has prepared its static files."""
        disk = self.folder / f"machine{number}"
        shutil.copytree(self.folder / "data" / "static", disk / "static")
        return self.on(DATA_DIR=str(disk))

    def on(self, **more):
        return self.environment | more

    def manage(self, *words, environment=None):
        """Run a management command; returns what it printed."""
        return self._run(["manage.py", *words], environment)

    def act(self, name, *words, environment=None):
        """Run a function of `tests.deployment.acts` in a process of its own; returns what it returned."""
        return json.loads(
            self._run(["-m", "tests.deployment.acts", name, *map(str, words)], environment).splitlines()[-1]
        )

    def _run(self, words, environment):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment or self.environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # -- Parts -----------------------------------------------------------------------------------------------------

    def start(self, command, environment=None, *, log, **how):
        with (self.folder / f"{log}.log").open("ab") as file:
            process = subprocess.Popen(
                list(map(str, command)), cwd=how.pop("cwd", ROOT), env=environment or self.environment, stdout=file, stderr=file, **how,
            )  # fmt: skip
        self.running.append(process)
        return process

    def start_redis(self, shared):
        """A Redis of the house's own, so that no other house counts in it; the shared one where no program is there."""
        program = find_redis_program()
        if not program:
            return shared.rsplit("/", 1)[0] + "/9"
        path = self.folder / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no"]
        self.start(command, BASE, log="redis", cwd=self.folder)
        assert wait_until(path.exists), (self.folder / "redis.log").read_text()
        return f"unix://{path}"

    def start_web(self, listener, environment=None, *, workers=2, threads=8, log="web"):
        """gunicorn on a listening socket that somebody else holds, as systemd does it."""
        gunicorn = [
            sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--config", "newsroom/gunicorn_conf.py",
            "--workers", str(workers), "--threads", str(threads),
        ]  # fmt: skip
        shell = f'export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@" 3<&{listener.fileno()}'
        return self.start(["bash", "-c", shell, "web", *gunicorn], environment, log=log, pass_fds=[listener.fileno()])

    def start_worker(self, environment=None, *, log="worker", name="worker"):
        command = [
            "manage.py",
            "db_worker",
            "--queue-name",
            "*",
            "--no-reload",
            "--interval",
            "0.2",
            "--no-startup-delay",
            "--worker-id",
            name,
        ]
        return self.start([sys.executable, *command], environment, log=log)

    def start_scheduler(self, environment=None, *, log="scheduler", interval="0.5"):
        return self.start([sys.executable, "manage.py", "scheduler", "--interval", interval], environment, log=log)

    def start_nginx(self, socket_path, *, tips_socket="", patient=False):
        """nginx with the configuration that `deploy/nginx/make` writes, on free ports. Returns it with `(http, https)`.

        `patient` lifts the limits, which a test from one address would run into.
        """
        home = self.folder / "nginx"
        for name in ("tls", "logs", "cache", "acme", "sites", "body", "proxy"):
            (home / name).mkdir(parents=True, exist_ok=True)
        certificate = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={DOMAIN}"]
        tls = home / "tls"
        subprocess.run(
            ["openssl", *certificate, "-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem"], check=True, capture_output=True
        )  # fmt: skip
        paths = {
            "PORTAL_SITES": home / "sites", "PORTAL_DATA": self.environment["DATA_DIR"], "PORTAL_TLS": tls, "PORTAL_SOCKET": socket_path,
            "PORTAL_CACHE": home / "cache", "PORTAL_LOGS": home / "logs", "PORTAL_ACME": home / "acme", "PORTAL_TIPS_SOCKET": tips_socket or self.folder / "tips.sock",
        }  # fmt: skip
        subprocess.run(
            [ROOT / "deploy/nginx/make", DOMAIN], env=BASE | {k: str(v) for k, v in paths.items()}, check=True
        )
        http, https = free_port(), free_port()
        site = home / "sites" / "portal.conf"
        text = site.read_text()
        text = "\n".join(line for line in text.splitlines() if "listen [::]" not in line)
        text = text.replace("listen 80 ", f"listen 127.0.0.1:{http} ").replace(
            "listen 443 ", f"listen 127.0.0.1:{https} "
        )
        if patient:
            text = "\n".join(
                line for line in text.splitlines() if not line.strip().startswith(("limit_req ", "limit_conn "))
            )
        site.write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        (home / "nginx.conf").write_text(
            f"daemon off; {user} worker_processes 1; pid {home}/pid; error_log {home}/logs/start.log crit;\n"
            "events { worker_connections 512; }\n"
            f"http {{ include /etc/nginx/mime.types; default_type application/octet-stream; sendfile on; access_log off;\n"
            f"client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; include {site}; }}\n"
        )
        nginx = self.start([find_nginx(), "-c", home / "nginx.conf", "-p", home], log="nginx")
        assert wait_for_port(https), (self.folder / "nginx.log").read_text()
        return nginx, http, https

    @contextmanager
    def database_away(self):
        """PostgreSQL ends every connection of the house and takes no new one, as when it is stopped."""
        name = sql.Identifier(self.database)
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.database]
            )
            try:
                yield
            finally:
                connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))

    # -- Ends ------------------------------------------------------------------------------------------------------

    def stop(self, process, how=signal.SIGTERM):
        process.send_signal(how)
        process.wait(timeout=60)
        self.running.remove(process)

    def close(self):
        for process in self.running:
            if process.poll() is None:
                process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.database)))

    def written(self):
        """All that the house has written to disk, as `(path, bytes)`."""
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.is_socket():
                yield path, path.read_bytes()

    def connections(self):
        """How many connections to its database the house holds."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            counted = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [self.database])
            return counted.fetchone()[0]

    def rows(self):
        """Every row of the database as text, as a dump would hold it."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                for row in connection.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))):
                    yield table, row[0]


def find_nginx():
    return shutil.which("nginx") or "/usr/sbin/nginx"


def listen_on(path):
    """A Unix socket held by the test, as systemd holds it for the portal."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    os.chmod(path, 0o666)
    listener.listen(512)
    return listener


def listen_on_port():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    return listener


def wait_until(is_so, seconds=60, *, pause=0.05):
    """Ask again until the answer is true or the time is up; returns the last answer."""
    give_up = time.monotonic() + seconds
    while True:
        if (answer := is_so()) or time.monotonic() > give_up:
            return answer
        time.sleep(pause)
