"""Why a comment is held: an ordered list of small pure functions.

`gather` in `comments.services` collects the facts into a `Submission`; every check looks at those alone and yields what it
found. A comment with any finding waits for a person; no check rejects. A check that breaks down holds the comment too.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polish.abuse import find_abuse
from polish.lookalikes import without_invisible
from polish.personal import find_personal
from polish.threats import find_threats

from .wordlists import WordList

logger = logging.getLogger(__name__)

# Places in the queue: what a person must look at; what was held by rule alone; what is most likely rubbish.
LOOK, ROUTINE, RUBBISH = 10, 50, 90

# Bounds of single checks.
LINKS_LET_THROUGH = 0
SHOUTING_FROM = 30  # letters
REJECTED_OF_LATE = 2  # of the device's comments in 30 days
CLASSIFIER_SURE = 0.95


@dataclass(frozen=True)
class Likeness:
    """An earlier text that this one repeats. `share` is 0 to 1."""

    comment_id: int | None
    share: float
    was_rejected: bool


@dataclass(frozen=True)
class Record:
    """What became of the device's comments of the last 30 days, and how many were ever approved."""

    approved: int = 0
    rejected: int = 0
    approved_ever: int = 0


@dataclass(frozen=True)
class Submission:
    """A comment or its correction, with every fact that a check may ask for."""

    body: str
    nick: str = ""
    mode: str = "post"
    approved_before_trust: int = 2
    is_silent: bool = False
    is_surging: bool = False
    counters_away: bool = False
    form_too_young: bool = False
    proof_wanted: bool = False
    proof_good: bool = False
    nick_is_reserved: bool = False
    record: Record = Record()
    bans: tuple[tuple[str, datetime], ...] = ()
    banned_domains: tuple[str, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    banned: WordList = field(default_factory=WordList)
    suspect: WordList = field(default_factory=WordList)
    likely_rejected: float | None = None
    classifier_away: bool = False


@dataclass(frozen=True)
class Finding:
    """What a check found: a place in the body, or none, and a detail for the moderator."""

    start: int | None = None
    end: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Check:
    """One reason to hold. `label` is what the moderator sees, `told` the sentence for the author."""

    name: str
    label: str | Promise
    told: str | Promise
    find: Callable[[Submission], Iterator[Finding]]
    order: int = LOOK


@dataclass(frozen=True)
class Hit:
    check: Check
    finding: Finding


# -- The sender and the form ----------------------------------------------------------------------------------


def electoral_silence(given):
    if given.is_silent:
        yield Finding()


def all_wait(given):
    if given.mode == "pre":
        yield Finding()


def new_author(given):
    if given.mode == "new" and given.record.approved_ever < given.approved_before_trust:
        yield Finding()


def surge(given):
    if given.is_surging:
        yield Finding()


def counters_away(given):
    if given.counters_away:
        yield Finding()


def sent_too_fast(given):
    if given.form_too_young:
        yield Finding()


def no_proof_of_work(given):
    if given.proof_wanted and not given.proof_good:
        yield Finding()


def banned_sender(given):
    for kind, until in given.bans:
        yield Finding(detail=f"{kind} {timezone.localtime(until):%d.%m.%Y}")


def record_of_sender(given):
    if given.record.rejected >= REJECTED_OF_LATE and given.record.rejected * 2 > given.record.approved:
        yield Finding(detail=f"{given.record.rejected} / {given.record.rejected + given.record.approved}")


def reserved_nick(given):
    if given.nick_is_reserved:
        yield Finding(detail=given.nick)


# -- The text -----------------------------------------------------------------------------------------------------

_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|kropka|\.)\s?[\])}]\s?)"
_ENDINGS = (
    "pl|com|net|org|eu|info|biz|de|cz|sk|ru|ua|uk|io|co|me|tv|xyz|top|shop|online|site|club|store|live|app|dev|link|click|"
    "ly|gl|to|cc|ws|su|cn|in|us|pro|news|blog|link|bet|casino|win|vip|icu|space|website|fun"
)
LINK = re.compile(
    r"(?:h(?:tt|xx)ps?\s?:\s?/\s?/|www\s?\.)[^\s<>\"„”]{2,300}"
    rf"|(?<![\w@.-])(?:[a-z0-9ąćęłńóśźż-]{{2,63}}{_DOT}){{1,4}}(?:{_ENDINGS})(?![\w-]|\.\w)(?:/[^\s<>\"„”]{{0,300}})?",
    re.IGNORECASE,
)
_E_MAIL_BEFORE = re.compile(r"[\w.+-]@$")


