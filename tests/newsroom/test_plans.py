"""No reader's page goes through a table that grows with the portal, nor reads much more of it than it shows."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, resolve

from comments import notices
from comments.models import Notice

from .grown import COOKIE, FIRST, MANY, STORIES, Grown
from .plans import plan_of, recorded

pytestmark = pytest.mark.xdist_group("plans")

# Tables that get longer by what is published, written, read and sent. No page may go through one of them.
GROWING = set("""
    account_emailaddress account_emailconfirmation articles_article articles_article_places articles_articleevent
    articles_articletally articles_byline articles_draft articles_historicalarticle articles_historicalarticle_places
    articles_hourlyreads articles_listentry articles_mention articles_personlink articles_photouse articles_profiletally
    articles_search_desk articles_search_desk_heads articles_search_public articles_search_public_heads articles_searchentry
    articles_storylink articles_taggedarticle articles_wordform comments_appeal comments_case comments_comment
    comments_commenttoken comments_dangerreport comments_decision comments_edit comments_hit comments_letter
    comments_mailconsent comments_notice comments_noticeitem comments_reaction comments_report comments_sealedaddress
    comments_storyrules comments_textprint comments_unsealevent common_ratecount common_scheduleslot common_spenttoken
    django_admin_log django_session django_tasks_database_dbtaskresult people_historicaloffice people_historicalperson
    people_namenotoffered people_office people_person people_removal people_removedname people_source photos_photo tips_photoconsent
    tips_tip tips_tipaccess tips_tipdraft tips_tipfile tips_tipmessage tips_tipnote tips_wrappedkey wire_attachment wire_group
    wire_item wire_ownwork wire_revision wire_seen wire_use
""".split())  # fmt: skip
# Tables that are as long as the newsroom, the region or a list of settings, and may be read whole.
SMALL = set("""
    articles_author articles_peoplerules articles_searchstate articles_section articles_tag auth_group auth_group_permissions
    auth_permission comments_ban comments_bannedword comments_commentrules comments_reasontext comments_screeningcounter
    comments_sectionrules comments_trainedclassifier common_networksalt django_content_type mfa_authenticator newsroom_demostory
    newsroom_frontpageslot people_edition portal_imprint portal_nameday portal_page portal_place portal_silenceperiod
    portal_silenceperiod_places portal_user portal_user_groups portal_user_user_permissions taggit_tag taggit_taggeditem
    tips_newsroomkey tips_tiprules wire_feed wire_keeping wire_mailbox wire_source
""".split())  # fmt: skip
# Those that no model stands for.
WITHOUT_MODEL = {f"articles_search_{half}{heads}" for half in ("public", "desk") for heads in ("", "_heads")}

# Of some table or other a page reads a few hundred rows at most, a search a thousand. SQLite takes three steps for a row that
# it only looks at, so that going through the stories costs more than this.
ROWS, STEPS = 1_200, 3 * STORIES - 1_000

ANYWHERE, SQLITE, POSTGRESQL = {"sqlite", "postgresql"}, {"sqlite"}, {"postgresql"}
# What a page may do nevertheless: on which database, words of the statement, and why.
EXCEPTIONS = [
    # People of a place or an office are looked for from A on, among all that somebody wrote profiles of.
    (ANYWHERE, r'FROM "people_person" .*EXISTS\(SELECT %s AS "a" FROM "people_office"'),
    # The parts of the register are counted once a minute, over profiles alone.
    (ANYWHERE, r'COUNT\(DISTINCT "people_office"\."person_id"\)'),
    (ANYWHERE, r'^SELECT "people_office"\."kind" AS "kind", "people_office"\."title"'),
    # The directory of the search box holds all names in memory for as long as they are the same.
    (ANYWHERE, r'FROM "people_person" WHERE [^()]*\([^()]*"removed_at" IS NULL\) ORDER BY "people_person"\."sort_key" ASC, [^()]* ASC$'),
    # A sitemap names every profile, at most as many as the protocol lets it.
    (ANYWHERE, r'^SELECT "people_person"\."id", "people_person"\."slug" .* LIMIT 49\d\d\d$'),
    # The figures of moderation are counted once in ten minutes.
    (ANYWHERE, r'FROM "comments_(decision|appeal)" GROUP BY|ORDER BY "comments_notice"\."received_at"|"waited_seconds" IS NULL\)'),
    # What answers a phrase is sorted, up to a number that grows with the root of the archive alone.
    (POSTGRESQL, r"^SELECT key FROM \(SELECT key FROM articles_search_public WHERE words @@"),
    # Where one story has some hundredths of all comments, its newest are looked for among the newest of all by their key: with
    # a million comments no story has so many.
    (POSTGRESQL, r'AS "cut".* ORDER BY "comments_comment"\."id" DESC LIMIT 21$'),
]  # fmt: skip

# Addresses that ask no database, take what a form sends, or stand in a letter.
NOT_ASKED = {
    "favicon", "photos:media", "comments:mail", "comments:mail-confirm", "comments:mail-stop", "comments:recover",
    "comments:recovery-code",
}  # fmt: skip


@pytest.fixture(scope="module")
def grown(django_db_setup, django_db_blocker):
    """The portal, filled once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Grown()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def filled(grown):
    """The growing tables that have enough rows, so that a plan says something."""
    with connection.cursor() as cursor:
        there = GROWING & set(connection.introspection.table_names(cursor))
        for table in there:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            if cursor.fetchone()[0] < MANY:
                there = there - {table}
    return there


