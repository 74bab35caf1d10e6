"""How fast releases come in: `python bench/wire.py [--small] [--postgres]`. A database of its own, offices on this machine.

Prints each figure with what it should be; `--small` runs a tenth of everything, `--postgres` starts a PostgreSQL for the time
being instead of SQLite.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SMALL = "--small" in sys.argv
PART = 10 if SMALL else 1


def main():
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        if "--postgres" in sys.argv:
            from tests.run import start_postgres

            os.environ["TEST_DATABASE_URL"] = start_postgres(running)
        os.environ.update(TEST_DATA_DIR=folder, DJANGO_SETTINGS_MODULE="tests.settings")
        import django

        django.setup()
        import logging

        from django.core.management import call_command

        logging.disable(logging.INFO)
        call_command("migrate", verbosity=0)
        from portal.models import Place

        for name in ["Krzemionów", "Dębowiany", "Lipowiec nad Rudą", "Kuźnia Olzańska"]:
            Place.objects.create(name=name)
        from tests.wire.web import web

        with web() as office:
            large_feed(office)
            own_work()
            grouping()
            many_sources(office)
        long_list()


def figure(words, value, limit, unit, cpu=None):
    """One figure; `cpu` is what the processor worked for it, the rest being others' work on this machine."""
    judged = value if cpu is None else cpu
    worked = "" if cpu is None else f", {cpu:.3g} {unit} of them worked"
    print(
        f"{'ok   ' if judged <= limit else 'SLOW '}{words}: {value:.3g} {unit}{worked} (at most {limit} {unit})",
        flush=True,
    )


class Clock:
    """Seconds that passed, and that this process worked."""

    def __enter__(self):
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_error):
        self.passed, self.worked = time.perf_counter() - self._began[0], time.process_time() - self._began[1]


def words():
    path = ROOT / "newsroom" / "demo" / "stories" / "na-sygnale.toml"
    return path.read_text().replace("<", " ").replace(">", " ").replace("&", " ").split()


WORDS = words()
DICE = random.Random(1)


def text(count):
    """A passage of the demo's stories with a third of its words exchanged, so that no two are alike."""
    at = DICE.randrange(len(WORDS) - count)
    return " ".join(DICE.choice(WORDS) if DICE.random() < 0.3 else WORDS[at + number] for number in range(count))


def own_work():
    from wire import ownwork

    release = text(1500)
    story = (release[:9000] + " " + text(2000))[:20_000]
    turns = []
    for _turn in range(9):
        ownwork.forget()
        with Clock() as clock:
            ownwork.measure(story.split(". "), [release])
        turns.append((clock.passed * 1000, clock.worked * 1000))
    # The middle one, since others work on this machine too.
    figure("own work in 20 thousand characters", sorted(turns)[4][0], 20, "ms", sorted(turn[1] for turn in turns)[4])


def grouping():
    from wire.grouping import Window, known_from, telling

    count = 2000 // PART
    releases = [(text(8), text(150)) for _number in range(count)]
    window = Window()
    from django.utils import timezone

    now = timezone.now()
    with Clock() as clock:
        for number, (title, body) in enumerate(releases):
            row = known_from(
                number, number, None, now - timedelta(seconds=40 * number), number % 5, telling(title, body)
            )
            window.group_of(row)
            window.add(row)
    each = 1000 / count
    figure(f"grouping of {count} a day, each", clock.passed * each, 5, "ms", clock.worked * each)


def feed(count, *, span):
    from django.utils import timezone

    now = timezone.now()
    items = []
    for number in range(count):
        moment = format_datetime(now - span * number / count)
        items.append(
            f"<item><title>{text(8)}</title><guid>g{number}</guid><link>https://kpp.example/{number}</link><pubDate>{moment}</pubDate>"
            f"<description><![CDATA[<p>{text(60)}</p><p>{text(40)}</p>]]></description></item>"
        )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>K</title>{"".join(items)}</channel></rss>'.encode()


class Memory:
    """The most that this process held meanwhile, as the kernel counts its share (PSS), asked ten times a second.

    Pages of a mapped database file count in full, though the system takes them back when it needs them; `own` leaves
    them and the program's own files out.
    """

    def __init__(self):
        self._done = threading.Event()
        self.most = self.own = 0
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self):
        while not self._done.wait(0.1):
            facts = dict(
                line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text().split("\n")[1:] if line
            )
            self.most = max(self.most, int(facts["Pss"].split()[0]) / 1024)
            self.own = max(self.own, int(facts["Pss_Anon"].split()[0]) / 1024)

    def stop(self):
        self._done.set()
        self._thread.join()


