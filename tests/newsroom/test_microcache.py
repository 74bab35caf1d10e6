"""The cache inside a web process keeps to RFC 9111: what answers say of themselves, and nothing more.

The application behind it is a small WSGI function whose answers the tests change; the clock is theirs too.
"""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.microcache import LONGEST_WAIT_WITH_A_PAGE, MicroCache, lifetimes

CONTROL = "public, max-age=0, s-maxage=2, stale-while-revalidate=1, stale-if-error=60"
LONG = "Tak mówi każdy, kto tu mieszka. " * 60


class Origin:
    """An application with one text for every address; counts what it is asked."""

    def __init__(self):
        self.text, self.status, self.headers = LONG, "200 OK", {}
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", "")))
        if self.status != "200 OK" and self.status[0] != "2":
            start_response(self.status, [("Content-Type", "text/plain")])
            return [b"no"]
        body = self.text.encode()
        said = {
            "Content-Type": "text/plain",
            "Cache-Control": CONTROL,
            "ETag": f'"{hash(self.text)}"',
            "Vary": "Accept-Encoding",
            "No-Vary-Search": 'key-order, params, except=("przed")',
        } | self.headers
        start_response(self.status, [(name, value) for name, value in said.items() if value is not None])
        return [body]


class Portal:
    """A cache before an origin, with a clock that the test moves."""

    def __init__(self, max_bytes=1_000_000):
        self.now = 1000.0
        self.origin = Origin()
        self.cache = MicroCache(
            self.origin, session_cookie="session", hosts=["portal.example"], max_bytes=max_bytes, clock=lambda: self.now
        )

    def ask(self, path="/", query="", *, method="GET", host="portal.example", **headers):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": "https"}
        environ |= {"HTTP_HOST": host} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        return answer(self.cache, environ)


class Answered:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = int(status[:3]), {k.lower(): v for k, v in headers}, body
        assert len(self.headers) == len(headers), "a header stands twice"

    @property
    def came_from_memory(self):
        return "; hit" in self.headers.get("cache-status", "")

    @property
    def is_marked_stale(self):
        return "warning" in self.headers


def answer(application, environ):
    said = []
    body = b"".join(application(environ, lambda status, headers, exc_info=None: said.extend([status, headers])))
    return Answered(*said, body)


@pytest.fixture
def portal():
    return Portal()


# -- Freshness ---------------------------------------------------------------------------------------------------------


def test_a_page_is_asked_for_once_while_it_is_fresh(portal):
    first = portal.ask()
    portal.now += 1.9
    second = portal.ask()

    assert (first.body, len(portal.origin.asked)) == (second.body, 1)
    assert second.headers["age"] == "1"
    assert second.headers["cache-status"].startswith("portal; hit; ttl=0")
    assert not first.came_from_memory


def test_after_that_the_first_who_asks_gets_the_new_one(portal):
    portal.ask()
    portal.origin.text = "nowe"
    portal.now += 2

    assert portal.ask().body == b"nowe"


@pytest.mark.parametrize("control", [
    "private, s-maxage=5", "no-store, s-maxage=5", "no-cache, s-maxage=5", "public, max-age=60", "", "s-maxage=two",
])  # fmt: skip
def test_what_says_nothing_of_shared_caches_is_not_kept(portal, control):
    portal.origin.headers = {"Cache-Control": control}
    portal.ask()
    portal.ask()

    assert len(portal.origin.asked) == 2


@pytest.mark.parametrize(
    "headers", [{"Set-Cookie": "a=b"}, {"Vary": "Cookie"}, {"Vary": "*"}, {"Content-Encoding": "br"}]
)
def test_what_is_for_one_reader_is_not_kept(portal, headers):
    portal.origin.headers = headers
    portal.ask()
    portal.ask()

    assert len(portal.origin.asked) == 2


@pytest.mark.parametrize("asked", [
    {"cookie": "session=abc"}, {"cookie": "x=y; session=abc"}, {"authorization": "Basic eDp5"}, {"method": "POST"},
    {"host": "evil.example"}, {"host": ""}, {"transfer_encoding": "chunked"}, {"query": "q=" + "a" * 1000},
])  # fmt: skip
def test_these_go_past_it_both_ways(portal, asked):
    portal.ask(**asked)
    portal.ask()
    portal.ask(**asked)

    assert len(portal.origin.asked) == 3


def test_whoever_must_first_be_redirected_to_https_is_not_served():
    portal = Portal()
    portal.cache.is_secure = lambda environ: environ["wsgi.url_scheme"] == "https"
    portal.ask()
    plain = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "portal.example", "wsgi.url_scheme": "http"}

    assert "cache-status" not in answer(portal.cache, plain).headers


# -- One spelling ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["utm_source=x", "fbclid=1&utm_medium=a", "przed=", "a=%FF%00", "=", "&&&", "ż"])
def test_parameters_that_the_page_does_not_read_share_what_is_kept(portal, query):
    portal.ask()

    assert portal.ask(query=query).came_from_memory


