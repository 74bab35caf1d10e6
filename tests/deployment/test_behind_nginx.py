"""The portal behind nginx, with the configuration that owners get: real nginx, gunicorn, PostgreSQL, Redis and worker."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from urllib.parse import quote

import pytest

from .browsing import Reader, multipart
from .house import ROOT, listen_on, wait_until

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.nginx, pytest.mark.postgres, pytest.mark.redis]


class Portal:
    """The whole, running: `https` and `http` are nginx's ports, `web` is gunicorn."""

    def __init__(self, house):
        self.house = house
        self.listener = listen_on(house.folder / "web.sock")
        self.web = house.start_web(self.listener)
        self.tips_listener = listen_on(house.folder / "tips.sock")
        self.tips = house.start_web(self.tips_listener, workers=1, threads=32, log="tips")
        house.start_worker()
        house.start_scheduler()
        self.nginx, self.http, self.https = house.start_nginx(house.folder / "web.sock", patient=True)
        assert wait_until(lambda: self.reader().ask("/stan/?format=json").status == 200, 60)

    def reader(self, **more):
        return Reader(self.https, **more)

    def restart_web(self):
        """As systemd does: the old one finishes what it has begun, then the new one comes; the socket stays."""
        self.house.stop(self.web)
        self.web = self.house.start_web(self.listener)


@pytest.fixture(scope="module")
def portal(make_house):
    return Portal(make_house())


@pytest.fixture(scope="module")
def story(portal):
    """One that stays."""
    return portal.house.act("story", "Strażacy mają nowy wóz")


def test_readers_get_pages_over_https_only(portal):
    page = portal.reader().ask("/")
    assert page.status == 200 and "Set-Cookie" not in page.headers
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    plain = portal.reader(tls=False)
    plain.port = portal.http
    moved = plain.ask("/artykuly/")
    assert moved.status == 301 and moved.headers["Location"] == "https://portal.example/artykuly/"


def test_another_name_gets_no_page(portal):
    with pytest.raises(OSError):
        portal.reader(host="evil.example").ask("/")


def test_www_leads_to_the_portal(portal):
    moved = portal.reader(host="www.portal.example").ask("/szukaj/?q=most")
    assert moved.status == 301 and moved.headers["Location"] == "https://portal.example/szukaj/?q=most"


def test_a_page_is_cached_and_what_is_glued_to_its_address_changes_nothing(portal):
    story = portal.house.act("story")
    reader = portal.reader()
    assert reader.ask(story["address"]).cache == "MISS"
    assert reader.ask(story["address"] + "?utm_source=facebook&fbclid=1").cache in {"HIT", "STALE", "UPDATING"}
    etag = reader.ask(story["address"]).headers["ETag"]
    assert reader.ask(story["address"], headers={"If-None-Match": etag}).status == 304
    head = reader.ask(story["address"], method="HEAD")
    assert head.status == 200 and head.body == b""


def test_no_spelling_of_a_query_puts_another_page_into_the_cache(portal, story):
    after_nothing = "99999999999999999-1"
    for path, spelling in {
        "/dzialy/samorzad/": "%70rzed={}",
        "/miejscowosci/krzemionow/": "przed=&przed={}",
        "/autorzy/sabina-kalisz/": "PRZED=&przed={}",
        "/miejscowosci/krzemionow/samorzad/": "utm_source=1&przed={}",
    }.items():
        odd = portal.reader().ask(f"{path}?{spelling.format(after_nothing)}")
        # Kept for a second or two, so this is what the former has left.
        plain = portal.reader().ask(path)
        assert (odd.status, plain.status) == (200, 200)
        assert f'rel="canonical" href="https://portal.example{path}"' in plain.text and after_nothing not in plain.text
        assert after_nothing in portal.reader().ask(f"{path}?przed={after_nothing}").text


def test_no_spelling_of_a_path_puts_another_page_into_the_cache(portal):
    for spelling, path in {"//atom/": "/atom/", "/x/../feed.json": "/feed.json"}.items():
        assert (portal.reader().ask(spelling).status, portal.reader().ask(path).status) == (200, 200)


def test_what_is_glued_to_a_search_does_not_split_it(portal):
    assert portal.reader().ask("/szukaj/?q=most+na+Olzie").cache == "MISS"
    assert portal.reader().ask("/szukaj/?utm_source=x&q=most+na+Olzie&fbclid=1").cache in {"HIT", "STALE", "UPDATING"}


