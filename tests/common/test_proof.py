"""Proof of work: what is no solution of a sum of ours for this very form is none."""

import base64
import json

import altcha
import pytest

from common import proof

FORM = "the form's token"


@pytest.fixture(scope="module")
def solved():
    return proof.solve(proof.challenge(FORM))


def opened(payload):
    return json.loads(base64.b64decode(payload))


def sealed(data):
    return base64.b64encode(json.dumps(data).encode()).decode()


def test_a_solution_is_known(solved):
    assert proof.is_solved(FORM, solved)


def test_it_fits_no_other_form(solved):
    assert not proof.is_solved("another form's token", solved)


@pytest.mark.parametrize(
    ("name", "value"), [("cost", 1), ("keyPrefix", ""), ("data", {"form": "x"}), ("data", None), ("salt", "00" * 16), ("algorithm", "SHA-256")]
)  # fmt: skip
def test_the_sum_cannot_be_made_easier_or_meant_for_another_form(solved, name, value):
    data = opened(solved)
    data["challenge"]["parameters"][name] = value

    assert not proof.is_solved(FORM, sealed(data))


def test_a_sum_that_somebody_else_gave_out_counts_for_nothing(solved):
    ours = opened(solved)["challenge"]["parameters"]
    theirs = altcha.create_challenge(algorithm="SHA-256", cost=1, counter=1, data=ours["data"], hmac_secret="guessed")
    payload = altcha.Payload(theirs, altcha.solve_challenge(theirs)).to_base64()

    assert not proof.is_solved(FORM, payload)


def test_another_counter_or_key_is_no_solution(solved):
    for name, value in (
        ("counter", 1),
        ("counter", -1),
        ("counter", "7"),
        ("counter", 2**40),
        ("derivedKey", "00" * 32),
    ):
        data = opened(solved)
        data["solution"][name] = value
        assert not proof.is_solved(FORM, sealed(data))


@pytest.mark.parametrize(
    "payload",
    ["", "x", "AAAA", "ą", sealed([]), sealed({}), sealed({"challenge": 1, "solution": 2}), sealed({"challenge": {"parameters": []}}), "A" * 5000],
)  # fmt: skip
def test_nonsense_is_no_solution(payload):
    assert not proof.is_solved(FORM, payload)
