"""Measures a story from the cache of nginx as owners run it, against nginx's own cache hit of the same bytes.

    DATA_DIR=/somewhere DEMO=1 python bench/nginx.py
    DATA_DIR=/somewhere DEMO=1 DATABASE_URL=postgres://… python bench/nginx.py --rounds 10

Needs an archive from `bench/archive.py` in that database, nginx and wrk. The portal stands behind the configuration that
`deploy/nginx/make` writes, but for the limits of one address. Beside it runs an nginx with nothing but a cache, in front of a
constant view that answers with the same body and headers, kept for an hour. Both by TLS, in turns; of each round the ratio counts.
Processor time is that of nginx and of what is behind it: the portal renders the story anew every other second, the constant never.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pages  # First, since it sets Django up.
from django.conf import settings

from tests.deployment.browsing import Reader
from tests.deployment.house import DOMAIN, House, find_nginx, free_port, listen_on, wait_for_port, wait_until

PLAIN = """
daemon off; {user} worker_processes 1; pid {home}/pid; error_log {home}/start.log crit;
events {{ worker_connections 512; }}
http {{
    default_type application/octet-stream; sendfile on; access_log off; keepalive_timeout 30s;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
    proxy_cache_path {home}/cache keys_zone=constant:1m use_temp_path=off;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {tls}/fullchain.pem; ssl_certificate_key {tls}/privkey.pem; ssl_protocols TLSv1.2 TLSv1.3;
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
            proxy_cache constant;
            proxy_ignore_headers Cache-Control Vary;
            proxy_cache_valid 200 1h;
        }}
    }}
}}
"""


class Site(House):
    """A house over an archive that is there already."""

    def __init__(self, folder):
        self.folder, self.running = Path(folder), []
        self.environment = os.environ | {
            "SITE_URL": f"https://{DOMAIN}", "ALLOWED_HOSTS": DOMAIN, "TRUSTED_PROXIES": "1", "MICROCACHE": "off",
            "DATA_DIR": str(settings.DATA_DIR),
        }  # fmt: skip

    def start_plain_nginx(self, upstream):
        home, port = self.folder / "plain", free_port()
        home.mkdir()
        user = "user root;" if os.geteuid() == 0 else ""
        path = home / "nginx.conf"
        path.write_text(PLAIN.format(user=user, home=home, port=port, tls=self.folder / "nginx/tls", upstream=upstream))
        nginx = self.start([find_nginx(), "-c", path, "-p", home], log="plain")
        assert wait_for_port(port), (self.folder / "plain.log").read_text()
        return nginx, port

    def close(self):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(timeout=30)


BROWSER = "gzip, deflate, br, zstd"


def asked(port, path, seconds, nginx, behind):
    """Requests a second, and microseconds of processor time a request: of both, and of nginx alone."""
    before = pages.spent(nginx), pages.spent(behind)
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-H", f"Host: {DOMAIN}", "-H", f"Accept-Encoding: {BROWSER}"]
    said = subprocess.run([*command, f"https://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True)
    if "Non-2xx" in said.stdout or "Socket errors" in said.stdout:
        sys.exit(said.stdout)
    number = int(re.search(r"(\d+) requests in", said.stdout)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said.stdout)[1])
    alone, rest = ((pages.spent(pids) - at) * 1e6 / number for pids, at in zip((nginx, behind), before, strict=True))
    return rate, alone + rest, alone


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    path = pages.addresses()["story, 20 comments"][0]
    with tempfile.TemporaryDirectory() as folder:
        site, constant = Site(folder), None
        try:
            listener = listen_on(site.folder / "web.sock")
            web = site.start_web(listener)
            nginx, _http, https = site.start_nginx(site.folder / "web.sock", patient=True)
            packed = {"Accept-Encoding": BROWSER}
            ask = lambda port: Reader(port).ask(path, headers=packed)  # noqa: E731
            assert wait_until(lambda: ask(https).status == 200, 60)
            answer = ask(https)
            of_nginx = {"server", "date", "connection", "transfer-encoding", "cache-status", "age"}
            headers = [pair for pair in answer.headers.items() if pair[0].lower() not in of_nginx]
            constant = pages.Server("bare:function", **pages.kept(site.folder, "same", (200, headers, answer.body)))
            plain, port = site.start_plain_nginx(constant.port)
            assert ask(port).body == answer.body
            sides = {
                "the portal": (https, path, pages.tree(nginx.pid), pages.tree(web.pid)),
                "constant view": (port, path, pages.tree(plain.pid), constant.pids()),
            }
            found = {side: [] for side in sides}
            for _round in range(options.rounds):
                for side, (at, where, *pids) in sides.items():
                    found[side].append(asked(at, where, options.seconds, *pids))
        finally:
            site.close()
            if constant:
                constant.stop()
    print(f"\n{pages.connection.vendor}, a story of {len(answer.body)} bytes by brotli, {options.rounds} rounds")
    print(f"load of the machine {os.getloadavg()[0]:.1f}\n")
    print("| from the cache of nginx | requests/s | CPU-µs a request | of it nginx |\n|---|---|---|---|")
    for side, values in found.items():
        rate, cost, alone = (statistics.median(column) for column in zip(*values, strict=True))
        print(f"| {side} | {rate:.0f} | {cost:.1f} | {alone:.1f} |")
    pairs = list(zip(*found.values(), strict=True))
    slower = statistics.median(theirs[0] / ours[0] for ours, theirs in pairs)
    dearer, alone = (statistics.median(ours[at] / theirs[at] for ours, theirs in pairs) for at in (1, 2))
    print(f"| the portal against it, median of rounds | {slower:.2f} × the time | {dearer:.2f} × | {alone:.2f} × |")


if __name__ == "__main__":
    main()
