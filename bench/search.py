"""Measures the search on a seeded archive: look-ups, whole pages, suggestions and indexing.

    DATA_DIR=/somewhere DEMO=1 python bench/search.py --stories 100000
    DATA_DIR=/somewhere DEMO=1 DATABASE_URL=postgres://… python bench/search.py --stories 100000

The archive is made once in the database that the environment names, which must hold no other stories, and is used again by
later runs. Its stories are put together from the demo's paragraphs, each analysed once, with invented surnames, so that some
words stand in most stories and some in a handful.
"""

import argparse
import os
import random
import statistics
import sys
import time
import tomllib
from datetime import timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")


import django  # noqa: E402

django.setup()

import bulk  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles import search, search_index, suggestions  # noqa: E402
from articles.models import Article, Author, Section  # noqa: E402
from common.markup import plain_text  # noqa: E402
from polish.search import analyse, parse, vocabulary  # noqa: E402
from portal.models import Place  # noqa: E402

# Of each kind.
QUERIES = 30
SYLLABLES = "ba be bo bu ce cha do du fa fi ga gu ja ka ki ko ku la le li lo ma mi mo nu pa pe po ra re ro sa so sze ta to wa wi ze".split()


class Archive:
    """The seeded stories."""

    YEARS = 12

    def __init__(self, size):
        self.size = size
        self.dice = random.Random(20261124)
        self.now = timezone.now()
        stories = [
            story
            for path in sorted((ROOT / "newsroom/demo/stories").glob("*.toml"))
            for story in tomllib.loads(path.read_text())["story"]
        ]
        self.titles = [self._analysed(story["title"]) for story in stories]
        self.leads = [self._analysed(" ".join(story["lead"].split())) for story in stories]
        texts = [plain_text(part) for story in stories for part in story["body"].split("</p>")]
        self.paragraphs = [self._analysed(text) for text in texts if len(text) > 120]
        self.dice.shuffle(self.paragraphs)
        self.surnames = [self._surname() for _ in range(20_000)]

    def _analysed(self, text):
        words = analyse(text)
        return text, words, frozenset(vocabulary(words))

    def _surname(self):
        return (
            "".join(self.dice.choice(SYLLABLES) for _ in range(3)) + self.dice.choice(["wicz", "ski", "ek", "zon"])
        ).capitalize()

    def make(self):
        have = Article.objects.count()
        if have >= self.size:
            return
        if have:
            sys.exit(f"There are {have} stories in the database; the archive needs an empty one.")
        names = ["Samorząd", "Na sygnale", "Praca i gospodarka", "Zdrowie i edukacja", "Kultura", "Sport"]
        self.sections = [Section.objects.create(name=name) for name in names]
        towns = ["Jastrzębie-Zdrój", "Krzemionów", "Dębowiany", "Kuźnia Olzańska", "Lipowiec nad Rudą", "Cały region"]
        self.places = [Place.objects.create(name=name) for name in towns]
        self.authors = [Author.objects.create(name=f"Autor {self._surname()}", signature=f"a{n}") for n in range(40)]
        bulk.fill(self)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def moment(self, number):
        """When that story was published: evenly over the years."""
        age = timedelta(days=365 * self.YEARS * (1 - number / self.size), seconds=self.dice.randrange(3600))
        return self.now - age

    def chosen_paragraphs(self):
        """Which paragraphs make up a story; the lower numbers far more often: few themes make up most of any archive."""
        dice, many = self.dice, len(self.paragraphs)
        chosen = {min(int(dice.paretovariate(0.35)), many) - 1 for _ in range(9)}
        return sorted(chosen | {dice.randrange(many) for _ in range(2)})


def queries(archive):
    """Kinds of queries, seeded; each typed as a reader would."""
    dice = random.Random(7)
    word = lambda pool: dice.choice([w for w in dice.choice(pool)[1] if w.lemmas and len(w.text) > 3]).text  # noqa: E731
    plain = str.maketrans("ąćęłńóśźż", "acelnoszz")
    body = archive.paragraphs
    two_near = lambda: " ".join(w.text for w in neighbours(dice, body))  # noqa: E731
    kinds = {
        "surname": lambda: dice.choice(archive.surnames),
        "word of a title": lambda: word(archive.titles),
        "word of a body": lambda: word(body),
        "two words": lambda: f"{word(archive.titles)} {word(body)}",
        "three words": lambda: f"{word(body)} {word(body)} {word(archive.titles)}",
        "without Polish letters": lambda: f"{word(body)} {word(archive.titles)}".lower().translate(plain),
        "phrase": lambda: f'"{two_near()}"',
        "without a word": lambda: f"{word(archive.titles)} -{word(body)}",
        "prefix": lambda: f"{word(body)[:5]}*",
    }
    return {kind: [make() for _ in range(QUERIES)] for kind, make in kinds.items()}


