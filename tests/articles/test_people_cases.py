"""The sample of sentences and whom they mention, through the product: a base of profiles, saved stories, their mentions."""

import json
from datetime import date
from pathlib import Path

import pytest

from articles.models import Article, Mention
from articles.services import save_story
from people.models import Office, Person
from polish import morphology

SAMPLE = Path(__file__).parent.parent / "polish" / "data" / "people-cases.json"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not morphology.has_full_dictionary, reason="Without the dictionary fewer names are found."),
]


def test_saved_stories_mention_whom_the_sample_says():
    sample = json.loads(SAMPLE.read_text())
    people = {}
    for facts in sample["profiles"]:
        first, last = facts["name"].split(" ", 1)
        person = Person.objects.create(first_name=first, last_name=last, has_common_name=facts.get("common", False))
        Office.objects.create(person=person, title=facts["role"], starts=date(2018, 1, 1))
        people[facts["id"]] = person.pk
    right = wrong = missed = 0
    for case in sample["cases"]:
        article = Article(title="Bez nazwisk", lead="", body=f"<p>{case['text']}</p>")
        save_story(article, None)
        found = set(Mention.objects.filter(article=article).values_list("person", flat=True))
        expected = {people[name] for name in case["expect"]}
        right, wrong, missed = (
            right + len(found & expected),
            wrong + len(found - expected),
            missed + len(expected - found),
        )
    assert right / (right + wrong) >= 0.99
    assert right / (right + missed) >= 0.95