def _feeds(address):
    return [f"{address}{feed}" for feed in ("rss/", "atom/", "feed.json")]


def _list(*addresses):
    """The pages of lists: the first, a deep one, and the feeds."""
    return lambda grown: [
        page
        for address in addresses
        for page in (address, f"{address}?przed={grown.cursor(STORIES // 2)}", *_feeds(address))
    ]


def _register(address):
    return lambda grown: [address, f"{address}?przed={FIRST + 100}", f"{address}?od=n", *_feeds(address)]


def _story(which):
    def addresses(grown):
        story = getattr(grown, which)
        under = f"/artykuly/{story.pk}/komentarze/"
        return [story.get_absolute_url(), under, f"{under}ile/", f"{under}formularz/", f"/napisz-do-nas/?artykul={story.pk}"]  # fmt: skip

    return addresses


def _thread(order, after):
    def addresses(grown):
        address = f"/artykuly/{grown.discussed.pk}/komentarze/?kolejnosc={order}"
        return [address, f"{address}&od={after}"]

    return addresses


def _permalinks(grown):
    replies = f"/komentarze/{grown.root}/"
    return [replies, f"{replies}?od={grown.reply}", f"/komentarze/{grown.root + 5}/", f"/komentarze/{grown.reply}/", f"/komentarze/{grown.reply}/zglos/"]  # fmt: skip


def _person(which):
    def addresses(grown):
        address = getattr(grown, which).get_absolute_url()
        return [address, f"{address}?rok=2025", f"{address}?przed={grown.cursor(STORIES // 2)}", *_feeds(address)]

    return addresses


def _search(*queries):
    return lambda grown: [
        page
        for query in queries
        for page in (f"/szukaj/?q={query}", f"/szukaj/?q={query}&kolejnosc=data", f"/szukaj/rss/?q={query}")
    ]


def _own(grown):
    own = "/komentarze/moje/"
    of_one = [f"{own}{FIRST}/{act}/" for act in ("popraw", "usun", "odwolanie")]
    return [own, f"{own}?przed={FIRST + 5000}", *of_one, f"{own}dane.json", f"{own}usun-wszystko/"]


def _always(*addresses):
    return lambda grown: addresses


