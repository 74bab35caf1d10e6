"""A shared cache (RFC 9111) inside each web process, for a portal with no other one in front.

It keeps what reader pages say may be kept (`common.http.reader_page`): fresh for `s-maxage`, served while one thread asks
for a new one for `stale-while-revalidate`, and while the portal is out of order or gives no answer for `stale-if-error`. Nothing is ever purged,
for nothing is fresh longer than seconds. Of many threads that want the same page one asks for it and the others wait.

What it does not touch: anything but GET and HEAD, staff (a session cookie), `Authorization`, hosts that are not ours, a portal
mounted elsewhere (SCRIPT_NAME), and every answer that sets a cookie, says nothing of shared caches or varies by more than its encoding.
"""

import re
import threading
import time
from collections import namedtuple
from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from common.http import (
    ENCODED_LATER,
    WORTH_COMPRESSING,
    asked_query,
    chosen_encoding,
    encode,
    encoded_etag,
    read_no_vary,
)

STORED = {"200", "301", "410"}
ERRORS = {"500", "502", "503", "504"}
# Longer addresses go past it: what nobody links to is not to fill the memory.
LONGEST_ADDRESS = 1000
# After a failed attempt a stale page is served for so long before the next one.
RETRY_AFTER = 2
# Nobody waits longer for another thread's answer than that; who can be given an old page meanwhile, not even so long.
LONGEST_WAIT = 10
LONGEST_WAIT_WITH_A_PAGE = 4
# About what a page costs beside its bytes.
OVERHEAD = 2500
MOST_PATHS = 5000
MOST_HOSTS = 32
REVALIDATION_FAILED = '111 portal "Revalidation Failed"'
IN_A_304 = {"cache-control", "content-location", "date", "etag", "expires", "vary", "no-vary-search"}

Lifetimes = namedtuple("Lifetimes", "fresh while_revalidate if_error")
Form = namedtuple("Form", "headers headers_304 etag body")
Answer = namedtuple("Answer", "status headers body")


