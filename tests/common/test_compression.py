"""Reader pages are sent as small as the browser can read, and each encoding has an ETag of its own."""

import gzip

import brotli
import pytest

from common.http import chosen_encoding
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return make_article().get_absolute_url()


@pytest.mark.parametrize(("accepted", "encoding", "decode"), [
    ("gzip, deflate, br", "br", brotli.decompress),
    ("gzip", "gzip", gzip.decompress),
    ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
])  # fmt: skip
def test_the_same_bytes_come_out(client, address, accepted, encoding, decode):
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": accepted})

    assert packed["Content-Encoding"] == encoding
    assert decode(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"] and "Accept-Encoding" in plain["Vary"]
    assert "Cookie" not in packed["Vary"]


def test_an_encoded_page_is_answered_304_for_its_own_etag(client, address):
    headers = {"Accept-Encoding": "br"}
    etag = client.get(address, headers=headers)["ETag"]
    assert client.get(address, headers=headers | {"If-None-Match": etag}).status_code == 304


def test_a_browser_that_reads_no_encoding_gets_plain_bytes(client, address):
    for header in ("", "identity", "gzip;q=0, br;q=0.000"):
        assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": header})


@pytest.mark.parametrize(("header", "encoding"), [
    ("gzip, deflate, br, zstd", "br"), ("gzip;q=1.0, br;q=0.1", "gzip"), ("br;q=0.5, gzip;q=0.5", "br"), ("*", "br"),
    ("br;q=0, *;q=0.1", "gzip"), ("identity, gzip;q=0.5", ""), ("gzip; q=0, br;q=0.000", ""), ("", ""), ("br;q=x", "br"),
])  # fmt: skip
def test_the_encoding_that_the_browser_likes_best_is_taken(header, encoding):
    assert chosen_encoding(header) == encoding
