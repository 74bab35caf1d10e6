"""Feeds as Polish offices publish them are read; what attacks is refused."""

from datetime import UTC, datetime

import pytest

from wire.feeds import MAX_ENTRIES, NotAFeed, believable, moment, read_feed

from .web import rss


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-2", "windows-1250", "utf-16"])
def test_polish_letters_arrive_in_every_encoding(encoding):
    feed = read_feed(rss("<title>Zażółć gęślą jaźń – ŁÓDŹ</title>".replace("–", "-"), encoding=encoding))

    assert feed.entries[0].title == "Zażółć gęślą jaźń - ŁÓDŹ"


def test_the_encoding_in_the_header_counts():
    data = '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Święto łąki</title></item></channel></rss>'

    feed = read_feed(data.encode("iso-8859-2"), content_type="text/xml; charset=iso-8859-2")

    assert feed.entries[0].title == "Święto łąki"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 24 Nov 2026 12:00:00 +0100", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 12:00:00 GMT", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 12:00:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("Fri, 24 Jul 2026 12:00:00", datetime(2026, 7, 24, 10, tzinfo=UTC)),
        ("Fri, 24 Jul 2026 12:00:00 CEST", datetime(2026, 7, 24, 10, tzinfo=UTC)),
        ("2026-11-24T12:00:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("2026-11-24 12:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("2026-11-24T12:00:00Z", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("24.11.2026 12:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("wtorek, 24 listopada 2026, godz. 12:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("24 listopada 2026", datetime(2026, 11, 23, 23, tzinfo=UTC)),
    ],
)
def test_dates_without_a_zone_are_polish_time(text, expected):
    feed = read_feed(rss(f"<title>a</title><pubDate>{text}</pubDate>"))

    assert feed.entries[0].sent_at == expected


@pytest.mark.parametrize("text", ["", "jutro", "32 maja 2026", "Tue, 99 Nov 2026 99:00:00", "0000-00-00", "x" * 500])
def test_what_is_no_date_is_none(text):
    assert read_feed(rss(f"<title>a</title><pubDate>{text}</pubDate>")).entries[0].sent_at is None
    assert moment(text) is None


def test_a_date_in_the_future_becomes_now():
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert believable(datetime(2030, 1, 1, tzinfo=UTC), now) == now
    assert believable(datetime(1970, 1, 1, tzinfo=UTC), now) == now
    assert believable(None, now) == now


def test_atom_is_read_too():
    data = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>PSP</title><entry><id>tag:1</id><title>Po&#380;ar</title>
    <link href="/z/1"/><published>2026-11-24T10:00:00+01:00</published><content type="html">&lt;p&gt;Ogie&#324;&lt;/p&gt;</content></entry></feed>"""

    entry = read_feed(data, "https://psp.example/atom").entries[0]

    assert (entry.title, entry.url, entry.html) == ("Pożar", "https://psp.example/z/1", "<p>Ogień</p>")


def test_enclosures_and_media_are_pictures_or_files():
    entry = read_feed(
        rss(
            '<title>a</title><enclosure url="/a.jpg" type="image/jpeg" length="1"/><enclosure url="/b.pdf" type="application/pdf" length="1"/>'
            '<media:content url="https://kpp.example/c.jpg" medium="image"/><enclosure url="javascript:alert(1)" type="image/png" length="1"/>'
        ),
        "https://kpp.example/rss",
    ).entries[0]

    assert [url for url, _text in entry.pictures] == ["https://kpp.example/a.jpg", "https://kpp.example/c.jpg"]
    assert [url for url, _text in entry.files] == ["https://kpp.example/b.pdf"]


def test_a_guid_that_stands_at_several_items_tells_nothing():
    feed = read_feed(rss("<title>a</title><guid>x</guid>", "<title>b</title><guid>x</guid>"))

    first, second = feed.entries
    assert not set(first.identities) & set(second.identities)


def test_headlines_lose_markup_and_length():
    feed = read_feed(
        rss(
            "<title>&lt;script&gt;alert(1)&lt;/script&gt; Nowy &amp;lt;b&amp;gt;most&amp;lt;/b&amp;gt;</title>",
            f"<title>{'a' * 1_000_000}</title>",
        )
    )

    assert feed.entries[0].title == "alert(1) Nowy most"
    assert len(feed.entries[1].title) == 300


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><item><title>&c;</title></item></channel></rss>"""
OUTER = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>"""


@pytest.mark.parametrize("data", [BOMB, OUTER, BOMB.decode().replace('<?xml version="1.0"?>', "").encode("utf-16")])
def test_entities_of_its_own_are_refused(data):
    with pytest.raises(NotAFeed, match=r"entities|encji"):
        read_feed(data)


def test_the_doctype_of_old_feeds_is_let_be():
    data = b"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss.dtd">
    <rss version="0.91"><channel><title>a</title><item><title>b</title></item></channel></rss>"""

    assert read_feed(data).entries[0].title == "b"


@pytest.mark.parametrize("data", [b"", b"<html><body>404</body></html>", b"\x00\x01\x02", b"{}", b"<rss", b"%PDF-1.4"])
def test_what_is_no_feed_is_said_to_be_none(data):
    with pytest.raises(NotAFeed):
        read_feed(data)


def test_bytes_that_look_like_an_address_or_a_path_are_not_opened(office, tmp_path):
    office.pages["/secret"] = rss("<title>secret</title>")
    file = tmp_path / "secret.xml"
    file.write_bytes(rss("<title>secret</title>"))

    for data in [office.url("/secret").encode(), str(file).encode(), f"file://{file}".encode()]:
        with pytest.raises(NotAFeed):
            read_feed(data)
    assert office.asked == []


def test_a_page_names_its_feeds():
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2"></head></html>'

    with pytest.raises(NotAFeed) as problem:
        read_feed(page, "https://kpp.example/aktualnosci")
    assert problem.value.feeds == ["https://kpp.example/feed?a=1&b=2"]


def test_twenty_thousand_items_are_cut():
    feed = read_feed(rss(*(f"<title>{n}</title><guid>{n}</guid>" for n in range(2 * MAX_ENTRIES))))

    assert (len(feed.entries), feed.left_out) == (MAX_ENTRIES, MAX_ENTRIES)
    assert feed.entries[0].title == "0"
