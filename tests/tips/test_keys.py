"""The newsroom's keys: made, rotated, lost and recovered; and the mode in which nothing opens without a passphrase."""

import io
import re
import time

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from newsroom.roles import ROLES
from portal.models import User
from tests.factories import make_user
from tips import checks, keys, opening, policy, sealing, services
from tips.models import NewsroomKey, Tip, TipRules, WrappedKey
from tips.opening import Content

from .conftest import login, member

pytestmark = pytest.mark.django_db
INBOX = "/admin/tips/tip/"
PASSPHRASE = "kot pije mleko nad rzeka"


def command(*arguments, typed=""):
    out = io.StringIO()
    call_command("tip_keys", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def typed(monkeypatch):
    """What the next question of the command is answered with."""
    answers = []
    monkeypatch.setattr(
        "sys.stdin", type("Typed", (), {"isatty": lambda self: False, "readline": lambda self: answers.pop(0)})()
    )
    return answers


def test_make_says_where_things_stand_and_makes_no_second_key(db):
    made = command("make")
    assert "Recovery key" in made
    with pytest.raises(CommandError):
        command("make")
    command("make", "--if-missing")
    assert NewsroomKey.objects.count() == 2
    state = command()
    assert "server" in state and "recovery" in state


def test_the_private_key_lies_in_no_table_and_is_readable_by_its_owner_alone(newsroom, settings):
    [path] = settings.TIP_KEYS_DIR.glob("server-*.key")
    assert path.stat().st_mode & 0o077 == 0
    assert settings.TIP_KEYS_DIR.stat().st_mode & 0o077 == 0
    key = NewsroomKey.objects.get()
    assert bytes.fromhex(path.read_text()) not in (bytes(key.public), bytes(key.hidden_private))


def test_rotation_seals_every_tip_anew_and_destroys_the_old_key(newsroom, settings, django_capture_on_commit_callbacks):
    tips = [services.receive_tip(Content(text=f"Nr {number}"))[0] for number in range(3)]
    [old] = settings.TIP_KEYS_DIR.glob("server-*.key")
    content = old.read_text()
    old_rows = [bytes(row.sealed) for row in WrappedKey.objects.all()]
    with django_capture_on_commit_callbacks(execute=True):
        command("rotate")
    assert not old.exists()
    opener = opening.server_opener()
    assert [opener.content(Tip.objects.get(pk=tip.pk)).text for tip in tips] == ["Nr 0", "Nr 1", "Nr 2"]
    stolen = opening.Opener([sealing.pair_of(bytes.fromhex(content))])
    with pytest.raises(opening.NoKey):
        stolen.pair_of(Tip.objects.first())
    assert not set(old_rows) & {bytes(row.sealed) for row in WrappedKey.objects.all()}
    services.receive_tip(Content(text="Po zmianie"))
    assert opening.server_opener().content(Tip.objects.latest("pk")).text == "Po zmianie"


def test_rotation_without_the_old_key_changes_nothing(newsroom, settings):
    services.receive_tip(Content(text="Ważne"))
    [old] = settings.TIP_KEYS_DIR.glob("server-*.key")
    kept = old.read_text()
    old.unlink()
    with pytest.raises(CommandError):
        command("rotate")
    old.write_text(kept)
    assert opening.server_opener().content(Tip.objects.get()).text == "Ważne"


def test_after_the_servers_key_is_lost_the_recovery_key_opens_everything(newsroom, settings, typed):
    _key, text = keys.make_recovery_key()
    services.receive_tip(Content(text="Ważne"))
    for path in settings.TIP_KEYS_DIR.glob("server-*.key"):
        path.unlink()
    NewsroomKey.objects.filter(kind="server").update(retired_at="2026-01-01T00:00Z")
    keys.make_server_key()
    with pytest.raises(opening.NoKey):
        opening.server_opener().content(Tip.objects.get())
    typed.append(text.upper())
    command("recover")
    assert opening.server_opener().content(Tip.objects.get()).text == "Ważne"


@pytest.mark.parametrize("slip", ["", "zzzz", "abcd " * 17])
def test_a_mistyped_recovery_key_is_told_at_once(newsroom, typed, slip):
    keys.make_recovery_key()
    typed.append(slip)
    with pytest.raises(CommandError):
        command("recover")


def test_somebody_elses_recovery_key_recovers_nothing(newsroom, typed):
    typed.append(keys.as_text(sealing.new_pair().private))
    with pytest.raises(CommandError):
        command("recover")


def test_the_passphrase_mode_needs_a_persons_key_first(newsroom):
    with pytest.raises(CommandError):
        command("mode", "passphrase")
    assert TipRules.load().mode == "server"


@pytest.fixture
def passphrase_mode(newsroom, roles):
    user = member("Redaktor naczelny")
    keys.make_person_key(user, PASSPHRASE)
    command("mode", "passphrase")
    return user


def test_with_a_passphrase_nothing_opens_until_it_is_typed(passphrase_mode):
    tip = services.receive_tip(Content(text="Tylko dla Ewy"))[0]
    with pytest.raises(opening.NoKey):
        opening.server_opener().content(tip)
    client = login(passphrase_mode)
    assert "Tylko dla Ewy" not in client.get(INBOX).text
    question = client.get(f"{INBOX}{tip.pk}/")
    assert question.url.startswith(f"{INBOX}odblokuj/")
    assert client.post(question.url, {"passphrase": "nie to haslo wcale"}).status_code == 422
    answer = client.post(question.url, {"passphrase": PASSPHRASE, "next": f"{INBOX}{tip.pk}/"})
    assert answer.url == f"{INBOX}{tip.pk}/"
    cookie = answer.cookies[opening.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/admin/"
    assert "Tylko dla Ewy" in client.get(f"{INBOX}{tip.pk}/").text


def test_neither_the_session_nor_the_cookie_alone_opens_it(passphrase_mode, settings):
    client = login(passphrase_mode)
    tip = services.receive_tip(Content(text="Tylko dla Ewy"))[0]
    answer = client.post(f"{INBOX}odblokuj/", {"passphrase": PASSPHRASE})
    session = client.session
    locked = bytes.fromhex(session[opening.SESSION]["locked"])
    private = sealing.reveal_private(
        bytes(NewsroomKey.objects.get(kind="person").hidden_private),
        PASSPHRASE,
        NewsroomKey.objects.get(kind="person").context,
    ).private
    assert private not in locked and private.hex() not in str(dict(session))
    assert bytes.fromhex(answer.cookies[opening.COOKIE].value) != private
    del client.cookies[opening.COOKIE]
    assert client.get(f"{INBOX}{tip.pk}/").status_code == 302


def test_it_locks_itself_and_by_its_button(passphrase_mode):
    client = login(passphrase_mode)
    tip = services.receive_tip(Content(text="Tylko dla Ewy"))[0]
    client.post(f"{INBOX}odblokuj/", {"passphrase": PASSPHRASE})
    session = client.session
    session[opening.SESSION] = session[opening.SESSION] | {"until": time.time() - 1}
    session.save()
    assert client.get(f"{INBOX}{tip.pk}/").status_code == 302
    client.post(f"{INBOX}odblokuj/", {"passphrase": PASSPHRASE})
    assert client.get(f"{INBOX}{tip.pk}/").status_code == 200
    client.post(f"{INBOX}zablokuj/")
    assert client.get(f"{INBOX}{tip.pk}/").status_code == 302


def test_a_person_without_a_key_makes_one_and_reads_what_comes_after(passphrase_mode):
    before = services.receive_tip(Content(text="Przedtem"))[0]
    jan = member("Dziennikarz", "jan")
    client = login(jan)
    assert client.post(f"{INBOX}odblokuj/", {"passphrase": "krotkie", "again": "krotkie"}).status_code == 422
    assert client.post(f"{INBOX}odblokuj/", {"passphrase": PASSPHRASE, "again": "inne"}).status_code == 422
    assert client.post(f"{INBOX}odblokuj/", {"passphrase": PASSPHRASE, "again": PASSPHRASE}).status_code == 302
    after = services.receive_tip(Content(text="Potem"))[0]
    assert "Potem" in client.get(f"{INBOX}{after.pk}/").text
    assert "Przedtem" not in client.get(f"{INBOX}{before.pk}/").text
    assert "manage.py tip_keys recover" in client.get(f"{INBOX}{before.pk}/").text


def test_the_way_to_the_passphrase_leads_to_no_other_site(passphrase_mode):
    client = login(passphrase_mode)
    answer = client.post(f"{INBOX}odblokuj/", {"passphrase": PASSPHRASE, "next": "https://zly.example/"})
    assert answer.url == INBOX


def test_a_lost_key_is_replaced_by_make_and_the_old_paper_opens_what_came_before(newsroom, settings, typed):
    services.receive_tip(Content(text="Sprzed awarii"))
    paper = re.search(r"\n  (.+)\n", command("recovery"))[1]
    for path in settings.TIP_KEYS_DIR.glob("server-*"):
        path.unlink()
    command("make", "--if-missing")
    assert NewsroomKey.objects.filter(kind="server").count() == 1
    said = command("make")
    assert "retired" in said
    services.receive_tip(Content(text="Po awarii"))
    with pytest.raises(opening.NoKey):
        opening.server_opener().content(Tip.objects.earliest("pk"))
    typed.append(paper)
    command("recover")
    opener = opening.server_opener()
    assert [opener.content(tip).text for tip in Tip.objects.order_by("pk")] == ["Sprzed awarii", "Po awarii"]
    # The new paper opens everything too.
    new = keys.from_text(re.search(r"\n  (.+)\n", said)[1])
    assert [opening.Opener([new]).content(tip).text for tip in Tip.objects.order_by("pk")] == [
        "Sprzed awarii",
        "Po awarii",
    ]


# -- There and back between the modes -------------------------------------------------------------


def unlock(client, passphrase=PASSPHRASE):
    return client.post(f"{INBOX}odblokuj/", {"passphrase": passphrase})


def test_what_came_under_passphrases_is_not_lost_after_the_way_back(passphrase_mode, typed):
    paper = keys.make_recovery_key()[1]
    tip = services.receive_tip(Content(text="Z czasu haseł"))[0]
    other = services.receive_tip(Content(text="Też z tego czasu"))[0]
    said = command("mode", "server")
    assert "does not open: 2" in said and "tip_keys recover" in said
    client = login(passphrase_mode)
    assert "odblokuj/" in client.get(INBOX).text
    assert client.get(f"{INBOX}{tip.pk}/").url.startswith(f"{INBOX}odblokuj/")
    unlock(client)
    assert "Z czasu haseł" in client.get(f"{INBOX}{tip.pk}/").text
    # Opened once, it opens for everybody who may.
    assert "Z czasu haseł" in login(member("Dziennikarz", "jan")).get(f"{INBOX}{tip.pk}/").text
    assert "does not open: 1" in command()
    typed.append(paper)
    command("recover")
    assert opening.server_opener().content(Tip.objects.get(pk=other.pk)).text == "Też z tego czasu"
    assert "does not open" not in command()


def test_under_passphrases_the_servers_key_opens_what_came_before(newsroom, roles):
    before = services.receive_tip(Content(text="Z czasu serwera"))[0]
    user = member("Redaktor naczelny")
    keys.make_person_key(user, PASSPHRASE)
    assert "still open with the server's key" in command("mode", "passphrase")
    client = login(user)
    assert client.get(f"{INBOX}{before.pk}/").status_code == 302
    unlock(client)
    assert "Z czasu serwera" in client.get(f"{INBOX}{before.pk}/").text


def test_the_servers_key_is_destroyed_once_persons_open_everything(
    newsroom, roles, settings, typed, django_capture_on_commit_callbacks
):
    before = services.receive_tip(Content(text="Z czasu serwera"))[0]
    hidden = services.receive_tip(Content(text="W zaufaniu"), confidential=True)[0]
    with pytest.raises(CommandError):
        command("retire-server")
    user = member("Redaktor naczelny")
    keys.make_person_key(user, PASSPHRASE)
    command("mode", "passphrase")
    with django_capture_on_commit_callbacks(execute=True):
        assert "2 tips" in command("retire-server")
    assert not list(settings.TIP_KEYS_DIR.glob("server-*.key"))
    assert not WrappedKey.objects.filter(recipient__kind="server").exists()
    own = NewsroomKey.objects.get(kind="person")
    opener = opening.Opener([sealing.reveal_private(bytes(own.hidden_private), PASSPHRASE, own.context)])
    assert opener.content(Tip.objects.get(pk=before.pk)).text == "Z czasu serwera"
    assert opener.content(Tip.objects.get(pk=hidden.pk)).text == "W zaufaniu"
    assert "destroyed" in command()
    # The start of the portal makes no new one; by hand there is a way back.
    command("make", "--if-missing")
    assert not list(settings.TIP_KEYS_DIR.glob("server-*.key"))
    with pytest.raises(CommandError, match="tip_keys make"):
        command("mode", "server")
    command("make")
    command("mode", "server")


def test_the_servers_key_stays_while_a_tip_would_open_for_nobody(newsroom, roles, settings):
    services.receive_tip(Content(text="W zaufaniu"), confidential=True)
    chief = member("Redaktor naczelny")
    keys.make_person_key(chief, PASSPHRASE)
    keys.make_person_key(member("Dziennikarz", "jan"), PASSPHRASE)
    command("mode", "passphrase")
    chief.groups.clear()
    with pytest.raises(CommandError, match="open for nobody"):
        command("retire-server")
    assert list(settings.TIP_KEYS_DIR.glob("server-*.key"))


# -- Whose keys count ------------------------------------------------------------------------------


def test_who_may_not_open_tips_gets_no_key(newsroom, roles, typed):
    services.receive_tip(Content(text="Nie dla reklamy"))
    member("Dział reklamy", "renata")
    typed += [PASSPHRASE, PASSPHRASE]
    with pytest.raises(CommandError, match="may not open"):
        command("person", "renata")
    assert not NewsroomKey.objects.filter(kind="person").exists()
    assert WrappedKey.objects.count() == 1


def test_a_passphrase_is_typed_twice(newsroom, roles, typed):
    member("Dziennikarz", "jan")
    typed += [PASSPHRASE, PASSPHRASE + "x"]
    with pytest.raises(CommandError, match="different"):
        command("person", "jan")
    typed += [PASSPHRASE, PASSPHRASE]
    assert "Made the key" in command("person", "jan")
    assert "person of jan" in command()


def wrapped_for(user):
    return set(WrappedKey.objects.filter(recipient__user=user).values_list("tip", flat=True))


def test_confidential_tips_are_sealed_only_to_those_who_may_open_them(newsroom, roles, typed):
    paper = keys.make_recovery_key()[1]
    plain, hidden = (services.receive_tip(Content(text="x"), confidential=which)[0] for which in (False, True))
    jan, ewa = member("Dziennikarz", "jan"), member("Redaktor naczelny")
    for name in ("jan", "ewa"):
        typed += [PASSPHRASE, PASSPHRASE]
        command("person", name)
    assert wrapped_for(jan) == {plain.pk} and wrapped_for(ewa) == {plain.pk, hidden.pk}
    command("mode", "passphrase")
    later = services.receive_tip(Content(text="x"), confidential=True)[0]
    assert later.pk in wrapped_for(ewa) - wrapped_for(jan)
    typed.append(paper)
    command("recover")
    assert wrapped_for(jan) == {plain.pk}


def test_a_key_of_somebody_who_lost_the_permission_gets_no_new_tips(passphrase_mode):
    jan = member("Dziennikarz", "jan")
    keys.make_person_key(jan, PASSPHRASE)
    first = services.receive_tip(Content(text="x"))[0]
    assert wrapped_for(jan) == {first.pk}
    jan.groups.clear()
    services.receive_tip(Content(text="x"))
    assert wrapped_for(jan) == {first.pk}
    assert "out of use" in command()


def test_passphrases_need_somebody_who_may_open_confidential_tips(newsroom, roles):
    user = member("Dziennikarz", "jan")
    keys.make_person_key(user, PASSPHRASE)
    with pytest.raises(CommandError, match="confidential"):
        command("mode", "passphrase")
    user.groups.clear()
    with pytest.raises(CommandError, match="who may open tips"):
        command("mode", "passphrase")


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize(
    "fields", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}, {"is_staff": False}]
)
def test_who_may_open_is_told_alike_of_one_and_of_all(roles, role, fields):
    user = make_user("ktos", groups=[role] if role else [])
    User.objects.filter(pk=user.pk).update(**fields)
    user = User.objects.get(pk=user.pk)
    for confidential in (False, True):
        one = policy.may_open(user, Tip(confidential=confidential))
        assert policy.readers(confidential=confidential).filter(pk=user.pk).exists() == one


