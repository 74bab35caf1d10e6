"""Feeds of an office are read: each release once, whatever the office does."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from wire import following, polling, receiving, services
from wire.fetching import fetch
from wire.models import Feed, Group, Item, Keeping, Seen, Source

from .web import dribbles, never_answers, never_ends, packed, rss

TEXT = (
    "<p>Policjanci z Krzemionowa zatrzymali kierowcę, który jechał ul. Fabryczną pod prąd. Mężczyzna tłumaczył, że zawsze tędy "
    "wracał z pracy i nie zauważył nowego znaku. Dostał mandat i 15 punktów karnych.</p>"
)


def item(number=1, *, text=TEXT, title=None, guid="yes", date="", link=None, more=""):
    guid = f"<guid>g{number}</guid>" if guid == "yes" else f"<guid>{guid}</guid>" if guid else ""
    link = f"<link>https://kpp.example/{number}</link>" if link is None else f"<link>{link}</link>" if link else ""
    date = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<title>{title or f'Zatrzymany {number}'}</title>{guid}{link}{date}<description><![CDATA[{text}]]></description>{more}"


def poll(**kwargs):
    Source.objects.update(next_at=timezone.now())
    return polling.poll(**kwargs)


@pytest.mark.django_db
class TestOneFeed:
    def test_its_releases_come_in_as_new(self, office, make_feed):
        office.pages["/rss"] = rss(item(1), item(2))
        feed = make_feed()

        poll()

        feed.refresh_from_db()
        assert {item.title for item in Item.objects.all()} == {"Zatrzymany 1", "Zatrzymany 2"}
        assert set(Group.objects.values_list("state", flat=True)) == {"new"}
        assert not feed.is_failing and feed.succeeded_at
        assert Item.objects.first().original == TEXT

    def test_the_same_releases_are_taken_once(self, office, make_feed):
        office.pages["/rss"] = rss(item(1), item(2))
        make_feed()

        poll()
        office.pages["/rss"] = rss(item(3), item(1), item(2))
        poll()

        assert Item.objects.count() == 3

    def test_304_is_understood(self, office, make_feed):
        office.pages["/rss"] = (200, {"ETag": '"v1"', "Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}, rss(item(1)))
        make_feed()
        poll()

        office.pages["/rss"] = (304, {}, b"")
        poll()

        asked = office.asked[-1][1]
        assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', "Tue, 24 Nov 2026 10:00:00 GMT")
        assert not Feed.objects.get().is_failing

    def test_gzip_and_old_encodings_arrive(self, office, make_feed):
        office.pages["/rss"] = packed(rss(item(1, title="Święto łąki"), encoding="iso-8859-2"))
        make_feed()

        poll()

        assert Item.objects.get().title == "Święto łąki"

    def test_without_guids_the_link_tells(self, office, make_feed):
        office.pages["/rss"] = rss(item(1, guid=""), item(2, guid=""))
        make_feed()
        poll()
        office.pages["/rss"] = rss(item(1, guid=""), item(2, guid=""), item(3, guid=""))
        poll()

        assert Item.objects.count() == 3

    def test_without_guids_and_links_the_content_tells(self, office, make_feed):
        office.pages["/rss"] = rss(item(1, guid="", link=""))
        make_feed()
        poll()
        office.pages["/rss"] = rss(item(1, guid="", link=""), item(2, guid="", link=""))
        poll()

        assert Item.objects.count() == 2

    def test_changed_guids_bring_nothing_twice(self, office, make_feed):
        office.pages["/rss"] = rss(item(1), item(2))
        make_feed()
        poll()
        office.pages["/rss"] = rss(item(1, guid="new-a"), item(2, guid="new-b", text=TEXT + "<p>Dopisek.</p>"))
        poll()

        assert Item.objects.count() == 2

    def test_an_edited_release_gets_a_revision_and_stays_as_it_came(self, office, make_feed):
        office.pages["/rss"] = rss(item(1))
        make_feed()
        poll()
        office.pages["/rss"] = rss(item(1, text=TEXT.replace("15 punktów", "12 punktów")))
        poll()
        poll()

        release = Item.objects.get()
        assert "15 punktów" in release.original and "15 punktów" in release.text
        assert [revision.text.count("12 punktów") for revision in release.revisions.all()] == [1]
        assert "12 punktów" in services.latest(release)[1]

    def test_markup_that_changes_is_no_edit(self, office, make_feed):
        office.pages["/rss"] = rss(item(1))
        make_feed()
        poll()
        office.pages["/rss"] = rss(item(1, text=f"<div class='x'>{TEXT}</div><!-- 123 -->"))
        poll()

        assert not Item.objects.get().revisions.exists()

    def test_a_date_in_the_future_sorts_as_now(self, office, make_feed):
        office.pages["/rss"] = rss(item(1, date="Tue, 24 Nov 2099 10:00:00 GMT"))
        make_feed()

        poll()

        assert Item.objects.get().sent_at <= timezone.now()

    def test_scripts_and_styles_in_every_field_do_nothing(self, office, make_feed):
        bad = "<script>alert(1)</script><style>*{}</style><img src=x onerror=alert(1)>"
        office.pages["/rss"] = rss(
            f"<title><![CDATA[{bad}Tytuł]]></title><guid><![CDATA[{bad}]]></guid><link>javascript:alert(1)</link>"
            f"<author><![CDATA[{bad}]]></author><description><![CDATA[{bad}{TEXT}]]></description>"
        )
        make_feed()

        poll()

        release = Item.objects.get()
        assert release.url == "" and "<" not in release.title
        assert "script" not in release.body and "onerror" not in release.body and "style" not in release.body

    def test_what_was_news_before_the_source_was_added_is_put_aside(self, office, make_feed):
        office.pages["/rss"] = rss(
            item(1, date=f"{timezone.now() - timedelta(days=10):%a, %d %b %Y %H:%M:%S} GMT"),
            item(
                2,
                date=f"{timezone.now() - timedelta(hours=1):%a, %d %b %Y %H:%M:%S} GMT",
                title="Całkiem inne wydarzenie",
            ),
        )
        make_feed()

        poll()

        assert dict(Item.objects.values_list("title", "group__state")) == {
            "Zatrzymany 1": "aside", "Całkiem inne wydarzenie": "new",
        }  # fmt: skip

    def test_a_thousand_at_once_do_not_bury_the_list(self, office, make_feed):
        office.pages["/rss"] = rss(*(item(n, text=f"<p>Komunikat {n}</p>") for n in range(1000)))
        make_feed()

        poll()

        feed = Feed.objects.get()
        assert Item.objects.count() == 1000
        assert Group.objects.new().count() <= receiving.NEW_OF_FLOOD
        assert "1000" in feed.health

    def test_a_dropped_release_does_not_come_back(self, office, make_feed):
        office.pages["/rss"] = rss(item(1))
        make_feed()
        poll()
        Item.objects.update(received_at=timezone.now() - timedelta(days=Keeping.load().days + 1))

        assert services.drop_old() == 1
        Feed.objects.update(digest="")
        poll()

        assert not Item.objects.exists() and not Group.objects.exists() and Seen.objects.count() == 1

    def test_a_bundled_feed_is_read_in_the_demo_only(self, make_feed):
        make_feed(bundled="policja-krzemionow")

        poll()

        assert Feed.objects.get().is_failing and not Item.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    [
        b"<html>Not found</html>", b"", (500, {}, b""), (302, {"Location": "/bad"}, b""), (302, {"Location": "ftp://x"}, b""),
        (200, {}, b"<!DOCTYPE a [<!ENTITY x 'y'>]><rss/>"), b"\xff\xfe\x00",
        never_answers, dribbles, never_ends, lambda handler: handler.wfile.write(b"HTTP/1.1 200") and None,
    ],
)  # fmt: skip
def test_a_bad_source_is_told_in_words_and_stops_nobody(office, make_feed, page):
    office.pages |= {"/bad": page, "/rss": rss(item(1))}
    bad = make_feed("/bad", name="Zła")
    make_feed("/rss", name="Dobra")

    poll(fetcher=lambda url, **kwargs: fetch(url, **kwargs | {"seconds": 1, "max_bytes": 2**20}))

    bad.refresh_from_db()
    assert bad.is_failing and bad.problem and bad.problem in bad.health and "od " in bad.health
    assert bad.next_at > timezone.now() and bad.claimed_until is None
    assert Item.objects.get().source.name == "Dobra"


@pytest.mark.django_db
def test_pauses_grow_and_end_with_the_first_success(office, make_feed):
    feed = make_feed(interval=10)
    pauses = []
    for _attempt in range(9):
        poll()
        feed.refresh_from_db()
        pauses.append(round((feed.next_at - feed.checked_at).total_seconds() / 60))
    assert pauses == [10, 20, 40, 80, 160, 320, 360, 360, 360]

    office.pages["/rss"] = rss(item(1))
    poll()

    feed.refresh_from_db()
    assert not feed.is_failing and round((feed.next_at - feed.checked_at).total_seconds() / 60) == 10


@pytest.mark.django_db
def test_the_own_network_is_refused_unless_the_owner_allows(office, make_feed):
    office.pages["/rss"] = rss(item(1))
    make_feed(allow_private=False)

    poll()

    assert Feed.objects.get().is_failing and not office.asked and not Item.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_polls_at_the_same_time_take_nothing_twice(office, make_feed):
    office.pages["/rss"] = rss(*(item(n, text=f"<p>Komunikat numer {n}</p>") for n in range(60)))
    make_feed()
    Source.objects.update(next_at=timezone.now())

    def run():
        try:
            polling.poll()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Item.objects.count() == 60
    assert len(office.asked) == 1


@pytest.mark.django_db
def test_two_readers_that_both_have_the_bytes_take_nothing_twice(make_feed):
    from wire.feeds import read_feed

    feed = make_feed()
    data = rss(item(1), item(2))
    for _reader in range(2):
        receiving._store(
            feed.source_ptr,
            receiving.feed_entries(read_feed(data), feed),
            receiving.Taken(),
            False,
            receiving.SharedWindow(),
        )

    assert Item.objects.count() == 2


@pytest.mark.django_db
def test_the_page_of_a_bare_link_is_fetched_and_its_main_text_taken(office, make_feed):
    pytest.importorskip("trafilatura")
    paragraphs = "".join(
        f"<p>Akapit {n} o remoncie drogi powiatowej w Dębowianach, który potrwa do wiosny i kosztuje.</p>"
        for n in range(6)
    )
    office.pages["/1"] = (
        f"<html><head><title>Remont</title></head><body><nav><a href='/'>Menu</a> <a href='/bip'>BIP</a></nav><article><h1>Remont drogi</h1>{paragraphs}"
        "</article><footer>Stopka urzędu, deklaracja dostępności</footer><script>alert(1)</script></body></html>"
    ).encode()
    office.pages["/rss"] = rss(item(1, title="Remont drogi", text="", link=office.url("/1")))
    make_feed()
    poll()
    assert Item.objects.get().wants_page

    following.follow()

    release = Item.objects.get()
    assert "Akapit 5 o remoncie" in release.text and "Menu" not in release.text and "Stopka" not in release.text
    assert release.original == "" and release.remark and not release.wants_page
    assert "alert" not in release.body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "expected", "remark"),
    [
        (
            "<p>Droga powiatowa w Dębowianach będzie zamknięta od poniedziałku. Kierowców prosimy o cierpliwość.</p>",
            "cierpliwość.\nRemont\nAkapit 0",
            "Najpierw własne słowa nadawcy",
        ),
        ("<p>Akapit 0 o remoncie drogi powiatowej… Czytaj więcej</p>", "", "Nadawca podał początek i odnośnik"),
    ],
)
def test_a_few_words_of_the_senders_own_stay_before_the_page(office, make_feed, said, expected, remark):
    pytest.importorskip("trafilatura")
    paragraphs = "".join(
        f"<p>Akapit {n} o remoncie drogi powiatowej w Dębowianach, który potrwa do wiosny i kosztuje.</p>"
        for n in range(6)
    )
    office.pages["/1"] = f"<html><body><article><h1>Remont</h1>{paragraphs}</article></body></html>".encode()
    office.pages["/rss"] = rss(item(1, title="Remont drogi", text=said, link=office.url("/1")))
    make_feed()
    poll()

    following.follow()

    release = Item.objects.get()
    assert expected in release.text and release.text.count("Akapit 0") == 1 and "Akapit 5" in release.text
    assert release.remark.startswith(remark) and "Czytaj więcej" not in release.text
    if expected:
        assert release.text.startswith("Droga powiatowa") and release.body.startswith("<p>Droga powiatowa")


@pytest.mark.django_db
def test_a_link_to_the_inside_is_not_followed(office, make_feed):
    office.pages["/rss"] = rss(
        item(
            1,
            text="",
            link="http://127.0.0.1:1/secret",
            more='<enclosure url="http://10.0.0.1/a.jpg" type="image/jpeg"/>',
        )
    )
    make_feed()
    poll()
    Source.objects.update(allow_private=False)

    following.follow()

    release = Item.objects.get()
    assert release.remark and release.attachments.get().remark and not release.attachments.get().file


@pytest.mark.django_db
def test_pictures_are_fetched_and_kept_privately(office, make_feed, settings):
    from tests.factories import image_bytes

    office.pages["/a.jpg"] = (200, {"Content-Type": "image/jpeg"}, image_bytes())
    office.pages["/rss"] = rss(item(1, more=f'<enclosure url="{office.url("/a.jpg")}" type="image/jpeg"/>'))
    make_feed()
    poll()

    following.follow()

    picture = Item.objects.get().attachments.get()
    assert picture.file.read() == image_bytes() and picture.attempts_left == 0
    assert str(settings.MEDIA_ROOT) not in picture.file.path


def test_a_reading_begun_before_a_correction_does_not_put_off_the_next(make_feed):
    feed = make_feed("/rss")
    assert Feed.objects.claim(feed)
    # Somebody corrects the address meanwhile.
    Source.objects.filter(pk=feed.pk).update(next_at=timezone.now(), claimed_until=None)

    feed.fail("Nie odpowiada")

    source = Source.objects.get(pk=feed.pk)
    assert not source.is_failing and source.next_at <= timezone.now()