def links_in(text):
    """Places of links, also without a scheme or with their dots disguised."""
    for match in LINK.finditer(text):
        if not _E_MAIL_BEFORE.search(text[max(0, match.start() - 40) : match.start()]):
            yield match.span()


def domain_of(link):
    """The name of the site that a link leads to, in lower case."""
    plain = re.sub(_DOT, ".", link.lower(), flags=re.IGNORECASE)
    plain = re.sub(r"^h(?:tt|xx)ps?\s?:\s?/\s?/", "", plain)
    return re.sub(r"^www\.", "", re.split(r"[/?#\s]", plain)[0]).strip(".")


def links(given):
    found = list(links_in(given.body))
    if len(found) > LINKS_LET_THROUGH:
        for start, end in found:
            yield Finding(start, end, domain_of(given.body[start:end])[:100])


def banned_domain(given):
    for start, end in links_in(given.body):
        domain = domain_of(given.body[start:end])
        if any(domain == banned or domain.endswith(f".{banned}") for banned in given.banned_domains):
            yield Finding(start, end, domain[:100])


def repeated(given):
    for likeness in given.likenesses:
        if not likeness.was_rejected:
            yield Finding(detail=f"#{likeness.comment_id} {likeness.share:.0%}" if likeness.comment_id else "")
            return


def like_rejected(given):
    for likeness in given.likenesses:
        if likeness.was_rejected:
            yield Finding(detail=f"{likeness.share:.0%}")
            return


def abusive_word(given):
    for hit in find_abuse(given.body):
        yield Finding(hit.start, hit.end, hit.word)
    for hit in find_abuse(given.nick):
        yield Finding(detail=f"{given.nick}: {hit.word}")


def banned_word(given):
    for start, end, phrase in given.banned.find(given.body):
        yield Finding(start, end, phrase)
    for _start, _end, phrase in given.banned.find(given.nick):
        yield Finding(detail=f"{given.nick}: {phrase}")


def suspect_word(given):
    for start, end, phrase in given.suspect.find(given.body):
        yield Finding(start, end, phrase)


def personal_data(given):
    for found in find_personal(given.body):
        yield Finding(found.start, found.end, found.kind.value)
    for found in find_personal(given.nick):
        yield Finding(detail=f"{given.nick}: {found.kind.value}")


def threat(given):
    for start, end in find_threats(given.body):
        yield Finding(start, end)


def shouting(given):
    letters = [char for char in given.body if char.isalpha()]
    if len(letters) >= SHOUTING_FROM and sum(map(str.isupper, letters)) > 0.7 * len(letters):
        yield Finding()


_RUN = re.compile(r"([^\s\d.])\1{9,}")
_PILED_MARKS = re.compile("(?:\\w[\u0300-\u036f\u0489\u1dc0-\u1dff\u20d0-\u20ff]{2}){3}")


def odd_shape(given):
    """Text that no sentence looks like: no letter at all, one sign again and again, letters under piled marks."""
    body = without_invisible(given.body)
    if not any(char.isalpha() for char in body):
        yield Finding(detail="no letters")
    for pattern in (_RUN, _PILED_MARKS):
        if match := pattern.search(given.body):
            yield Finding(*match.span())
    if len(given.body) - len(body) > 8:
        yield Finding(detail="invisible signs")
    if max(map(len, body.split()), default=0) > 90 and not LINK.search(body):
        yield Finding(detail="one long word")


