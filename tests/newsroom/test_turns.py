"""Uploads take turns at the processor, and nobody keeps the turn: not a slow sender, not an error."""

import io
import threading
import time

import pytest

from newsroom.turns import one_at_a_time

PATH = "/napisz-do-nas/"


def send(application, body, path=PATH, method="POST"):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": body}
    return application(environ, lambda status, headers: None)


def test_one_upload_works_at_a_time_and_all_are_read_whole():
    at_work, most, read = set(), [], []

    def application(environ, start_response):
        body, whole = environ["wsgi.input"], b""
        while piece := body.read(1000):
            at_work.add(threading.get_ident())
            most.append(len(at_work))
            # As sealing does, it lets other threads in for a moment.
            time.sleep(0.0005)
            whole += piece
            at_work.discard(threading.get_ident())
        read.append(whole)
        return [b""]

    front = one_at_a_time(application)
    uploads = [threading.Thread(target=send, args=(front, io.BytesIO(bytes([n]) * 20_000))) for n in range(8)]
    for upload in uploads:
        upload.start()
    for upload in uploads:
        upload.join(30)

    assert max(most) == 1
    assert sorted(read) == [bytes([n]) * 20_000 for n in range(8)]


class Slow(io.BytesIO):
    """A sender whose bytes come when they come."""

    def __init__(self, data):
        super().__init__(data)
        self.asked, self.comes = threading.Event(), threading.Event()

    def read(self, *size):
        self.asked.set()
        assert self.comes.wait(30)
        return super().read(*size)


def test_a_slow_sender_keeps_nobody_waiting():
    answered = []

    def application(environ, start_response):
        answered.append(environ["wsgi.input"].read(10))
        return [b""]

    front, slow = one_at_a_time(application), Slow(b"powoli")
    waiting = threading.Thread(target=send, args=(front, slow))
    waiting.start()
    assert slow.asked.wait(30)

    send(front, io.BytesIO(b"szybko"))

    assert answered == [b"szybko"]
    slow.comes.set()
    waiting.join(30)
    assert answered == [b"szybko", b"powoli"]


def test_an_error_gives_the_turn_back():
    def application(environ, start_response):
        environ["wsgi.input"].read(10)
        raise ValueError

    front = one_at_a_time(application)
    for _ in range(2):
        with pytest.raises(ValueError):
            send(front, io.BytesIO(b"zdjecie"))


@pytest.mark.parametrize(("path", "method"), [("/", "POST"), (PATH, "GET"), ("/artykuly/1-a/", "POST")])
def test_nothing_else_waits(path, method):
    given = io.BytesIO(b"")
    seen = []

    send(one_at_a_time(lambda environ, start: seen.append(environ["wsgi.input"]) or [b""]), given, path, method)

    assert seen == [given]
