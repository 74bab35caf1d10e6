"""What makes a tip doubtful. A doubtful one waits in the box of suspicious tips; none is ever dropped or turned away.

The sender's address is not among what is known here, and never will be.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.limits import CountersAway, Limit

from .models import TipRules

MOST_LINKS = 3
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_FOREIGN_LETTERS = re.compile(r"[Ѐ-ӿ؀-ۿ一-鿿぀-ヿ]")


@dataclass(frozen=True)
class Sent:
    """What is known of a tip when it is looked at."""

    text: str
    is_honey: bool  # The field that people do not see was filled.
    has_token: bool  # The form was given out by us.
    is_hasty: bool  # Sent within seconds of opening the form.
    is_flood: bool  # Very many tips are coming just now.
    did_work: bool  # The browser solved the sum that a flood asks for.


def honeypot(sent):
    return sent.is_honey


def no_form(sent):
    return not sent.has_token


def haste(sent):
    return sent.is_hasty


def links(sent):
    return len(_LINK.findall(sent.text)) > MOST_LINKS


def foreign_letters(sent):
    """Mostly letters that no language of the region uses."""
    return len(_FOREIGN_LETTERS.findall(sent.text)) > len(sent.text) / 2


def flood(sent):
    return sent.is_flood and not sent.did_work


# In this order; each with what the desk reads of it.
DOUBTS = {
    honeypot: _("the field that people do not see was filled"),
    no_form: _("sent without our form, or from one open for half a day"),
    haste: _("sent within seconds"),
    links: _("many links"),
    foreign_letters: _("foreign letters"),
    flood: _("came in a flood"),
}


def doubts(sent):
    """Names of all that makes the tip doubtful; empty for most."""
    return [doubt.__name__ for doubt in DOUBTS if doubt(sent)]


def in_words(names):
    """Doubts as the desk reads them; names of doubts that are no more stay as they are."""
    labels = {doubt.__name__: label for doubt, label in DOUBTS.items()}
    return [labels.get(name, name) for name in names]


def count_one_more():
    """Count a tip that comes and say whether this is a flood. Counted together for everybody: nobody's address is looked at."""
    try:
        return not Limit("tips", TipRules.load().flood_from, 600).passes("all")
    except CountersAway:
        return False


def is_flood():
    """Whether a flood is going on, so that forms given out now ask for the sum."""
    return Limit("tips", TipRules.load().flood_from, 600).is_spent("all")
