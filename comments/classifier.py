"""What a program makes of a text after the newsroom's own decisions: naive Bayes over lemmas.

It only orders the queue and may hold a comment, never publishes or rejects one, and says nothing before 500 decisions.
Why one of our own: see `docs/decisions/`.
"""

import math
from collections import Counter

from common.memo import remember_for
from polish.lemmas import tokens

from .models import Decision, TrainedClassifier

NEEDED = 500
# Of each kind; fewer teach nothing.
NEEDED_OF_EACH = 50
LEARN_FROM = 5_000
WORDS_KEPT = 5_000
_APPROVED = {Decision.What.APPROVED, Decision.What.KEPT, Decision.What.RESTORED}


def features(text):
    """Lemmas of the text, each counted once."""
    return frozenset(lemma for token in tokens(text[:4000]) for lemma in token.lemmas)


def train(samples):
    """Figures learnt from `(text, was_rejected)` pairs: the log-odds of each telling word and of the whole."""
    seen, total = {True: Counter(), False: Counter()}, Counter()
    for text, was_rejected in samples:
        total[was_rejected] += 1
        seen[was_rejected].update(features(text))
    usual = [word for word, _n in (seen[True] + seen[False]).most_common(WORDS_KEPT * 4)]

    def odds(word):
        bad = (seen[True][word] + 0.5) / (total[True] + 1)
        good = (seen[False][word] + 0.5) / (total[False] + 1)
        return math.log(bad / good)

    telling = sorted(usual, key=lambda word: -abs(odds(word)))[:WORDS_KEPT]
    return {
        "prior": math.log((total[True] + 1) / (total[False] + 1)),
        "odds": {word: round(odds(word), 3) for word in telling},
    }


def likelihood(figures, text):
    """0 to 1: how much the text is like those that were rejected."""
    known = [figures["odds"][word] for word in features(text) if word in figures["odds"]]
    # The most telling words only, so that a long text is not judged by its length.
    score = figures["prior"] + sum(sorted(known, key=abs, reverse=True)[:15])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@remember_for(300)
def _figures():
    newest = TrainedClassifier.objects.order_by("-pk").first()
    return newest.figures if newest else None


def opinion(text):
    """`likelihood` by the newest training, or None before there was one. A query in five minutes."""
    figures = _figures()
    return None if figures is None else likelihood(figures, text)


def learn():
    """Train on the newest decisions, if there are enough of them. Returns whether it did."""
    decided = Decision.objects.filter(
        what__in=[*_APPROVED, Decision.What.REJECTED], comment__isnull=False, reversed_by__isnull=True
    )
    rows = decided.exclude(comment__body="").order_by("-pk").values_list("comment__body", "what")[:LEARN_FROM]
    samples = [(body, what == Decision.What.REJECTED) for body, what in rows]
    rejected = sum(was_rejected for _body, was_rejected in samples)
    if len(samples) < NEEDED or min(rejected, len(samples) - rejected) < NEEDED_OF_EACH:
        return False
    TrainedClassifier.objects.create(decisions=len(samples), figures=train(samples))
    TrainedClassifier.objects.filter(
        pk__in=list(TrainedClassifier.objects.order_by("-pk").values_list("pk", flat=True)[3:])
    ).delete()
    _figures.forget()
    return True
