"""The dictionary behind everything that knows Polish inflection.

Morfeusz 2 with the dictionary SGJP where its wheel installs (glibc on x86-64, macOS), simplemma elsewhere.
The rest of the package asks this module only, so that it works with either.
"""

import importlib
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from sys import intern
from typing import Any

# Raise it when a change to any rule of this package alters what stands in a search index.
RULES_VERSION = 4

# No Polish word is as long; what is longer is data or an attack.
MAX_WORD_LENGTH = 48

# Segments that Morfeusz splits off a word and that carry no meaning of their own: (zrobił)em, (zrobił)by.
_SPLIT_OFF = frozenset({"by", "że", "ż", "li", "to"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a form.

    `lemma` keeps the dictionary's case. `tag` is SGJP's, `subst:sg:gen:m1` for example, and empty in the
    fallback. `names` holds SGJP's kinds of names (`imię`, `nazwisko`, `nazwa_geograficzna`), `labels` its
    qualifiers (`wulg.`, `daw.`).
    """

    lemma: str
    tag: str
    names: frozenset[str]
    labels: frozenset[str]

    @property
    def part(self) -> str:
        """The part of speech: `subst`, `adj`, `praet`; empty in the fallback."""
        return self.tag.split(":", 1)[0]

    @property
    def features(self) -> frozenset[str]:
        """Number, cases, genders and so on, in one set."""
        return frozenset(self.tag.replace(":", ".").split("."))


def _load_engine() -> Any:
    try:
        return importlib.import_module("morfeusz2")
    except ImportError:
        return importlib.import_module("simplemma")


_engine = _load_engine()

engine_name: str = _engine.__name__
"""`morfeusz2`, or `simplemma` where no wheel of it installs."""

ANALYSER_VERSION: str = f"{RULES_VERSION}:{engine_name}-{metadata.version(engine_name)}"
"""Changes whenever the same text would be indexed differently: store it with an index and reindex when it differs."""

has_full_dictionary: bool = engine_name == "morfeusz2"

WHAT_IS_LOST: str = (
    ""
    if has_full_dictionary
    else "Without morfeusz2 about one search in ten misses inflected forms, rare words typed without Polish letters are "
    "not found, and names of people are inflected by rules alone, so that mentions are missed or mistaken more often."
)
"""What the engine in use does worse than the best one, one English sentence; empty for the best one."""

# Morfeusz is not safe to share between threads: one object a process, one caller at a time.
_lock = threading.Lock()


@lru_cache(maxsize=1)
def _morfeusz() -> Any:
    return _engine.Morfeusz(expand_tags=False)


@lru_cache(maxsize=30_000)
def readings(word: str) -> tuple[Reading, ...]:
    """All readings of one word as it is written, none if the dictionary does not know it.

    Names are known in lower case too where the dictionary says so; nothing is guessed.
    """
    if not word or len(word) > MAX_WORD_LENGTH or not word[0].isalpha():
        return ()
    if has_full_dictionary:
        return _readings_of_morfeusz(word)
    return _readings_of_simplemma(word)


def _readings_of_morfeusz(word: str) -> tuple[Reading, ...]:
    with _lock:
        nodes = _morfeusz().analyse(word)
    found: dict[Reading, None] = {}
    for _, _, (_form, lemma, tag, names, labels) in nodes:
        if tag == "ign":
            return ()
        plain = lemma.split(":", 1)[0] or lemma
        if tag.startswith(("aglt", "interp")) or (tag.startswith("part") and plain in _SPLIT_OFF):
            continue
        found[Reading(plain, intern(tag), _one_set(",".join(names)), _one_set(",".join(labels)))] = None
    return tuple(found)


@lru_cache(maxsize=5_000)
def _one_set(parts: str) -> frozenset[str]:
    """The parts as a set, the same object for the same parts: there are few, and very many readings."""
    return frozenset(parts.split(",")) if parts else frozenset()


def _readings_of_simplemma(word: str) -> tuple[Reading, ...]:
    found: dict[Reading, None] = {}
    for variant in (word, word.lower(), word.capitalize()):
        if _engine.is_known(variant, lang="pl"):
            lemma = _engine.lemmatize(variant, lang="pl", greedy=True)
            found[Reading(lemma, "", frozenset(), frozenset())] = None
    return tuple(found)


def is_known(word: str) -> bool:
    """Whether the dictionary has this form."""
    return bool(readings(word))


@lru_cache(maxsize=20_000)
def forms(lemma: str) -> tuple[tuple[str, Reading], ...]:
    """All inflected forms of a lemma, each with its reading; none where the engine cannot inflect."""
    if not has_full_dictionary or not lemma or len(lemma) > MAX_WORD_LENGTH or " " in lemma:
        return ()
    with _lock:
        generated = _morfeusz().generate(lemma)
    return tuple(
        (form, Reading(base.split(":", 1)[0], tag, frozenset(names), frozenset(labels)))
        for form, base, tag, names, labels in generated
        if tag != "ign"
    )
