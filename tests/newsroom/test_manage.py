"""The command line where the settings are missing."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "PYTHONPYCACHEPREFIX"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_without_settings_says_in_a_line_what_is_missing():
    # An address that is none, whatever a file .env may say.
    answer = run("check", SITE_URL="nonsense")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "SITE_URL" in answer.stderr
    assert "DEMO=1" in answer.stderr
