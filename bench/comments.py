"""Figures of comments: `python bench/comments.py --help`. Works on the database of the environment; never on a live one.

    thread   a story with many comments against a story with one full page of them: queries and CPU of the page
    post     CPU of one comment of a hundred words with all checks
    flood    many posts a second at one story: what readers of its page feel, and what the excess costs
    queue    the moderators' lists with many comments held
    moderation  the moderators' whole page, with the frame of the desk
    words    clean sentences held by the word filter, abusive ones with evasion caught

Every part prints its figure beside what is to be reached. CPU is that of this process (and of the server's processes for
`flood`), so it holds better on a noisy machine than time does. `--small` runs all of it in a minute.
"""

import argparse
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("PORT", "8109")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-comments-"))

WORDS = (
    "most droga gmina szkoła radny burmistrz autobus chodnik parking szpital kolejka mieszkaniec uchwała podatek rower "
    "rzeka osiedle boisko sklep zakład pociąg przystanek remont termin koszt pomysł sąsiad miasto powiat zima"
).split()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["thread", "post", "queue", "words", "flood"])
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
        while Comment.objects.count() < options.comments:
            fill(story(f"Tekst {Comment.objects.count()}"), min(500, options.comments))
    if connection.vendor == "sqlite":
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
    from comments.screening import Submission, abusive_word
    from polish.abuse import find_abuse

    texts = [path.read_text() for path in (ROOT / "newsroom" / "demo" / "stories").glob("*.toml")]
    texts += [path.read_text() for path in (ROOT / "portal" / "first_pages").glob("*.html")]
    plain = re.sub(r"<[^>]+>", " ", " ".join(texts))
    clean = [line for line in re.split(r"(?<=[.!?])\s+", plain) if len(line) > 20]
    held = [line for line in clean if list(abusive_word(Submission(body=line)))]
    share = 100 * len(held) / len(clean)
    say(f"clean Polish sentences held ({len(clean)})", f"{len(held)} = {share:.3f} %", "≤ 0.1 %")
    for line in held[:10]:
        print("   ", line[:120])
    base = "kurwa chuj jebany pierdolony skurwysyn spierdalaj pizda pojebany zajebiście wkurwia kutas debil".split()
    dress = [
        lambda w: w, str.upper, str.capitalize, lambda w: w[0] + "*" + w[2:], lambda w: ".".join(w), lambda w: " ".join(w),
        lambda w: w.translate(str.maketrans("aeio", "4310")), lambda w: w.replace("a", "а"),
        lambda w: w[:2] + "\u200b" + w[2:], lambda w: re.sub(r"([aeiouy])", r"\1\1\1", w, count=1), lambda w: "-".join(w),
    ]  # fmt: skip
    tried = [(word, f"Ale {change(word)} z tego będzie") for word in base for change in dress]
    missed = [text for _word, text in tried if not find_abuse(text)]
    caught = 100 * (len(tried) - len(missed)) / len(tried)
    say(f"abusive sentences with evasion caught ({len(tried)})", f"{caught:.1f} %", "≥ 95 %")
    for text in missed[:10]:
        print("   ", text)


def flood(options):
    """A real server; posts come from one process, a reader of the story from another thread."""
    from comments.models import Comment

    article = story(f"Tekst pod zalewem {time.time():.0f}")
    port = int(os.environ["PORT"])
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--config", "newsroom/gunicorn_conf.py",
         "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        _wait_for(base)
        address = base + article.get_absolute_url()
        idle = _read(address, 5)
        opener, data = _form(base, article)
        done, stop = [], threading.Event()
        writers = [
            threading.Thread(target=_write, args=(base, article, opener, data, options.rate / 4, stop, done))
            for _ in range(4)
        ]
        before = _server_cpu(server.pid)
        for writer in writers:
            writer.start()
        under = _read(address, options.seconds)
        stop.set()
        for writer in writers:
            writer.join()
        spent = _server_cpu(server.pid) - before
    finally:
        server.terminate()
        server.wait()
    codes = {code: done.count(code) for code in sorted(set(done))}
    stored = Comment.objects.filter(article=article).count()
    say(f"flood, {len(done) / options.seconds:.0f} posts/s: answers", str(codes), "the excess 429")
    say("flood: accepted and stored", f"{codes.get(201, 0)} / {stored}", "equal")
    say("flood: story page p95, idle → flood", f"{_p95(idle):.1f} → {_p95(under):.1f} ms", "≤ 2 ×")
    say(
        "flood: server CPU a request, reads and posts together",
        f"{1000 * spent / (len(done) + len(under)):.2f} ms",
        "≤ 2 ms for a 429",
    )


def _wait_for(base):
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{base}/stan/", timeout=2)
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def _read(address, seconds):
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        urllib.request.urlopen(address, timeout=20).read()
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.02)
    return times


def _form(base, article):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    html = opener.open(f"{base}/artykuly/{article.pk}/komentarze/formularz/").read().decode()
    return opener, {
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1],
        "nick": "Robot",
    }


def _write(base, article, opener, data, rate, stop, done):
    from common import tokens

    dice = random.Random(threading.get_ident())
    while not stop.is_set():
        began = time.monotonic()
        form = data | {"body": sentence(dice, 20), "form_token": tokens.make("comment", article.pk)}
        try:
            with opener.open(
                f"{base}/artykuly/{article.pk}/komentarze/", urllib.parse.urlencode(form).encode()
            ) as answer:
                done.append(answer.status)
        except urllib.error.HTTPError as error:
            done.append(error.code)
        except OSError:
            done.append(0)
        time.sleep(max(0, 1 / rate - (time.monotonic() - began)))


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
    if connection.vendor == "sqlite":
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


PARTS = {"thread": thread, "post": post, "queue": queue, "words": words, "flood": flood, "moderation": moderation_page}

if __name__ == "__main__":
    main()
