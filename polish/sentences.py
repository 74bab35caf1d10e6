"""Sentences of running Polish text."""

import re

# Words that end with a full stop and do not end a sentence.
ABBREVIATIONS = {
    "al", "art", "bp", "dot", "dr", "gen", "gm", "godz", "hab", "im", "in", "inż", "itd", "itp", "jw", "kard", "kl", "kol",
    "kpt", "ks", "lek", "m", "mec", "mgr", "mjr", "mld", "mln", "nr", "np", "ok", "os", "pkt", "pl", "płk", "por", "pow",
    "poz", "proc", "prof", "pt", "r", "red", "rtm", "s", "sierż", "św", "tel", "tj", "tys", "tzn", "tzw", "ul", "ur",
    "ust", "w", "wg", "woj", "ww", "zob", "zm",
}  # fmt: skip

# Possessive, and begun at the first sign of a run, so that a megabyte of dots is read once.
_END = re.compile(r"(?<![.!?…])([.!?…]++[”\"’)]*+)\s+(?=[„\"(–—-]?\s*[A-ZĄĆĘŁŃÓŚŹŻ0-9])")
_LAST_WORD = re.compile(r"(\w+)\.$")
_LONGEST_ABBREVIATION = max(map(len, ABBREVIATIONS))


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence and all that follows it.

    A full stop after an abbreviation, an initial or a number in the middle does not end it. Without an end the whole text
    is the sentence, and nothing follows.
    """
    text = " ".join(text.split())
    for end in _END.finditer(text):
        if not _goes_on(text[max(0, end.end(1) - _LONGEST_ABBREVIATION - 2) : end.end(1)]):
            return text[: end.end(1)], text[end.end() :]
    return text, ""


def _goes_on(before: str) -> bool:
    """Whether the sentence goes on after what ends so."""
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    last = word[1]
    # "r." and "w." end more sentences than they open; the rest of the list never does before a capital letter of a name.
    return last.lower() in ABBREVIATIONS - {"r", "w", "m", "s", "itd", "itp"} or (len(last) == 1 and last.isupper())
