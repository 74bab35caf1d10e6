import doctest
from pathlib import Path

import pytest

from polish import morphology

README = Path(__file__).parents[2] / "polish" / "README.md"


@pytest.mark.skipif(not morphology.has_full_dictionary, reason="The examples show the full dictionary.")
def test_the_examples_of_the_readme_hold():
    assert doctest.testfile(str(README), module_relative=False, encoding="utf-8").failed == 0


def test_every_module_is_named_in_the_readme():
    text = README.read_text(encoding="utf-8")
    modules = {path.stem for path in README.parent.glob("*.py")} - {"__init__"}
    assert {module for module in modules if f"`{module}`" not in text} == set()