def test_those_that_it_reads_part_it_in_any_order(portal):
    portal.ask()
    portal.ask(query="przed=5")

    assert portal.ask(query="utm_source=x&przed=5").came_from_memory
    assert [query for _m, _p, query in portal.origin.asked] == ["", "przed=5"]


def test_an_answer_that_does_not_say_what_it_reads_is_kept_for_its_own_query(portal):
    portal.origin.headers = {"No-Vary-Search": None}
    portal.ask()
    portal.ask(query="a=1")

    assert len(portal.origin.asked) == 2
    assert portal.ask(query="a=1").came_from_memory


def test_the_port_and_spelling_of_a_known_host_part_nothing(portal):
    portal.ask()

    assert portal.ask(host="PORTAL.example:443").came_from_memory


# -- Forms -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("accepted", "decode"), [
    ("br, gzip", brotli.decompress), ("gzip", gzip.decompress), ("", bytes), ("br;q=0, deflate", bytes),
])  # fmt: skip
def test_each_reader_gets_an_encoding_that_the_browser_reads_of_one_rendering(portal, accepted, decode):
    portal.ask(accept_encoding="br")
    got = portal.ask(accept_encoding=accepted)

    assert decode(got.body).decode() == LONG
    assert got.headers["content-length"] == str(len(got.body))
    assert len(portal.origin.asked) == 1


def test_an_unchanged_form_is_answered_304_for_its_own_etag_only(portal):
    packed = portal.ask(accept_encoding="br").headers["etag"]

    again = portal.ask(accept_encoding="br", if_none_match=f'"other", W/{packed}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", packed)
    assert "content-length" not in again.headers and "content-type" not in again.headers
    assert portal.ask(accept_encoding="gzip", if_none_match=packed).status == 200
    assert portal.ask(if_none_match="*").status == 304


def test_head_gets_the_headers_of_get_and_no_body(portal):
    head, get = portal.ask(method="HEAD"), portal.ask()

    assert head.body == b"" and get.came_from_memory
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_page_of_the_same_etag_is_not_encoded_again(portal):
    portal.ask(accept_encoding="br")
    page = portal.cache._pages["/", ""]
    portal.now += 5
    portal.ask(accept_encoding="br")

    assert portal.cache._pages["/", ""] is page
    assert len(portal.origin.asked) == 2


# -- Out of order ------------------------------------------------------------------------------------------------------


def test_a_portal_that_seems_mounted_elsewhere_is_asked_itself_and_nothing_of_it_kept():
    portal = Portal()
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "//evil.example",
        "PATH_INFO": "/",
        "HTTP_HOST": "portal.example",
    }
    answer(portal.cache, environ)

    assert not portal.ask("/").came_from_memory
    answer(portal.cache, environ)
    assert len(portal.origin.asked) == 3


@pytest.mark.parametrize("status", ["500 Broken", "503 Away"])
def test_a_page_seen_before_is_served_marked_stale_and_the_origin_is_left_in_peace(portal, status):
    portal.ask()
    portal.origin.status = status
    portal.now += 10
    stale = [portal.ask() for _ in range(5)]

    assert {(got.status, got.body, got.is_marked_stale) for got in stale} == {(200, LONG.encode(), True)}
    assert stale[0].headers["cache-status"] == f"portal; fwd=stale; fwd-status={status[:3]}; ttl=-8"
    assert len(portal.origin.asked) == 2


def test_when_it_is_in_order_again_the_page_is_new_within_seconds(portal):
    portal.ask()
    portal.origin.status = "503 Away"
    portal.now += 10
    portal.ask()
    portal.origin.status, portal.origin.text = "200 OK", "nowe"
    portal.now += 2

    assert portal.ask().body == b"nowe"


def test_a_stale_page_is_not_served_for_ever(portal):
    portal.ask()
    portal.origin.status = "503 Away"
    portal.now += 62

    assert portal.ask().status == 503


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "302 Found"])
def test_what_is_no_longer_there_is_not_kept_for_hard_times(portal, status):
    portal.ask()
    portal.origin.status = status
    portal.now += 3
    portal.ask()
    portal.origin.status = "503 Away"

    assert portal.ask().status == 503


# -- Bounds ------------------------------------------------------------------------------------------------------------


def test_memory_is_bounded_and_what_is_asked_for_stays():
    portal = Portal(max_bytes=100_000)
    portal.ask("/often/")
    for number in range(200):
        portal.ask(f"/{number}/")
        portal.ask("/often/", accept_encoding=["br", "gzip", ""][number % 3])

    assert portal.cache.bytes <= 100_000
    assert portal.cache.bytes == sum(page.size for page in portal.cache._pages.values())
    assert portal.ask("/often/").came_from_memory and not portal.ask("/0/").came_from_memory


def test_a_page_too_large_to_keep_is_still_sent_encoded():
    portal = Portal(max_bytes=10_000)

    assert portal.ask(accept_encoding="br").headers["content-encoding"] == "br"
    assert not portal.cache._pages


# -- One asks, the others wait -----------------------------------------------------------------------------------------


class SlowOrigin(Origin):
    """Answers once `enough` threads want the page: so long do they all arrive while it is being made."""

    def __init__(self):
        super().__init__()
        self.go_on = threading.Event()

    def __call__(self, environ, start_response):
        body = super().__call__(environ, start_response)
        assert self.go_on.wait(10)
        return body


