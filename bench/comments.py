"""Figures of comments: `python bench/comments.py --help`. Works on the database of the environment; never on a live one.

    thread   a story with many comments against a story with one full page of them: queries and CPU of the page
    post     CPU of one comment of a hundred words with all checks
    flood    many posts a second at one story: what readers of its page feel, and what the excess costs
    queue    the moderators' lists with many comments held
    moderation  the moderators' whole page, with the frame of the desk
    race     two hundred posts, reactions and decisions at once: every counter against a recount
    words    clean sentences held by the word filter, abusive ones with evasion caught

Every part prints its figure beside what is to be reached. CPU is that of this process (and of the server's processes for
`flood`), so it holds better on a noisy machine than time does. `--small` runs all of it in a minute. SQLite in a new
folder, or the database of `DATABASE_URL`; `DATA_DIR` and that database may be used again, which saves the filling.
"""

import argparse
import http.client
import multiprocessing
import os
import random
import re
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("PORT", "8109")
os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{os.environ['PORT']}")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-comments-"))

WORDS = (
    "most droga gmina szkoła radny burmistrz autobus chodnik parking szpital kolejka mieszkaniec uchwała podatek rower "
    "rzeka osiedle boisko sklep zakład pociąg przystanek remont termin koszt pomysł sąsiad miasto powiat zima"
).split()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["words", "thread", "post", "queue", "race", "flood"])
    parser.add_argument("--comments", type=int, default=1_000_000, help="In all.")
    parser.add_argument("--story", type=int, default=10_000, help="Under the largest story.")
    parser.add_argument("--held", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=200, help="Posts a second of the flood.")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--small", action="store_true", help="2,000 comments, 500 under one story, 1,000 held, 10 s.")
    options = parser.parse_args()
    if options.small:
        options.comments, options.story, options.held, options.seconds, options.rate = 2_000, 500, 1_000, 10, 50

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    for part in options.parts:
        PARTS[part](options)


# -- Rows ------------------------------------------------------------------------------------------------------


def sentence(dice, words=18):
    return " ".join(dice.choice(WORDS) for _ in range(words)).capitalize() + "."


def story(title):
    from django.utils import timezone

    from articles.models import Article, Author, Byline, Section
    from portal.models import Place

    section = Section.objects.get_or_create(name="Samorząd")[0]
    found = Article.objects.filter(title=title).first()
    if found:
        return found
    now = timezone.now()
    article = Article.objects.create(
        title=title, lead="Wstęp.", body="<p>Tekst.</p>", body_html="<p>Tekst.</p>", section=section, status="published",
        published_at=now, first_published_at=now,
    )  # fmt: skip
    article.places.set([Place.objects.get_or_create(name="Krzemionów")[0]])
    author = Author.objects.get_or_create(name="Sabina Kalisz", defaults={"signature": "ska"})[0]
    Byline.objects.create(article=article, author=author)
    return article


