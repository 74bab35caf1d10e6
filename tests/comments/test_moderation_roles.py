"""Who may open which page of moderation and press what: every view against every role."""

import pytest
from django.urls import reverse

from comments import moderation, services
from comments.models import Appeal, Case, Decision, Notice, NoticeItem
from tests.factories import make_comment, make_sender, make_user

from .moderating import CAST, make_cast, page_of
from .test_writing import silence

pytestmark = pytest.mark.django_db
DECIDE = {"sabina", "ewa", "marek"}
NOTICES = {"ewa", "marek"}
BANS = {"ewa", "marek", "adam"}


@pytest.fixture
def rows():
    """One of everything, by the names that addresses need."""
    comment = make_comment(state="held")
    reported = make_comment(nick="Z")
    services.report_comment(reported, sender=make_sender("a"), reason="abuse")
    notice = Notice.objects.create(number="2026-000001", statement="Pomawia.", name="A", email="a@example.org")
    NoticeItem.objects.create(notice=notice, url=f"/komentarze/{reported.pk}/", comment=reported, body=reported.body)
    rejected = make_comment(nick="O")
    moderation.reject(rejected.pk, make_user("kto"), reason="abuse")
    appeal = moderation.appeal(rejected, "Nie zgadzam się.")
    ban = moderation.ban(comment, make_user("kto2"), kind="token", days=3)
    return {"comment": comment.pk, "notice": notice.pk, "appeal": appeal.pk, "ban": ban.pk}


READING = {
    ("comments_comment_changelist", None): DECIDE,
    ("comments_comment_change", "comment"): DECIDE,
    ("comments_beside", "comment"): DECIDE,
    ("comments_reported", None): DECIDE,
    ("comments_appeals", None): DECIDE,
    ("comments_mine", None): DECIDE,
    ("comments_notices", None): NOTICES,
    ("comments_notice", "notice"): NOTICES,
    ("comments_notice_file", "notice"): NOTICES,
    ("comments_notice_data", "notice"): NOTICES,
    ("comments_bans", None): BANS,
}
# Each press with what it posts; empty forms are refused in words, never before the permission.
PRESSING = {
    ("comments_decide", "comment"): DECIDE,
    ("comments_rest", None): DECIDE,
    ("comments_together", None): DECIDE,
    ("comments_claim", None): DECIDE,
    ("comments_undo", None): DECIDE,
    ("comments_appeal", "appeal"): DECIDE,
    ("comments_notice", "notice"): NOTICES,
    ("comments_ban", "comment"): DECIDE & BANS,
    ("comments_lift", "ban"): BANS,
}


def address(key, rows):
    name, row = key
    return reverse(f"admin:{name}", args=[rows[row]] if row else [])


def let_in(client, cast, key, rows, method):
    found = set()
    for name, user in cast.items():
        client.force_login(user)
        status = getattr(client, method)(address(key, rows)).status_code
        assert status in {200, 302, 403, 422}, (name, status)
        if status != 403:
            found.add(name)
    return found


@pytest.mark.parametrize("key", READING, ids=lambda key: key[0])
def test_each_role_reads_what_it_may_and_nothing_else(client, rows, key):
    assert let_in(client, make_cast(), key, rows, "get") == READING[key]


@pytest.mark.parametrize("key", PRESSING, ids=lambda key: key[0])
def test_each_role_presses_what_it_may_and_nothing_else(client, rows, key):
    assert let_in(client, make_cast(), key, rows, "post") == PRESSING[key]


def test_every_address_of_the_page_is_in_the_matrix():
    from django.contrib import admin

    from comments.models import Comment

    names = {pattern.name for pattern in admin.site._registry[Comment].get_urls()}

    assert names == {name for name, _row in [*READING, *PRESSING]}


@pytest.mark.parametrize("key", PRESSING, ids=lambda key: key[0])
def test_nothing_is_decided_by_following_a_link(client, rows, key):
    client.force_login(make_cast("ewa")["ewa"])
    before = Decision.objects.count()

    client.get(address(key, rows))

    assert Decision.objects.count() == before
    assert not Appeal.objects.exclude(decided_at=None).exists()
    assert not Case.objects.exclude(closed_at=None).exists()


@pytest.mark.parametrize("name", ["jan", "renata", "adam"])
def test_whoever_does_not_moderate_sees_no_entry_and_no_tray(client, rows, name):
    client.force_login(make_cast(name)[name])

    text = client.get("/admin/").content.decode()

    assert "/admin/comments/comment/" not in text
    assert CAST[name]


def test_a_press_without_the_forms_token_is_refused(rows):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(make_cast("marek")["marek"])

    answer = client.post(address(("comments_decide", "comment"), rows), {"reason": "abuse"})

    assert answer.status_code == 403


def test_deleting_a_period_of_silence_is_asked_in_plain_polish(client):
    client.force_login(make_cast("ewa")["ewa"])
    period = silence()
    address = reverse("admin:portal_silenceperiod_changelist")

    assert "Usuń zaznaczone" in page_of(client, address).text_content()
    asked = client.post(address, {"action": "delete_selected", "_selected_action": [period.pk]}).text
    assert "Usunąć zaznaczone wpisy?" in asked
    assert "Usunąć wpis „Wybory, " in client.get(reverse("admin:portal_silenceperiod_delete", args=[period.pk])).text