PAGES = {
    "front page": _always("/", *_feeds("/")),
    "story with comments": _story("discussed"),
    "story without comments": _story("undiscussed"),
    "section": _list("/dzialy/samorzad/"),
    "section with few stories": _list("/dzialy/sport/"),
    "place": _list("/miejscowosci/krzemionow/"),
    "place with few stories": _list("/miejscowosci/lipowiec/"),
    "place and section": _list("/miejscowosci/krzemionow/samorzad/"),
    "place and section with no stories": _list("/miejscowosci/krzemionow/sport/"),
    "topic": _list("/tagi/mosty/"),
    "topic with few stories": _list("/tagi/wiadukty/"),
    "author": _list("/autorzy/sabina-kalisz/"),
    "author of few stories": _list("/autorzy/jan-korbiel/"),
    "month and day": lambda grown: [
        *_list("/archiwum/2025/05/", "/archiwum/2025/05/06/")(grown),
        f"/archiwum/2025/05/?przed={grown.cursor_of(2025, 5, 20)}",
    ],
    "thread, oldest first": _thread("najstarsze", FIRST + 200),
    "thread, newest first": _thread("najnowsze", FIRST + 200),
    "thread, by support": _thread("popierane", f"3-{FIRST + 200}"),
    "one comment": _permalinks,
    "people": _register("/ludzie/"),
    "people of a place": _register("/ludzie/miejscowosci/krzemionow/"),
    "people of a place with few": _register("/ludzie/miejscowosci/lipowiec/"),
    "people of an office": _register("/ludzie/funkcje/radny/"),
    "people of an office with few": _register("/ludzie/funkcje/starosta/"),
    "person": _person("common_person"),
    "person with few stories": _person("rare_person"),
    "search for a word": _search("most", "osobliwość", "most -droga"),
    "search for a phrase": _search('"remont drogi"', '"osobliwość przyrody"'),
    "search that finds nothing": _search("nieistniejące", "mostt"),
    "search within": _search("most&dzial=sport", "most&miejscowosc=krzemionow&autor=sabina-kalisz&rok=2025"),
    "search page": _always(
        "/szukaj/", "/szukaj/?q=most&strona=3", "/szukaj/podpowiedzi/?q=mo", "/szukaj/podpowiedzi/?q=remont+mos"
    ),
    "sitemaps": _always("/sitemap.xml", "/sitemap-news.xml", "/sitemap-listy.xml", "/sitemap-2025-05.xml"),
    "tip": _always("/napisz-do-nas/", "/napisz-do-nas/kod/"),
    "pages of the portal": _always("/redakcja/", "/robots.txt", "/stan/"),
    "own comments": _own,
    "notice": lambda grown: ["/komentarze/zgloszenie/", notices.address_of(Notice.objects.get(pk=FIRST + 5))],
    "figures": _always("/komentarze/liczby/", "/komentarze/liczby.csv"),
    "a read is counted": lambda grown: [("POST", f"/licznik/{grown.discussed.pk}/")],
    "a comment is supported": lambda grown: [("POST", f"/komentarze/{grown.reply}/popieram/")],
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PAGES)
def test_it_goes_through_no_growing_table(grown, filled, kind):
    client = Client(headers={"Origin": settings.SITE_URL})
    client.cookies["komentarze"] = COOKIE
    complaints, seen = [], set()
    for page in PAGES[kind](grown):
        method, address = ("GET", page) if isinstance(page, str) else page
        with transaction.atomic(), recorded() as asked:
            assert client.generic(method, address).status_code in {200, 204}, address
            transaction.set_rollback(True)
        for sql, params in asked:
            if (sql, str(params)) in seen or _is_excepted(sql):
                continue
            seen.add((sql, str(params)))
            with transaction.atomic():
                plan = plan_of(sql, params)
                transaction.set_rollback(True)
            if complaint := _complaint(plan, filled):
                complaints.append(f"{address} {complaint}\n      {plan}")
    assert not complaints, "\n".join(complaints)


def _is_excepted(sql):
    return any(connection.vendor in where and re.search(words, sql.strip()) for where, words in EXCEPTIONS)


def _complaint(plan, filled):
    walked = sorted(GROWING.intersection(plan.walked))
    much = {what: n for what, n in plan.read.items() if n > STEPS or (what in GROWING and n > ROWS)}
    untold = (GROWING & plan.tables) - filled
    words = [f"goes through {', '.join(walked)}"] if walked else []
    words += [f"reads {n} of {what}" for what, n in much.items()]
    words += [f"asks {', '.join(untold)}, which has no rows here"] if untold else []
    return "; ".join(words)


def test_somebody_has_decided_of_every_table_whether_it_grows():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    assert not GROWING & SMALL
    assert tables | WITHOUT_MODEL == GROWING | SMALL


@pytest.mark.django_db
def test_every_address_of_readers_is_asked_for(grown):
    asked = set()
    for addresses in PAGES.values():
        for page in addresses(grown):
            address = page if isinstance(page, str) else page[1]
            asked.add(resolve(address.partition("?")[0]).view_name)

    assert asked | NOT_ASKED == set(_names(get_resolver()))


def _names(resolver, namespace=""):
    for one in resolver.url_patterns:
        if getattr(one, "app_name", "") == "admin" or str(one.pattern) == "konto/":
            continue
        if hasattr(one, "url_patterns"):
            yield from _names(one, f"{one.namespace}:" if one.namespace else namespace)
        else:
            yield f"{namespace}{one.name}"