def fill(article, count, *, held=False):
    """Put that many comments under the story, a third of them replies, and its counters right."""
    from django.utils import timezone

    from articles.models import ArticleTally
    from comments.models import Comment, CommentToken
    from comments.screening import ROUTINE

    dice = random.Random(article.pk)
    tokens = list(CommentToken.objects.all()[:500]) or CommentToken.objects.bulk_create(
        CommentToken(digest=f"{n:064x}") for n in range(500)
    )
    now = timezone.now()

    def row(parent=None):
        return Comment(
            article=article, parent=parent, root=parent, token=dice.choice(tokens), nick="Bartek", nick_key="bartek",
            body=sentence(dice, 30), created_at=now, support=0 if held else dice.randint(0, 40),
            state="held" if held else "visible", shown_as=0 if held else (2 if parent else 1),
            waits_since=now if held else None, queue_order=dice.choice([10, ROUTINE]),
        )  # fmt: skip

    roots = Comment.objects.bulk_create((row() for _ in range(count - count // 3)), batch_size=1000)
    replies = Comment.objects.bulk_create((row(dice.choice(roots)) for _ in range(count // 3)), batch_size=1000)
    if not held:
        by_root = {}
        for reply in replies:
            by_root[reply.root_id] = by_root.get(reply.root_id, 0) + 1
        for root in roots:
            root.visible_replies = by_root.get(root.pk, 0)
        Comment.objects.bulk_update([r for r in roots if r.visible_replies], ["visible_replies"], batch_size=500)
        ArticleTally.objects.update_or_create(article=article, defaults={"comments": count})


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1000


def cpu_of(run, times):
    run()
    before = cpu()
    for _ in range(times):
        run()
    return (cpu() - before) / times


def say(what, found, wanted):
    print(f"{what:<70} {found:<28} to reach: {wanted}", flush=True)


# -- Parts -----------------------------------------------------------------------------------------------------


def thread(options):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from comments.models import Comment

    page, large = story("Tekst z jedną stroną komentarzy"), story("Tekst z tysiącami komentarzy")
    if not page.comments.exists():
        fill(page, 30)
        fill(large, options.story)
        there = Comment.objects.count()
        while there < options.comments:
            few = min(5_000, options.comments - there)
            fill(story(f"Tekst {there}"), few)
            there += few
    # As the database does by itself some minutes after so many rows have come.
    connection.cursor().execute("ANALYZE")
    client = Client(SERVER_NAME="127.0.0.1")
    figures = {}
    for name, article in (("one page", page), ("large", large)):
        address = f"/artykuly/{article.pk}/komentarze/"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        asked = len(captured)
        figures[name] = statistics.median(cpu_of(lambda a=address: client.get(a), 20) for _ in range(5))
        say(f"thread, {name}: queries", str(asked), "≤ 5")
    ratio = figures["large"] / figures["one page"]
    say(
        "thread: CPU, large against one page",
        f"{figures['large']:.1f} ms / {figures['one page']:.1f} ms = {ratio:.2f}",
        "≤ 1.2",
    )


def post(options):
    from django.test import RequestFactory

    from comments import devices, services

    dice = random.Random(1)
    article = story("Tekst, pod którym się pisze")
    request = RequestFactory().get("/")
    tokens = iter([devices.new_token(f"bench {dice.random()}")[0] for _ in range(120)])

    def write():
        sender = devices.sender_of(request)
        sender = devices.Sender(next(tokens), sender.network, sender.salt, sender.networks_of_bans)
        body = " ".join(dice.choice(WORDS) + dice.choice("aeiouy") * dice.randint(0, 2) for _ in range(100))
        services.make_room(article.pk, sender)
        services.post_comment(article, nick="Bartek", body=body, sender=sender)

    for _ in range(10):
        write()
    say("post of a 100-word comment with all checks: CPU", f"{cpu_of(write, 100):.1f} ms", "≤ 15 ms")


def queue(options):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comments import moderation
    from comments.models import Comment
    from portal.models import User

    article = story("Tekst z zatrzymanymi")
    missing = options.held - Comment.objects.waiting().count()
    if missing > 0:
        fill(article, missing, held=True)
    by = User.objects.get_or_create(username="bench", is_staff=True)[0]

    def page():
        rows = list(
            moderation.unclaimed(by)
            .select_related("article", "parent")
            .prefetch_related("hits")
            .order_by("queue_order", "waits_since", "pk")[:30]
        )
        moderation.claim(rows[0].pk, by)
        list(moderation.same_author(rows[0])[:5])
        return rows

    page()
    with CaptureQueriesContext(connection) as captured:
        page()
    asked = len(captured)
    times = []
    for _ in range(100):
        began = time.perf_counter()
        page()
        times.append((time.perf_counter() - began) * 1000)
    say(f"queue with {options.held} held: queries of its data", str(asked), "≤ 10")
    say(f"queue with {options.held} held: p95", f"{sorted(times)[94]:.1f} ms", "≤ 100 ms")


def words(options):
    from bench import sentences
    from comments.screening import Submission, abusive_word
    from polish.abuse import find_abuse

    clean = sentences.clean(ROOT)
    held = [line for line in clean if list(abusive_word(Submission(body=line)))]
    tricky = [line for line in held if line in sentences.TRICKY]
    ordinary = len(clean) - len(sentences.TRICKY)
    others = len(held) - len(tricky)
    say(f"ordinary Polish sentences held ({ordinary})", f"{others} = {100 * others / ordinary:.3f} %", "≤ 0.1 %")
    say(f"tricky clean sentences held ({len(sentences.TRICKY)})", str(len(tricky)), "few")
    for line in held:
        print("   ", line[:100], "→", [hit.word for hit in find_abuse(line)])
    tried = sentences.abusive()
    missed = [text for text in tried if not find_abuse(text)]
    caught = 100 * (len(tried) - len(missed)) / len(tried)
    say(f"abusive sentences with evasion caught ({len(tried)})", f"{caught:.1f} %", "≥ 95 %")
    for text in missed[:30]:
        print("   ", text)


# -- A real server -----------------------------------------------------------------------------------------------


@contextmanager
def server():
    """gunicorn as the portal runs it, behind one trusted proxy, so that the benchmark can come from many networks."""
    port = int(os.environ["PORT"])
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--config", "newsroom/gunicorn_conf.py",
         "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT), "TRUSTED_PROXIES": "1"},
    )  # fmt: skip
    try:
        for _ in range(1_500):  # On a busy machine it takes minutes.
            try:
                if _get(port, "/stan/")[0] == 200:
                    break
            except OSError:
                pass
            time.sleep(0.2)
        else:
            raise SystemExit("The server did not start.")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _get(port, path, connection=None, headers=None):
    connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read(), answer


class Writer:
    """Posts comments over one kept connection, each time from the network it is told."""

    def __init__(self, port, article_id, form_path):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.path = f"/artykuly/{article_id}/komentarze/"
        self.article_id = article_id
        _status, page, answer = _get(port, form_path, self.connection)
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.csrf = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())[1]
        self.port = port

    def post(self, path, network, fields):
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": self.csrf} | fields)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie, "X-Forwarded-For": network,
            "Origin": os.environ["SITE_URL"], "Accept": "application/json" if "popieram" in path else "*/*",
        }  # fmt: skip
        try:
            self.connection.request("POST", path, form, headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return 0
        return answer.status

    def comment(self, network, body, nick="Robot", **more):
        fields = {"nick": nick, "body": body, "form_token": token_of_age(self.article_id)} | more
        return self.post(self.path, network, fields)


def token_of_age(article_id, seconds=60):
    """A form's token as it was given out a minute ago."""
    from django.core import signing

    from common import tokens

    note = {
        "f": "comment",
        "a": str(article_id),
        "i": secrets.token_urlsafe(12),
        "t": int((time.time() - seconds) * 1000),
    }
    return signing.dumps(note, salt=tokens.SALT)


def _flooding(port, article_id, rate, seconds, seed, answers):
    """One process of the flood: that many posts a second from a hundred networks, whatever the server answers."""
    import django

    django.setup()
    writer = Writer(port, article_id, f"/artykuly/{article_id}/komentarze/formularz/")
    dice, done, end = random.Random(seed), Counter(), time.monotonic() + seconds
    due = time.monotonic()
    while time.monotonic() < end:
        done[writer.comment(f"198.51.{dice.randrange(100)}.7", sentence(dice, 20))] += 1
        due += 1 / rate
        time.sleep(max(0, due - time.monotonic()))
    answers.put(done)


def flood(options):
    """Posts come from other processes; this one reads the story, and the moderators' queue now and then."""
    from django.db import connection

    from comments.models import Comment

    article = story(f"Tekst pod zalewem {time.time():.0f}")
    fill(article, 30)
    before = article.comments.count()
    connection.close()
    with server() as (port, pid):
        path = article.get_absolute_url()
        _read(port, path, 2)
        idle = _read(port, path, max(5, options.seconds / 4))
        answers = multiprocessing.get_context("spawn").Queue()

        def start(seconds):
            processes = [
                multiprocessing.get_context("spawn").Process(
                    target=_flooding, args=(port, article.pk, options.rate / 2, seconds, seed, answers)
                )
                for seed in range(2)
            ]
            for process in processes:
                process.start()
            return processes

        def collect(processes):
            done = sum((answers.get(timeout=120) for _ in processes), Counter())
            for process in processes:
                process.join()
            return done

        flooding = start(options.seconds)
        under = _read(port, path, options.seconds, every=_queue_page)
        queue_times = under.pop()
        done = collect(flooding)
        # Nothing but the excess now: what one refused post costs.
        used = _server_cpu(pid)
        refused = collect(start(10))
        used = _server_cpu(pid) - used
    stored = Comment.objects.filter(article=article).count() - before
    total, accepted = done + refused, done[201] + refused[201]
    say(f"flood of {sum(done.values()) / options.seconds:.0f} posts/s: answers", str(dict(total)), "the excess 429")
    say("flood: accepted and stored", f"{accepted} / {stored}", "equal")
    say("flood: story page p95, idle → flood", f"{_p95(idle):.1f} → {_p95(under):.1f} ms", "≤ 2 ×")
    say("flood: moderators' queue meanwhile, p95", f"{_p95(queue_times):.1f} ms", "usable")
    say(
        f"flood: server CPU a refused post ({refused[429]} of {sum(refused.values())} refused)",
        f"{1000 * used / sum(refused.values()):.2f} ms",
        "≤ 2 ms",
    )


def _queue_page():
    from comments.models import Comment

    rows = Comment.objects.waiting().select_related("article", "parent").prefetch_related("hits")
    return list(rows.order_by("queue_order", "waits_since", "pk")[:30])


def _read(port, path, seconds, every=None):
    """Times of reading the page; with `every`, that is called each second and the list of its times comes last."""
    connection, times, called = http.client.HTTPConnection("127.0.0.1", port, timeout=30), [], []
    end, next_call = time.monotonic() + seconds, time.monotonic()
    while time.monotonic() < end:
        began = time.perf_counter()
        status, _page, _answer = _get(port, path, connection)
        times.append((time.perf_counter() - began) * 1000)
        assert status == 200, status
        if every and time.monotonic() > next_call:
            began = time.perf_counter()
            every()
            called.append((time.perf_counter() - began) * 1000)
            next_call = time.monotonic() + 1
        time.sleep(0.05)
    return [*times, called] if every else times


def race(options):
    """Two hundred readers and moderators at once, against a real server and the same database."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from articles.models import ArticleTally
    from comments import moderation
    from comments.models import Comment, Decision
    from comments.transitions import WrongState, recount
    from portal.models import User

    article = story(f"Tekst pod wyścigiem {time.time():.0f}")
    fill(article, 30)
    fill(article, 70, held=True)
    fill(article, 0)
    ArticleTally.objects.update_or_create(article=article, defaults={"comments": 30})
    Comment.objects.filter(article=article).update(support=0)
    visible = list(article.comments.visible().order_by("pk"))
    held = list(article.comments.waiting().values_list("pk", flat=True))
    by = User.objects.get_or_create(username="bench", is_staff=True)[0]
    decided_before = Decision.objects.count()

    with server() as (port, _pid):
        form = f"/artykuly/{article.pk}/komentarze/formularz/"

        def write(n):
            words = f"Głos numer {n * 7919}, {sentence(random.Random(n), 14)}"
            parent = {"parent": visible[n % 30].pk} if n % 2 else {}
            return Writer(port, article.pk, form).comment(f"198.51.{n}.7", words, nick=f"N{n}", **parent)

        def support(n):
            return Writer(port, article.pk, form).post(f"/komentarze/{visible[n % 3].pk}/popieram/", f"203.0.{n}.7", {})

        def decide(n):
            pk = held[n % len(held)] if n % 3 else visible[3 + n % 20].pk
            try:
                (moderation.approve if n % 2 else _reject)(pk, by)
            except WrongState:
                return "too late"
            finally:
                connection.close()
            return "decided"

        def _reject(pk, by):
            moderation.reject(pk, by, reason="abuse")

        jobs = [(run, n) for n in range(200) for run in (write, support, decide)]
        random.Random(7).shuffle(jobs)
        with ThreadPoolExecutor(200) as pool:
            done = list(pool.map(lambda job: (job[0].__name__, job[0](job[1])), jobs))
    answers = Counter(done)

    def counters():
        rows = Comment.objects.filter(article=article).order_by("pk")
        return (
            ArticleTally.objects.get(article=article).comments,
            list(rows.values_list("pk", "shown_as", "visible_replies", "support")),
        )

    kept = counters()
    recount(article.pk)
    same = "equal" if kept == counters() else "DIFFERENT"
    say("race, 200 of each at once: answers", "", "no 500, no lost one")
    for (what, answer), n in sorted(answers.items(), key=str):
        print(f"    {what}: {answer}: {n}")
    stored = Comment.objects.filter(article=article, nick__startswith="N").count()
    say("race: accepted and stored", f"{answers['write', 201]} / {stored}", "equal")
    decided = Decision.objects.count() - decided_before
    say("race: decided and recorded", f"{answers['decide', 'decided']} / {decided}", "equal")
    say("race: every counter against a recount", same, "equal")


def _server_cpu(pid):
    """Seconds of CPU of the server and its workers."""
    ticks = os.sysconf("SC_CLK_TCK")
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    total = 0
    for one in pids:
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / ticks


def _p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def moderation_page(options):
    """The moderators' whole page as the desk answers it, with its frame, for whoever sees most of the desk."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from comments.models import Comment, Hit
    from portal.models import User

    article = story("Tekst z zatrzymanymi")
    missing = options.held - Comment.objects.waiting().count()
    if missing > 0:
        fill(article, missing, held=True)
    first = Comment.objects.waiting().order_by("queue_order", "waits_since", "pk")[:300]
    if not Hit.objects.filter(comment__in=list(first.values_list("pk", flat=True))).exists():
        Hit.objects.bulk_create(Hit(comment=one, check_name="suspect_word", start=0, end=4) for one in first)
    # As the database does by itself some minutes after so many rows have come.
    connection.cursor().execute("ANALYZE")
    call_command("roles", verbosity=0)
    by = User.objects.get_or_create(username="bench-chief", is_staff=True)[0]
    by.groups.set(by.groups.model.objects.filter(name="Redaktor naczelny"))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(by)
    address = "/admin/comments/comment/"
    for _ in range(3):
        assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address)
    # The next request empties the log.
    asked = len(captured)
    assert page.content.count(b"data-card=") == 30
    times = []
    for _ in range(100):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    say(f"moderators' page with {options.held} held: queries, with the frame", str(asked), "≤ 10")
    say(f"moderators' page with {options.held} held: CPU", f"{cpu_of(lambda: client.get(address), 50):.1f} ms", "–")
    median = statistics.median(times)
    say(f"moderators' page with {options.held} held: p95 (median {median:.1f})", f"{_p95(times):.1f} ms", "≤ 100 ms")


PARTS = {
    "thread": thread,
    "post": post,
    "queue": queue,
    "words": words,
    "flood": flood,
    "race": race,
    "moderation": moderation_page,
}

if __name__ == "__main__":
    main()