def test_forms_are_told_what_their_address_says(portal, story):
    reader = portal.reader()
    assert reader.ask(f"/artykuly/{story['pk']}/komentarze/formularz/?do=987654321").status == 404
    assert "/komentarze/77/" in reader.ask("/komentarze/zgloszenie/?k=77").text


def test_a_whole_text_pasted_into_the_search_gets_an_answer(portal):
    answer = portal.reader().ask(f"/szukaj/?q={quote('ś' * 10_000)}")
    assert answer.status == 200 and "szukaj" in answer.body.decode()


def test_each_browser_gets_the_encoding_that_it_reads(portal):
    story = portal.house.act("story", "Kładka nad Olzą otwarta")
    for accepted, encoding in {
        "gzip, deflate, br, zstd": "br",
        "gzip": "gzip",
        "identity": None,
        "gzip;q=0": None,
    }.items():
        for _time in range(2):
            answer = portal.reader().ask(story["address"], headers={"Accept-Encoding": accepted})
            assert answer.headers["Content-Encoding"] == encoding, accepted


def test_what_is_published_and_withdrawn_is_so_for_everybody_within_seconds(portal):
    reader = portal.reader()
    assert "Rondo otwarte przed terminem" not in reader.ask("/").text
    story = portal.house.act("story", "Rondo otwarte przed terminem")
    assert wait_until(lambda: "Rondo otwarte przed terminem" in reader.ask("/").text)
    assert reader.ask(story["address"]).status == 200
    portal.house.act("withdraw", story["pk"])
    began = time.monotonic()
    assert wait_until(lambda: reader.ask(story["address"]).status == 410)
    print(f"withdrawn everywhere after {time.monotonic() - began:.1f} s")


def test_static_files_come_from_nginx_compressed_and_for_ever(portal):
    page = portal.reader().ask("/").text
    [address] = re.findall(r'href="(/static/site/style\.[^"]*css)"', page)
    style = portal.reader().ask(address, headers={"Accept-Encoding": "gzip"})
    assert style.status == 200 and style.headers["Content-Encoding"] == "gzip"
    assert "immutable" in style.headers["Cache-Control"] or any(
        "immutable" in v for v in style.headers.get_all("Cache-Control")
    )
    assert style.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/media/../env",
        "/media/%2e%2e/secret-key",
        "/static/../portal.sqlite3",
        "/static../data/",
        "/.git/config",
        "/artykuly/%0d%0aHost:%20evil.example/",
    ],
)
def test_nothing_else_of_the_disk_is_served(portal, path):
    answer = portal.reader().ask(path)
    if answer.status == 301:
        # nginx asks for the address that it reads in this one, and Django puts the slash at its end.
        answer = portal.reader().ask(answer.headers["Location"])
    assert answer.status in {400, 404}


def test_neither_a_comment_nor_a_tip_leaves_the_address_of_its_sender_anywhere(portal):
    address = "127.77.66.55"
    story = portal.house.act("story", "Szpital szuka pielęgniarek")
    source = portal.reader(address=address)
    answer = source.comment(story["pk"], "Ciekaw jestem, ile osób się zgłosi do konkursu.")
    assert answer.status == 201, answer.text[:400]
    body, kind = multipart({"body": "Pęka most w Lipowcu.", "expects": "complete", "complete": "1"}, [])
    told = ask_raw(source, "/napisz-do-nas/", body, kind)
    assert told.status == 200, told.text[:400]
    assert source.ask("/napisz-do-nas/%00").status in {400, 404}
    log = portal.house.folder / "nginx/logs/access.log"
    assert wait_until(lambda: "127.77.66.0" in log.read_text()), "the log is written by the block"
    written = [str(path) for path, content in portal.house.written() if address.encode() in content]
    assert written == []
    assert [table for table, row in portal.house.rows() if address in row] == []
    assert "napisz-do-nas" not in log.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="logs are handed over by root")