def neighbours(dice, pool):
    while True:
        words = dice.choice(pool)[1]
        at = dice.randrange(len(words) - 1)
        if words[at].lemmas and words[at + 1].lemmas:
            return words[at : at + 2]


class Spent:
    """Processor time of this process and of the backend that serves it on the same machine, in seconds."""

    def __init__(self):
        self.backend = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                path = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
            self.backend = path if path.exists() else None

    def now(self):
        spent = time.process_time()
        if self.backend:
            # Nanoseconds on a processor.
            spent += int(self.backend.read_text().split()[0]) / 1e9
        return spent


def measured(name, actions, times=3):
    """Print a line: milliseconds of each action by the clock and of the processors, the best of some runs. Returns the clock's."""
    spent = Spent()
    clock, processor = [], []
    for action in actions:
        runs = []
        for _ in range(times):
            before, begun = spent.now(), time.perf_counter()
            action()
            runs.append(((time.perf_counter() - begun) * 1000, (spent.now() - before) * 1000))
        clock.append(min(took for took, _own in runs))
        processor.append(min(own for _took, own in runs))
    print(f"| {name} | {_spread(clock)} | {_spread(processor)} |", flush=True)
    return clock, processor


def _spread(times):
    times = sorted(times)
    return f"{statistics.median(times):.1f} / {times[int(len(times) * 0.95)]:.1f} / {times[-1]:.1f}"


def commonest(number=5):
    """Forms that stand in most stories."""
    from articles.models import WordForm

    return list(WordForm.objects.order_by("-frequency").values_list("form", "frequency")[:number])


def look_up(text, narrowing=search.Narrowing()):  # noqa: B008
    best, _more = search._best("public", parse(text), narrowing.marks, search_index.last_key_at(timezone.now()))
    return search._only_public(best)


def measure(archive):
    sets = queries(archive)
    everything = [query for queries in sets.values() for query in queries]
    for query in everything:  # Once through, as an hour's readers would have done.
        parse(query)
    suggestions.directory()
    print(f"\n{connection.vendor}, {Article.objects.count()} stories\n")
    print("| ms, p50 / p95 / worst | clock | processor |\n|---|---|---|")
    of_each = lambda action, queries: [partial(action, query) for query in queries]  # noqa: E731
    clock, processor = [], []
    for kind, of_kind in sets.items():
        took, own = measured(f"look-up: {kind}", of_each(look_up, of_kind))
        clock, processor = clock + took, processor + own
    middle = statistics.median(processor)
    print(f"| look-up: all of these | {_spread(clock)} | {_spread(processor)} |")
    narrowing = search.names().narrowing(section="kultura", year=str(timezone.now().year - 3))
    measured("look-up: a word, narrowed", [partial(look_up, query, narrowing) for query in sets["word of a body"]])
    for form, frequency in commonest():
        _clock, own = measured(f"look-up: “{form}”, in {frequency} stories", [partial(look_up, form)] * 5)
        print(f"|   that is {min(own) / middle:.1f}× the median | | |")
    mixed = random.Random(3).sample(everything, 60)
    measured("results with passages", of_each(search.search, mixed))
    measured("by date", [partial(search.search, query, by_date=True) for query in mixed])
    client = Client(headers={"host": "127.0.0.1"})
    measured("the page", [partial(client.get, "/szukaj/", {"q": query}) for query in mixed])
    typed = [query[:length] for query in sets["word of a body"] + sets["surname"] for length in (2, 3, 5)]
    measured("suggestion", of_each(suggestions.suggest, typed))
    measured("correction", of_each(suggestions.correct, map(misspelt, sets["word of a body"])))


def misspelt(word):
    return word[:3] + word[4:5] + word[3:4] + word[5:]


def indexing(number=1000):
    """Stories a second: reading, analysing and writing, as `manage.py reindex` does, and one at a time, as saving does."""
    ids = list(Article.objects.order_by("-pk").values_list("pk", flat=True)[:number])
    spent, begun = Spent(), time.monotonic()
    before = spent.now()
    for first in range(0, number, search_index.BATCH):
        batch = list(Article.objects.filter(pk__in=ids[first : first + search_index.BATCH]).defer("body_html"))
        linked = search_index._places_and_authors([article.pk for article in batch])
        rows = [search_index._row(article, *linked) for article in batch]
        with transaction.atomic():
            search_index._write(rows)
    of_wall, of_cpu = number / (time.monotonic() - begun), number / (spent.now() - before)
    print(f"| indexing in batches: {of_wall:.0f} stories/s, {of_cpu:.0f} for a second of CPU | | |")
    some = list(Article.objects.filter(pk__in=ids[:100]))
    measured("indexing one story", [partial(search_index.refresh, article) for article in some], times=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--make-only", action="store_true", help="Make the archive and measure nothing.")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    archive = Archive(options.stories)
    archive.make()
    if options.make_only:
        return
    measure(archive)
    indexing()


if __name__ == "__main__":
    main()
