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


def contains_receipt(text, receipt):
    """Whether a text gives the words away, however they are written in it."""
    return f" {sealing.normal_words(receipt)} " in f" {sealing.normal_words(text)} "