class MicroCache:
    """Wraps a WSGI application. `is_secure`, where given, says of an environ whether it may be answered from here at all."""

    def __init__(self, application, *, session_cookie, hosts, max_bytes, is_secure=None, clock=time.monotonic):
        self.application = application
        self.session_cookie = f"{session_cookie}="
        self.hosts = hosts
        self.max_bytes = max_bytes
        self.is_secure = is_secure
        self.clock = clock
        self.bytes = 0
        self._pages = {}  # {(path, query): Page}, the longest kept first
        self._parameters = {}  # {path: the parameters that its answers depend on}
        self._known_hosts = set()
        self._flights = {}
        self._lock = threading.Lock()

    def __call__(self, environ, start_response):
        address = self._address(environ)
        if address is None:
            return self.application(environ, start_response)
        page = self._pages.get(address)
        if page is not None:
            age = self.clock() - page.born
            if age < page.lifetimes.fresh:
                return self._serve(
                    page, age, environ, start_response, f"portal; hit; ttl={page.lifetimes.fresh - age:.0f}"
                )
        return self._ask(address, page, environ, start_response)

    def _address(self, environ):
        """The key of the page that the request is for, or None where it is not for the cache."""
        host = environ.get("HTTP_HOST")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or (host not in self._known_hosts and not self._is_ours(host))
            or self.session_cookie in environ.get("HTTP_COOKIE", "")
            or "HTTP_AUTHORIZATION" in environ
            or environ.get("CONTENT_LENGTH", "") not in ("", "0")
            or "HTTP_TRANSFER_ENCODING" in environ
            # Every link would lead elsewhere, and the path is not the whole address.
            or environ.get("SCRIPT_NAME")
            or (self.is_secure is not None and not self.is_secure(environ))
        ):
            return None
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if len(path) + len(query) > LONGEST_ADDRESS:
            return None
        if query and (parameters := self._parameters.get(path)) is not None:
            query = asked_query(query, parameters)
        return path, query

    def _is_ours(self, host):
        """Whether Django would answer under that host. No page differs by it, so it is no part of the key."""
        domain, _port = split_domain_port(host or "")
        if not domain or not validate_host(domain, self.hosts):
            return False
        if len(self._known_hosts) < MOST_HOSTS:
            self._known_hosts.add(host)
        return True

    # -- Answering from memory ---------------------------------------------------------------------------------------

    def _serve(self, page, age, environ, start_response, cache_status, warning=None):
        page.used = True
        encoding = chosen_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        form = page.forms.get(encoding) or self._encoded(page, encoding)
        status, headers, body = page.status, form.headers, form.body
        condition = environ.get("HTTP_IF_NONE_MATCH")
        if condition is not None and form.etag and (condition == form.etag or names(condition, form.etag)):
            status, headers, body = "304 Not Modified", form.headers_304, b""
        headers = [*headers, ("Age", str(int(age))), ("Cache-Status", cache_status)]
        if warning:
            headers.append(("Warning", warning))
        start_response(status, headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _encoded(self, page, encoding):
        """The page in an encoding that nobody has asked for yet; kept from now on."""
        form = page.encoded(encoding)
        with self._lock:
            if page.forms.setdefault(encoding, form) is form and form is not page.forms[""]:
                page.size += len(form.body)
                if page.is_kept:
                    self.bytes += len(form.body)
                    self._make_room()
        return form

    def _serve_stale(self, page, age, environ, start_response, failed=""):
        """A page that is no longer fresh, marked as such: by RFC 9211, and for what is older by `Warning`."""
        ttl = f"ttl={page.lifetimes.fresh - age:.0f}"
        if not failed:
            return self._serve(page, age, environ, start_response, f"portal; hit; {ttl}")
        return self._serve(page, age, environ, start_response, f"portal; {failed}; {ttl}", REVALIDATION_FAILED)

    # -- Asking the application --------------------------------------------------------------------------------------

    def _ask(self, address, page, environ, start_response):
        if page and self.clock() < page.retry_at and page.is_good_if_error(age := self.clock() - page.born):
            return self._serve_stale(page, age, environ, start_response, failed="hit; detail=out-of-order")
        with self._lock:
            flight = self._flights.get(address)
            leads = flight is None
            if leads:
                flight = self._flights[address] = Flight(self.clock())
        if leads:
            try:
                return self._lead(flight, address, environ, start_response)
            finally:
                self._land(flight, address)
        if page and page.is_good_while_revalidating(age := self.clock() - page.born):
            return self._serve_stale(page, age, environ, start_response)
        if page and page.is_good_if_error(age):
            # One who has been asking for so long is as good as refused: nobody else is to lose time over it, nor a thread.
            landed = flight.landed.wait(max(0, flight.began + LONGEST_WAIT_WITH_A_PAGE - self.clock()))
            if not landed and page.is_good_if_error(age := self.clock() - page.born):
                return self._serve_stale(
                    page, age, environ, start_response, "fwd=stale; collapsed; detail=out-of-order"
                )
        flight.landed.wait(LONGEST_WAIT)
        if flight.page:
            age = self.clock() - flight.page.born
            if flight.failed:
                return self._serve_stale(flight.page, age, environ, start_response, "fwd=stale; collapsed")
            return self._serve(flight.page, age, environ, start_response, "portal; fwd=uri-miss; collapsed")
        return self.application(environ, start_response)

    def _lead(self, flight, address, environ, start_response):
        """Ask for the page on behalf of all who wait for it."""
        began = self.clock()
        # Another thread may have brought it between our look and our turn, and with it what the query comes down to.
        page = self._pages.get(self._address(environ))
        if page and began - page.born < page.lifetimes.fresh:
            flight.page = page
            return self._serve(page, began - page.born, environ, start_response, "portal; hit; collapsed")
        try:
            answer = self._answer_of(environ)
        except Exception:
            if page and page.is_good_if_error(began - page.born):
                return self._fail(flight, page, began, environ, start_response, "500")
            raise
        code = answer.status[:3]
        lifetimes = what_is_said(answer)
        if code in ERRORS and page and page.is_good_if_error(began - page.born):
            close(answer.body)
            return self._fail(flight, page, began, environ, start_response, code)
        if lifetimes is None:
            # Whoever waits asks for itself, and at once: it may be a long download.
            self._land(flight, address)
            self._forget(address)
            start_response(answer.status, answer.headers)
            if environ["REQUEST_METHOD"] == "HEAD":
                close(answer.body)
                return []
            return answer.body
        try:
            body = b"".join(answer.body)
        finally:
            close(answer.body)
        flight.page = self._keep(address, Page(answer, body, lifetimes, began), page)
        why = "stale" if page else "uri-miss"
        return self._serve(flight.page, 0, environ, start_response, f"portal; fwd={why}; stored")

    def _fail(self, flight, page, began, environ, start_response, code):
        page.retry_at = self.clock() + RETRY_AFTER
        flight.page, flight.failed = page, True
        return self._serve_stale(page, began - page.born, environ, start_response, f"fwd=stale; fwd-status={code}")

    def _answer_of(self, environ):
        """What the application says to a GET of the whole page without encoding."""
        said = []

        def start_response(status, headers, exc_info=None):
            said[:] = [status, headers]

        body = self.application(environ | {"REQUEST_METHOD": "GET", ENCODED_LATER: True}, start_response)
        return Answer(*said, body)

    def _land(self, flight, address):
        with self._lock:
            if self._flights.get(address) is flight:
                del self._flights[address]
        flight.landed.set()

    # -- Keeping -----------------------------------------------------------------------------------------------------

    def _keep(self, address, page, old):
        """Keep the page in place of the one that stood there; where nothing changed, go on with what is encoded already."""
        path, query = address
        parameters = read_no_vary(page.header("no-vary-search"))
        if parameters is not None:
            query = asked_query(query, parameters)
        if old and old.is_kept and old.same_as(page):
            old.born, old.retry_at = page.born, 0
            return old
        for encoding in old.forms if old else ():
            page.forms[encoding] = page.encoded(encoding)
        page.size += len(path) + len(query) + page.bytes_of_forms()
        if page.size > self.max_bytes // 8:
            self._forget((path, query))
            return page
        with self._lock:
            self._drop((path, query))
            self._pages[path, query] = page
            self.bytes += page.size
            page.is_kept = True
            if parameters is not None and self._parameters.get(path) != parameters:
                if len(self._parameters) >= MOST_PATHS:
                    self._parameters.clear()
                self._parameters[path] = parameters
            self._make_room()
        return page

    def _forget(self, address):
        with self._lock:
            self._drop(address)

    def _drop(self, address):
        if page := self._pages.pop(address, None):
            page.is_kept = False
            self.bytes -= page.size

    def _make_room(self):
        """Drop the pages kept longest; one that was asked for since the last look is spared once."""
        while self.bytes > self.max_bytes and self._pages:
            address = next(iter(self._pages))
            if self._pages[address].used:
                self._pages[address].used = False
                self._pages[address] = self._pages.pop(address)
            else:
                self._drop(address)


def in_front_of(application):
    """The cache as the settings want it."""
    return MicroCache(
        application,
        session_cookie=settings.SESSION_COOKIE_NAME,
        hosts=settings.ALLOWED_HOSTS,
        max_bytes=settings.MICROCACHE_BYTES,
        is_secure=came_by_https if settings.SECURE_SSL_REDIRECT else None,
    )


def came_by_https(environ):
    """As `HttpRequest.is_secure` says; whoever came otherwise is to be redirected, not served."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if (said := environ.get(name)) is not None:
            return said.split(",", 1)[0].strip() == secure
    return environ["wsgi.url_scheme"] == "https"


class Flight:
    """One thread asks, others wait for `landed`; then `page` is there, or each asks for itself."""

    def __init__(self, began):
        self.began = began
        self.landed = threading.Event()
        self.page = None
        self.failed = False


class Page:
    """A stored answer, in each encoding that somebody asked for."""

    __slots__ = ("born", "forms", "is_kept", "lifetimes", "retry_at", "size", "status", "used")

    def __init__(self, answer, body, lifetimes, born):
        self.status, self.lifetimes, self.born = answer.status, lifetimes, born
        headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        self.forms = {"": form(headers, etag, body)}
        self.size, self.retry_at, self.used, self.is_kept = OVERHEAD, 0, False, False

    def header(self, wanted):
        return next((value for name, value in self.forms[""].headers if name.lower() == wanted), "")

    def encoded(self, encoding):
        """The form in an encoding, or the plain one where there is nothing to gain."""
        plain = self.forms[""]
        if not encoding or not plain.etag or len(plain.body) < WORTH_COMPRESSING:
            return plain
        etag = encoded_etag(plain.etag, encoding)
        headers = [
            (name, etag if name.lower() == "etag" else value)
            for name, value in plain.headers
            if name.lower() != "content-length"
        ]
        return form([*headers, ("Content-Encoding", encoding)], etag, encode(plain.body, encoding))

    def bytes_of_forms(self):
        plain = self.forms[""]
        return len(plain.body) + sum(len(form.body) for form in self.forms.values() if form is not plain)

    def same_as(self, other):
        return self.status == other.status and self.forms[""] == other.forms[""]

    def is_good_while_revalidating(self, age):
        return age < self.lifetimes.fresh + self.lifetimes.while_revalidate

    def is_good_if_error(self, age):
        return age < self.lifetimes.fresh + max(self.lifetimes.if_error, self.lifetimes.while_revalidate)


def form(headers, etag, body):
    whole = [*headers, ("Content-Length", str(len(body)))]
    return Form(whole, [pair for pair in headers if pair[0].lower() in IN_A_304], etag, body)


def names(condition, etag):
    """Whether an If-None-Match header names the ETag (weak comparison, RFC 9110, 13.1.2)."""
    return condition.strip() == "*" or etag in re.findall(r'"[^"]*"', condition)


def what_is_said(answer):
    """How long the answer may be kept by a cache that many share; None for not at all."""
    if answer.status[:3] not in STORED:
        return None
    control, vary = [], []
    for name, value in answer.headers:
        match name.lower():
            case "cache-control":
                control.append(value)
            case "vary":
                vary.append(value)
            case "set-cookie" | "content-encoding" | "content-range":
                return None
    if {name.strip().lower() for name in ",".join(vary).split(",")} - {"", "accept-encoding"}:
        return None
    return lifetimes(",".join(control))


@lru_cache(maxsize=64)
def lifetimes(control):
    """The lifetimes in a Cache-Control header that allows a shared cache to keep the answer; None for another one."""
    said = {}
    for directive in control.lower().split(","):
        name, _equals, value = directive.strip().partition("=")
        said[name.strip()] = value.strip().strip('"')
    if said.keys() & {"no-store", "private", "no-cache"} or not said.get("s-maxage", "").isdecimal():
        return None
    strict = said.keys() & {"must-revalidate", "proxy-revalidate"}
    seconds = [
        int(value) if (value := said.get(name, "")).isdecimal() and not (strict and name != "s-maxage") else 0
        for name in ("s-maxage", "stale-while-revalidate", "stale-if-error")
    ]
    return Lifetimes(*seconds)


def close(body):
    if hasattr(body, "close"):
        body.close()
