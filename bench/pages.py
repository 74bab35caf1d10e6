"""Measures what each kind of page costs: CPU milliseconds a request, summed over all server processes, database included.

    DATA_DIR=/somewhere DEMO=1 python bench/pages.py
    DATA_DIR=/somewhere DEMO=1 DATABASE_URL=postgres://… python bench/pages.py --only story,front
    DATA_DIR=/large DEMO=1 DATABASE_URL=postgres://…/large python bench/pages.py --against postgres://…/small

Needs an archive from `bench/archive.py` in that database. In one run, interleaved in rounds: a bare WSGI function, a constant
view of Django, every kind of page rendered (the cache off), and the story and the front page from the cache. Absolute figures
move with the machine, so read the columns of ratios. Addresses are seeded; a deep page is another one at each request. `--against` measures every kind of page on a second archive too, in the
same rounds, and prints what growth costs. Of a database on this machine those processes count that serve this database.
"""

import argparse
import base64
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from articles.models import Article, ListEntry, Section, Tag  # noqa: E402
from common.keyset import write_moment  # noqa: E402
from people.models import Person  # noqa: E402
from portal.models import Place  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
DIFFERENT = 400
STORIES_A_PAGE = 20
DEEP = 5000


def addresses():
    """Kinds of page and the addresses asked for, cycled through."""
    dice = random.Random(20261128)
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    # Those with twenty comments; a third from the last month, as readers choose.
    ids = [dice.randrange(max(1, newest // 50)) * 50 + 50 for _ in range(DIFFERENT)]
    stories = [article.get_absolute_url() for article in Article.objects.filter(pk__in=ids).only("slug")]
    section, place, tag = Section.objects.first(), Place.objects.first(), Tag.objects.order_by("pk").first()
    depth = min(DEEP * STORIES_A_PAGE, newest * 9 // 10)
    cursors = []
    for pk in range(max(1, newest - depth - DIFFERENT), newest - depth):
        article = Article.objects.only("published_at").filter(pk=pk).first()
        cursors += [write_moment(article.published_at, pk)] if article else []
    deep = lambda page: [f"{page.get_absolute_url()}?przed={cursor}" for cursor in cursors]  # noqa: E731
    person = Person.objects.order_by("pk").first()
    words = ["most", "remont drogi", "rada gminy", "szpital", "straż", "szkoła w Krzemionowie"]
    return {
        "story, 20 comments": stories,
        "front page": ["/"],
        "list, page 1": [section.get_absolute_url()],
        "list, deep": deep(section),
        "place, page 1": [place.get_absolute_url()],
        "place, deep": deep(place),
        "topic, page 1": [tag.get_absolute_url()],
        "topic, deep": deep(tag),
        "person": [person.get_absolute_url()],
        "search": [f"/szukaj/?q={quote(word)}" for word in words],
        "thread": [f"/artykuly/{pk}/komentarze/" for pk in ids],
        "feed": ["/rss/"],
    }


def addresses_in(database):
    """The same for another database."""
    command = [sys.executable, __file__, "--addresses"]
    said = subprocess.run(command, env=os.environ | {"DATABASE_URL": database}, capture_output=True, check=True)
    return json.loads(said.stdout)


class Server:
    """A gunicorn of two processes, as the portal runs it."""

    def __init__(self, application, **environment):
        address = environment.get("DATABASE_URL")
        self.database = urlsplit(address).path[1:] if address else connection.settings_dict["NAME"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        path = os.pathsep.join([str(ROOT), str(ROOT / "bench")])
        # Python keeps what it has compiled, as it does for owners, whatever the shell says.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        self.process = subprocess.Popen(
            [sys.executable, *self.command(application)],
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path} | environment,
            cwd=ROOT,
        )
        begun = time.monotonic()
        while time.monotonic() < begun + 120:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.02)
        self.answers()
        self.cold_start = time.monotonic() - begun

    def command(self, application):
        return [
            "-m", "gunicorn", application, "--config", str(ROOT / "newsroom/gunicorn_conf.py"),
            "--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "8", "--max-requests", "0",
        ]  # fmt: skip

    def answers(self, path="/", **headers):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        client.request("GET", path, headers=headers)
        answer = client.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def pids(self):
        return tree(self.process.pid)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=30)


class Household(Server):
    """`manage.py portal`: the web processes with their master, the background worker and the clock."""

    def command(self, application):
        return ["manage.py", "portal", "--port", str(self.port)]

    def of_each(self):
        """Megabytes (PSS) of the clock, of gunicorn's master, of the web processes together and of the worker."""
        clock = self.process.pid
        worker, web = sorted(map(tree, children(clock)), key=len)
        return [memory(pids) for pids in ([clock], web[:1], web[1:], worker)]


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def tree(pid):
    """A process and its descendants."""
    return [pid, *(one for child in children(pid) for one in tree(child))]


def spent(pids):
    """Processor seconds of processes, with those of children that ended."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICK


def memory(pids):
    """Proportional set size, in MB."""
    lines = (Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() for pid in pids)
    return sum(int(line.split()[1]) for rows in lines for line in rows if line.startswith("Pss:")) / 1024


def backends(database):
    """The processes that serve a database, where they are processes of their own on this machine."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [database])
        return [pid for (pid,) in cursor.fetchall() if Path(f"/proc/{pid}").exists()]


def load(server, paths, seconds, headers, clients=4):
    """Ask for the paths from several connections; the number of answers. Anything but 200 ends the run."""
    until, counts, wrong = time.monotonic() + seconds, [], []

    def ask(first):
        client, number = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60), 0
        while time.monotonic() < until and not wrong:
            client.request("GET", paths[(first + number * clients) % len(paths)], headers=headers)
            answer = client.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append((answer.status, paths[(first + number * clients) % len(paths)]))
            number += 1
        counts.append(number)

    threads = [threading.Thread(target=ask, args=[n]) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(f"Not a page: {wrong[0]}")
    return sum(counts)


def measured(server, paths, seconds, headers):
    """CPU milliseconds a request."""
    pids = server.pids()
    before = spent(pids), {pid: spent([pid]) for pid in backends(server.database)}
    number = load(server, paths, seconds, headers)
    of_database = sum(spent([pid]) - before[1].get(pid, 0) for pid in backends(server.database))
    return (spent(pids) - before[0] + of_database) * 1000 / number


def kept(folder, name, answer):
    """The answer as a file for `bench/bare.py`."""
    status, headers, body = answer
    headers = [pair for pair in headers if pair[0].lower() not in {"date", "server", "connection"}]
    path = folder / name
    path.write_text(json.dumps({"status": f"{status} OK", "headers": headers, "body": base64.b64encode(body).decode()}))
    return {"BENCH_ANSWER": str(path)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4, help="How long each kind is asked for in each round.")
    parser.add_argument("--against", default="", metavar="DATABASE_URL", help="A smaller archive to compare with.")
    parser.add_argument("--addresses", action="store_true", help="Print the addresses that would be asked for.")
    parser.add_argument("--only", default="", help="The first words of kinds, by commas; the ceilings come along.")
    options = parser.parse_args()
    kinds = addresses()
    if options.addresses:
        print(json.dumps(kinds))
        return
    wanted = tuple(filter(None, options.only.split(",")))
    asked = {kind: paths for kind, paths in kinds.items() if not wanted or kind.startswith(wanted)}
    with ExitStack() as running, tempfile.TemporaryDirectory() as folder:

        def start(application, **environment):
            server = Server(application, **environment)
            running.callback(server.stop)
            return server

        portal, caching = (
            start("newsroom.wsgi:application", MICROCACHE="off"),
            start("newsroom.wsgi:application", MICROCACHE="on"),
        )
        story = kinds["story, 20 comments"][:1]
        packed = {"Accept-Encoding": "br"}
        caching.answers(story[0], **packed)
        plain = kept(Path(folder), "plain", portal.answers(story[0]))
        same = kept(Path(folder), "packed", caching.answers(story[0], **packed))
        rows = {
            "constant view": (start("bare:constant_view()", **plain), ["/"], {}),
            "bare function, the story packed": (start("bare:function", **same), ["/"], packed),
            "from the cache: story": (caching, story, packed),
            "from the cache: front page": (caching, ["/"], packed),
        }
        if options.against:
            other = start("newsroom.wsgi:application", MICROCACHE="off", DATABASE_URL=options.against)
            known = addresses_in(options.against)
        smaller = {kind: f"{kind}, smaller archive" for kind in asked if options.against}
        for kind, paths in asked.items():
            rows[kind] = (portal, paths, {})
            if kind in smaller:
                rows[smaller[kind]] = (other, known[kind], {})
        found = {kind: [] for kind in rows}
        for server, paths, headers in rows.values():
            load(server, paths, min(2, options.seconds), headers)
        for _ in range(options.rounds):
            for kind, (server, paths, headers) in rows.items():
                found[kind].append(measured(server, paths, options.seconds, headers))
        constant, bare = (statistics.median(found[kind]) for kind in list(rows)[:2])
        print(f"\n{connection.vendor}, {Article.objects.count()} stories, {ListEntry.objects.count()} places in lists")
        print(f"load of the machine {os.getloadavg()[0]:.1f}\n")
        print("| CPU-ms a request | median | lowest | × constant view | × bare function |\n|---|---|---|---|---|")
        for kind, values in found.items():
            middle = statistics.median(values)
            print(f"| {kind} | {middle:.2f} | {min(values):.2f} | {middle / constant:.2f} | {middle / bare:.2f} |")
        if smaller:
            print("\n| growth | median of rounds | of the lowest |\n|---|---|---|")
        for kind, name in smaller.items():
            rounds = [large / small for large, small in zip(found[kind], found[name], strict=True)]
            print(f"| {kind} | {statistics.median(rounds):.2f} × | {min(found[kind]) / min(found[name]):.2f} × |")
        print(f"\nfrom start to the first page, gunicorn alone: {portal.cold_start:.2f} s")
        for server in (portal, caching):
            server.stop()
        household(kinds, options.seconds)


def household(kinds, seconds):
    """What the whole portal takes in memory once every kind of page was asked for, and how long it takes to come up."""
    starts = []
    for _ in range(3):
        # A process that ends after so many requests would be measured young.
        house = Household("", GUNICORN_CMD_ARGS="--max-requests 0")
        starts.append(house.cold_start)
        if len(starts) < 3:
            house.stop()
    try:
        before = house.pids()
        for paths in kinds.values():
            load(house, paths, seconds, {})
        if set(before) - set(house.pids()):
            print("A process was replaced meanwhile: it is measured young.")
        clock, master, web, worker = house.of_each()
    finally:
        house.stop()
    print(f"manage.py portal: {min(starts):.2f} to {max(starts):.2f} s to the first page; memory (PSS) after load: "
          f"web {web:.0f} MB, worker {worker:.0f} MB, gunicorn's master {master:.0f} MB, clock {clock:.0f} MB, "
          f"together {clock + master + web + worker:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
