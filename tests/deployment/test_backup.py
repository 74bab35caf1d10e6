"""The nightly copy, and the way back from it, over a real PostgreSQL."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from .house import ROOT

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.nginx, pytest.mark.postgres, pytest.mark.redis]


@pytest.fixture
def house(make_house):
    return make_house()


@pytest.fixture
def run(house, tmp_path):
    """Run a script of `deploy/` as the owner does, but as ourselves and over this house."""
    settings, stopped = tmp_path / "env", tmp_path / "stopped"
    named = ("DATABASE_URL", "DATA_DIR", "TIP_KEYS_DIR", "SITE_URL", "SECRET_KEY")
    settings.write_text(
        "# Ustawienia\n"
        # As systemd takes it, which is no shell.
        "EMAIL_URL=smtp://ja:ha$lo;&o@poczta.example:587/?tls=True\n"
        + "".join(f"{name}={house.environment[name]}\n" for name in named)
    )
    ours = {
        "PORTAL_ENV": str(settings), "PORTAL_AS": "", "PORTAL_STOP": f"touch {stopped}", "PORTAL_START": f"rm {stopped}",
        "PORTAL_PREPARE": f"{sys.executable} {ROOT}/manage.py portal --prepare-only",
        "BACKUP_DIR": str(tmp_path / "copies"), "BACKUP_KEYS_DIR": str(tmp_path / "keys"),
    }  # fmt: skip

    def run_(script, *words, fails=False):
        done = subprocess.run([ROOT / "deploy" / script, *words], env=os.environ | ours, capture_output=True, text=True)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        assert not stopped.exists(), "the services run again, whatever has happened"
        return done.stdout + done.stderr

    run_.copies, run_.keys = tmp_path / "copies", tmp_path / "keys"
    return run_


def rows(house, query):
    with psycopg.connect(house.environment["DATABASE_URL"]) as connection:
        return connection.execute(query).fetchall()


def change(house, statement):
    with psycopg.connect(house.environment["DATABASE_URL"]) as connection:
        connection.execute(statement)


def test_everything_comes_back_from_a_copy(house, run):
    story = house.act("story", "Most na Olzie otwarty")
    photo = Path(house.environment["DATA_DIR"]) / "originals" / "ab.jpg"
    photo.parent.mkdir(exist_ok=True)
    photo.write_bytes(b"zdjecie")
    run("backup")
    [day] = run.copies.iterdir()
    house.act("withdraw", story["pk"])
    photo.unlink()
    # What a newer version may have brought.
    change(house, "CREATE TABLE later (article bigint REFERENCES articles_article)")

    said = run("restore", day.name, "--yes")

    assert said.endswith(f"Przywrócono kopię {day.name}.\n") and "NOTICE" not in said
    assert rows(house, f"SELECT status FROM articles_article WHERE id = {story['pk']}") == [("published",)]
    assert photo.read_bytes() == b"zdjecie"
    assert rows(house, "SELECT to_regclass('later')") == [(None,)]
    # The same again: what was put back is whole, the database's own schema included.
    run("backup")
    run("restore", max(run.copies.iterdir()).name, "--yes")
    assert rows(house, f"SELECT status FROM articles_article WHERE id = {story['pk']}") == [("published",)]


def test_a_copy_that_breaks_off_changes_nothing(house, run):
    run("backup")
    [day] = run.copies.iterdir()
    dump = day / "portal.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    change(house, "CREATE TABLE later (id int)")

    assert "takie, jakie były" in run("restore", day.name, "--yes", fails=True)

    assert rows(house, "SELECT to_regclass('later')::text") == [("later",)]


def test_two_copies_within_a_minute_lie_side_by_side(run):
    for _time in range(2):
        run("backup")
    days = sorted(run.copies.iterdir())
    assert [[path.name for path in day.iterdir()] for day in days] == [["portal.dump"]] * 2
    assert [day.name for day in sorted(run.keys.iterdir())] == [day.name for day in days]


def test_a_copy_is_made_while_people_send_photos(house, run):
    photo = Path(house.environment["DATA_DIR"]) / "originals" / "ab.jpg"
    photo.parent.mkdir(exist_ok=True)
    stop = threading.Event()

    def send():
        with photo.open("wb", buffering=0) as file:
            file.write(bytes(60_000_000))
            while not stop.wait(0.001):
                file.write(b"zdjecie")

    sending = threading.Thread(target=send)
    sending.start()
    try:
        run("backup")
    finally:
        stop.set()
        sending.join()
    [day] = run.copies.iterdir()
    assert (day / "files.tar").exists()


def test_a_copy_that_cannot_be_made_leaves_nothing(house, run, tmp_path):
    settings = tmp_path / "env"
    settings.write_text(settings.read_text().replace(house.database, "no_such_database"))
    run("backup", fails=True)
    assert [*run.copies.iterdir(), *run.keys.iterdir()] == []


def test_the_wrapped_keys_of_tips_lie_apart_and_so_do_the_keys_themselves(house, run):
    run("backup")
    [day] = run.copies.iterdir()
    told = subprocess.run(
        ["pg_restore", "--list", day / "portal.dump"], capture_output=True, text=True, check=True
    ).stdout
    assert "TABLE DATA public tips_tip " in told
    assert "TABLE DATA public tips_wrappedkey" not in told and "TABLE DATA public django_session" not in told
    [apart] = run.keys.iterdir()
    told = subprocess.run(
        ["pg_restore", "--list", apart / "keys.dump"], capture_output=True, text=True, check=True
    ).stdout
    assert "TABLE DATA public tips_wrappedkey" in told
    keys = [path.read_bytes() for path in Path(house.environment["TIP_KEYS_DIR"]).rglob("*") if path.is_file()]
    keys = [key for key in keys if key]
    assert keys
    for path in [*run.copies.rglob("*"), *run.keys.rglob("*")]:
        assert path.is_dir() or not any(key in path.read_bytes() for key in keys)


def test_copies_are_for_the_owner_alone(house, run):
    run("backup")
    assert all(path.stat().st_mode & 0o077 == 0 for path in [*run.copies.rglob("*"), *run.keys.rglob("*")])
