"""The inbox: who may open what, that each opening is logged, and where a tip goes from there."""

import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from common import memo
from newsroom.roles import ROLES
from photos.models import Photo
from tests.factories import make_article, make_place, make_user
from tips import gates, opening, services
from tips.models import PhotoConsent, Tip, TipAccess, TipFile, WrappedKey
from tips.opening import Content

from .conftest import file, jpeg, login, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

INBOX = "/admin/tips/tip/"
SECRET = "Rysa na filarze"


@pytest.fixture
def tip(newsroom):
    return services.receive_tip(Content(text=f"{SECRET} mostu."), contact="ola@example.org", place=make_place())[0]


@pytest.fixture
def confidential(newsroom):
    return services.receive_tip(Content(text="Sekret urzędu"), confidential=True)[0]


def page(tip):
    return f"{INBOX}{tip.pk}/"


def act(client, tip, do, **fields):
    return client.post(f"{page(tip)}akcja/", {"do": do} | fields)


READERS = {"Dziennikarz", "Dziennikarz dyżurny", "Redaktor prowadzący", "Redaktor naczelny"}
READERS_OF_CONFIDENTIAL = {"Redaktor prowadzący", "Redaktor naczelny"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may_and_no_more(roles, tip, confidential, role):
    client = login(member(role))
    inbox = client.get(INBOX)
    assert inbox.status_code == (200 if role in READERS else 403)
    assert (SECRET in inbox.text) == (role in READERS)
    assert "Sekret" not in inbox.text
    assert (SECRET in client.get(page(tip)).text) == (role in READERS)
    opened = client.get(page(confidential))
    assert "Sekret" not in opened.text
    assert opened.status_code == (302 if role in READERS_OF_CONFIDENTIAL else 200 if role in READERS else 403)


@pytest.mark.parametrize("role", sorted(set(ROLES) - READERS))
@pytest.mark.parametrize(
    "do",
    [
        "reply",
        "note",
        "contact",
        "draft",
        "link",
        "thank",
        "photo",
        "original",
        "metadata",
        "export",
        "state",
        "assign",
        "spam",
        "join",
    ],
)
def test_no_other_role_gets_anywhere_by_its_buttons(roles, tip, role, do):
    response = act(login(member(role)), tip, do, reply="x", state="closed")
    assert response.status_code == 403
    tip.refresh_from_db()
    assert tip.state == "received"


@pytest.mark.parametrize("address", ["dodaj/", "odblokuj/"])
@pytest.mark.parametrize("role", sorted(set(ROLES) - READERS))
def test_no_other_role_sees_the_pages_around(roles, newsroom, role, address):
    assert login(member(role)).get(INBOX + address).status_code == 403


def test_a_stranger_is_sent_to_the_login(tip, client):
    for address in (INBOX, page(tip), f"{INBOX}dodaj/", f"{INBOX}obok/1/"):
        assert client.get(address).status_code == 302


def test_being_a_superuser_opens_nothing(tip, confidential):
    owner = make_user("wlasciciel", is_superuser=True)
    client = login(owner)
    assert SECRET not in client.get(INBOX).text
    for one in (tip, confidential):
        assert client.get(page(one)).status_code == 200
        assert SECRET not in client.get(page(one)).text
        for do in ("contact", "reply", "export", "original"):
            assert act(client, one, do, reply="x").status_code == 403
    assert client.get("/admin/tips/tipaccess/").status_code == 403
    assert not TipAccess.objects.filter(what="opened").exists()


def test_a_superuser_with_a_row_of_the_permission_is_a_reader_like_others(tip, roles):
    client = login(member("Redaktor naczelny", "szef", is_superuser=True))
    assert SECRET in client.get(page(tip)).text


def test_opening_is_logged_and_the_source_sees_it(tip, editor):
    assert editor.get(page(tip)).status_code == 200
    tip.refresh_from_db()
    assert tip.state == Tip.State.READ and tip.first_read_at
    line = TipAccess.objects.get(what="opened")
    assert (line.number, line.by.username) == (tip.pk, "ewa")


@pytest.mark.parametrize(("do", "what"), [("contact", "contact"), ("export", "exported"), ("draft", "drafted")])
def test_every_other_way_of_opening_is_logged_too(tip, editor, do, what):
    act(editor, tip, do)
    assert TipAccess.objects.filter(what=what, number=tip.pk).count() == 1


def test_only_whoever_may_sees_the_log_and_nobody_changes_it(tip, editor, roles):
    editor.get(page(tip))
    assert editor.get("/admin/tips/tipaccess/").status_code == 200
    line = TipAccess.objects.first()
    with pytest.raises(TypeError):
        line.save()
    assert editor.post(f"/admin/tips/tipaccess/{line.pk}/delete/", {"post": "yes"}).status_code == 403
    assert login(member("Dziennikarz", "jan")).get("/admin/tips/tipaccess/").status_code == 403


def test_a_refused_opening_is_logged(confidential, roles):
    login(member("Dziennikarz", "jan")).get(page(confidential))
    assert TipAccess.objects.get(what="refused").number == confidential.pk


def test_a_link_from_another_site_opens_nothing_by_itself(tip, editor):
    response = editor.get(page(tip), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200 and "ola@" not in response.text and 'class="read"' not in response.text
    tip.refresh_from_db()
    assert tip.state == Tip.State.RECEIVED


def test_after_a_shift_the_second_factor_is_asked_for_again(tip, roles):
    client = login(member("Redaktor naczelny"), proved=gates.SHIFT + 60)
    assert "/reauthenticate/" in client.get(page(tip)).url
    assert SECRET not in client.get(INBOX).text


def test_each_confidential_tip_asks_for_a_fresh_proof(confidential, newsroom, roles):
    other = services.receive_tip(Content(text="Drugi sekret"), confidential=True)[0]
    user = member("Redaktor naczelny")
    client = login(user)
    assert "/reauthenticate/" in client.get(page(confidential)).url
    prove(client, user)
    assert "Sekret urzędu" in client.get(page(confidential)).text
    assert "Sekret urzędu" in client.get(page(confidential)).text
    assert "/reauthenticate/" in client.get(page(other)).url
    prove(client, user)
    assert "Drugi sekret" in client.get(page(other)).text


def prove(client, user):
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        *session[AUTHENTICATION_METHODS_SESSION_KEY],
        {"method": "password", "at": time.time(), "reauthenticated": True},
    ]
    session.save()


def test_the_real_question_for_the_password_leads_back(confidential, roles):
    client = login(member("Redaktor naczelny"))
    question = client.get(page(confidential)).url
    answer = client.post(question, {"password": "haslo-do-testow-1"})
    assert answer.status_code == 302 and answer.url == page(confidential)
    assert "Sekret urzędu" in client.get(answer.url).text


def test_open_and_answer_in_two_presses(tip, editor, source):
    assert editor.get(page(tip)).status_code == 200
    assert act(editor, tip, "reply", reply="Dziękujemy.").status_code == 302
    assert tip.messages.get().by.username == "ewa"


def test_an_empty_answer_is_explained_and_not_sent(tip, editor):
    response = act(editor, tip, "reply", reply="  ")
    assert response.status_code == 422
    assert not tip.messages.exists()


def test_pages_of_the_desk_are_never_stored(tip, editor):
    for address in (INBOX, page(tip), f"{INBOX}dodaj/"):
        assert editor.get(address)["Cache-Control"].startswith("no-store, private")


def test_state_urgency_and_hands_change_by_their_buttons(tip, editor):
    act(editor, tip, "assign", user="me")
    act(editor, tip, "urgency", urgency="1")
    act(editor, tip, "state", state="checking")
    tip.refresh_from_db()
    assert (tip.assigned_to.username, tip.urgency, tip.state) == ("ewa", 1, "checking")
    assert act(editor, tip, "state", state="wymyslony").status_code == 404
    assert act(editor, tip, "urgency", urgency="9").status_code == 404
    assert act(editor, tip, "nonsens").status_code == 404


def test_suspicious_tips_have_a_box_of_their_own(tip, editor):
    act(editor, tip, "suspect")
    assert SECRET not in editor.get(INBOX).text
    assert SECRET in editor.get(f"{INBOX}?box=podejrzane").text
    act(editor, tip, "honest")
    assert SECRET in editor.get(INBOX).text
    act(editor, tip, "spam")
    tip.refresh_from_db()
    assert tip.spam and tip.state == "closed" and tip.expires_on == timezone.localdate() + timedelta(days=7)


def test_duplicates_are_joined_and_parted(tip, editor, newsroom):
    other = services.receive_tip(Content(text="To samo"))[0]
    third = services.receive_tip(Content(text="I to"))[0]
    act(editor, third, "join", number=str(other.pk))
    act(editor, other, "join", number=str(tip.pk))
    other.refresh_from_db()
    third.refresh_from_db()
    assert other.duplicate_of == tip and third.duplicate_of == tip
    act(editor, tip, "join", number=str(other.pk))
    act(editor, tip, "join", number=str(tip.pk))
    act(editor, tip, "join", number="9" * 30)
    tip.refresh_from_db()
    assert tip.duplicate_of is None
    act(editor, other, "part")
    other.refresh_from_db()
    assert other.duplicate_of is None


def test_a_story_is_begun_with_place_and_section_and_not_a_word(tip, editor):
    about = make_article()
    Tip.objects.filter(pk=tip.pk).update(article=about)
    response = act(editor, tip, "draft")
    tip.refresh_from_db()
    story = tip.story
    assert response.url == f"/admin/articles/article/{story.pk}/change/"
    assert (story.section, [*story.places.all()]) == (about.section, [tip.place])
    assert "Rysa" not in story.title + story.lead + story.body
    assert tip.state == "checking"
    act(editor, tip, "draft")
    assert Article.objects.count() == 2


def test_the_story_of_a_confidential_tip_knows_nothing_of_it(newsroom, roles):
    about, place = make_article(), make_place()
    tip = services.receive_tip(Content(text="Sekret urzędu"), confidential=True, article=about, place=place)[0]
    user = member("Redaktor naczelny")
    story = services.draft_story(tip, user)
    assert story.section is None and not story.places.exists()
    client = login(user)
    assert client.get(f"{INBOX}obok/{story.pk}/").status_code == 204
    everything = (
        str(Article.objects.filter(pk=story.pk).values()) + str(story.history.values()) + str(story.events.values())
    )
    assert "Sekret" not in everything and str(tip.uid) not in everything


def test_the_tip_is_read_beside_its_story_and_never_copied(tip, editor):
    act(editor, tip, "draft")
    tip.refresh_from_db()
    beside = editor.get(f"{INBOX}obok/{tip.story.pk}/")
    assert SECRET in beside.text and beside["Cache-Control"].startswith("no-store, private")
    assert TipAccess.objects.filter(what="beside", number=tip.pk).exists()
    assert SECRET not in editor.get(f"/admin/articles/article/{tip.story.pk}/change/").text


def test_a_photo_goes_into_the_library_clean_with_its_consent(newsroom, source, editor):
    source.receipt(
        body="Zdjęcie.",
        licence="on",
        may_be_named="on",
        credit="Ola Kowal",
        files=[file(jpeg(800, 600, comment=b"GDZIE-KIEDY"))],
    )
    tip = Tip.objects.get()
    response = act(editor, tip, "photo", file=str(tip.files.get().uid))
    photo = Photo.objects.get()
    assert response.url == f"/admin/photos/photo/{photo.pk}/change/"
    assert photo.credit == "fot. Ola Kowal"
    assert b"GDZIE" not in photo.original.read()
    consent = PhotoConsent.objects.get()
    assert consent.photo == photo and "bezpłatną publikację" in consent.wording and consent.may_be_named


def test_without_consent_no_photo_leaves_the_tip(newsroom, source, editor):
    source.receipt(body="Zdjęcie.", files=[file(jpeg(800, 600))])
    tip = Tip.objects.get()
    act(editor, tip, "photo", file=str(tip.files.get().uid))
    assert not Photo.objects.exists()


def test_a_photo_sent_in_confidence_does_not_point_back(newsroom, source, roles):
    source.receipt(body="Zdjęcie.", confidential="on", licence="on", files=[file(jpeg(800, 600), "urzad.jpg")])
    tip = Tip.objects.get()
    row = tip.files.get()
    row.tip = tip
    opener = opening.server_opener()
    photo = services.photo_to_library(tip, row, opener.facts(row), opener.content(tip), make_user("jan"))
    assert photo.credit == "fot. Czytelnik" and photo.original_filename == "od-czytelnika.jpg"
    assert TipFile.objects.get().photo is None
    assert TipAccess.objects.get(what="to_library").note == ""


def test_an_original_is_a_download_that_no_browser_runs(newsroom, source, editor):
    content = b"%PDF-1.4 <script>alert(1)</script>" * 50
    source.receipt(body="Umowa.", files=[file(content, "../../umowa‮.pdf")])
    tip = Tip.objects.get()
    response = act(editor, tip, "original", file=str(tip.files.get().uid))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="zgloszenie-{tip.pk}-1.pdf"'
    assert "sandbox" in response["Content-Security-Policy"] and response["X-Content-Type-Options"] == "nosniff"
    assert TipAccess.objects.filter(what="original").exists()


def test_a_file_of_another_tip_is_not_found(newsroom, source, editor, tip):
    source.receipt(body="Inne.", files=[file(jpeg())])
    foreign = str(TipFile.objects.get().uid)
    assert act(editor, tip, "original", file=foreign).status_code == 404
    assert editor.get(f"{page(tip)}plik/{foreign}/").status_code == 404
    assert act(editor, tip, "original", file="nonsens").status_code == 404


def test_swapped_ciphertexts_are_an_answer_in_words(tip, editor, newsroom):
    other = services.receive_tip(Content(text="Inny"))[0]
    Tip.objects.filter(pk=tip.pk).update(body=other.body)
    response = editor.get(page(tip))
    assert response.status_code == 200 and 'role="alert"' in response.text
    assert editor.get(INBOX).status_code == 200


def test_wrapped_keys_of_two_tips_cannot_be_swapped(tip, newsroom):
    from tips import sealing

    other = services.receive_tip(Content(text="Inny"))[0]
    mine, theirs = WrappedKey.objects.get(tip=tip), WrappedKey.objects.get(tip=other)
    WrappedKey.objects.filter(pk=mine.pk).update(sealed=theirs.sealed)
    with pytest.raises(sealing.CannotOpen):
        opening.server_opener().pair_of(Tip.objects.get(pk=tip.pk))


def test_thanks_reach_the_source_when_the_story_is_out(newsroom, source, editor):
    words = source.receipt(body="Pęka.")
    tip = Tip.objects.get()
    act(editor, tip, "thank")
    assert not tip.messages.exists()
    Tip.objects.update(story=make_article(title="Most pęka"))
    act(editor, tip, "thank")
    tip.refresh_from_db()
    assert tip.state == "published" and tip.thanked_at
    answer = source.look(words).text
    assert "Most pęka" in answer and tip.story.get_absolute_url() in answer


def test_what_came_by_telephone_is_added_and_sealed(newsroom, editor):
    response = editor.post(
        f"{INBOX}dodaj/", {"body": "Dzwonił sąsiad.", "source": "phone", "kind": "news", "contact": "600"}
    )
    tip = Tip.objects.get()
    assert response.url == page(tip)
    assert tip.added_by.username == "ewa" and not tip.has_receipt
    assert "Dzwonił sąsiad." in editor.get(page(tip)).text
    assert editor.post(f"{INBOX}dodaj/", {"body": " "}).status_code == 422


def asked_for_the_inbox(editor):
    """The queries of the inbox's page, without the portal's name and places, which are remembered for seconds."""
    with CaptureQueriesContext(connection) as captured:
        editor.get(INBOX)
    return [query["sql"] for query in captured if not re.search(r'FROM "portal_(imprint|place)"', query["sql"])]


def test_more_tips_ask_no_more_queries(newsroom, editor):
    services.receive_tip(Content(text="Jeden"))
    editor.get(INBOX)
    one = asked_for_the_inbox(editor)
    for number in range(45):
        services.receive_tip(Content(text=f"Nr {number}"))
    assert len(asked_for_the_inbox(editor)) == len(one) <= 8, one
    page = editor.get(INBOX)
    older = re.search(r"przed=(\d+)", page.text)
    assert older and "Jeden" in editor.get(f"{INBOX}?przed={older[1]}").text


def test_the_front_desk_counts_tips_and_says_nothing_of_them(tip, confidential, editor):
    text = editor.get("/admin/").text
    assert f"nr {tip.pk}" in text or f"no. {tip.pk}" in text
    assert SECRET not in text and "Sekret" not in text


def test_promises_count_only_the_hours_in_which_somebody_is_there():
    from datetime import datetime

    from tips.promises import due

    def at(day, hour, minute=0):
        return timezone.make_aware(datetime(2026, 11, day, hour, minute))

    assert due(at(24, 12), 2) == at(24, 14)
    assert due(at(24, 19), 2) == at(25, 9)
    assert due(at(24, 23, 30), 2) == at(25, 10)
    assert due(at(24, 5), 2) == at(24, 10)
    assert due(at(24, 12), 24) == at(26, 12)


def test_the_list_is_narrowed_by_kind_place_and_urgency(newsroom, editor):
    place = make_place("Krzemionów")
    services.receive_tip(Content(text="Szukane"), kind="event", place=place, urgency=3)
    services.receive_tip(Content(text="Inne"), kind="news")
    memo.forget_everything()
    for narrowed in ("kind=event", f"place={place.pk}", "urgency=3", f"kind=event&place={place.pk}&urgency=3"):
        page = editor.get(f"{INBOX}?{narrowed}").text
        assert "Szukane" in page and "Inne" not in page, narrowed
    for nonsense in ("kind=%00", "place=" + "9" * 40, "place=٣", "urgency=x"):
        assert editor.get(f"{INBOX}?{nonsense}").status_code in {200, 400}


def test_doubts_are_told_in_words(newsroom, editor):
    tip, _words = services.receive_tip(Content(text="Kredyt"), doubts=["links", "of yesterday"])
    text = editor.get(page(tip)).text
    assert "wiele odnośników" in text and "of yesterday" in text


@pytest.fixture
def mistake(newsroom):
    """An error that a reader found in a published story."""
    story = make_article(title="Most zamknięty", body="<p>Most ma dwa filary.</p>")
    tip, words = services.receive_tip(
        Content(text="Trzy, nie dwa.", passage="Most ma dwa filary."), kind="error", article=story
    )
    return story, tip, words


def test_the_sentence_of_an_error_stands_beside_its_story(mistake, editor):
    story, tip, _words = mistake
    link = re.search(rf"/admin/articles/article/{story.pk}/change/\?zgloszenie={tip.pk}", editor.get(page(tip)).text)
    assert link and SECRET not in editor.get(link[0]).text and "dwa filary" in editor.get(link[0]).text
    beside = f"{INBOX}obok/{story.pk}/"
    assert 'data-passage="Most ma dwa filary."' in editor.get(f"{beside}?zgloszenie={tip.pk}").text
    assert editor.get(beside).status_code == 204
    assert TipAccess.objects.filter(what="beside", number=tip.pk).exists()


def test_of_an_error_told_in_confidence_the_story_knows_nothing(mistake, editor):
    story, tip, _words = mistake
    Tip.objects.update(confidential=True)
    assert editor.get(f"{INBOX}obok/{story.pk}/?zgloszenie={tip.pk}").status_code == 204


def test_another_tip_cannot_be_read_beside_a_story_by_its_number(mistake, editor):
    story, _tip, _words = mistake
    other, _words = services.receive_tip(Content(text=SECRET))
    for number in (other.pk, "x", "9" * 40, "٣"):
        assert editor.get(f"{INBOX}obok/{story.pk}/?zgloszenie={number}").status_code in {204, 400}


def test_who_found_an_error_is_thanked_when_it_is_mended(mistake, editor, source):
    story, tip, words = mistake
    story.body = "<p>Most ma trzy filary.</p>"
    story.save()
    editor.post(f"{page(tip)}akcja/", {"do": "thank"})
    assert Tip.objects.get().state == "published"
    text = source.look(words).text
    assert story.title in text and story.get_absolute_url() in text


def test_nobody_is_told_of_a_mended_error_before_it_is_mended(mistake, editor, source):
    story, tip, words = mistake
    assert "Podziękuj, sprawdzimy" in editor.get(page(tip)).text
    act(editor, tip, "thank")
    answer = source.look(words).text
    assert "Poprawiliśmy" not in answer and "Dziękujemy za zgłoszenie błędu" in answer
    tip.refresh_from_db()
    assert tip.state == "checking" and not tip.thanked_at
    assert 'value="thank"' not in editor.get(page(tip)).text
    story.body = "<p>Most ma trzy filary.</p>"
    story.save()
    assert 'value="thank"' in editor.get(page(tip)).text


# -- The log has no gaps ----------------------------------------------------------------------------


def refusals(user):
    return TipAccess.objects.filter(what="refused", by__username=user)


def test_each_box_that_shows_first_sentences_is_logged_once_an_hour(tip, editor):
    services.receive_tip(Content(text="Wygrana"), doubts=["links"])
    for _again in range(2):
        editor.get(INBOX)
        editor.get(f"{INBOX}?box=podejrzane")
    lines = TipAccess.objects.filter(what="listed").order_by("pk")
    assert [line.note for line in lines] == ["Nowe i w pracy: początki: 1", "Podejrzane: początki: 1"]


def test_whoever_is_refused_stands_in_the_log(tip, roles):
    owner = login(make_user("wlasciciel", is_superuser=True))
    owner.get(page(tip))
    assert refusals("wlasciciel").get().number == tip.pk
    client = login(member("Moderator", "marek"))
    client.get(INBOX)
    client.get(page(tip))
    act(client, tip, "reply", reply="x")
    client.get(f"{INBOX}dodaj/")
    assert [line.number for line in refusals("marek").order_by("pk")] == [None, tip.pk, tip.pk, None]


def test_one_visit_is_one_line(tip, editor):
    editor.get(page(tip))
    act(editor, tip, "note", note="Zadzwonić.")
    editor.get(page(tip))
    assert TipAccess.objects.filter(what="opened").count() == 1
    TipAccess.objects.update(at=timezone.now() - timedelta(minutes=11))
    editor.get(page(tip))
    assert TipAccess.objects.filter(what="opened").count() == 2


def test_changes_of_keys_are_told_in_polish(newsroom, editor):
    line = TipAccess.objects.filter(what="keys").first()
    assert line.note.startswith("nowy klucz: klucz na serwerze")


# -- By hand, with files ------------------------------------------------------------------------------


def adding(editor, **fields):
    form = editor.get(f"{INBOX}dodaj/").text
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    return {"token": token, "source": "phone", "kind": "news"} | fields


def test_files_come_along_with_what_is_added_by_hand(newsroom, editor, settings):
    photo = jpeg(comment=b"KANAREK" * 300)
    editor.post(
        f"{INBOX}dodaj/",
        adding(editor, body="Przyszło Signalem.", licence="on", files=[file(photo), file(b"%PDF-1.4 x")]),
    )
    tip = Tip.objects.get()
    assert tip.file_count == 2
    for path in settings.DATA_DIR.rglob("*"):
        assert not path.is_file() or b"KANAREK" not in path.read_bytes()
    assert act(editor, tip, "photo", file=str(tip.files.first().uid)).url.startswith("/admin/photos/")


def test_files_wait_for_what_is_added_by_hand_to_be_mended(newsroom, editor):
    fields = adding(editor, body="a" * 20_001, files=[file(jpeg(), "rysa.jpg")])
    answer = editor.post(f"{INBOX}dodaj/", fields)
    assert answer.status_code == 422 and "rysa.jpg" in answer.text
    del fields["files"]
    fields["body"] = "Krócej."
    editor.post(f"{INBOX}dodaj/", fields)
    assert Tip.objects.get().file_count == 1
    # A second press adds nothing.
    assert editor.post(f"{INBOX}dodaj/", fields).status_code == 422
    assert Tip.objects.count() == 1


def test_nothing_stays_of_files_from_whoever_may_not_add(newsroom, roles, settings):
    login(member("Moderator", "marek")).post(f"{INBOX}dodaj/", {"body": "x", "files": [file(jpeg())]})
    strict = login(member("Redaktor naczelny"))
    strict.handler.enforce_csrf_checks = True
    assert strict.post(f"{INBOX}dodaj/", {"body": "x", "files": [file(jpeg())]}).status_code == 403
    assert not [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]
    assert not Tip.objects.exists()


def test_a_wrong_file_added_by_hand_is_named(newsroom, editor):
    answer = editor.post(f"{INBOX}dodaj/", adding(editor, body="Jest.", files=[file(b"MZ\x90\0" * 2000, "wirus.jpg")]))
    assert answer.status_code == 422 and "wirus.jpg" in answer.text and "Jest." in answer.text


# -- What the list and the page say -------------------------------------------------------------------


def test_a_suspicious_tip_says_why_in_the_list(newsroom, editor):
    services.receive_tip(Content(text="Kredyt"), doubts=["links"])
    assert "wiele odnośników" in editor.get(f"{INBOX}?box=podejrzane").text


def test_a_tip_of_files_alone_is_not_called_sealed(newsroom, source, editor):
    source.receipt(files=[file(jpeg())])
    Tip.objects.get().put_back()
    text = editor.get(INBOX).text
    assert "same pliki (1)" in text and "zapieczętowane" not in text


def test_the_hour_of_a_confidential_tip_reads_as_an_hour(newsroom, roles):
    from datetime import datetime

    came = timezone.make_aware(datetime(2026, 11, 29, 1, 40))
    tip = services.receive_tip(Content(text="Sekret"), confidential=True, now=came)[0]
    user = member("Redaktor naczelny")
    client = login(user)
    client.get(page(tip))
    prove(client, user)
    assert "29 listopada, ok. 1.00" in client.get(page(tip)).text


def test_what_is_mine_can_be_given_back(tip, editor):
    act(editor, tip, "assign", user="me")
    assert "Oddaj" in editor.get(page(tip)).text
    act(editor, tip, "assign", user="")
    tip.refresh_from_db()
    assert tip.assigned_to is None


def test_a_short_tip_is_not_said_twice(newsroom, editor):
    tip = services.receive_tip(Content(text="Pęka most."))[0]
    pane = editor.get(page(tip)).text.split('class="pane"')[1]
    assert pane.count("Pęka most.") == 1


def test_a_tip_is_tied_to_a_story_chosen_from_a_list(tip, editor):
    story = make_article(title="Most zamknięty (od jutra)")
    shown = editor.get(page(tip)).text
    assert f'value="Most zamknięty (od jutra) ({story.pk})"' in shown
    for typed in (f"Most zamknięty (od jutra) ({story.pk})", str(story.pk), "most zamk"):
        Tip.objects.update(story=None)
        act(editor, tip, "link", number=typed)
        tip.refresh_from_db()
        assert tip.story == story, typed


@pytest.mark.parametrize("typed", ["abc", "", "9" * 40, "most", "%", "\x00"])
def test_a_story_that_is_not_found_is_said_in_words(tip, editor, typed):
    make_article(title="Most zamknięty"), make_article(title="Most otwarty")
    act(editor, tip, "link", number=typed)
    tip.refresh_from_db()
    assert tip.story is None
    assert "listy" in editor.get(page(tip)).text.split('class="messagelist"')[1][:600]


def test_a_tip_is_joined_with_one_chosen_from_a_list(tip, editor):
    other = services.receive_tip(Content(text="To samo"))[0]
    [choice] = re.findall(rf'<option value="([^"]*\({other.pk}\))"', editor.get(page(tip)).text)
    act(editor, tip, "join", number=choice)
    tip.refresh_from_db()
    assert tip.duplicate_of == other


def test_the_photo_of_a_consent_is_named_in_polish():
    assert str(PhotoConsent._meta.get_field("photo").verbose_name) == "zdjęcie"


def test_the_question_for_the_password_is_in_correct_polish(confidential, roles):
    client = login(member("Redaktor naczelny"))
    assert "Wprowadż" not in client.get(client.get(page(confidential)).url).text
