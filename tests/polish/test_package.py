"""The package stands by itself: nothing but the standard library and a dictionary, everything public explained."""

import ast
import importlib
import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "polish"
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")
ALLOWED = sys.stdlib_module_names | {"polish"}


@pytest.mark.parametrize("module", MODULES)
def test_only_the_standard_library_is_imported(module):
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    assert {name for name in names if name.split(".")[0] not in ALLOWED} == set()


def test_it_works_copied_elsewhere_and_knows_no_django(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "polish", ignore=shutil.ignore_patterns("__pycache__"))
    program = f"""
import importlib, sys
sys.path.insert(0, {str(tmp_path)!r})
for module in {MODULES!r}:
    assert importlib.import_module("polish." + module).__file__.startswith({str(tmp_path)!r})
from datetime import date
from polish.namedays import name_days
from polish.search import parse
assert parse("prezydent jastrzebia") and name_days(date(2026, 5, 22)) and "django" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_says_what_it_is_for(module):
    imported = importlib.import_module(f"polish.{module}")
    assert imported.__doc__
    unexplained = set()
    for name, thing in vars(imported).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != imported.__name__:
            continue
        if inspect.isclass(thing) or callable(thing):
            unexplained |= {f"{name}.{part}" for part, one in _own_parts(thing) if not inspect.getdoc(one)}
    assert unexplained == set()


def _own_parts(thing):
    """The thing itself, and the public methods and properties of a class."""
    yield "", thing
    if inspect.isclass(thing):
        for name, part in vars(thing).items():
            if not name.startswith("_") and (inspect.isfunction(part) or isinstance(part, property)):
                yield name, part