def test_what_is_known_of_visits_is_put_away_every_day(portal):
    home = portal.house.folder / "nginx"
    rule = (ROOT / "deploy/logrotate").read_text()
    rule = rule.replace("/var/log/portal", f"{home}/logs").replace("/run/nginx.pid", f"{home}/pid")
    (home / "logrotate").write_text(rule)
    log = home / "logs/access.log"
    portal.reader().ask("/przed-polnoca/")
    assert wait_until(lambda: "/przed-polnoca/" in log.read_text())
    subprocess.run(
        ["/usr/sbin/logrotate", "--force", "--state", home / "logrotate.state", home / "logrotate"], check=True
    )
    portal.reader().ask("/po-polnocy/")
    assert wait_until(lambda: "/po-polnocy/" in log.read_text())
    assert "/przed-polnoca/" not in log.read_text()
    assert "maxage 30\n" in rule and "30 dni" in (ROOT / "docs/wlasciciel/instalacja.md").read_text()


def test_a_typed_forwarded_address_is_not_believed(portal):
    portal.reader(address="127.44.33.22").ask(
        "/", headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    )
    log = portal.house.folder / "nginx/logs/access.log"
    # The line is written after the answer has gone out.
    assert wait_until(lambda: "127.44.33.0" in log.read_text())
    assert "203.0.113" not in log.read_text()


