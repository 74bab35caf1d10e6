"""Login of the staff: limits, the second factor, and what the security log says."""

import logging
import subprocess
import time
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from portal.models import User
from tests.factories import make_user, redis_away
from tests.run import find_redis_program, free_port, wait_for_port

pytestmark = pytest.mark.django_db
LOGIN = "/konto/login/"
PASSWORD = "haslo-do-testow-1"


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()
    yield
    cache.clear()


def try_login(client, username="jan", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def test_the_desk_sends_to_the_login_and_the_login_back(client):
    make_user("jan")

    answer = client.get("/admin/articles/article/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(LOGIN)
    answer = client.post(LOGIN, {"login": "jan", "password": PASSWORD, "next": "/admin/"})

    assert answer.status_code == 302 and answer.url == "/admin/"


def test_login_by_e_mail_works_too(client):
    make_user("jan", email="jan@kurier.example")

    assert try_login(client, "jan@kurier.example").url == "/admin/"


def test_a_next_address_elsewhere_is_not_followed(client):
    make_user("jan")

    answer = client.post(LOGIN, {"login": "jan", "password": PASSWORD, "next": "https://zle.example/"})

    assert answer.url == "/admin/"


def test_an_unknown_login_and_a_wrong_password_read_the_same(client):
    make_user("jan")

    wrong = try_login(client, password="zle-haslo-zle-haslo")
    unknown = try_login(client, "nikt", "zle-haslo-zle-haslo")

    assert wrong.status_code == unknown.status_code == 200
    assert str(wrong.context["form"].errors) == str(unknown.context["form"].errors)


def test_after_five_wrong_passwords_even_the_right_one_waits(client):
    make_user("jan")
    for _ in range(5):
        try_login(client, password="zle-haslo-zle-haslo")

    answer = try_login(client)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "_auth_user_id" not in client.session


def logs_in_and_is_limited(client):
    make_user("jan")
    make_user("ola")

    assert try_login(client).url == "/admin/"
    for _ in range(5):
        try_login(Client(), "ola", "zle-haslo-zle-haslo")
    answer = try_login(Client(), "ola")
    assert answer.status_code == 200 and answer.context["form"].errors


def test_while_redis_is_away_people_log_in_and_are_limited_all_the_same(client, settings):
    settings.CACHES = {"default": redis_away("SharedOrOwnCache"), "counters": redis_away("SharedCache")}
    logs_in_and_is_limited(client)


@pytest.fixture
def full_redis():
    """The address of a Redis that has no memory left."""
    program = find_redis_program()
    if not program:
        pytest.skip("no Redis can be started here")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--maxmemory", "1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert wait_for_port(port)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.mark.redis
def test_while_redis_is_full_people_log_in_and_are_limited_all_the_same(client, settings, full_redis):
    settings.CACHES = {
        "default": {"BACKEND": "common.caches.SharedOrOwnCache", "LOCATION": full_redis},
        "counters": {"BACKEND": "common.caches.SharedCache", "LOCATION": full_redis},
    }
    logs_in_and_is_limited(client)


def test_too_many_tries_are_told_in_polish(client):
    for number in range(31):
        answer = try_login(client, f"nikt{number}", "zle-haslo-zle-haslo")

    assert answer.status_code == 429
    assert "Za dużo prób" in answer.text and "Too Many" not in answer.text


def test_a_forged_address_does_not_evade_the_limit(client):
    make_user("jan")
    for number in range(12):
        try_login(client, f"nikt{number}", "zle-haslo-zle-haslo", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    answer = try_login(client, HTTP_X_FORWARDED_FOR="10.9.9.9")

    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_nobody_can_sign_up(client):
    answer = client.post(
        "/konto/signup/",
        {"username": "obcy", "email": "o@kurier.example", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert answer.status_code in {200, 403, 404}
    assert not User.objects.filter(username="obcy").exists()


def test_the_log_names_logins_and_refusals_but_no_password(client, caplog):
    make_user("jan")
    with caplog.at_level(logging.INFO, "newsroom.security"):
        try_login(client, "jan\nroot", "tajne-haslo-tajne")
        try_login(client)

    said = [record.getMessage() for record in caplog.records if record.name == "newsroom.security"]
    assert any("refused" in line for line in said) and any(line.startswith("login of user") for line in said)
    assert not any("tajne" in line or "\n" in line for line in said)


# -- The second factor --


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def test_without_a_second_factor_the_desk_stays_closed(client, required):
    client.force_login(make_user("jan", is_superuser=True))

    for address in ("/admin/", "/admin/articles/article/", "/admin/pilne/", "/admin/portal/user/"):
        answer = client.get(address)
        assert answer.status_code == 302 and answer.url == reverse("mfa_index"), address


def test_recovery_codes_alone_are_no_second_factor(client, required):
    user = make_user("jan")
    RecoveryCodes.activate(user)
    client.force_login(user)

    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_the_first_login_leads_to_a_second_factor_without_any_letter(client, required, name):
    make_user("jan", email="jan@kurier.example")
    try_login(client)

    answer = client.post(client.get(reverse(name)).url, {"password": PASSWORD}, follow=True)

    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == reverse(name)


def test_a_code_of_the_application_sets_the_factor_up_and_opens_the_desk(client, required, settings):
    settings.MFA_TOTP_TOLERANCE = 1  # the code may be asked for at the end of its half minute
    make_user("jan", email="jan@kurier.example")
    try_login(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert client.get("/admin/").status_code == 200


def test_with_a_second_factor_the_desk_opens(client, required):
    user = make_user("jan")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)

    assert client.get("/admin/").status_code == 200


def test_the_password_alone_does_not_log_in_who_has_a_second_factor(client):
    user = make_user("jan")
    TOTP.activate(user, generate_totp_secret())

    answer = try_login(client)

    assert answer.url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


def test_a_recovery_code_opens_the_account_once(client):
    user = make_user("jan")
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]

    try_login(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).url == "/admin/"
    client.logout()
    try_login(client)

    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_a_lost_factor_is_taken_off_on_the_command_line(client, required, capsys):
    user = make_user("jan")
    TOTP.activate(user, generate_totp_secret())

    call_command("reset_factor", "jan")

    assert not Authenticator.objects.filter(user=user).exists()
    with pytest.raises(CommandError):
        call_command("reset_factor", "jan")
    with pytest.raises(CommandError):
        call_command("reset_factor", "nikt")


def take_off(client, *users):
    ticked = {"action": "take_off_factors", "_selected_action": [user.pk for user in users]}
    return client.post("/admin/portal/user/", ticked, follow=True)


def test_the_owner_takes_a_lost_factor_off_but_not_the_own_one(client):
    owner, jan = make_user("adam", is_superuser=True), make_user("jan")
    for user in (owner, jan):
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    client.force_login(owner)

    take_off(client, owner, jan)

    assert not Authenticator.objects.filter(user=jan).exists()
    assert Authenticator.objects.filter(user=owner).count() == 2


def test_an_administrator_who_is_no_owner_takes_nobodys_factor_off(client):
    call_command("roles", verbosity=0)
    jan = make_user("jan")
    TOTP.activate(jan, generate_totp_secret())
    client.force_login(make_user("ada", groups=["Administrator"]))

    take_off(client, jan)

    assert Authenticator.objects.filter(user=jan).exists()


PAGES = [
    "account_change_password", "account_logout", "account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_view_recovery_codes",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_account_stands_in_the_skin_and_is_not_stored(client, name):
    user = make_user("jan")
    if "recovery" in name:
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    client.post(LOGIN, {"login": "jan", "password": PASSWORD})
    if "recovery" in name:
        client.force_login(user, "newsroom.accounts.StaffBackend")

    answer = client.get(reverse(name), follow=True)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "admin/desk.css" in page
    assert "style=" not in page
    assert "no-store" in answer.headers.get("Cache-Control", "") or "no-cache" in answer.headers.get(
        "Cache-Control", ""
    )


def test_the_login_and_the_reset_of_a_password_need_no_account(client):
    for address in (LOGIN, "/konto/password/reset/"):
        assert client.get(address).status_code == 200


# -- The first owner --


def test_the_first_owner_logs_in_with_the_printed_password(client, capsys):
    call_command("first_owner", username="adam", email="adam@kurier.example", no_input=True)

    printed = capsys.readouterr().out
    password = printed.split("Password:")[1].split()[0]
    assert try_login(client, "adam", password).url == "/admin/"
    assert User.objects.get(username="adam").is_superuser


@pytest.mark.parametrize(
    "options",
    [{}, {"username": "adam"}, {"username": "a b", "email": "a@b.example"}, {"username": "adam", "email": "nie"}],
)
def test_an_owner_without_a_proper_login_and_e_mail_is_not_made(options):
    with pytest.raises(CommandError):
        call_command("first_owner", no_input=True, **options)

    assert not User.objects.exists()


def test_nothing_is_read_of_what_a_stranger_posts_to_the_desk():
    class Trickling(BytesIO):
        def read(self, *_size):
            raise AssertionError("a body that trickles in would hold the thread")

    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    body = {"wsgi.input": Trickling(), "CONTENT_LENGTH": "50000", "CONTENT_TYPE": "application/x-www-form-urlencoded"}

    answer = stranger.generic("POST", "/admin/photos/photo/add/", **body)

    assert answer.status_code == 302 and answer["Location"].startswith("/admin/login/?next=")
