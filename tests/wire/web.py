"""A small web server as offices run them: each test says what its addresses answer."""

import gzip
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Web(ThreadingHTTPServer):
    """`pages[path]` is bytes, `(status, headers, bytes)`, or a function of the handler that writes the answer itself."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = {}
        self.asked = []
        self.let_go = threading.Event()

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path, (404, {}, b""))
        if callable(page):
            page = page(self)
            if page is None:
                self.close_connection = True
                return
        status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def web():
    server = Web()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        server.server_close()


def never_answers(handler):
    """Takes the connection and says nothing until the test is over."""
    handler.server.let_go.wait(60)


def dribbles(handler):
    """A letter now and then, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
    while not handler.server.let_go.wait(0.05):
        handler.wfile.write(b"<")
        handler.wfile.flush()


def never_ends(handler):
    """As fast as the network takes it."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            handler.wfile.write(b"<rss>" * 20_000)
    except OSError:
        pass


def packed(body, **headers):
    return 200, {"Content-Encoding": "gzip", **headers}, gzip.compress(body)


def rss(*items, title="Komenda", encoding="utf-8"):
    body = "".join(f"<item>{item}</item>" for item in items)
    text = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>{title}</title>{body}</channel></rss>'
    return text.encode(encoding)
