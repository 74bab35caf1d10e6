"""Proof of work: a sum that takes a browser a second and us a millisecond to check, asked for only when somebody floods us.

The sum is altcha's (version 2, PBKDF2). Each is signed, and bound to the form's token, which is good once: a solution fits
no other form and cannot be sent twice.
"""

import hashlib
import json
import secrets

import altcha
from django.conf import settings
from django.utils.crypto import salted_hmac

ALGORITHM = "PBKDF2/SHA-256"
# Iterations of one try, and how many tries a browser needs: some half a million iterations in all.
COST = 2000
FEWEST_TRIES, MOST_TRIES = 150, 350
# The shape of a payload is known; nobody needs more.
LONGEST_PAYLOAD = 4000


def challenge(form_token):
    """The sum for this form, as JSON for the page's script. Costs a try."""
    made = altcha.create_challenge(
        algorithm=ALGORITHM,
        cost=COST,
        counter=FEWEST_TRIES + secrets.randbelow(MOST_TRIES - FEWEST_TRIES),
        data={"form": _digest(form_token)},
        hmac_secret=_secret(),
    )
    return json.dumps(made.to_dict())


def is_solved(form_token, payload):
    """Whether `payload`, as the browser sends it, solves a sum that we gave out for this form."""
    if not payload or len(payload) > LONGEST_PAYLOAD:
        return False
    try:
        solved = altcha.Payload.from_base64(payload)
        if not isinstance(solved.challenge.parameters.data, dict):
            return False
        if solved.challenge.parameters.data.get("form") != _digest(form_token):
            return False
        return altcha.verify_solution(solved, _secret()).verified
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def solve(challenge_json):
    """The payload with the solution, as the reader's browser finds it; for tests and benchmarks."""
    given = altcha.Challenge.from_dict(json.loads(challenge_json))
    return altcha.Payload(given, altcha.solve_challenge(given)).to_base64()


def _digest(form_token):
    return hashlib.sha256(form_token.encode()).hexdigest()[:32]


def _secret():
    return salted_hmac("common.proof", settings.SECRET_KEY, algorithm="sha256").hexdigest()
