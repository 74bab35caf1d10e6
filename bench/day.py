"""Measures a mixed day: how many requests a second the portal sustains, all kinds of them together.

    DATA_DIR=/somewhere DEMO=1 DATABASE_URL=postgres://… python bench/day.py
    DATA_DIR=/somewhere DEMO=1 python bench/day.py --wordpress http://127.0.0.1:8080 --posts 100000

Needs an archive from `bench/archive.py` in that database, and wrk. The requests are drawn with a seed beforehand: of a hundred
80 stories, of which a third from anywhere in the archive and the others from the newest three hundred, the first of them most;
5 front pages, 5 lists (a quarter deep in the archive), 3 searches, 2 conversations, 1 comment posted and 4 beacons of readers.
The portal runs as `manage.py portal` serves it: two gunicorn processes, its own cache on, no nginx.

`--wordpress` asks a WordPress for the same mixture in turns with it: see `bench/wordpress.php` for how one is filled.
"""

import argparse
import json
import os
import random
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pages  # First, since it sets Django up.
from django.core import signing
from django.db import connection

from articles.models import Article, Section, Tag
from common import tokens
from portal.models import Place

SHARES = {
    "new story": 53, "deep story": 27, "front page": 5, "list": 4, "deep list": 1, "search": 3, "conversation": 2, "comment": 1, "beacon": 4,
}  # fmt: skip
NEW, REQUESTS = 300, 40_000
WORDS = ["most", "remont drogi", "rada gminy", "szpital", "straż", "szkoła", "koncert", "budżet", "wypadek", "mecz"]
TEXT = "Dobrze, że ktoś się tym zajął, czekamy na ten chodnik od lat i wszyscy już stracili nadzieję."
FORM = "application/x-www-form-urlencoded"
LUA = """
local requests = {}
for line in io.lines("%s") do requests[#requests + 1] = line:gsub("\\\\n", "\\r\\n") end
local at = %d
request = function()
  at = at %% #requests + 1
  return requests[at]
end
"""


class Day:
    """The drawn requests, each a kind and the number of a story, a place in a list or a word."""

    def __init__(self, newest):
        dice = random.Random(20261129)
        weights = list(accumulate(1 / (n + 1) for n in range(min(NEW, newest))))
        kinds = dice.choices(list(SHARES), list(SHARES.values()), k=REQUESTS)
        recent = lambda: newest - dice.choices(range(len(weights)), cum_weights=weights)[0]  # noqa: E731
        self.requests = [
            (kind, dice.randrange(1, newest + 1) if kind.startswith("deep") else recent(), dice.random())
            for kind in kinds
        ]


class Portal:
    """How the portal is asked."""

    def __init__(self, port):
        self.host = f"127.0.0.1:{port}"
        self.slugs = dict(Article.objects.values_list("pk", "slug"))
        self.lists = [one.get_absolute_url() for model in (Section, Place, Tag) for one in model.objects.all()[:6]]
        self.moments = {}

    def request(self, kind, number, chance):
        story = f"/artykuly/{number}-{self.slugs[number]}/"
        match kind:
            case "new story" | "deep story":
                return get(self.host, story)
            case "front page":
                return get(self.host, "/")
            case "list":
                return get(self.host, pick(self.lists, chance))
            case "deep list":
                at = self.moments.get(number) or Article.objects.values_list("published_at", flat=True).get(pk=number)
                self.moments[number] = at
                return get(self.host, f"{pick(self.lists, chance)}?przed={pages.write_moment(at, number)}")
            case "search":
                return get(self.host, f"/szukaj/?q={quote(pick(WORDS, chance))}")
            case "conversation":
                return get(self.host, f"/artykuly/{number}/komentarze/")
            case "beacon":
                return post(self.host, f"/licznik/{number}/", "", Origin=f"http://{self.host}")
            case "comment":
                return self._comment(number, chance)

    def _comment(self, number, chance):
        """From a form that was opened a minute ago, from one of many networks."""
        note = {
            "f": "comment",
            "a": str(number),
            "i": secrets.token_urlsafe(12),
            "t": int((pages.time.time() - 60) * 1000),
        }
        fields = {
            "csrfmiddlewaretoken": "a" * 32, "nick": f"Nick{int(chance * 90)}", "body": f"{TEXT} {chance}",
            "form_token": signing.dumps(note, salt=tokens.SALT),
        }  # fmt: skip
        return post(
            self.host, f"/artykuly/{number}/komentarze/", urlencode(fields), Origin=f"http://{self.host}",
            Cookie=f"csrftoken={'a' * 32}", **{"X-Forwarded-For": f"198.{18 + int(chance * 2)}.{int(chance * 9973) % 250}.7"},
        )  # fmt: skip


