"""Files on a poor connection: the line is really cut, between the browser and the server, in the middle of a file."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tips import keys, opening
from tips.models import Tip, TipFile
from tips.previews import original

from ..deployment.house import wait_until
from ..tips.conftest import _own_folders, jpeg  # noqa: F401
from .conftest import held

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class PoorLine:
    """A line to the server that breaks once it has carried so many bytes of one connection; `breaks_after` None: never."""

    def __init__(self, address):
        self.server = (urlsplit(address).hostname, urlsplit(address).port)
        self.breaks_after = None
        self.broken = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listening.close()

    def _accept(self):
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(self.server)
            threading.Thread(target=self._carry, args=(browser, server, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, browser, False), daemon=True).start()

    def _carry(self, source, target, outgoing):
        carried = 0
        try:
            while piece := source.recv(16 * 1024):
                carried += len(piece)
                if outgoing and self.breaks_after is not None and carried > self.breaks_after:
                    self.broken += 1
                    break
                target.sendall(piece)
        except OSError:
            pass
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def newsroom(db):
    keys.make_server_key()


@pytest.fixture
def line(live_server):
    line = PoorLine(live_server.url)
    yield line
    line.close()


@pytest.fixture
def page(chromium, line, newsroom):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="pl-PL")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{line.address}/napisz-do-nas/")
    yield page
    context.close()


def photo(name, megabytes=1):
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg() + b"\0" * (megabytes * 1024 * 1024)}


def sealed_files():
    return [
        path
        for folder in ("tips", "tips-incoming")
        for path in (settings.DATA_DIR / folder).rglob("*")
        if path.is_file()
    ]


def test_a_cut_line_costs_one_file_which_is_sent_again_by_a_button(page, line):
    page.fill("#id_body", "Treść zostaje.")
    page.set_input_files("#id_files", photo("pierwszy.jpg"))
    page.wait_for_selector(".waiting-files li")
    line.breaks_after = 600_000
    page.set_input_files("#id_files", photo("drugi.jpg", 2))
    page.wait_for_selector("[data-upload] .error")
    assert line.broken
    assert "drugi.jpg" in page.locator("[data-upload]").text_content()
    line.breaks_after = None
    page.locator("[data-upload] button").click()
    page.locator(".waiting-files li").nth(1).wait_for()
    assert TipFile.objects.count() == 2
    # Another thread of the server takes away what came of the broken one.
    assert wait_until(lambda: len(sealed_files()) == 2)
    page.keyboard.press("Tab")
    page.locator(".tip-form .row button").click()
    page.wait_for_selector(".receipt")
    tip = Tip.objects.get()
    content = opening.server_opener()
    assert content.content(tip).text == "Treść zostaje."
    for row in tip.files.all():
        row.tip = tip
        facts = content.facts(row)
        assert len(b"".join(original(row, facts))) == row.size
    assert sorted(row.size // 1024 // 1024 for row in tip.files.all()) == [1, 2]


def test_the_bar_moves_while_a_file_is_sent(page):
    page.evaluate(
        """() => {
          window.parts = [];
          new MutationObserver(() => {
            const bar = document.querySelector("[data-upload] progress");
            if (bar && !bar.dataset.watched) {
              bar.dataset.watched = "1";
              const own = Object.getOwnPropertyDescriptor(HTMLProgressElement.prototype, "value");
              Object.defineProperty(bar, "value", { set(part) { window.parts.push(part); own.set.call(this, part); }, get() { return own.get.call(this); } });
            }
          }).observe(document.body, { subtree: true, childList: true });
        }"""
    )
    # As over a phone's connection: what goes at once moves no bar.
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slowly = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 4 * 2**20}
    line.send("Network.emulateNetworkConditions", slowly)
    page.set_input_files("#id_files", photo("film.jpg", 8))
    page.wait_for_selector(".waiting-files li")
    assert page.evaluate("window.parts.length") >= 2
    assert page.evaluate("window.parts.at(-1)") == 1


def test_a_file_chosen_before_the_script_has_come_goes_ahead_too(page):
    with held(page, "**/tips.js"):
        page.reload(wait_until="commit")
        page.set_input_files("#id_files", photo("rysa.jpg"))
    page.wait_for_selector(".waiting-files li")
    assert TipFile.objects.count() == 1


def test_enter_in_a_field_sends_the_form_and_takes_no_file_away(page):
    page.fill("#id_body", "Z klawiatury.")
    page.set_input_files("#id_files", photo("rysa.jpg"))
    page.wait_for_selector(".waiting-files li")
    page.focus("#id_place")
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    assert Tip.objects.get().file_count == 1


def test_a_further_message_sends_its_files_ahead_too(page, line):
    page.fill("#id_body", "Najpierw słowa.")
    with page.expect_navigation():
        page.locator(".tip-form .row button").click()
    words = " ".join(" ".join(page.locator(".receipt li").all_text_contents()).split())
    page.goto(f"{line.address}/napisz-do-nas/kod/")
    page.fill("#id_words", words)
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_message")
    page.wait_for_load_state()
    line.breaks_after = 300_000
    page.set_input_files("#id_files", photo("rysa.jpg"))
    page.wait_for_selector("[data-upload] .error")
    line.breaks_after = None
    page.locator("[data-upload] button").click()
    page.wait_for_selector(".waiting-files li")
    page.fill("#id_message", "I zdjęcie.")
    page.locator("button[name=send]:visible").last.click()
    page.wait_for_selector(".state[role=status]")
    assert Tip.objects.get().file_count == 1
