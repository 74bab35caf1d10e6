"""Everything that a machine can tell about the code without running its tests: `make check`."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
PRODUCTION = {
    "SECRET_KEY": "only-for-the-check-" + "k3Yq" * 12,
    "SITE_URL": "https://portal.example",
    "REQUIRE_SECOND_FACTOR": "true",
}


def main():
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    with tempfile.TemporaryDirectory() as data:
        production = {"DATA_DIR": data} | PRODUCTION
        steps = {
            "ruff": [BIN / "ruff", "check", "."],
            "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
            "templates": [BIN / "djade", "--target-version", "5.2", "--check", *templates],
            "types": [BIN / "mypy"],
            "imports": [BIN / "lint-imports"],
            "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
            "deployment": [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        }
        failed = [name for name, command in steps.items() if not passes(name, command, production)]
        if not translations_are_complete(production):
            failed.append("translations")
    print("All checks passed." if not failed else f"Failed: {', '.join(failed)}")
    return bool(failed)


def passes(name, command, environment):
    result = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=os.environ | environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(f"{'ok' if not result.returncode else 'FAILED':<7}{name}", flush=True)
    if result.returncode:
        print(result.stdout[-6000:] + result.stderr[-3000:])
    return not result.returncode


def translations_are_complete(environment):
    """Whether every text of the interface stands in the Polish catalogue, translated and not fuzzy."""
    from babel.messages.pofile import read_po

    source = ROOT / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    with source.open("rb") as file:
        catalogue = read_po(file)
    bad = [message.id for message in catalogue if message.id and (message.fuzzy or not complete(message))]
    wanted = extracted(environment)
    if wanted is None:
        print("skipped translations against the code: xgettext is missing (apt install gettext)")
        wanted = set()
        if REQUIRE_ALL:
            return False
    have = {key(message) for message in catalogue if message.id}
    missing = sorted(map(str, wanted - have))
    print(f"{'ok' if not bad and not missing else 'FAILED':<7}translations")
    for text in bad:
        print(f"  not translated: {text!r}")
    for text in missing:
        print(f"  not in the catalogue: {text}")
    return not bad and not missing


def complete(message):
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def key(message):
    return (message.context, message.id if isinstance(message.id, str) else tuple(message.id))


def extracted(environment):
    """The texts that the code and the templates hold now; None where they cannot be extracted."""
    from babel.messages.pofile import read_po

    if not shutil.which("xgettext"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        ignored = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "*.pyc", "*.jpg", "*.webp", "*.woff2")
        shutil.copytree(ROOT, copy, ignore=ignored)
        shutil.rmtree(copy / "locale")
        (copy / "locale").mkdir()
        command = [
            sys.executable, "manage.py", "makemessages", "-l", "pl", "--no-location", "--no-wrap",
            "-i", "tests", "-i", "bench", "-i", "docs", "-v", "0",
        ]  # fmt: skip
        subprocess.run(command, cwd=copy, env=os.environ | environment, check=True, capture_output=True)
        with (copy / "locale" / "pl" / "LC_MESSAGES" / "django.po").open("rb") as file:
            return {key(message) for message in read_po(file) if message.id}


if __name__ == "__main__":
    sys.exit(main())