def classifier(given):
    if given.classifier_away:
        raise RuntimeError("The classifier could not be asked.")
    if given.likely_rejected is not None and given.likely_rejected >= CLASSIFIER_SURE:
        yield Finding(detail=f"{given.likely_rejected:.0%}")


# In this order the moderator sees what was found. All of them are asked: a phone number hides behind no link.
CHECKS = [
    Check("banned_sender", _("sender under a ban"), _("your comments wait for the newsroom for some time"), banned_sender, RUBBISH),
    Check("banned_domain", _("banned site"), _("it contains a link"), banned_domain, RUBBISH),
    Check("like_rejected", _("like rejected advertising"), _("it is like what was rejected before"), like_rejected, RUBBISH),
    Check("threat", _("threat or suicide: see “Danger to life”"), _("it may speak of a danger to somebody; in danger call 112"), threat),
    Check("abusive_word", _("abusive word"), _("it may contain an abusive word"), abusive_word),
    Check("banned_word", _("word from the banned list"), _("it contains a word that the newsroom looks at"), banned_word),
    Check("personal_data", _("personal data"), _("it may contain personal data"), personal_data),
    Check("links", _("link"), _("it contains a link"), links),
    Check("repeated", _("repeated text"), _("a very similar comment was sent before"), repeated),
    Check("reserved_nick", _("reserved nick"), _("the nick may be taken for somebody else's"), reserved_nick),
    Check("suspect_word", _("word from the suspect list"), _("it contains a word that the newsroom looks at"), suspect_word),
    Check("record_of_sender", _("earlier rejections"), _("earlier comments from this device were rejected"), record_of_sender),
    Check("classifier", _("like rejected comments"), _("a program thought it like what was rejected before"), classifier),
    Check("shouting", _("capital letters"), _("it is written in capital letters"), shouting),
    Check("odd_shape", _("odd shape of the text"), _("the text looks unusual"), odd_shape),
    Check("sent_too_fast", _("sent too fast"), _("it was sent unusually fast"), sent_too_fast),
    Check("no_proof_of_work", _("sent in a flood without the sum that keeps robots out"), _("very many comments are coming in just now"), no_proof_of_work),
    Check("counters_away", _("limits could not be checked"), _("part of the checks did not work just now"), counters_away),
    Check("surge", _("surge of comments"), _("very many comments are coming in just now"), surge, ROUTINE),
    Check("new_author", _("new author"), _("first comments from a device wait here"), new_author, ROUTINE),
    Check("all_wait", _("all comments wait here"), _("all comments under this story wait"), all_wait, ROUTINE),
    Check("electoral_silence", _("electoral silence"), _("the electoral silence lasts"), electoral_silence, ROUTINE),
]  # fmt: skip

# Not in the list: recorded when one of the list breaks down, so that nothing slips through and nothing is lost.
BROKEN = Check(
    "check_failed", _("a check failed"), _("part of the checks did not work just now"), lambda given: iter(())
)
_BY_NAME = {check.name: check for check in [*CHECKS, BROKEN]}
# A text may be full of bad words; a person needs to see some of them.
MOST_FINDINGS_OF_A_CHECK = 20


def screen(given):
    """Every `Hit`, in the order of `CHECKS`; empty for a comment that may be published."""
    hits = []
    for check in CHECKS:
        try:
            for finding in list(check.find(given))[:MOST_FINDINGS_OF_A_CHECK]:
                hits.append(Hit(check, finding))
        except Exception:
            # The text itself must not get into a log.
            logger.exception("The check %s failed.", check.name)
            hits.append(Hit(BROKEN, Finding(detail=check.name)))
    return hits


def place_in_queue(hits):
    """Where a held comment stands: rubbish last, then what was held by rule alone, first what needs eyes."""
    orders = {hit.check.order for hit in hits}
    if RUBBISH in orders:
        return RUBBISH
    return LOOK if LOOK in orders else ROUTINE


def words_of(name):
    """The moderator's label of a check."""
    return _BY_NAME[name].label if name in _BY_NAME else name


def told_of(name):
    """The sentence for the author, to stand after “because”."""
    return _BY_NAME[name].told if name in _BY_NAME else ""
