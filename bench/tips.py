"""What tips cost: many uploads at once, wrong words, a full inbox. Measures, asserts nothing; see the figures in the issue of tips.

    python bench/tips.py uploads --address http://127.0.0.1:8000 --clients 100 --megabytes 20 --pid <a worker's or its parent's>
    python bench/tips.py broken --address http://127.0.0.1:8000 --clients 40 --pid <gunicorn's master> --data <DATA_DIR>
    python bench/tips.py codes --address http://127.0.0.1:8000 --tries 10000 --clients 8
    python bench/tips.py inbox --tips 50000        (fills a database of its own; DATA_DIR must point to an empty folder)

`uploads`, `broken` and `codes` need a running portal whose form is open; the first two fill its inbox. `broken` kills a web worker
in the middle, sends again what broke, as the form's button does, and looks whether anything lies there half-stored.
"""

import argparse
import multiprocessing
import os
import random
import re
import signal
import statistics
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
FORM, CODE = "/napisz-do-nas/", "/napisz-do-nas/kod/"
BORDER = "benchmark-border"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["uploads", "broken", "codes", "inbox"])
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=20)
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--tips", type=int, default=50_000)
    parser.add_argument("--pid", type=int, help="Whose memory, with that of its children, is watched.")
    parser.add_argument("--reader-page", default="/")
    parser.add_argument(
        "--idle", type=int, default=30, help="Seconds for which the page is asked before anything is sent."
    )
    parser.add_argument("--data", type=Path, help="The portal's DATA_DIR.")
    parser.add_argument("--open", action="store_true", help="All tips of the inbox wait, none is closed.")
    options = parser.parse_args()
    {"uploads": uploads, "broken": broken, "codes": codes, "inbox": inbox}[options.what](options)


# -- Uploads ------------------------------------------------------------------------------


def uploads(options):
    # The reader is a process of its own: beside a hundred senders it would wait for this one's interpreter, not for the portal.
    spawning = multiprocessing.get_context("spawn")
    stop, sending, (answers, end) = spawning.Event(), spawning.Event(), spawning.Pipe(duplex=False)
    reader = spawning.Process(target=watch_pages, args=(options.address, options.reader_page, end, sending, stop))
    memory = []
    watcher = threading.Thread(target=watch_memory, args=(options.pid, memory, stop))
    reader.start()
    time.sleep(options.idle)
    if options.pid:
        watcher.start()
    sending.set()
    started = time.perf_counter()
    with ThreadPoolExecutor(options.clients) as pool:
        results = list(pool.map(lambda number: upload(options, number), range(options.clients)))
    took = time.perf_counter() - started
    stop.set()
    idle, during = answers.recv()
    reader.join()
    if options.pid:
        watcher.join()
    receipts = sum("receipt" in result for result in results)
    print(
        f"{options.clients} uploads of {options.megabytes} MB: {took:.1f} s, {receipts} receipts, {options.clients - receipts} lost"
    )
    print(
        f"reader's page p50/p95: idle {statistics.median(idle):.1f}/{p95(idle):.0f} ms, during {statistics.median(during):.1f}/{p95(during):.0f} ms"
        f" ({p95(during) / max(p95(idle), 0.1):.1f}×, {len(during)} asked)"
    )
    if memory:
        print(f"largest process: {max(memory):.0f} MB")


def broken(options):
    before = sealed(options.data)
    tries = [0] * options.clients

    def until_it_arrives(number):
        for tries[number] in range(1, 9):
            if "receipt" in upload(options, number):
                return True
            time.sleep(1)
        return False

    def kill():
        time.sleep(4)
        worker = random.choice(family(options.pid)[1:])
        os.kill(worker, signal.SIGKILL)
        print(f"killed {worker}")

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(options.clients) as pool:
        arrived = sum(pool.map(until_it_arrives, range(options.clients)))
    killer.join()
    again = sum(count > 1 for count in tries)
    print(f"{arrived} of {options.clients} arrived, {again} of them had to be sent again")
    print(f"whole files in the vault: {sealed(options.data) - before}; in incoming/, sealed with keys that are gone: "
          f"{len(list((options.data / 'tips-incoming').glob('*')))}")  # fmt: skip


def sealed(data):
    return sum(path.is_file() for path in (data / "tips").rglob("*"))


def upload(options, number):
    """One tip with one file, sent piece by piece so that the client holds little of it. The answer, or the fault."""
    try:
        token = re.search(r'name="token" value="([^"]+)"', fetch(options.address, FORM))[1]
        field = '--{}\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'.format
        head = "".join(
            field(BORDER, name, value)
            for name, value in [("token", token), ("expects", "complete"), ("body", f"Upload {number}")]
        )
        head += f'--{BORDER}\r\nContent-Disposition: form-data; name="files"; filename="{number}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        tail = "\r\n" + field(BORDER, "complete", "1") + f"--{BORDER}--\r\n"
        size = options.megabytes * 1024 * 1024
        parts = urlsplit(options.address)
        connection = HTTPConnection(parts.hostname, parts.port or 80, timeout=600)
        connection.putrequest("POST", FORM)
        connection.putheader("Content-Type", f"multipart/form-data; boundary={BORDER}")
        connection.putheader("Content-Length", str(len(head) + size + len(tail)))
        connection.endheaders()
        connection.send(head.encode() + b"\xff\xd8\xff")
        piece = os.urandom(64 * 1024)
        sent = 3
        while sent < size:
            step = min(len(piece), size - sent)
            connection.send(piece[:step])
            sent += step
        connection.send(tail.encode())
        return connection.getresponse().read().decode()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_pages(address, page, end, sending, stop):
    """Ask for a page ten times a second until told to stop, then tell how many milliseconds each took before and during."""
    idle, during = [], []
    while not stop.is_set():
        (during if sending.is_set() else idle).append(ask(address, page))
        stop.wait(0.1)
    end.send((idle, during))