def test_a_tip_passes_through_without_touching_the_disk(portal):
    photo = b"\xff\xd8\xff\xe0" + b"kanarek-na-dysku" * 120_000
    body, kind = multipart(
        {"body": "Zdjęcie mostu.", "expects": "complete", "complete": "1"}, [("files", "most.jpg", "image/jpeg", photo)]
    )
    connection = portal.reader().connect()
    connection.putrequest("POST", "/napisz-do-nas/", skip_host=True)
    for name, value in {"Host": "portal.example", "Content-Type": kind, "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[: len(body) // 2])
    waiting = [
        path for path in (portal.house.folder / "nginx/body").rglob("*") if path.is_file() and path.stat().st_size
    ]
    connection.send(body[len(body) // 2 :])
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status in {200, 422}
    assert waiting == []
    assert not [path for path, content in portal.house.written() if b"kanarek-na-dysku" in content]


def begin_upload(source, number):
    """A tip of which the first half has been sent; returns the connection and what is left to send."""
    photo = b"\xff\xd8\xff\xe0" + b"0123456789abcdef" * 20_000
    fields = {"body": f"Powolne zdjęcie {number}.", "expects": "complete", "complete": "1"}
    body, kind = multipart(fields, [("files", "most.jpg", "image/jpeg", photo)])
    connection = source.connect()
    connection.putrequest("POST", "/napisz-do-nas/", skip_host=True)
    for name, value in {"Host": "portal.example", "Content-Type": kind, "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[: len(body) // 2])
    return connection, body[len(body) // 2 :]


def test_readers_are_served_while_more_uploads_hang_than_the_pages_have_threads(portal):
    before = portal.house.connections()
    begun = [begin_upload(portal.reader(address=f"127.0.3.{number + 1}"), number) for number in range(24)]
    incoming = portal.house.folder / "data" / "tips-incoming"
    assert wait_until(lambda: len(list(incoming.glob("*"))) == 24)
    # None of them keeps a connection to the database while it waits for the rest of the file.
    assert portal.house.connections() < before + 12
    for number in range(20):
        assert portal.reader().ask(f"/szukaj/?q=rynek+{number}").status == 200
    answers = []
    for connection, rest in begun:
        connection.send(rest)
        answers.append(connection.getresponse())
    assert [answer.status for answer in answers] == [200] * 24
    for answer in answers:
        answer.read()


def trickle(portal, path, number):
    """A form of which a few bytes have been sent; whoever sends it is in no hurry."""
    sender = portal.reader(address=f"127.0.4.{number + 1}")
    sender.ask("/konto/login/")
    connection = sender.connect()
    connection.putrequest("POST", path, skip_host=True)
    cookies = "; ".join(f"{name}={value}" for name, value in sender.cookies.items())
    head = {"Host": "portal.example", "Origin": "https://portal.example", "Cookie": cookies, "Content-Length": "50000"}
    for name, value in {**head, "Content-Type": "application/x-www-form-urlencoded"}.items():
        connection.putheader(name, value)
    connection.endheaders(b"login=")
    return connection


@pytest.mark.parametrize("path", ["/konto/login/", "/admin/photos/photo/add/"])
def test_readers_are_served_while_more_strangers_trickle_than_the_pages_have_threads(portal, path):
    slow = [trickle(portal, path, number) for number in range(24)]
    try:
        for number in range(4):
            assert portal.reader().ask(f"/szukaj/?q=powoli+{number}{len(path)}").status == 200
    finally:
        for connection in slow:
            connection.close()


def test_tips_arrive_and_go_on_arriving_while_their_process_is_renewed(portal):
    """As `deploy/upgrade` does it: no new ones on this socket, those that have begun are finished."""
    incoming = portal.house.folder / "data" / "tips-incoming"
    before = len(list(incoming.glob("*")))
    connection, rest = begin_upload(portal.reader(address="127.0.3.99"), 99)
    assert wait_until(lambda: len(list(incoming.glob("*"))) == before + 1)
    portal.tips_listener.close()
    (portal.house.folder / "tips.sock").unlink()
    portal.tips.send_signal(signal.SIGTERM)
    try:
        body, kind = multipart({"body": "Pęka most w Zebrzydowicach.", "expects": "complete", "complete": "1"}, [])
        assert ask_raw(portal.reader(), "/napisz-do-nas/", body, kind).status == 200
        assert portal.tips.poll() is None
        connection.send(rest)
        assert connection.getresponse().status == 200
    finally:
        connection.close()
        portal.house.stop(portal.tips)
        portal.tips_listener = listen_on(portal.house.folder / "tips.sock")
        portal.tips = portal.house.start_web(portal.tips_listener, workers=1, threads=32, log="tips")


def test_a_page_seen_before_is_served_while_the_portal_is_away_and_forms_say_so(portal):
    story = portal.house.act("story", "Biblioteka oddaje książki")
    reader = portal.reader()
    assert reader.ask(story["address"]).status == 200
    portal.house.stop(portal.web)
    portal.listener.close()
    (portal.house.folder / "web.sock").unlink()
    try:
        assert reader.ask(story["address"]).status == 200
        time.sleep(6)  # Past what the page may be late by, so that only "stale-if-error" can serve it.
        late = reader.ask(story["address"])
        assert late.status == 200 and late.cache == "STALE"
        away = reader.ask("/artykuly/1/komentarze/formularz/")
        assert away.status == 503 and away.headers["Retry-After"] and "Spróbuj ponownie" in away.text
        away = reader.post("/artykuly/1/komentarze/", {"body": "Napisane w złej chwili."})
        assert away.status == 503 and "odśwież tę" in away.text
    finally:
        portal.listener = listen_on(portal.house.folder / "web.sock")
        portal.web = portal.house.start_web(portal.listener)
    assert wait_until(lambda: reader.ask("/stan/?format=json").status == 200, 60)


def test_pages_seen_before_are_served_while_the_database_is_stopped_but_none_that_was_taken_away(portal, story):
    goes = portal.house.act("story", "Zdjęta z portalu")
    threads = [f"/artykuly/{pk}/komentarze/" for pk in (story["pk"], goes["pk"])]
    seen = ["/", "/rss/", "/dzialy/samorzad/", story["address"], threads[0]]
    reader = portal.reader()
    assert [reader.ask(path).status for path in [*seen, *threads, goes["address"]]] == [200] * 8
    portal.house.act("withdraw", goes["pk"])
    assert wait_until(lambda: reader.ask(threads[1]).status == 404 and reader.ask(goes["address"]).status == 410, 15)
    assert wait_until(lambda: "Zdjęta z portalu" not in reader.ask("/").text, 15)

    with portal.house.database_away():
        # From the first refusal on, every page is older than what may be served without asking.
        assert wait_until(lambda: reader.ask(f"/szukaj/?q={time.monotonic_ns()}").status == 503)
        for path in seen:
            late = wait_until(lambda path=path: stale(reader.ask(path)))
            assert late and late.status == 200, path
        assert reader.ask(threads[1]).status == 404
        assert reader.ask(goes["address"]).status == 410
        away = reader.ask(f"/artykuly/{story['pk']}/komentarze/formularz/")
        assert away.status == 503 and away.headers["Retry-After"]
    assert wait_until(lambda: reader.ask(story["address"]).cache != "STALE", 60)


def stale(answer):
    """The answer, if nginx had to serve it late."""
    return answer if answer.cache == "STALE" or answer.status >= 500 else None


def test_a_restart_under_load_refuses_nobody(portal):
    """Pages from the cache, pages that are not, and comments, while the web process is restarted twice."""
    story = portal.house.act("story", "Trzy ulice za mostem")
    stop, asked, failed, stored = threading.Event(), [], [], []

    def read(number):
        reader, turn = portal.reader(address=f"127.0.1.{number}"), 0
        while not stop.is_set():
            turn += 1
            path = [
                story["address"],
                "/",
                f"/szukaj/?q=most+{number}{turn}",
                f"/artykuly/{story['pk']}/komentarze/formularz/",
            ][turn % 4]
            try:
                answer = reader.ask(path)
            except OSError as error:
                failed.append((path, repr(error)))
                continue
            asked.append(path)
            if answer.status != 200:
                failed.append((path, answer.status))

    def write(number):
        reader, turn = portal.reader(address=f"127.0.2.{number}"), 0
        while not stop.is_set():
            turn += 1
            text = f"Zdanie numer {number * 1000 + turn} o tym, co dalej z mostem nad rzeką."
            try:
                answer = reader.comment(story["pk"], text, nick=f"Czytelnik {number}")
            except (OSError, AttributeError) as error:
                failed.append(("comment", repr(error)))
                continue
            (stored if answer.status == 201 else failed if answer.status not in {422, 429} else asked).append(
                text if answer.status == 201 else ("comment", answer.status)
            )

    readers = [threading.Thread(target=read, args=(n,)) for n in range(1, 5)] + [
        threading.Thread(target=write, args=(n,)) for n in (1, 2)
    ]
    for thread in readers:
        thread.start()
    try:
        for _time in range(2):
            before = len(asked)
            assert wait_until(lambda before=before: len(asked) > before + 40, 60)
            portal.restart_web()
        after = len(asked)
        assert wait_until(lambda: stored and len(asked) > after + 40, 60)
    finally:
        stop.set()
        for thread in readers:
            thread.join(timeout=90)
    print(f"{len(asked)} answers, {len(stored)} comments stored, {len(failed)} failures")
    assert failed == []
    kept = [row for table, row in portal.house.rows() if table == "comments_comment"]
    assert stored and all(sum(text in row for row in kept) == 1 for text in stored)


def test_what_a_limit_refuses_is_refused_in_words(portal):
    large = portal.reader().ask(
        "/artykuly/1/komentarze/", method="POST", headers={"Content-Length": str(5 * 1024 * 1024)}
    )
    assert large.status == 413 and "Za duży plik" in large.text


def test_a_large_file_has_minutes_to_be_finished_when_the_portal_is_renewed():
    unit = (ROOT / "deploy/systemd/portal-tips.service").read_text()
    finish = int(re.search(r"--graceful-timeout (\d+)", unit)[1])
    assert 600 <= finish < int(re.search(r"TimeoutStopSec=(\d+)", unit)[1])


def test_the_units_of_systemd_are_well_formed():
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not on this machine")
    units = sorted(map(str, (ROOT / "deploy/systemd").glob("portal-*")))
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False).stderr
    complaints = [line for line in told.splitlines() if "is not executable" not in line and "portal" in line]
    assert complaints == []


def ask_raw(reader, path, body, kind):
    from .browsing import Answer

    connection = reader.connect()
    connection.request("POST", path, body, {"Host": reader.host, "Content-Type": kind})
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    return answer


def test_nginx_makes_room_before_the_place_of_its_cache_is_full(make_house):
    """What it could not store it would not pass on either: readers' connections were ended without an answer."""
    house = make_house()
    cache = house.folder / "nginx/cache"
    cache.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=36m", "tmpfs", cache], check=False).returncode:
        pytest.skip("only root, and not in every container, mounts a disk")
    try:
        listener = listen_on(house.folder / "web.sock")
        house.start_web(listener)
        reader = Reader(house.start_nginx(house.folder / "web.sock", patient=True)[2])
        assert wait_until(lambda: reader.ask("/stan/?format=json").status == 200, 60)

        def kept():
            return [path for path in cache.rglob("*") if path.is_file() and path.name != "of-others"]

        assert reader.ask("/").status == 200 and kept()
        (cache / "of-others").write_bytes(bytes(6 * 1024 * 1024))
        assert wait_until(lambda: not kept(), 30)
        assert reader.ask("/").status == 200
    finally:
        subprocess.run(["umount", "--lazy", cache], check=True)
