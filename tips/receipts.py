"""The six words that a source gets, once."""

import secrets
from functools import cache

from . import sealing
from .wordlist import WORDS

COUNT = 6


@cache
def words():
    """All words there are, in alphabetical order."""
    return tuple(WORDS.read_text().split())


def new_receipt():
    """Six words, each as likely as any other: 77 bits."""
    return " ".join(secrets.choice(words()) for _ in range(COUNT))


@cache
def _known():
    return frozenset(words())


def possible(text):
    """Everything in a text that may be a receipt: six words of the list in their order, whatever stands between them.

    At most as many as the text has words. A real receipt among them is told by its number, so nobody's sentence is taken for one.
    """
    found = [word for word in sealing.normal_words(text).split() if word in _known()]
    return {" ".join(found[at : at + COUNT]) for at in range(len(found) - COUNT + 1)}
