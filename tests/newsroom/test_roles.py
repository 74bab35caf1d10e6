"""Who may open what on the desk: every role against every view."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from articles.models import Article
from newsroom.roles import ROLES
from portal.models import Imprint, User
from tests.factories import make_article, make_author, make_person, make_photo, make_user

pytestmark = pytest.mark.django_db

CAST = {
    "jan": "Dziennikarz",
    "ola": "Dziennikarz dyżurny",
    "sabina": "Redaktor prowadzący",
    "ewa": "Redaktor naczelny",
    "marek": "Moderator",
    "renata": "Dział reklamy",
    "adam": "Administrator",
}
WRITERS = {"jan", "ola", "sabina", "ewa"}
EDITORS = {"sabina", "ewa"}
SET_COMMENT_RULES = {"ewa", "marek", "adam"}
# Address by name, and who may open it; everybody else is refused.
MAY_OPEN = {
    "index": set(CAST),
    "desk_search": set(CAST),
    "urgent": WRITERS | {"renata"},
    "articles_article_changelist": WRITERS | {"marek", "renata"},
    "articles_article_add": WRITERS | {"renata"},
    "articles_section_changelist": WRITERS | {"renata", "adam"},
    "articles_section_add": {"ewa", "adam"},
    "articles_author_changelist": WRITERS | {"renata", "adam"},
    "articles_author_add": {"ewa", "adam"},
    "articles_tag_changelist": WRITERS | {"renata"},
    "articles_tag_add": WRITERS,
    "people_person_changelist": WRITERS,
    "people_person_add": WRITERS,
    "people_removal_changelist": {"ewa"},
    "photos_photo_changelist": WRITERS | {"renata"},
    "photos_photo_add": WRITERS | {"renata"},
    "portal_place_changelist": WRITERS | {"renata", "adam"},
    "portal_place_add": {"ewa", "adam"},
    "portal_page_changelist": {"ewa", "adam"},
    "portal_page_add": {"ewa", "adam"},
    "portal_nameday_changelist": EDITORS | {"adam"},
    "portal_nameday_add": EDITORS | {"adam"},
    "portal_user_changelist": {"adam"},
    "portal_user_add": {"adam"},
    "portal_silenceperiod_changelist": {"ewa", "adam"},
    "portal_silenceperiod_add": {"ewa", "adam"},
    "comments_comment_changelist": {"sabina", "ewa", "marek"},
    "comments_dangerreport_changelist": {"sabina", "ewa", "marek"},
    "comments_sectionrules_changelist": SET_COMMENT_RULES,
    "comments_sectionrules_add": SET_COMMENT_RULES,
    "comments_storyrules_changelist": SET_COMMENT_RULES,
    "comments_storyrules_add": SET_COMMENT_RULES,
    "comments_bannedword_changelist": SET_COMMENT_RULES,
    "comments_bannedword_add": SET_COMMENT_RULES,
    "comments_reasontext_changelist": SET_COMMENT_RULES,
    "tips_tip_changelist": WRITERS,
    "tips_tip_add": WRITERS,
    "tips_tipaccess_changelist": {"ewa"},
    "tips_photoconsent_changelist": EDITORS,
    "wire_group_changelist": WRITERS,
    "wire_feed_changelist": {"ewa", "adam"},
    "wire_feed_add": {"ewa", "adam"},
    "wire_mailbox_changelist": {"ewa", "adam"},
    "wire_mailbox_add": {"ewa", "adam"},
    "newsroom_frontpageslot_changelist": EDITORS,
    "newsroom_frontpageslot_add": EDITORS,
}


@pytest.fixture
def cast():
    call_command("roles", verbosity=0)
    return {name: make_user(name, groups=[role]) for name, role in CAST.items()}


@pytest.mark.parametrize("name", MAY_OPEN)
def test_each_role_opens_what_it_may_and_nothing_else(client, cast, name):
    opened = set()
    for username, user in cast.items():
        client.force_login(user)
        status = client.get(reverse(f"admin:{name}")).status_code
        assert status in {200, 403}, (username, status)
        if status == 200:
            opened.add(username)

    assert opened == MAY_OPEN[name]


def test_every_list_and_form_of_the_desk_is_in_the_matrix():
    from django.contrib import admin

    names = {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in admin.site._registry
        for page in ("changelist", "add")
    }

    # The imprint and the rules of comments are one row each: its list leads to the form, and no second one can be added.
    # So are the rules of the wire and of people in texts; an event is made by what comes in. There is one text for each ground of a
    # decision; a removal is made from the profile, a report of danger from the comment. The log and the consents of tips are never written by hand.
    assert names - set(MAY_OPEN) == {
        "portal_imprint_changelist", "portal_imprint_add",
        "comments_commentrules_changelist", "comments_commentrules_add", "comments_reasontext_add", "comments_comment_add",
        "comments_dangerreport_add", "tips_tiprules_changelist", "tips_tiprules_add", "tips_tipaccess_add", "tips_photoconsent_add",
        "wire_keeping_changelist", "wire_keeping_add", "wire_group_add",
        "articles_peoplerules_changelist", "articles_peoplerules_add", "people_removal_add",
    }  # fmt: skip


def test_the_imprint_is_for_the_editor_in_chief_and_the_administrator(client, cast):
    address = reverse("admin:portal_imprint_change", args=[Imprint.load().pk])
    opened = set()
    for username, user in cast.items():
        client.force_login(user)
        if client.get(address).status_code == 200:
            opened.add(username)

    assert opened == {"ewa", "adam"}


def test_what_is_accepted_without_asking_is_for_editors(client, cast):
    opened = set()
    for username, user in cast.items():
        client.force_login(user)
        if client.get(reverse("admin:articles_peoplerules_changelist"), follow=True).status_code == 200:
            opened.add(username)

    assert opened == EDITORS


def test_profiles_are_merged_by_editors_only(client, cast):
    person = make_person()
    opened = set()
    for username, user in cast.items():
        client.force_login(user)
        if client.get(reverse("admin:person_merge", args=[person.pk])).status_code == 200:
            opened.add(username)

    assert opened == EDITORS


def test_personal_data_are_removed_by_the_editor_in_chief_only(client, cast):
    person = make_person()
    address = reverse("admin:person_remove", args=[person.pk])
    opened, sent = set(), {"reason": "Żądanie z art. 17 RODO", "sure": "on"}
    for username, user in cast.items():
        client.force_login(user)
        if client.get(address).status_code == 200 or client.post(address, sent).status_code != 403:
            opened.add(username)

    assert opened == {"ewa"}
    person.refresh_from_db()
    assert person.removed_at is None


def test_a_journalist_does_not_see_a_draft_of_somebody_else(client, cast):
    article = make_article(status=Article.Status.DRAFT, created_by=cast["ola"], authors=[make_author(user=cast["ola"])])
    client.force_login(cast["jan"])

    assert client.get(reverse("admin:articles_article_change", args=[article.pk])).status_code in {302, 403, 404}
    assert article.title not in client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert article.title not in client.get(reverse("admin:desk_search"), {"q": "most"}).content.decode()
    assert article.title not in client.get(reverse("admin:index")).content.decode()


def test_a_stranger_is_sent_to_the_login(client):
    for name in MAY_OPEN:
        answer = client.get(reverse(f"admin:{name}"))

        assert answer.status_code == 302
        assert answer.url.startswith("/admin/login/") or answer.url.startswith("/konto/login/")


def test_somebody_who_is_not_of_the_staff_is_kept_out(client):
    client.force_login(User.objects.create_user("czytelnik", password="haslo-do-testow-1"))

    assert client.get("/admin/").status_code == 302


def test_making_the_roles_again_changes_nothing_and_brings_back_what_was_taken():
    call_command("roles", verbosity=0)
    group = Group.objects.get(name="Dziennikarz")
    group.permissions.clear()

    call_command("roles", verbosity=0)

    assert set(Group.objects.values_list("name", flat=True)) >= set(ROLES)
    given = {
        f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.select_related("content_type")
    }
    assert given == set(ROLES["Dziennikarz"])


def test_only_editors_may_publish_and_nobody_but_the_duty_journalist_may_do_so_on_duty(cast):
    assert {name for name, user in cast.items() if user.has_perm("articles.publish_article")} == EDITORS
    assert {name for name, user in cast.items() if user.has_perm("articles.publish_on_duty")} == {"ola"}
    assert {name for name, user in cast.items() if user.has_perm("articles.make_sponsored")} == {"ewa", "renata"}


def test_the_pages_of_single_rows_open_for_the_editor_in_chief(client, cast):
    client.force_login(cast["ewa"])
    rows = [make_person(), make_photo(), make_author(), make_article().section, make_article().places.first()]
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        # A photo is never deleted by itself: it is withdrawn.
        for page in ("change", "history") if row._meta.model_name == "photo" else ("change", "history", "delete"):
            assert client.get(reverse(f"{name}_{page}", args=[row.pk])).status_code == 200, (row, page)
