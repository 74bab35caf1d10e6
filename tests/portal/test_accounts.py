"""Accounts of the staff: who may change them, and that nobody but the owner raises anybody's rights."""

import logging

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from portal.models import Imprint, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles():
    call_command("roles", verbosity=0)


@pytest.fixture
def administrator(client):
    user = make_user("adam", groups=["Administrator"])
    client.force_login(user)
    return user


def change(client, user, **fields):
    data = {
        "username": user.username,
        "first_name": "",
        "last_name": "",
        "email": user.email,
        "is_active": "on",
        **fields,
    }
    return client.post(f"/admin/portal/user/{user.pk}/change/", data)


def test_an_administrator_makes_an_account_without_rights(client, administrator):
    group = Group.objects.get(name="Redaktor naczelny")
    client.post(
        "/admin/portal/user/add/",
        {
            "username": "nowy", "password1": "dlugie-haslo-1234", "password2": "dlugie-haslo-1234", "email": "n@kurier.example",
            "groups": [group.pk], "is_superuser": "on",
        },
    )  # fmt: skip

    made = User.objects.get(username="nowy")
    assert made.is_staff and not made.is_superuser and not made.groups.exists()


def test_an_administrator_cannot_give_roles_to_anybody_nor_to_oneself(client, administrator):
    group = Group.objects.get(name="Redaktor naczelny")
    other = make_user("nowy")
    for user in (other, administrator):
        change(client, user, groups=[group.pk], is_superuser="on", is_staff="on", user_permissions=[1, 2, 3])

        user.refresh_from_db()
        assert not user.is_superuser
        assert group not in user.groups.all() and not user.user_permissions.exists()


@pytest.mark.parametrize("page", ["change", "password"])
def test_an_administrator_cannot_touch_an_account_that_may_do_more(client, administrator, page):
    for other in (make_user("ewa", groups=["Redaktor naczelny"]), make_user("szef", is_superuser=True)):
        address = f"/admin/portal/user/{other.pk}/{page}/"
        data = {
            "username": other.username,
            "email": "zmieniony@zle.example",
            "password1": "x" * 20,
            "password2": "x" * 20,
        }
        assert client.post(address, data).status_code == 403
        before = other.password
        other.refresh_from_db()
        assert other.password == before and other.email != "zmieniony@zle.example"


def test_the_owner_gives_a_role_and_the_log_remembers(client, caplog):
    client.force_login(make_user("szef", is_superuser=True))
    user = make_user("nowy")
    group = Group.objects.get(name="Dziennikarz")

    with caplog.at_level(logging.INFO, "newsroom.security"):
        answer = change(client, user, groups=[group.pk])

    assert answer.status_code == 302
    assert list(user.groups.all()) == [group]
    assert "Dziennikarz" in caplog.text


def test_nobody_closes_ones_own_account_by_mistake(client):
    owner = make_user("szef", is_superuser=True)
    client.force_login(owner)

    change(client, owner, is_active="", is_superuser="on")

    owner.refresh_from_db()
    assert owner.is_active


def test_accounts_are_closed_not_deleted(client):
    client.force_login(make_user("szef", is_superuser=True))
    other = make_user("inny")

    assert client.post(f"/admin/portal/user/{other.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=other.pk).exists()


def test_passwords_cannot_be_fished_out_by_a_filter(client, administrator):
    answer = client.get("/admin/portal/user/", {"password__startswith": "md5"}, follow=True)

    assert answer.status_code in {200, 400}
    assert "md5$" not in answer.content.decode()


def test_the_imprint_is_one_row_without_a_list(client):
    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))

    answer = client.get("/admin/portal/imprint/")

    assert answer.url == f"/admin/portal/imprint/{Imprint.load().pk}/change/"
    assert client.get("/admin/portal/imprint/add/").status_code == 403
    assert client.get(f"/admin/portal/imprint/{Imprint.load().pk}/delete/").status_code == 403


def test_a_page_is_cleaned_when_saved(client):
    from portal.models import Page

    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))
    data = {
        "title": "Kontakt",
        "slug": "kontakt-2",
        "body": "<p>Tak</p><script>alert(1)</script>",
        "version_date": "2026-01-01",
        "position": 1,
    }

    client.post("/admin/portal/page/add/", data)

    assert Page.objects.get(slug="kontakt-2").body == "<p>Tak</p>"
