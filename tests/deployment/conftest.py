"""Real servers for these tests; they are started once, since a house takes seconds to build."""

import os

import pytest

from .house import House


@pytest.fixture(scope="session")
def servers():
    """Addresses of PostgreSQL and Redis, as `tests/run.py` hands them over."""
    return os.environ["POSTGRES_FOR_TESTS"], os.environ["REDIS_FOR_TESTS"]


@pytest.fixture(scope="session")
def prepared(servers, tmp_path_factory):
    """An empty portal, brought up to date once; nobody uses it."""
    house = House(tmp_path_factory.mktemp("prepared"), *servers)
    yield house
    house.close()


@pytest.fixture(scope="module")
def make_house(servers, prepared, tmp_path_factory):
    houses = []

    def make(**more):
        house = House(tmp_path_factory.mktemp("house"), *servers, like=prepared, **more)
        houses.append(house)
        return house

    yield make
    for house in houses:
        house.close()
