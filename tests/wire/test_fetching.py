"""Other hosts are asked within bounds, and nothing inside the own network is reached."""

import contextlib
import gzip
import threading
import time

import pytest

from wire.fetching import NotFetched, fetch, is_outside

from .web import dribbles, never_answers, never_ends, packed


def code_of(url, **kwargs):
    with pytest.raises(NotFetched) as problem:
        fetch(url, **kwargs)
    assert str(problem.value)
    return problem.value.code


def test_a_page_comes_with_its_headers(office):
    office.pages["/rss"] = (200, {"ETag": '"a1"'}, b"<rss/>")

    answer = fetch(office.url("/rss"), allow_private=True)

    assert (answer.status, answer.read(), answer.headers["etag"]) == (200, b"<rss/>", '"a1"')


def test_gzip_and_deflate_are_unpacked(office):
    import zlib

    office.pages["/gzip"] = packed(b"<rss>ala</rss>")
    bare = zlib.compressobj(wbits=-15)
    office.pages["/deflate"] = (200, {"Content-Encoding": "deflate"}, bare.compress(b"<rss/>") + bare.flush())

    assert fetch(office.url("/gzip"), allow_private=True).read() == b"<rss>ala</rss>"
    assert fetch(office.url("/deflate"), allow_private=True).read() == b"<rss/>"


def test_redirects_are_followed_and_counted(office):
    office.pages["/a"] = (302, {"Location": "/b"}, b"")
    office.pages["/b"] = (301, {"Location": office.url("/c")}, b"")
    office.pages["/c"] = b"here"
    office.pages["/loop"] = (302, {"Location": "/loop"}, b"")

    assert fetch(office.url("/a"), allow_private=True).read() == b"here"
    assert code_of(office.url("/loop"), allow_private=True) == "redirects"
    assert len([path for path, _headers in office.asked if path == "/loop"]) == 6


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://10.1.2.3/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/", "http://[fe80::1]/", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_the_own_network_is_refused(url):
    assert code_of(url) == "inside"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/a", "file:///etc/passwd", "gopher://example.com/", "//example.com/", "http://", "http:///a",
        "http://example.com:25/", "http://example.com/a b", "http://example.com/\r\nX: y",
        "http://example.com:port/", "http://[::1", "http://" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(url):
    assert code_of(url) == "address"


@pytest.mark.parametrize("url", ["http://jan:haslo@example.com/", "https://jan@example.com/", "http://:@example.com/"])
def test_an_address_with_a_password_is_refused_and_says_why(url):
    assert code_of(url) == "credentials"


def test_a_redirect_to_the_inside_is_refused(office):
    # The first hop is allowed by name, as a public host would be; the second leads to an address of the inside.
    office.pages["/out"] = (302, {"Location": f"http://inside.example:{office.server_port}/secret"}, b"")
    office.pages["/secret"] = b"secret"
    allowed = Names({"public.example": ["127.0.0.1"], "inside.example": ["10.0.0.7"]})

    code = code_of(f"http://public.example:{office.server_port}/out", resolver=allowed, outside=only_this_machine)

    assert code == "inside"
    assert [path for path, _headers in office.asked] == ["/out"]


def only_this_machine(address):
    """The rule of a world in which this machine is the internet."""
    return address == "127.0.0.1"


class Names:
    """A name server of the test; a list of lists answers differently every time."""

    def __init__(self, names):
        self.names = names
        self.asked = []

    def __call__(self, host, port):
        self.asked.append(host)
        answers = self.names[host]
        return answers.pop(0) if isinstance(answers[0], list) else answers


def test_a_name_is_asked_once_and_the_checked_address_is_the_one_connected_to(office):
    """Rebinding: public when it is looked at, inside when it is connected to."""
    office.pages["/"] = b"news"
    names = Names({"rebinding.example": [["127.0.0.1"], ["10.0.0.7"]]})

    answer = fetch(f"http://rebinding.example:{office.server_port}/", resolver=names, outside=only_this_machine)

    assert answer.read() == b"news"
    assert names.asked == ["rebinding.example"]
    assert office.asked[0][1]["Host"] == f"rebinding.example:{office.server_port}"


def test_a_name_of_this_machine_is_refused(office):
    names = Names({"kpp.example": ["127.0.0.1"]})

    assert code_of(f"http://kpp.example:{office.server_port}/", resolver=names) == "inside"
    assert office.asked == []


def test_a_name_with_an_inner_address_among_outer_ones_never_leads_inside(office):
    office.pages["/"] = b"secret"
    names = Names({"both.example": ["192.0.2.1", "127.0.0.1"]})

    assert code_of(f"http://both.example:{office.server_port}/", resolver=names, seconds=1) in {
        "inside",
        "no_answer",
        "slow",
    }
    assert office.asked == []


def test_a_host_that_never_answers_ends_with_the_deadline(office):
    office.pages["/"] = never_answers
    began = time.monotonic()

    assert code_of(office.url("/"), allow_private=True, seconds=0.5) == "slow"
    assert time.monotonic() - began < 10


def test_a_host_that_dribbles_ends_with_the_deadline(office):
    office.pages["/"] = dribbles

    assert code_of(office.url("/"), allow_private=True, seconds=0.7) == "slow"


def test_a_body_that_never_ends_is_cut(office):
    office.pages["/"] = never_ends

    assert code_of(office.url("/"), allow_private=True, max_bytes=2**20) == "too_large"


def test_a_gzip_bomb_is_cut_after_unpacking(office):
    office.pages["/"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(60 * 2**20)))

    assert code_of(office.url("/"), allow_private=True) == "too_large"


def test_damaged_and_half_sent_answers_are_told_apart_from_whole_ones(office):
    office.pages["/gzip"] = (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b nonsense")
    office.pages["/half"] = (200, {"Content-Length": "1000", "Connection": "close"}, b"half")
    office.pages["/half"] = lambda handler: (
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf") and None
    )
    office.pages["/nonsense"] = lambda handler: handler.wfile.write(b"\x00\x01\x02 not http\r\n\r\n") and None
    office.pages["/unknown"] = (200, {"Content-Encoding": "br"}, b"??")

    for path in ["/gzip", "/half", "/nonsense", "/unknown"]:
        assert code_of(office.url(path), allow_private=True) == "broken", path


def test_errors_of_the_other_side_are_named(office):
    office.pages["/503"] = (503, {}, b"")

    with pytest.raises(NotFetched, match="503"):
        fetch(office.url("/503"), allow_private=True)
    assert code_of("http://no-such-host.invalid/") == "unknown_host"


def test_nobody_listening_is_no_answer():
    assert code_of("http://127.0.0.1:9/", allow_private=True) in {"address", "no_answer"}
    assert code_of("http://127.0.0.1:59999/", allow_private=True) == "no_answer"


def test_a_wrong_certificate_is_refused(office, tmp_path):
    import ssl
    import subprocess

    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=x"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    import socket

    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            context.wrap_socket(listener.accept()[0], server_side=True)

    threading.Thread(target=serve, daemon=True).start()

    assert code_of(f"https://127.0.0.1:{listener.getsockname()[1]}/", allow_private=True) == "tls"
    listener.close()


def test_addresses_of_the_internet_are_outside():
    assert is_outside("8.8.8.8") and is_outside("2606:4700::1111")
    assert not is_outside("64:ff9b::a00:1") and not is_outside("2002:7f00:1::") and not is_outside("::7f00:1")