def crowd(portal, number, **asked):
    """Answers to so many readers at once; the page is made only when all of them have come to the cache."""
    came = threading.Semaphore(0)
    original = portal.cache._address

    def seen(environ):
        came.release()
        return original(environ)

    portal.cache._address = seen
    with ThreadPoolExecutor(number) as pool:
        answers = [pool.submit(portal.ask, **asked) for _ in range(number)]
        for _ in range(number):
            assert came.acquire(timeout=10)
        portal.origin.go_on.set()
        return [one.result(timeout=20) for one in answers]


@pytest.fixture
def slow():
    portal = Portal()
    portal.origin = portal.cache.application = SlowOrigin()
    return portal


def test_of_many_threads_one_asks(slow):
    answers = crowd(slow, 16, query="utm_source=x")

    assert {got.body for got in answers} == {LONG.encode()}
    assert len(slow.origin.asked) == 1


def test_what_is_not_kept_holds_nobody_up(slow):
    slow.origin.headers = {"Cache-Control": "private"}
    answers = crowd(slow, 8)

    assert {got.status for got in answers} == {200}
    assert len(slow.origin.asked) == 8


def test_while_one_asks_anew_the_others_are_served_the_old_page(slow):
    slow.origin.go_on.set()
    slow.ask()
    slow.origin.go_on.clear()
    slow.now += 2.5
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(slow.ask)
        while len(slow.origin.asked) < 2:
            threading.Event().wait(0.001)
        others = [slow.ask() for _ in range(3)]
        slow.origin.go_on.set()
        asking.result(timeout=10)

    assert {(got.body, got.is_marked_stale) for got in others} == {(LONG.encode(), False)}
    assert len(slow.origin.asked) == 2


def test_one_who_gets_no_answer_holds_up_nobody_who_can_have_the_old_page(slow):
    slow.origin.go_on.set()
    slow.ask()
    slow.origin.go_on.clear()
    slow.now += 20
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(slow.ask)
        while len(slow.origin.asked) < 2:
            threading.Event().wait(0.001)
        slow.now += LONGEST_WAIT_WITH_A_PAGE
        others = [slow.ask() for _ in range(3)]
        slow.origin.go_on.set()
        late = asking.result(timeout=10)

    assert {(got.status, got.body, got.is_marked_stale) for got in others} == {(200, LONG.encode(), True)}
    assert not late.is_marked_stale
    assert len(slow.origin.asked) == 2


def test_an_application_that_raises_leaves_nobody_waiting(portal):
    def broken(environ, start_response):
        raise RuntimeError

    portal.cache.application = broken
    for _ in range(2):
        with pytest.raises(RuntimeError):
            portal.ask()

    assert not portal.cache._flights


# -- Whatever happens --------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.floats(0, 90)),
        st.tuples(st.just("change"), st.integers(0, 3)),
        st.tuples(st.just("state"), st.sampled_from(["200 OK", "503 Away", "404 Not Found", "410 Gone"])),
        st.tuples(
            st.just("ask"),
            st.fixed_dictionaries({
                "path": st.sampled_from(["/", "/a/"]),
                "query": st.sampled_from(["", "utm=1", "przed=1", "utm=2&przed=1"]),
                "method": st.sampled_from(["GET", "GET", "HEAD"]),
                "accept_encoding": st.sampled_from(["", "br", "gzip, br"]),
            }),
        ),
    ),
    max_size=40,
)  # fmt: skip
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_nobody_ever_gets_what_is_older_than_the_answers_allow(steps):
    portal = Portal(max_bytes=20_000)
    texts = [f"{number} {LONG}" for number in range(4)]
    portal.origin.text = texts[0]
    right_since = {texts[0]: portal.now}  # when each text was last the right one
    for step, what in steps:
        right_since[portal.origin.text] = portal.now
        if step == "wait":
            portal.now += what
            right_since[portal.origin.text] = portal.now
        elif step == "change":
            portal.origin.text = texts[what]
            right_since[portal.origin.text] = portal.now
        elif step == "state":
            portal.origin.status = what
        else:
            got = portal.ask(**what)
            assert got.status in {200, 503, 404, 410}
            if got.status != 200:
                assert got.status == int(portal.origin.status[:3])
                continue
            if what["method"] == "HEAD":
                assert got.body == b""
                continue
            text = DECODE[got.headers.get("content-encoding", "")](got.body).decode()
            wrong_for = portal.now - right_since[text]
            assert wrong_for <= (62 if got.is_marked_stale else 2)
            assert got.is_marked_stale <= (portal.origin.status == "503 Away")
    assert portal.cache.bytes <= 20_000


@given(st.text(max_size=80))
def test_any_cache_control_is_read(text):
    found = lifetimes(text)

    assert found is None or min(found) >= 0


@given(query=st.text(alphabet=st.characters(max_codepoint=255), max_size=60))
def test_any_query_has_one_spelling(query):
    portal = Portal()
    portal.ask(query=query)
    again = portal.ask(query=query)

    assert again.came_from_memory
