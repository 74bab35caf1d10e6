"""The way to the newest version and back, over a real repository."""

import shutil
import subprocess

import pytest

from .house import ROOT


def git(folder, *words):
    ours = ["-c", "user.name=Jan", "-c", "user.email=jan@portal.example", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *ours, "-C", folder, *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def publish(folder, version):
    (folder / "VERSION").write_text(version)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", version)


@pytest.fixture
def repositories(tmp_path):
    """The authors' repository with two versions, and the owner's clone of it."""
    authors, owner = tmp_path / "authors", tmp_path / "owner"
    (authors / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "deploy/fetch", authors / "deploy/fetch")
    git(authors, "init", "-q")
    publish(authors, "1")
    publish(authors, "2")
    git(tmp_path, "clone", "-q", authors, owner)
    return authors, owner


def test_after_going_back_the_next_upgrade_brings_the_newest_version(repositories):
    authors, owner = repositories
    git(owner, "checkout", "-q", "HEAD~1")
    publish(authors, "3")

    for _time in range(2):
        subprocess.run([owner / "deploy/fetch"], check=True)
        assert (owner / "VERSION").read_text() == "3"


def test_changed_files_stop_an_upgrade_in_words(repositories):
    authors, owner = repositories
    publish(authors, "3")
    (owner / "VERSION").write_text("moja")

    done = subprocess.run([owner / "deploy/fetch"], capture_output=True, text=True, check=False)

    assert done.returncode == 1 and "Portal działa dalej" in done.stderr
    assert (owner / "VERSION").read_text() == "moja"
