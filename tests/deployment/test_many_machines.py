"""Many machines by settings alone: web and worker processes without a shared disk, over one PostgreSQL, one Redis and one bucket.

One web process and one worker are killed under load, as when a machine loses its power. Nothing is lost and nothing done twice.
"""

import itertools
import json
import signal
import sys
import threading
import urllib.request
from collections import Counter

import boto3
import psycopg
import pytest

from tests.wire.web import web

from .browsing import Reader, hidden_fields
from .house import free_port, listen_on_port, wait_for_port, wait_until

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.nginx, pytest.mark.postgres, pytest.mark.redis]
ITEMS = 40
FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>KPP</title>'
    + "".join(
        f"<item><title>Komunikat numer {n} z komendy</title><guid>kpp-{n}</guid><description>Policjanci z Krzemionowa zatrzymali {n}. kierowcę "
        "na ulicy Hutniczej i sprawdzili jego dokumenty oraz stan techniczny pojazdu.</description></item>"
        for n in range(ITEMS)
    )
    + "</channel></rss>"
)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """An S3-compatible server on this machine."""
    import subprocess

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert wait_for_port(port, 60)
    endpoint = f"http://127.0.0.1:{port}"
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket="portal")
    # As the owner's handbook says: renditions may be read by anybody, originals and sealed files by nobody.
    read = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::portal/media/*"}
    client.put_bucket_policy(Bucket="portal", Policy=json.dumps({"Version": "2012-10-17", "Statement": [read]}))
    yield {
        "MEDIA_BUCKET": "portal", "MEDIA_ENDPOINT": endpoint, "MEDIA_ACCESS_KEY": "key", "MEDIA_SECRET_KEY": "secret",
        "MEDIA_REGION": "us-east-1",
    }  # fmt: skip
    server.terminate()
    server.wait()


class Visitor(Reader):
    """Comes to one of the machines, as a load balancer sends them; where it is gone, to the next."""

    def __init__(self, ports, number, turn=0):
        # From a network of its own, so that no limit is met.
        super().__init__(ports[0], address=f"127.{number}.{turn % 250}.7", tls=False)
        self.turn = itertools.cycle(ports)

    def ask(self, path, **more):
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.address} | more.pop("headers", {})
        for _try in range(6):
            self.port = next(self.turn)
            try:
                return super().ask(path, headers=headers, **more)
            except OSError:
                continue  # Killed before or while it answered: the same again, to another.
        raise AssertionError(f"no machine answers {path}")


def test_a_killed_web_process_and_a_killed_worker_lose_nothing_and_do_nothing_twice(make_house, bucket):
    house = make_house(JOB_LEASE="5", **bucket)
    story = house.act("story")

    listeners, webs = [listen_on_port() for _number in range(3)], []
    for number, listener in enumerate(listeners):
        webs.append(house.start_web(listener, house.machine(number), workers=1, log=f"web{number}"))
    ports = [listener.getsockname()[1] for listener in listeners]
    # As on a machine of its own, the socket goes with the process that is killed.
    listeners[0].close()
    anybody = Visitor(ports, 99)
    assert wait_until(lambda: anybody.ask("/stan/?format=json").status == 200, 60)

    accepted, refused, stop = [], Counter(), threading.Event()

    def write(number):
        turn = 0
        while not stop.is_set():
            turn += 1
            visitor = Visitor(ports, number, turn)
            text = f"Zdanie {number * 1000 + turn} o moście, którego jeszcze nikt tu nie napisał."
            address = f"/artykuly/{story['pk']}/komentarze/"
            fields = hidden_fields(visitor.ask(f"{address}formularz/").text) | {
                "nick": f"Czytelnik {number}",
                "body": text,
            }
            answer = visitor.post(address, fields)
            if answer.status == 201:
                accepted.append(text)
            else:
                refused[answer.status] += 1

    with web() as office:
        office.pages["/rss"] = (200, {"Content-Type": "application/rss+xml"}, FEED.encode())
        house.act("feed", office.url("/rss"))
        scheduled = [house.act("story", f"O szóstej rano, część {n}", 8)["pk"] for n in range(3)]
        pictures = house.act("photos", 6)
        writers = [threading.Thread(target=write, args=(number,)) for number in (1, 2, 3)]
        for thread in writers:
            thread.start()
        first = house.start_worker(house.machine(3), log="worker0", name="w0")
        for number in range(2):
            house.start_scheduler(house.machine(5 + number), log=f"scheduler{number}")
        try:
            assert wait_until(lambda: caught_at_work(house, first, "w0")), "the first worker has begun a job"
            house.start_worker(house.machine(4), log="worker1", name="w1")
            house.stop(first, signal.SIGKILL)
            assert wait_until(lambda: len(accepted) > 6, 240)
            house.stop(webs[0], signal.SIGKILL)
            after = len(accepted)
            assert wait_until(lambda: len(accepted) > after + 6, 240)
            # Both were killed under load; what they left is put in order sooner without it.
            stop.set()
            assert wait_until(lambda: settled(house, scheduled, pictures), 400), rows(
                house, "SELECT status, task_path FROM django_tasks_database_dbtaskresult"
            )
        finally:
            stop.set()
            for thread in writers:
                thread.join(timeout=90)

    kept = Counter(body for (body,) in rows(house, "SELECT body FROM comments_comment"))
    assert accepted and all(kept[text] == 1 for text in accepted)
    assert max(kept.values()) == 1, "a form sent again to another machine is one comment"
    assert rows(house, "SELECT count(*), count(DISTINCT title) FROM wire_item") == [(ITEMS, ITEMS)]
    twice = (
        "SELECT article_id FROM articles_articleevent WHERE what = 'published' GROUP BY article_id HAVING count(*) > 1"
    )
    assert rows(house, twice) == []
    with urllib.request.urlopen(house.act("picture", pictures[0])) as picture:
        assert picture.headers["Content-Type"] == "image/jpeg"
    abandoned = (
        "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE jsonb_array_length(worker_ids::jsonb) > 1"
    )
    print(f"{len(accepted)} comments accepted, {dict(refused)} refused, {rows(house, abandoned)[0][0]} jobs put back")
    assert rows(house, abandoned)[0][0] >= 1, "the killed worker's job was done by the other one"


def rows(house, query, *values):
    with psycopg.connect(house.environment["DATABASE_URL"]) as connection:
        return connection.execute(query, values).fetchall()


def caught_at_work(house, process, worker):
    """Whether the worker now stands still in the middle of a job; one that is between two jobs goes on."""
    process.send_signal(signal.SIGSTOP)
    if running(house, worker):
        return True
    process.send_signal(signal.SIGCONT)
    return False


def running(house, worker):
    query = "SELECT 1 FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING' AND worker_ids::text LIKE %s"
    return rows(house, query, f'%"{worker}"%')


def settled(house, scheduled, pictures):
    """Everything that was to happen has happened."""
    published = rows(
        house, "SELECT count(*) FROM articles_article WHERE status = 'published' AND id = ANY(%s)", scheduled
    )
    rendered = rows(house, "SELECT count(*) FROM photos_photo WHERE rendered_at IS NOT NULL AND id = ANY(%s)", pictures)
    items = rows(house, "SELECT count(*) FROM wire_item")
    left = rows(
        house,
        "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING' AND started_at < now() - interval '30 s'",
    )
    return (published, rendered, items, left) == ([(len(scheduled),)], [(len(pictures),)], [(ITEMS,)], [(0,)])
