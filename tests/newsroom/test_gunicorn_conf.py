"""What `newsroom/gunicorn_conf.py` makes of web processes, with a real gunicorn."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.run import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
APPLICATION = """
import gc

def application(environ, start_response):
    start_response("200 OK", [])
    return [f"{gc.isenabled()} {gc.get_freeze_count() > 10_000}".encode()]
"""


def test_a_web_process_collects_its_garbage_but_not_what_all_of_them_share(tmp_path):
    (tmp_path / "asked.py").write_text(APPLICATION)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "asked:application", "--config", "newsroom/gunicorn_conf.py"]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DEMO": "1",
        "DATA_DIR": str(tmp_path),
    }
    process = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=environment)
    try:
        assert answer_of(f"http://127.0.0.1:{port}/") == "True True"
    finally:
        process.terminate()
        process.wait(timeout=30)


def answer_of(address):
    give_up = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