def test_a_tip_not_meant_for_ones_key_names_those_who_can_open_it(passphrase_mode):
    tip = services.receive_tip(Content(text="Przed Janem"))[0]
    jan = member("Dziennikarz", "jan")
    keys.make_person_key(jan, PASSPHRASE)
    client = login(jan)
    unlock(client)
    text = client.get(f"{INBOX}{tip.pk}/").text
    assert str(passphrase_mode) in text.split('role="alert"')[1] and "tip_keys recover" in text


def test_a_lost_key_is_told_from_one_that_is_not_mine(newsroom, roles, settings):
    tip = services.receive_tip(Content(text="Ważne"))[0]
    for path in settings.TIP_KEYS_DIR.glob("server-*.key"):
        path.unlink()
    text = login(member("Redaktor naczelny")).get(f"{INBOX}{tip.pk}/").text
    assert "nie ma na serwerze" in text


# -- A folder that is not there --------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["lookup.key", "server-*.key", "*.key"])
def test_missing_files_of_keys_are_never_replaced_in_passing(newsroom, roles, settings, source, client, lost):
    words = source.receipt(body="Zanim zniknęły.")
    fields = source.form()
    for path in settings.TIP_KEYS_DIR.glob(lost):
        path.unlink()
    left = sorted(settings.TIP_KEYS_DIR.glob("*.key"))
    assert client.get("/napisz-do-nas/").status_code == 503
    assert source.send(fields=fields, body="Nie ma czym zapieczętować.").status_code == 503
    assert source.look(words).status_code == 503
    command("make", "--if-missing")
    assert sorted(settings.TIP_KEYS_DIR.glob("*.key")) == left
    assert Tip.objects.count() == 1
    [warning] = checks.keys_are_there(None, databases=["default"])
    assert warning.id == "tips.W001"
    assert 'role="alert"' in login(member("Redaktor naczelny")).get(INBOX).text
    state = client.get("/stan/?format=json")
    assert state.status_code == 200 and "keys" in state.json()["tip-keys"]


def test_a_lost_lookup_key_is_replaced_by_hand_alone(newsroom, settings, client):
    (settings.TIP_KEYS_DIR / "lookup.key").unlink()
    assert "lookup.key is missing" in command()
    assert "new lookup.key" in command("make")
    assert client.get("/napisz-do-nas/").status_code == 200
    assert NewsroomKey.objects.count() == 1
