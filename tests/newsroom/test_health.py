"""`/stan/` says in a line each what works, to people and to programs."""

import pytest
from django.db import OperationalError, connection

from tests.factories import redis_away
from tips import keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom(db):
    keys.make_server_key()


def _stopped(execute, sql, params, many, context):
    raise OperationalError("could not connect to the server of secret.example")


def test_people_read_it_in_polish(newsroom, client):
    answer = client.get("/stan/", headers={"accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 200 and answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == "Baza danych: działa\nPamięć podręczna: działa\nPliki: działa\nKlucze zgłoszeń: działa\n"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("asked", [{"query_params": {"format": "json"}}, {"headers": {"accept": "application/json"}}])
def test_programs_read_it_as_json(newsroom, client, asked):
    answer = client.get("/stan/", **asked)

    assert answer.status_code == 200
    assert answer.json() == {"database": "OK", "cache": "OK", "files": "OK", "tip-keys": "OK"}


def test_without_a_database_it_is_503_and_tells_no_address(newsroom, client):
    with connection.execute_wrapper(_stopped):
        answer = client.get("/stan/?format=json")

    assert answer.status_code == 503
    assert answer.json() == {
        "database": "OperationalError",
        "cache": "OK",
        "files": "OK",
        "tip-keys": "OperationalError",
    }


def test_without_redis_pages_are_served_so_a_load_balancer_goes_on_sending_readers(newsroom, client, settings):
    settings.CACHES = {"default": redis_away("SharedOrOwnCache"), "counters": redis_away("SharedCache")}
    answer = client.get("/stan/?format=json")

    assert answer.status_code == 200
    assert answer.json()["cache"] == "ConnectionError"


def test_nothing_can_be_sent_to_it(client):
    assert client.post("/stan/").status_code == 405
