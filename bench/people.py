"""Measures what people cost a story: recognising in memory, and a whole save, with thousands of profiles.

    DATA_DIR=/somewhere DEMO=1 python bench/people.py --profiles 5000

Everything is made within one transaction in the database that the environment names, and rolled back. The stories are the
demo's, with names of the invented profiles put into every third one.
"""

import argparse
import os
import random
import statistics
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles import mentions, recognition  # noqa: E402
from articles.models import Article, Mention, PeopleRules  # noqa: E402
from people.models import Office, Person  # noqa: E402
from polish.slugs import slugify  # noqa: E402
from polish.sort_key import sort_key  # noqa: E402

SYLLABLES = "ba be bo bu ce cha do du fa fi ga gu ja ka ki ko ku la le li lo ma mi mo nu pa pe po ra re ro sa so sze ta to wa wi ze".split()
FIRST = "Anna Maria Katarzyna Piotr Jan Marek Adam Tomasz Krystyna Halina Ewa Paweł Michał Józef Jerzy Barbara Zofia Grzegorz".split()
FREQUENT = sorted(recognition.FREQUENT_SURNAMES)
OFFICES = ["radny Krzemionowa", "wójt gminy Brzozówki", "prezes spółki", "dyrektor szkoły", "komendant policji"]


def surname(dice):
    if dice.random() < 0.2:
        return dice.choice(FREQUENT)
    made = "".join(dice.choice(SYLLABLES) for _ in range(3))
    return (made + dice.choice(["wicz", "ski", "ek", "zon"])).capitalize()


def make_people(size, dice):
    people = []
    for _ in range(size):
        first, last = dice.choice(FIRST), surname(dice)
        people.append(
            Person(
                first_name=first, last_name=last, slug=slugify(f"{first} {last}"), sort_key=sort_key(f"{last} {first}"),
                has_common_name=last in recognition.FREQUENT_SURNAMES,
            )
        )  # fmt: skip
    Person.objects.bulk_create(people)
    now = timezone.localdate()
    Office.objects.bulk_create(Office(person=person, title=dice.choice(OFFICES), starts=now) for person in people)
    return people


def make_stories(people, dice):
    stories = [
        story
        for path in sorted((ROOT / "newsroom/demo/stories").glob("*.toml"))
        for story in tomllib.loads(path.read_text())["story"]
    ]
    made = []
    for number, story in enumerate(stories):
        body = story["body"]
        if number % 3 == 0:
            names = [dice.choice(people).name for _ in range(3)]
            body += "".join(f"<p>Na sesji był {name}. Mówił długo o moście.</p>" for name in names)
        made.append(Article(title=story["title"], lead=" ".join(story["lead"].split()), body=body))
    for article in made:
        article.save()
    return made


def measured(what, run, items, repeats=5):
    for item in items:
        run(item)  # words of the texts are looked up once a process
    times = []
    for _ in range(repeats):
        for item in items:
            # Of the processor, so that others at work on the machine do not count.
            begun = time.process_time()
            run(item)
            times.append((time.process_time() - begun) * 1000)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    print(
        f"{what:<42} mean {statistics.mean(times):6.2f}  p50 {times[len(times) // 2]:6.2f}  p95 {p95:6.2f} ms of processor time"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profiles", type=int, default=5_000)
    size = parser.parse_args().profiles
    dice = random.Random(5)
    load = os.getloadavg()[0]
    print(f"{connection.vendor}, {size} profiles, load {load:.1f}")
    with transaction.atomic():
        people = make_people(size, dice)
        stories = make_stories(people, dice)
        begun = time.perf_counter()
        known = recognition.roster()
        print(f"{'index built cold':<42} {time.perf_counter() - begun:.2f} s")
        people[0].save()
        begun = time.perf_counter()
        recognition.roster()
        print(f"{'built again after a change':<42} {time.perf_counter() - begun:.2f} s")
        texts = [recognition.text_of_story(one.title, one.lead, one.body) for one in stories]
        print(f"{len(texts)} stories of {statistics.mean(map(len, texts)):.0f} characters")
        measured("is the index fresh", lambda _: recognition.roster(), texts[:20])
        known = recognition.roster()
        measured("recognising in one story", lambda text: recognition.find(text, known), texts)
        measured("people without a profile", recognition.unknown, texts)
        rules = PeopleRules.load()
        measured("recognising and keeping, unchanged", lambda one: mentions.recognise(one, rules=rules), stories, 2)
        begun = time.perf_counter()
        done = list(mentions.find_everywhere(from_the_start=True))[-1]
        print(
            f"{'find_people':<42} {done / (time.perf_counter() - begun):.0f} stories/s, {Mention.objects.count()} mentions"
        )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
