"""The demo's pictures: every key has a file, words for those who cannot see it, and a size worth cropping."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

DEMO = Path(settings.BASE_DIR) / "newsroom" / "demo"
LISTED = tomllib.loads((DEMO / "pictures.toml").read_text(encoding="utf-8"))["picture"]
NAMED_IN_STORIES = re.compile(r'(?:^photo = |data-photo=|data-gallery=)"([^"]+)"', re.MULTILINE)


def test_every_file_is_listed_once():
    listed = sorted(picture["file"] for picture in LISTED)
    assert listed == sorted(file.name for file in (DEMO / "pictures").iterdir())


@pytest.mark.parametrize("picture", LISTED, ids=lambda picture: picture["key"])
def test_a_picture_has_words_and_a_size_worth_cropping(picture):
    assert picture["alt"]
    assert picture["caption"]
    assert all(0 <= part <= 1 for part in picture["focal"])
    with Image.open(DEMO / "pictures" / picture["file"]) as image:
        assert image.mode == "RGB"
        assert image.width >= (800 if picture["key"].startswith("portret-") else 1600)


def test_stories_name_only_pictures_that_exist():
    keys = {picture["key"] for picture in LISTED}
    for file in (DEMO / "stories").glob("*.toml"):
        for named in NAMED_IN_STORIES.findall(file.read_text(encoding="utf-8")):
            assert set(named.split(",")) <= keys, f"{file.name} names {named!r}"


def test_all_pictures_together_stay_small_enough_to_ship():
    assert sum(file.stat().st_size for file in (DEMO / "pictures").iterdir()) < 9_000_000