def watch_memory(pid, found, stop):
    """Resident megabytes of the largest process among the given one and its descendants."""
    while not stop.is_set():
        found.append(max(map(resident, family(pid)), default=0))
        stop.wait(0.2)


def family(pid):
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def resident(pid):
    try:
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024
    except (OSError, TypeError):
        return 0


# -- Wrong words ------------------------------------------------------------------------------


def codes(options):
    words = (ROOT / "tips" / "data" / "words-pl.txt").read_text().split()
    dice = random.Random(1)
    tries = [" ".join(dice.choices(words, k=6)) for _ in range(options.tries)]
    # Nonsense of other shapes among them: it must cost the same.
    for start in range(0, len(tries), 10):
        tries[start] = tries[start].split()[0]
    started = time.perf_counter()
    with ThreadPoolExecutor(options.clients) as pool:
        answers = list(pool.map(lambda guess: post(options.address, CODE, {"words": guess}), tries))
    took = time.perf_counter() - started
    short = [milliseconds for (status, milliseconds), guess in zip(answers, tries, strict=True) if " " not in guess]
    full = [milliseconds for (status, milliseconds), guess in zip(answers, tries, strict=True) if " " in guess]
    found = sum(status == 200 for status, _ in answers)
    other = sum(status not in {200, 422} for status, _ in answers)
    print(f"{options.tries} wrong codes in {took:.1f} s: {found} found something, {other} were turned away")
    print(f"median: six words {statistics.median(full):.1f} ms, one word {statistics.median(short):.1f} ms")


# -- The inbox --------------------------------------------------------------------------------


def inbox(options):
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ.setdefault("DEMO", "1")
    import django

    django.setup()
    from allauth.account.internal.flows import login as flow
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from portal.models import User
    from tips import keys, services
    from tips.models import NewsroomKey, Tip, WrappedKey
    from tips.opening import Content

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("roles", verbosity=0)
    if not NewsroomKey.objects.exists():
        keys.make_server_key()
    have = Tip.objects.count()
    if have < options.tips:
        tip, _words = services.receive_tip(Content(text="Wzór"), receipt=False)
        wrapped = tip.wrapped_keys.get()
        # Rows alone: all but the newest page are never opened by the list.
        import uuid

        for start in range(have, options.tips - 60, 5000):
            rows = [
                Tip(
                    uid=uuid.uuid4(),
                    kind="news",
                    public_key=tip.public_key,
                    body=tip.body,
                    first_read_at=None if options.open else tip.created_at,
                    state="received" if options.open else "closed",
                    closed_at=None if options.open else tip.created_at,
                )
                for _ in range(min(5000, options.tips - 60 - start))
            ]
            made = Tip.objects.bulk_create(rows)
            WrappedKey.objects.bulk_create(
                WrappedKey(tip=row, recipient=wrapped.recipient, sealed=wrapped.sealed) for row in made
            )
        for number in range(60):
            services.receive_tip(Content(text=f"Zgłoszenie numer {number} z dłuższym początkiem"), receipt=False)
    user, _made = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    user.groups.set([Group.objects.get(name="Redaktor naczelny")])
    client = Client(headers={"Host": "127.0.0.1"})
    client.force_login(user)
    session = client.session
    session[flow.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[flow._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    client.get("/admin/tips/tip/")
    reset_queries()
    times = []
    for _ in range(10):
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/admin/tips/tip/")
        times.append((time.perf_counter() - started) * 1000)
    assert response.status_code == 200, response.status_code
    print(f"inbox of {Tip.objects.count()} tips: {statistics.median(times):.0f} ms, {len(queries)} queries, of them:")
    for query in queries:
        print(f"  {float(query['time']) * 1000:6.1f} ms  {query['sql'][:110]}")


# -- Asking -----------------------------------------------------------------------------------


def fetch(address, path):
    with urllib.request.urlopen(address + path, timeout=600) as answer:
        return answer.read().decode()


def ask(address, path):
    """Milliseconds of one GET."""
    started = time.perf_counter()
    fetch(address, path)
    return (time.perf_counter() - started) * 1000


def post(address, path, fields):
    """`(status, milliseconds)` of one POST."""
    request = urllib.request.Request(address + path, urlencode(fields).encode())
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        error.read()
        status = error.code
    return status, (time.perf_counter() - started) * 1000


def p95(times):
    return sorted(times)[int(len(times) * 0.95)] if times else 0


if __name__ == "__main__":
    main()