class WordPress:
    """How a WordPress with plain addresses is asked; its stories have the numbers from 1 on, its categories from 2 to 7."""

    def __init__(self, address, posts):
        self.host, self.posts = urlsplit(address).netloc, posts

    def request(self, kind, number, chance):
        page, category = (self.posts - number) // 120 + 1, 2 + int(chance * 6)
        match kind:
            case "new story" | "deep story" | "conversation":
                return get(self.host, f"/?p={number}")
            case "front page":
                return get(self.host, "/")
            case "list":
                return get(self.host, f"/?cat={category}")
            case "deep list":
                return get(self.host, f"/?cat={category}&paged={page}")
            case "search":
                return get(self.host, f"/?s={quote(pick(WORDS, chance))}")
            case "beacon":
                return post(self.host, f"/?rest_route=/bench/read/{number}", "")
            case "comment":
                fields = {"author": f"Nick{int(chance * 90)}", "email": "a@example.com", "comment": f"{TEXT} {chance}", "comment_post_ID": number}  # fmt: skip
                return post(self.host, "/wp-comments-post.php", urlencode(fields))


def pick(some, chance):
    return some[int(chance * len(some))]


def get(host, path):
    return f"GET {path} HTTP/1.1\\nHost: {host}\\nAccept-Encoding: gzip, deflate, br, zstd\\n\\n"


def post(host, path, body, **headers):
    headers = {"Host": host, "Content-Type": FORM, "Content-Length": len(body), **headers}
    return f"POST {path} HTTP/1.1\\n" + "".join(f"{name}: {value}\\n" for name, value in headers.items()) + f"\\n{body}"


def asked(file, host, seconds, first):
    """Answers a second; refused or failed ones; the 50th and 99th of a hundred answers, as wrk says them."""
    script = file.with_suffix(".lua")
    script.write_text(LUA % (file, first))
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--timeout", "30s", "--latency", "-s", script, f"http://{host}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    number = int(re.search(r"(\d+) requests in", said)[1])
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    slow = [re.search(rf"{part}%\s+(\S+)", said)[1] for part in (50, 99)]
    if "Socket errors" in said:
        print(re.search(r"Socket errors.*", said)[0], file=sys.stderr)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), int(wrong[1]) if wrong else 0, slow, number


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--wordpress", default="", metavar="ADDRESS")
    parser.add_argument("--posts", type=int, default=0, help="How many posts that WordPress has.")
    parser.add_argument("--texts", default="", metavar="FILE", help="Write texts of the archive there, and stop.")
    options = parser.parse_args()
    if options.texts:
        texts = Article.objects.order_by("-pk").values("title", "lead", "body")[:2000]
        Path(options.texts).write_text(json.dumps(list(texts)))
        return
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    day = Day(newest)
    server = pages.Server("newsroom.wsgi:application", MICROCACHE="on", TRUSTED_PROXIES="1", ALLOWED_HOSTS="127.0.0.1")
    sides = {"the portal": Portal(server.port)}
    if options.wordpress:
        sides["WordPress"] = WordPress(options.wordpress, options.posts)
        if options.posts != newest:
            sys.exit(f"The archive has {newest} stories: the WordPress needs as many posts.")
    found = {side: [] for side in sides}
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for side, how in sides.items():
            files[side] = Path(folder) / f"{len(files)}.txt"
            files[side].write_text("\n".join(how.request(*drawn) for drawn in day.requests) + "\n")
        reached = dict.fromkeys(sides, 0)
        try:
            for number in range(options.rounds + 1):
                for side, how in sides.items():
                    result = asked(files[side], how.host, options.seconds, reached[side])
                    reached[side] += result[-1]
                    if number:  # The first one warms up.
                        found[side].append(result)
        finally:
            server.stop()
    print(f"\n{connection.vendor}, {newest} stories; {options.rounds} rounds of {options.seconds} s by 16 connections")
    print(f"load of the machine {os.getloadavg()[0]:.1f}\n")
    print(
        "| mixed day | requests/s, median | lowest and highest | refused or failed | p50, p99 |\n|---|---|---|---|---|"
    )
    for side, values in found.items():
        rates = [value[0] for value in values]
        wrong = sum(value[1] for value in values) / sum(value[3] for value in values)
        middle = sorted(values)[len(values) // 2]
        print(
            f"| {side} | {statistics.median(rates):.0f} | {min(rates):.0f}–{max(rates):.0f} | {wrong:.1%} | {', '.join(middle[2])} |"
        )
    if options.wordpress:
        ratio = statistics.median(ours[0] / theirs[0] for ours, theirs in zip(*found.values(), strict=True))
        print(f"\nthe portal answers {ratio:.1f} × as many requests (median of rounds)")


if __name__ == "__main__":
    main()
