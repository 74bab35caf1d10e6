"""The nightly copy, and the way back from it, over a real PostgreSQL."""

import os
import subprocess
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
    settings = tmp_path / "env"
    settings.write_text(
        "".join(f"{name}='{house.environment[name]}'\n" for name in ("DATABASE_URL", "DATA_DIR", "TIP_KEYS_DIR"))
    )
    ours = {
        "PORTAL_ENV": str(settings), "PORTAL_AS": "", "PORTAL_STOP": "true", "PORTAL_START": "true",
        "BACKUP_DIR": str(tmp_path / "copies"), "BACKUP_KEYS_DIR": str(tmp_path / "keys"),
    }  # fmt: skip

    def run_(script, *words):
        done = subprocess.run([ROOT / "deploy" / script, *words], env=os.environ | ours, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run_.copies, run_.keys = tmp_path / "copies", tmp_path / "keys"
    return run_


def rows(house, query):
    with psycopg.connect(house.environment["DATABASE_URL"]) as connection:
        return connection.execute(query).fetchall()


def test_everything_comes_back_from_a_copy(house, run):
    story = house.act("story", "Most na Olzie otwarty")
    photo = Path(house.environment["DATA_DIR"]) / "originals" / "ab.jpg"
    photo.parent.mkdir(exist_ok=True)
    photo.write_bytes(b"zdjecie")
    run("backup")
    [day] = run.copies.iterdir()
    house.act("withdraw", story["pk"])
    photo.unlink()

    run("restore", day.name, "--yes")

    assert rows(house, f"SELECT status FROM articles_article WHERE id = {story['pk']}") == [("published",)]
    assert photo.read_bytes() == b"zdjecie"


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
