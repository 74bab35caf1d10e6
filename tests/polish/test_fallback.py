"""Where no wheel of morfeusz2 installs, everything still works, only less well."""

import subprocess
import sys

WITHOUT_MORFEUSZ = """
import sys
sys.modules["morfeusz2"] = None  # an import of it fails, as on a machine without a wheel
"""


def run(program):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_MORFEUSZ + program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_fallback_names_itself_and_what_it_loses():
    out = run(
        """
from polish.morphology import ANALYSER_VERSION, WHAT_IS_LOST, engine_name
print(engine_name, ANALYSER_VERSION, WHAT_IS_LOST)
"""
    )
    assert "simplemma" in out
    assert "Without morfeusz2" in out


def test_most_searches_still_find():
    out = run(
        """
import sys
sys.path.insert(0, "tests/polish")
from search_engines import Sqlite, Stories
from test_search import CASES
engine = Sqlite(Stories(text for _, *texts in CASES for text in texts))
found = sum(2 * number + 1 in engine.find(query) for number, (query, *_) in enumerate(CASES))
print(found / len(CASES))
"""
    )
    assert float(out) > 0.85


def test_people_and_abuse_are_still_recognised():
    out = run(
        """
from polish.abuse import find_abuse
from polish.people import Finder, Profile
finder = Finder([Profile(1, "Piotr Korytkowski", ("prezydent Konina",))])
print(len(finder.find("Z Piotrem Korytkowskim rozmawiano. Korytkowski milczał.")))
print(len(find_abuse("k*rwa, jebany")))
"""
    )
    assert out.split() == ["2", "2"]
