"""Numbers of several lists in one query, none counted further than anybody reads."""

import pytest

from common import counting
from common.counting import Counts, count_together
from portal.models import Place
from tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db):
    Place.objects.all().delete()
    for name in ("Krzemionów", "Dębowiany", "Lipowiec nad Rudą"):
        make_place(name)


def test_several_lists_cost_one_query(django_assert_num_queries):
    lists = {
        "all": Place.objects.order_by("name"),
        "one": Place.objects.filter(name="Krzemionów"),
        "none": Place.objects.none(),
        "per cent": Place.objects.filter(name__contains="%"),
    }
    with django_assert_num_queries(1):
        assert count_together(lists) == {"all": 3, "one": 1, "none": 0, "per cent": 0}


def test_lists_known_to_be_empty_cost_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_together({"none": Place.objects.none()}) == {"none": 0}


def test_counting_stops_at_a_limit(monkeypatch):
    monkeypatch.setattr(counting, "UP_TO", 1)
    assert count_together({"all": Place.objects.all()}) == {"all": 2}


def test_a_list_that_was_cut_keeps_its_own_limit():
    assert count_together({"cut": Place.objects.all()[:1]}) == {"cut": 1}


def test_what_is_wanted_before_the_first_is_read_is_counted_with_it(rf, django_assert_num_queries):
    request = rf.get("/")
    first = Counts.of(request).want("all", Place.objects.all())
    Counts.of(request).want("one", Place.objects.filter(name="Dębowiany"))
    with django_assert_num_queries(1):
        assert (first(), Counts.of(request)["one"], first()) == (3, 1, 3)
