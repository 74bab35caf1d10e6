"""From a release to a story and back, and how much of it is the newsroom's own work."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests.factories import image_bytes, make_author, make_person, make_place, make_section, make_user
from wire import inbox, receiving, services
from wire.models import Attachment, Feed, Group, Item, Mailbox, OwnWork, Use

BODY = (
    "<p>Most na Olzie będzie zamknięty od poniedziałku do końca września, informuje starostwo w Krzemionowie.</p>"
    "<p>Objazd wyznaczono przez Dębowiany, ulicami Polną i Kościelną - łącznie 14 km.</p>"
    "<p>Kontakt dla mediów: tel. 47 855 12 34, rzecznik@kpp.example</p>"
)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def source():
    return Feed.objects.create(
        name="Starostwo", url="https://starostwo.example/rss", section=make_section(), place=make_place(),
        source_line="Starostwo Powiatowe w Krzemionowie", photo_credit="fot. Starostwo",
    ).source_ptr  # fmt: skip


@pytest.fixture
def release(source):
    return bring(source)


def bring(source, number=1, *, title="Most na Olzie zamknięty", html=BODY, **fields):
    facts = {
        "sent_at": timezone.now(),
        "identities": [f"key-{number}"],
        "sender": "Starostwo",
        "url": f"https://starostwo.example/{number}",
    }
    taken = receiving.take_in(source, [receiving.Incoming(title=title, html=html, **facts | fields)])
    return taken.items[0]


@pytest.fixture
def people():
    """Those who work here: Jan writes, Ewa is the editor-in-chief, Marek moderates comments."""
    call_command("roles", verbosity=0)
    jan = make_user("jan", groups=["Dziennikarz"], first_name="Jan", last_name="Korbiel")
    make_author("Jan Korbiel", "kor", user=jan)
    ewa = make_user("ewa", groups=["Redaktor naczelny"])
    make_author("Ewa Malicka", "mal", user=ewa)
    return {"jan": jan, "ewa": ewa, "marek": make_user("marek", groups=["Moderator"])}


def as_(user):
    client = Client()
    client.force_login(user)
    return client


class TestThreePresses:
    def test_a_release_becomes_a_published_story(self, release, people):
        client = as_(people["ewa"])
        answer = client.post(f"/admin/wire/group/{release.group_id}/tekst/", {"komunikat": release.pk})
        article = Article.objects.get()
        assert answer.url == f"/admin/articles/article/{article.pk}/change/"

        article.publish(people["ewa"])

        assert article.is_published
        assert (article.title, article.source) == ("Most na Olzie zamknięty", "Starostwo Powiatowe w Krzemionowie")
        assert article.section == make_section() and list(article.places.all()) == [make_place()]
        assert article.lead.startswith("Most na Olzie będzie zamknięty") and "Objazd" in article.body
        assert [byline.author.signature for byline in article.bylines.all()] == ["mal"]

    def test_the_form_opens_with_the_release_alongside(self, release, people):
        article = services.make_story(release, people["jan"])

        page = as_(people["jan"]).get(f"/admin/articles/article/{article.pk}/change/").content.decode()

        assert 'data-group="release"' in page and "ulicami Polną i Kościelną - łącznie 14 km." in page

    def test_pressing_twice_gives_one_story(self, release, people):
        first = services.make_story(release, people["jan"])

        assert services.make_story(release, people["jan"]) == first and Article.objects.count() == 1

    def test_release_and_story_lead_to_each_other(self, release, people):
        article = services.make_story(release, people["jan"])
        release.group.refresh_from_db()

        assert release.group.state == Group.State.USED
        page = as_(people["jan"]).get(f"/admin/wire/group/{release.group_id}/change/", follow=True).content.decode()
        assert f"/admin/articles/article/{article.pk}/change/" in page

    def test_the_picture_comes_with_the_sources_credit(self, release, people):
        picture = Attachment(item=release, is_picture=True, name="most.jpg", description="Barierki na moście.")
        from django.core.files.base import ContentFile

        picture.file.save("most.jpg", ContentFile(image_bytes(900, 600)), save=True)

        photo = services.make_story(release, people["jan"]).photo

        assert (photo.credit, photo.alt) == ("fot. Starostwo", "Barierki na moście.")

    def test_a_damaged_picture_does_not_stop_the_story(self, release, people):
        from django.core.files.base import ContentFile

        picture = Attachment(item=release, is_picture=True, name="most.jpg")
        picture.file.save("most.jpg", ContentFile(b"no picture"), save=True)

        assert services.make_story(release, people["jan"]).photo is None
        picture.refresh_from_db()
        assert picture.remark

    def test_the_original_stays_unchanged(self, release, people):
        services.make_story(release, people["jan"])
        release.refresh_from_db()

        assert release.original == BODY

    def test_of_an_edited_release_the_last_text_is_taken(self, source, release, people):
        receiving.take_in(
            source,
            [
                receiving.Incoming(
                    title="Most na Olzie zamknięty",
                    html=BODY.replace("września", "grudnia"),
                    sent_at=None,
                    identities=["key-1"],
                )
            ],
        )

        assert "grudnia" in services.make_story(release, people["jan"]).lead


class TestOwnWork:
    def test_the_share_is_kept_and_follows_the_text(self, release, people):
        article = services.make_story(release, people["jan"])
        assert article.own_work.share == 100

        article.lead = "Nasz reporter stanął w korku o szóstej rano i policzył, ile trwa objazd naprawdę."
        article.body = "<p>Czterdzieści minut, tyle zajął przejazd przez trzy wsie i jeden przejazd kolejowy.</p>"
        article.save()
        services.measure_changed()

        assert OwnWork.objects.get().share < 30
        assert services.measure_changed() == 0

    def test_no_share_is_told_of_a_text_that_has_changed_since(self, release, people):
        article = services.make_story(release, people["jan"])
        article.body = "<p>Czterdzieści minut, tyle zajął przejazd przez trzy wsie i jeden przejazd kolejowy.</p>"
        article.save()
        article.publish(people["ewa"])
        client = as_(people["ewa"])

        def pages():
            addresses = [f"group/?grupa={release.group_id}", "group/wlasna-praca/"]
            return [client.get(f"/admin/wire/{address}").content.decode() for address in addresses]

        pane, month = pages()
        assert "w trakcie liczenia" in pane and "100%" not in pane + month
        assert "1 tekst jest jeszcze liczony" in month
        services.measure_changed()
        pane, month = pages()
        share = OwnWork.objects.get().share
        assert f"{share}% słów" in pane and f"{share}%" in month and "liczon" not in month

    def test_the_editor_is_told_while_writing(self, release, people):
        article = services.make_story(release, people["jan"])
        blocks = [
            "Tytuł własny",
            "Objazd wyznaczono przez Dębowiany, ulicami Polną i Kościelną – łącznie 14 km. Dzwoń: 47 855 12 34.",
        ]

        answer = (
            as_(people["jan"])
            .post(
                f"/admin/wire/group/wlasna-praca/{article.pk}/",
                json.dumps({"blocks": blocks}),
                content_type="application/json",
            )
            .json()
        )

        start, end = answer["sentences"][1][0]
        assert blocks[1][start:end].startswith("Objazd") and answer["sentences"][0] == []
        start, end = answer["contacts"][1][0]
        assert blocks[1][start:end] == "47 855 12 34"
        assert 40 < answer["share"] < 100

    @pytest.mark.parametrize(
        "body", ["", "{}", "[]", '{"blocks": 1}', '{"blocks": [1]}', "\x00", "[" * 5000, '{"blocks": null}']
    )
    def test_nonsense_is_refused(self, release, people, body):
        article = services.make_story(release, people["jan"])

        answer = as_(people["jan"]).post(
            f"/admin/wire/group/wlasna-praca/{article.pk}/", body, content_type="application/json"
        )

        assert answer.status_code == 400

    def test_a_story_out_of_reach_is_not_measured(self, release, people):
        article = services.make_story(release, people["ewa"])

        answer = as_(people["jan"]).post(
            f"/admin/wire/group/wlasna-praca/{article.pk}/", '{"blocks": ["a"]}', content_type="application/json"
        )
        assert answer.status_code == 404

    def test_the_months_list_is_for_the_editor_in_chief(self, release, people):
        article = services.make_story(release, people["jan"])
        article.publish(people["ewa"])
        services.measure_changed()

        page = as_(people["ewa"]).get("/admin/wire/group/wlasna-praca/")

        assert page.status_code == 200 and "Jan Korbiel" in page.content.decode() and "100%" in page.content.decode()
        assert as_(people["jan"]).get("/admin/wire/group/wlasna-praca/").status_code == 403
        for month in ["2026-13", "x", "٢٠٢٦-٠١", "2026-01'"]:
            assert as_(people["ewa"]).get("/admin/wire/group/wlasna-praca/", {"miesiac": month}).status_code == 200


class TestKeeping:
    def test_old_releases_go_and_used_ones_stay(self, source, people):
        used, old, young = (
            bring(source, 1),
            bring(source, 2, title="Sesja rady", html="<p>Inna sprawa.</p>"),
            bring(source, 3, title="Targ", html="<p>Owoce.</p>"),
        )
        services.make_story(used, people["jan"])
        Item.objects.filter(pk__in=[used.pk, old.pk]).update(received_at=timezone.now() - timedelta(days=91))

        services.drop_old()

        assert set(Item.objects.all()) == {used, young}

    def test_files_go_with_their_release(self, release):
        from django.core.files.base import ContentFile

        attachment = Attachment(item=release, name="a.pdf")
        attachment.file.save("a.pdf", ContentFile(b"x"), save=True)
        Item.objects.update(received_at=timezone.now() - timedelta(days=91))
        from django.test import TestCase

        with TestCase.captureOnCommitCallbacks(execute=True):
            services.drop_old()

        assert not attachment.file.storage.exists(attachment.file.name)


class TestGroups:
    def test_a_second_release_of_the_event_joins_and_shows_what_it_adds(self, source, release, people):
        other = Feed.objects.create(name="Policja", url="https://kpp.example/rss").source_ptr
        html = BODY + "<p>Na moście znaleziono pęknięty dźwigar, długi na dwa metry.</p>"
        second = bring(other, 9, title="Zamknięty most na Olzie", html=html)

        assert second.group_id == release.group_id
        page = (
            as_(people["jan"])
            .get(f"/admin/wire/group/?grupa={release.group_id}&komunikat={second.pk}")
            .content.decode()
        )
        assert "<mark>Na moście znaleziono pęknięty dźwigar, długi na dwa metry.</mark>" in page

    def test_what_was_put_aside_waits_again_when_more_comes(self, source, release, people):
        release.group.put_aside(people["jan"])
        bring(source, 9, html=BODY + "<p>Dopisek.</p>", title="Most na Olzie: więcej")

        release.group.refresh_from_db()
        assert release.group.state == Group.State.NEW

    def test_what_somebody_took_stays_theirs(self, source, release, people):
        release.group.take(people["jan"])
        bring(source, 9, html=BODY + "<p>Dopisek.</p>", title="Most na Olzie: więcej")

        release.group.refresh_from_db()
        assert (release.group.state, release.group.by) == (Group.State.TAKEN, people["jan"])

    def test_a_release_can_be_split_off(self, source, release, people):
        second = bring(source, 9, html=BODY + "<p>Dopisek.</p>", title="Most na Olzie: więcej")
        assert second.group_id == release.group_id

        as_(people["jan"]).post(f"/admin/wire/group/{release.group_id}/rozdziel/", {"komunikat": second.pk})

        second.refresh_from_db()
        assert second.group_id != release.group_id

    def test_splitting_off_can_be_undone(self, source, release, people):
        client = as_(people["jan"])
        article = services.make_story(release, people["jan"])
        second = bring(source, 9, html=BODY + "<p>Dopisek.</p>", title="Most na Olzie: więcej")

        page = client.post(
            f"/admin/wire/group/{release.group_id}/rozdziel/", {"komunikat": second.pk}, follow=True
        ).content.decode()
        assert set(article.wire_items.all()) == {release}
        client.post("/admin/wire/group/cofnij/", {"token": page.split('name="token" value="')[1].split('"')[0]})

        second.refresh_from_db()
        assert second.group_id == release.group_id and Group.objects.count() == 1
        assert set(article.wire_items.all()) == {release, second}


class TestNewsOfAUsedEvent:
    @pytest.fixture
    def story(self, release, people):
        return services.make_story(release, people["jan"])

    def more(self):
        police = Feed.objects.create(name="Policja", url="https://kpp.example/rss").source_ptr
        html = BODY + "<p>Na moście znaleziono pęknięty dźwigar, długi na dwa metry.</p>"
        return bring(police, 9, title="Zamknięty most na Olzie", html=html, sender="Policja")

    def edit(self, source):
        changed = receiving.Incoming(
            title="Most na Olzie zamknięty",
            html=BODY.replace("września", "grudnia"),
            sent_at=None,
            identities=["key-1"],
        )
        receiving.take_in(source, [changed])

    def test_a_further_release_makes_it_wait_again(self, source, release, story, people):
        second = self.more()

        assert second.group_id == release.group_id
        group = Group.objects.get()
        assert (group.state, group.by, group.news) == (Group.State.NEW, None, Group.News.RELEASE)
        client = as_(people["ewa"])
        page = client.get("/admin/wire/group/").content.decode()
        assert "doszło nowe" in page and f"/admin/articles/article/{story.pk}/change/" in page
        assert "doszło nowe" in client.get("/admin/").content.decode()

    def test_the_story_tells_of_it_and_is_measured_with_it(self, source, story, people):
        self.more()

        page = as_(people["jan"]).get(f"/admin/articles/article/{story.pk}/change/").content.decode()
        assert "Doszedł komunikat: Policja" in page and "pęknięty dźwigar" in page
        assert any("pęknięty dźwigar" in text for text in services.releases_of(story))

    def test_a_decision_takes_the_mark_back(self, source, release, story, people):
        self.more()
        client = as_(people["jan"])

        page = client.post(f"/admin/wire/group/{release.group_id}/wykorzystane/", follow=True).content.decode()
        group = Group.objects.get()
        assert (group.state, group.by, group.news) == (Group.State.USED, people["jan"], "")
        client.post("/admin/wire/group/cofnij/", {"token": page.split('name="token" value="')[1].split('"')[0]})
        group.refresh_from_db()
        assert (group.state, group.news) == (Group.State.NEW, Group.News.RELEASE)

    def test_pressing_make_a_story_leads_to_the_draft_that_is_there(self, source, story, people):
        second = self.more()

        assert services.make_story(second, people["jan"]) == story
        assert Group.objects.get().state == Group.State.USED

    def test_a_senders_change_is_told_in_the_list_and_at_the_story(self, source, release, story, people):
        self.edit(source)

        group = Group.objects.get()
        assert (group.state, group.news) == (Group.State.NEW, Group.News.CHANGE)
        assert "nadawca zmienił" in as_(people["jan"]).get("/admin/wire/group/").content.decode()
        page = as_(people["jan"]).get(f"/admin/articles/article/{story.pk}/change/").content.decode()
        assert "Nadawca (Starostwo) zmienił komunikat" in page
        old, new = (f"zamknięty od poniedziałku do końca {month}" for month in ["września", "grudnia"])
        assert f"<del>Most na Olzie będzie {old}" in page and f"<ins>Most na Olzie będzie {new}" in page

    def test_a_change_from_before_the_story_is_not_told_there(self, source, release, people):
        self.edit(source)
        story = services.make_story(release, people["jan"])

        page = as_(people["jan"]).get(f"/admin/articles/article/{story.pk}/change/").content.decode()
        assert "zmienił komunikat" not in page

    def test_a_change_does_not_bring_back_what_was_put_aside(self, source, release, people):
        release.group.put_aside(people["jan"])
        self.edit(source)

        release.group.refresh_from_db()
        assert (release.group.state, release.group.news) == (Group.State.ASIDE, "")

    def test_what_somebody_works_on_is_marked_and_stays_theirs(self, source, release, people):
        release.group.take(people["jan"])
        self.more()

        group = Group.objects.get()
        assert (group.state, group.by, group.news) == (Group.State.TAKEN, people["jan"], Group.News.RELEASE)


class TestInbox:
    def test_the_list_shows_what_is_new_and_nothing_else(self, source, release, people):
        aside = bring(source, 2, title="Konkurs na dyrektora", html="<p>Wakat.</p>")
        aside.group.put_aside(people["jan"])

        page = as_(people["jan"]).get("/admin/wire/group/").content.decode()

        assert "Most na Olzie zamknięty" in page and "Konkurs na dyrektora" not in page

    def test_it_is_narrowed_by_source_place_and_words(self, source, release, people):
        client = as_(people["jan"])
        bring(source, 2, title="Konkurs na dyrektora", html="<p>Ośrodek kultury w Dębowianach szuka dyrektorki.</p>")

        def shown(**query):
            return [
                title for title in ["Most na Olzie", "Konkurs na dyrektora"]
                if f'<span class="title">{title}' in client.get("/admin/wire/group/", query).content.decode()
            ]  # fmt: skip

        assert shown(zrodlo=source.pk) == ["Most na Olzie", "Konkurs na dyrektora"]
        assert shown(zrodlo=999) == []
        assert shown(miejscowosc=make_place().pk) == ["Most na Olzie", "Konkurs na dyrektora"]
        assert shown(q="mostu") == ["Most na Olzie"] and shown(q="osrodkow kultury") == ["Konkurs na dyrektora"]
        assert shown(q="nie ma takiego słowa zupełnie") == []

    def test_words_are_found_as_they_are_now_and_through_an_index(self, source, release):
        other = bring(source, 2, title="Konkurs na dyrektora")
        everything = Item.objects.order_by("pk")

        def shown(query):
            return list(inbox.found(everything, query))

        other.words = " basen "
        other.save()
        assert shown("konkurs") == [] and shown("basenu") == [other] and shown("mostem") == [release]
        Item.objects.filter(pk=other.pk).update(words="")
        assert shown("basen") == []
        Item.objects.all().delete()
        assert shown("most") == []
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan TO off")
            plan = inbox.found(everything, "most").explain()
        assert "wire_words" in plan, plan

    def test_of_many_failing_sources_the_number_of_the_rest_is_told(self, people):
        for number in range(5):
            feed = Feed.objects.create(name=f"Gmina {number}", url=f"https://gmina.example/{number}")
            feed.fail("Nie odpowiada")

        page = as_(people["ewa"]).get("/admin/wire/group/").content.decode()

        assert "i jeszcze 2" in page and "/admin/wire/feed/?stan=zle" in page

    def test_taking_putting_aside_and_undoing(self, release, people):
        client = as_(people["jan"])
        group = release.group

        client.post(f"/admin/wire/group/{group.pk}/wez/")
        group.refresh_from_db()
        assert (group.state, group.by) == (Group.State.TAKEN, people["jan"])
        assert "Most na Olzie" in client.get("/admin/wire/group/?stan=moje").content.decode()

        page = client.post(f"/admin/wire/group/{group.pk}/odloz/", follow=True)
        token = page.content.decode().split('name="token" value="')[1].split('"')[0]
        client.post("/admin/wire/group/cofnij/", {"token": token})
        group.refresh_from_db()
        assert (group.state, group.by) == (Group.State.TAKEN, people["jan"])

    @pytest.mark.parametrize(
        "query",
        [
            "stan=x", "grupa=1'", "grupa=" + "9" * 30, "zrodlo=٣", "przed=x", "przed=1-99999999999999999999", "q=%00", "q=" + "a" * 3000,
            "q=%F0%9F%98%80", "komunikat=-1", "q=%25_%25", "q=*", 'q="',
        ],
    )  # fmt: skip
    def test_nonsense_in_the_address_is_no_error_of_ours(self, release, people, query):
        assert as_(people["jan"]).get(f"/admin/wire/group/?{query}").status_code in {200, 400, 404}

    def test_changes_need_a_post(self, release, people):
        for what in ["wez", "odloz", "oddaj", "tekst", "rozdziel"]:
            assert as_(people["jan"]).get(f"/admin/wire/group/{release.group_id}/{what}/").status_code == 405

    def test_who_has_no_part_in_it_sees_nothing(self, release, people):
        client = as_(people["marek"])
        for address in ["", "wklej/", f"{release.group_id}/change/", "wlasna-praca/"]:
            assert client.get(f"/admin/wire/group/{address}").status_code == 403
        assert client.post(f"/admin/wire/group/{release.group_id}/tekst/", {"komunikat": release.pk}).status_code == 403
        assert not Article.objects.exists()

    def test_the_public_finds_nothing_of_it(self, release):
        client = Client()
        assert client.get("/admin/wire/group/").status_code == 302
        for address in ["/", "/rss/", "/sitemap.xml", "/archiwum/"]:
            assert "Most na Olzie zamknięty" not in client.get(address).content.decode()

    def test_more_releases_ask_no_more_queries(self, source, release, people):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = as_(people["jan"])
        client.get("/admin/wire/group/")
        with CaptureQueriesContext(connection) as few:
            client.get("/admin/wire/group/")
        for number in range(2, 14):
            bring(source, number, title=f"Komunikat {number}", html=f"<p>{'Zupełnie inna treść ' * number}</p>")
        with CaptureQueriesContext(connection) as many:
            client.get("/admin/wire/group/")

        assert len(many) == len(few)
        # Beside those that every page of the desk asks.
        assert len([query for query in many if '"wire_' in query["sql"] or '"portal_place"' in query["sql"]]) <= 4

    def test_a_file_is_only_saved_and_never_shown(self, release, people):
        from django.core.files.base import ContentFile

        attachment = Attachment(item=release, name='a"\r\nX-Bad: 1.html')
        attachment.file.save("a", ContentFile(b"<script>alert(1)</script>"), save=True)

        answer = as_(people["jan"]).get(f"/admin/wire/group/plik/{attachment.pk}/")

        assert answer["Content-Type"] == "application/octet-stream" and answer["Content-Disposition"].startswith(
            "attachment"
        )
        assert (
            "X-Bad" not in answer.headers
            and answer["X-Content-Type-Options"] == "nosniff"
            and "sandbox" in answer["Content-Security-Policy"]
        )
        assert as_(people["marek"]).get(f"/admin/wire/group/plik/{attachment.pk}/").status_code == 403


class TestPasting:
    def test_a_pasted_text_is_mine_at_once(self, people):
        answer = as_(people["jan"]).post(
            "/admin/wire/group/wklej/",
            {"sender": "Sanepid", "text": "Woda w studni nie nadaje się do picia.\n\nBadania powtórzymy."},
        )

        item = Item.objects.get()
        assert (
            answer.status_code == 302
            and item.title == "Woda w studni nie nadaje się do picia."
            and item.sender == "Sanepid"
        )
        assert item.body == "<p>Woda w studni nie nadaje się do picia.</p><p>Badania powtórzymy.</p>"
        assert (item.group.state, item.group.by) == (Group.State.TAKEN, people["jan"])

    def test_pasted_html_is_cleaned(self, people):
        as_(people["jan"]).post(
            "/admin/wire/group/wklej/",
            {
                "sender": "Sanepid",
                "text": "x",
                "html": "<p class=MsoNormal onclick=a()>Woda<o:p></o:p></p><ul><li>studnia</li></ul><script>a()</script>",
                "_story": "1",
            },
        )

        assert Item.objects.get().body == "<p>Woda</p><ul><li>studnia</li></ul>" and Article.objects.exists()

    @pytest.mark.parametrize(
        "data", [{}, {"sender": "a"}, {"text": "a"}, {"sender": "a", "text": "b", "sent_at": "2099-01-01T10:00"}, {"sender": "a" * 500, "text": "b"},
                 {"sender": "a", "text": "b", "sent_at": "wczoraj"}, {"sender": "a", "html": "<script></script>"}]
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_kept(self, people, data):
        answer = as_(people["jan"]).post("/admin/wire/group/wklej/", data)

        assert answer.status_code == 422 and not Item.objects.exists()
        assert "errorlist" in answer.content.decode() and data.get("sender", "") in answer.content.decode()


class TestSources:
    def test_a_feed_is_looked_at_before_it_is_saved(self, office, people):
        from .web import rss

        owner = make_user("wlasciciel", is_superuser=True)
        office.pages["/rss"] = rss(
            "<title>Święto łąki</title><description>Kosimy</description>", title="Gmina Brzozówki"
        )
        client, data = (
            as_(owner),
            {"url": office.url("/rss"), "interval": 15, "allow_private": "on", "is_trusted": "on"},
        )

        page = client.post("/admin/wire/feed/add/", data | {"_save": "1"})
        assert page.status_code == 200 and "Święto łąki" in page.content.decode() and not Feed.objects.exists()

        looked_at = page.context["form"]["looked_at"].value()
        client.post("/admin/wire/feed/add/", data | {"name": "Gmina Brzozówki", "looked_at": looked_at, "_save": "1"})
        assert Feed.objects.get().name == "Gmina Brzozówki"

        page = client.post("/admin/wire/feed/add/", data)
        assert page.status_code == 422 and Feed.objects.count() == 1

    def test_only_the_owner_lets_a_source_stand_inside(self, office, people):
        office.pages["/rss"] = b"<rss/>"
        page = as_(people["ewa"]).post(
            "/admin/wire/feed/add/", {"url": office.url("/rss"), "interval": 15, "allow_private": "on"}
        )

        assert page.status_code == 422 and office.asked == []

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "nonsense",
            "ftp://a.pl/",
            "http://127.0.0.1/",
            "http://a b/",
            "javascript:alert(1)",
            "http://user:pw@a.pl/",
        ],
    )
    def test_a_wrong_address_is_told_beside_the_field(self, people, url):
        page = as_(people["ewa"]).post("/admin/wire/feed/add/", {"url": url, "interval": 15})

        assert page.status_code == 422 and "errorlist" in page.content.decode() and not Feed.objects.exists()

    def test_journalists_do_not_change_sources(self, source, people):
        assert as_(people["jan"]).get("/admin/wire/feed/").status_code == 403
        assert as_(people["ewa"]).get("/admin/wire/feed/").status_code == 200
        assert as_(people["ewa"]).get(f"/admin/wire/feed/{source.pk}/change/").status_code == 200

    def test_a_mailbox_keeps_its_password_to_itself(self, people):
        client = as_(people["ewa"])
        data = {
            "name": "Prasa",
            "is_active": "on",
            "host": "imap.kurier.example",
            "port": 993,
            "security": "tls",
            "username": "prasa",
            "password": "tajne-haslo-1",
            "folder": "INBOX",
            "interval": 15,
        }
        assert client.post("/admin/wire/mailbox/add/", data | {"password": ""}).status_code == 200
        assert client.post("/admin/wire/mailbox/add/", data | {"security": "none"}).status_code == 200
        assert not Mailbox.objects.exists()

        # Its server is not there: one says so and saves all the same.
        assert client.post("/admin/wire/mailbox/add/", data | {"anyway": "on"}).status_code == 302
        box = Mailbox.objects.get()
        assert box.password == "tajne-haslo-1"
        assert "tajne-haslo-1" not in client.get(f"/admin/wire/mailbox/{box.pk}/change/").content.decode()
        client.post(f"/admin/wire/mailbox/{box.pk}/change/", data | {"password": "", "name": "Prasowa"})
        assert Mailbox.objects.get().password == "tajne-haslo-1" and Mailbox.objects.get().name == "Prasowa"

    @pytest.fixture
    def box(self):
        """A mailbox of the own network, as the owner has saved it."""
        box = Mailbox(
            name="Prasa",
            host="127.0.0.1",
            port=9,
            username="prasa",
            security="none",
            allow_private=True,
            folder="INBOX",
        )
        box.password = "tajne-haslo-1"
        box.save()
        return box

    def posted(self, box, **changed):
        names = ["name", "host", "port", "security", "username", "folder", "interval"]
        data = {name: getattr(box, name) for name in names} | {"is_active": "on", "password": "", "anyway": "on"}
        return data | changed

    @pytest.mark.parametrize(
        "changed", [{"host": "imap.example"}, {"port": 993}, {"security": "tls"}, {"username": "ktos"}]
    )
    def test_the_kept_password_goes_to_no_other_server(self, people, box, changed):
        page = as_(people["ewa"]).post(f"/admin/wire/mailbox/{box.pk}/change/", self.posted(box, **changed))

        assert "Podaj hasło jeszcze raz" in page.content.decode()
        name, value = changed.popitem()
        box.refresh_from_db()
        assert getattr(box, name) != value and f'value="{value}"' in page.content.decode()

    def test_whoever_moves_a_source_does_not_take_the_owners_permission_along(self, people, box, office, make_feed):
        client = as_(people["ewa"])
        feed = make_feed()
        data = {"name": "Gmina", "interval": 15, "is_active": "on"}

        client.post(f"/admin/wire/feed/{feed.pk}/change/", data | {"url": feed.url})
        assert Feed.objects.get(pk=feed.pk).allow_private
        page = client.post(f"/admin/wire/feed/{feed.pk}/change/", data | {"url": office.url("/admin")}, follow=True)
        assert not Feed.objects.get(pk=feed.pk).allow_private
        assert "nie może już stać w sieci wewnętrznej" in page.content.decode()

        moved = self.posted(box, host="10.0.0.7", password="nowe-haslo", security="tls")
        client.post(f"/admin/wire/mailbox/{box.pk}/change/", moved)
        box.refresh_from_db()
        assert (box.host, box.allow_private) == ("10.0.0.7", False)

    def test_the_owner_moves_a_source_and_still_allows_it(self, office, make_feed):
        feed = make_feed()
        data = {"name": "Gmina", "interval": 15, "is_active": "on", "allow_private": "on", "url": office.url("/inny")}

        as_(make_user("wlasciciel", is_superuser=True)).post(f"/admin/wire/feed/{feed.pk}/change/", data)

        feed.refresh_from_db()
        assert feed.url == office.url("/inny") and feed.allow_private

    def test_a_mailbox_that_does_not_open_comes_back_with_a_word_at_its_field(self, people):
        client = as_(people["ewa"])
        data = self.posted(Mailbox(name="Prasa", host="nie.ma.example", username="prasa", port=993, security="tls"))
        data |= {"password": "tajne", "anyway": ""}

        page = client.post("/admin/wire/mailbox/add/", data)
        assert not Mailbox.objects.exists() and "Nie ma takiego serwera." in str(page.context["errors"])
        assert 'value="nie.ma.example"' in page.content.decode()
        assert 'type="checkbox" name="anyway"' in page.content.decode()

        client.post("/admin/wire/mailbox/add/", data | {"anyway": "on"})
        page = client.post("/admin/wire/mailbox/add/", data | {"anyway": "on"})
        assert Mailbox.objects.count() == 1 and "Ta skrzynka jest już na liście" in page.content.decode()

    @pytest.mark.parametrize("host", ["https://poczta.example.pl/", "poczta.example.pl:993", "a@b.pl", "a b"])
    def test_a_server_is_a_bare_name(self, people, host):
        box = Mailbox(name="Prasa", host=host, username="prasa", port=993, security="tls")

        page = as_(people["ewa"]).post("/admin/wire/mailbox/add/", self.posted(box, password="tajne"))

        assert "samą nazwę serwera" in page.content.decode() and not Mailbox.objects.exists()

    def test_the_form_says_how_the_source_fares(self, people, make_feed):
        feed = make_feed()
        feed.fail("Nie odpowiada")

        assert "Nie odpowiada, od" in as_(people["ewa"]).get(f"/admin/wire/feed/{feed.pk}/change/").content.decode()

    def test_an_address_that_is_read_already_leads_to_its_source(self, people, make_feed):
        feed = make_feed()

        page = as_(people["ewa"]).post("/admin/wire/feed/add/", {"url": feed.url, "interval": 15})

        assert page.status_code == 422 and f'<a href="/admin/wire/feed/{feed.pk}/change/">' in page.content.decode()

    def test_a_page_that_names_several_feeds_is_no_mistake(self, office):
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{office.url(path)}">' for path in ["/a", "/b"]
        )
        office.pages["/"] = f"<html><head>{links}</head></html>".encode()
        client = as_(make_user("wlasciciel", is_superuser=True))

        page = client.post("/admin/wire/feed/add/", {"url": office.url("/"), "interval": 15, "allow_private": "on"})

        assert "errorlist" not in page.content.decode() and page.content.decode().count('name="_feed"') == 2

    def test_a_preview_shows_no_moment_to_come_and_a_clean_name(self, office):
        from .web import rss

        office.pages["/rss"] = rss(
            "<title>Święto</title><pubDate>Tue, 24 Nov 2099 10:00:00 GMT</pubDate>",
            title="&lt;b onclick=a()&gt;Gmina&lt;/b&gt;",
        )
        client = as_(make_user("wlasciciel", is_superuser=True))

        page = client.post("/admin/wire/feed/add/", {"url": office.url("/rss"), "interval": 15, "allow_private": "on"})

        assert page.context["form"]["name"].value() == "Gmina" and "<time" in page.content.decode()
        assert page.context["preview"].releases[0]["sent_at"] <= timezone.now()

    def test_an_address_with_a_password_is_refused_for_that(self, people):
        page = as_(people["ewa"]).post("/admin/wire/feed/add/", {"url": "http://user:pw@a.pl/", "interval": 15})

        assert "z nazwą użytkownika lub hasłem" in page.content.decode()

    def test_keeping_is_one_row(self, people):
        client = as_(people["ewa"])
        page = client.get("/admin/wire/keeping/", follow=True)
        assert page.status_code == 200
        assert client.get("/admin/wire/keeping/add/").status_code == 403
        owner = as_(make_user("wlasciciel", is_superuser=True))
        assert owner.get("/admin/wire/keeping/1/delete/").status_code == 403

    def test_the_desks_search_finds_releases(self, release, people):
        assert "Most na Olzie zamknięty" in as_(people["jan"]).get("/admin/szukaj/?q=mostu").content.decode()

    def test_deleting_a_source_keeps_its_releases(self, source, release, people):
        Feed.objects.get(pk=source.pk).delete()

        assert Item.objects.get().source is None
        assert as_(people["jan"]).get("/admin/wire/group/").status_code == 200
        assert services.make_story(Item.objects.get(), people["jan"]).source == "Starostwo"
        assert Use.objects.count() == 1


def test_people_in_the_release_are_suggested_in_the_story(source, people):
    halina = make_person()
    release = bring(source, html="<p>Most zamknięto decyzją Haliny Ostrężnej, informuje starostwo.</p>")
    article = services.make_story(release, people["jan"])
    mention = article.mentions.get()
    assert (mention.person, mention.state, mention.form) == (halina, "suggested", "Haliny Ostrężnej")