def large_feed(office):
    count = 10_000 // PART
    # Made and read by other processes, so that the memory measured is the worker's.
    made = Path(os.environ["TEST_DATA_DIR"]) / "feed.xml"
    subprocess.run([sys.executable, __file__, "--make-feed", str(count), str(made)], check=True)
    office.pages["/rss"] = made.read_bytes()
    print(f"     the feed has {len(office.pages['/rss']) / 1e6:.1f} MB", flush=True)
    subprocess.run([sys.executable, __file__, "--read-feed", str(count), office.url("/rss")], check=True)


def read_feed(count, url):
    """The worker's part: everything that its jobs import, then the feed twice."""
    from django.utils import timezone

    import newsroom.jobs  # noqa: F401
    from wire import jobs, polling, receiving  # noqa: F401
    from wire.models import Feed, Item, Source

    Feed.objects.create(name="KPP", url=url, allow_private=True)
    memory = Memory()
    with Clock() as clock:
        polling.poll()
    figure(f"first reading of {count} releases", clock.passed, 20, "s", clock.worked)
    assert Item.objects.count() == count
    Source.objects.update(next_at=timezone.now())
    with Clock() as clock:
        polling.poll()
    figure("second reading", clock.passed, 1, "s", clock.worked)
    assert Item.objects.count() == count
    while receiving.index_words():
        pass
    memory.stop()
    figure("memory of the process (PSS)", memory.most, 250, "MB")
    print(f"     of it anonymous: {memory.own:.0f} MB")


def many_sources(office):
    from tests.wire.web import never_answers
    from wire import polling
    from wire.models import Feed, Source

    Feed.objects.all().delete()
    count, hanging = 300 // PART, 50 // PART
    for number in range(count):
        office.pages[f"/{number}"] = never_answers if number < hanging else feed(5, span=timedelta(hours=5))
        Feed.objects.create(name=f"S{number}", url=office.url(f"/{number}"), allow_private=True)
    began = time.perf_counter()
    seen = {}

    def watch():
        while len(seen) < count - hanging and time.perf_counter() - began < 90:
            seen["good"] = Source.objects.exclude(succeeded_at=None).count()
            if seen["good"] >= count - hanging:
                seen["at"] = time.perf_counter() - began
                return
            time.sleep(0.5)

    thread = threading.Thread(target=watch)
    thread.start()
    polling.poll()
    took = time.perf_counter() - began
    office.let_go.set()
    thread.join()
    figure(f"{count} sources, {hanging} of them hanging", took, 60, "s")
    print(f"     the others were read after {seen.get('at', took):.1f} s")


def long_list():
    from django.contrib.auth import get_user_model
    from django.test import Client

    from wire.models import Source

    source = Source.objects.create(name="Archiwum")
    user = get_user_model().objects.create_superuser("szef", password="x")
    client = Client()
    client.force_login(user)
    full, there = 100_000 // PART, 0
    for count in [full // 100, full]:
        fill(source, there, count)
        there = count
        client.get("/admin/wire/group/")
        for address in ["", f"?zrodlo={source.pk}", "?q=strażacy", "?stan=odlozone"]:
            time_list(client, count, address)


def fill(source, start, end):
    from django.utils import timezone

    from wire.models import Group, Item

    now = timezone.now()
    for begin in range(start, end, 1000):
        groups = Group.objects.bulk_create(
            Group(newest_at=now - timedelta(minutes=number), state="new" if number % 3 else "aside")
            for number in range(begin, min(begin + 1000, end))
        )
        Item.objects.bulk_create(
            Item(
                source=source, group=group, key=str(group.pk), content_key="", sender="Archiwum", title=f"Komunikat {group.pk}",
                original="", text="", words=f" komunikat {text(40)} ", sent_at=group.newest_at,
            )
            for group in groups
        )  # fmt: skip


def time_list(client, count, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    turns = []
    for _turn in range(5):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            assert client.get(f"/admin/wire/group/{address}").status_code == 200
            turns.append(time.perf_counter() - began)
    own = sum('"wire_' in query["sql"] for query in asked)
    words = f"list of {count}{address and ' with ' + address}"
    print(
        f"     {words}: {own} queries of its own, {len(asked)} with the desk's frame, {sorted(turns)[2] * 1000:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    if sys.argv[1:2] in (["--make-feed"], ["--read-feed"]):
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        django.setup()
        if sys.argv[1] == "--make-feed":
            Path(sys.argv[3]).write_bytes(feed(int(sys.argv[2]), span=timedelta(days=60)))
        else:
            read_feed(int(sys.argv[2]), sys.argv[3])
    else:
        main()
