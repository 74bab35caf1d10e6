"""How long what a tip holds is kept, and what is destroyed with it.

Expiry destroys the wrapped keys first: a copy of the rest, wherever it lies, opens no more. Backups keep the table of wrapped
keys (`KEPT_APART`) in a file of its own, for no longer than the newsroom can bear: until that file is gone, so is the promise.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.retention import Rule

from .models import Tip, TipAccess, TipRules

KEPT_APART = ["tips_wrappedkey"]
LOG_KEPT = timedelta(days=400)
AT_ONCE = 500

# What happens to every column of this app when a tip expires. A test fails until a new one is decided on.
DECIDED = {
    "Tip": {
        "destroyed": {
            "id", "uid", "kind", "state", "source", "urgency", "confidential", "suspect", "doubts", "spam", "public_key", "body",
            "contact", "receipt", "receipt_key", "article", "place", "story", "duplicate_of", "assigned_to", "added_by",
            "file_count", "waiting", "created_at", "first_read_at", "changed_at", "closed_at", "thanked_at", "mailed_at",
        },
    },
    "WrappedKey": {"destroyed": {"id", "tip", "recipient", "sealed"}},
    "TipFile": {
        "destroyed": {"id", "uid", "tip", "draft", "message", "kind", "size", "position", "sealed", "has_preview", "photo"},
    },
    "TipMessage": {"destroyed": {"id", "uid", "tip", "from_source", "by", "at", "sealed", "sealed_for_source", "read_at"}},
    "TipNote": {"destroyed": {"id", "uid", "tip", "by", "at", "sealed"}},
    # An hour after it was made.
    "TipDraft": {"destroyed": {"id", "digest", "created_at"}},
    # About the staff, not about the source; kept for `LOG_KEPT`.
    "TipAccess": {"kept": {"id", "what", "number", "by", "at", "note"}},
    # As long as the photo is in the library.
    "PhotoConsent": {"kept": {"id", "photo", "wording", "credit", "may_be_named", "given_at", "withdrawn_at"}},
    # Nothing of a source.
    "NewsroomKey": {"kept": {"id", "kind", "user", "public", "hidden_private", "created_at", "retired_at"}},
    "TipRules": {"kept": "all"},
}  # fmt: skip


def days_kept(tip, rules):
    """Days from closing to destruction."""
    if tip.spam:
        return rules.keep_days_spam
    return rules.keep_days_confidential if tip.confidential else rules.keep_days


def expired(now=None):
    """Tips whose time is over."""
    return _closed_before(now or timezone.now())


def expiring(now=None):
    """Tips whose time will be over within the days of warning."""
    now = now or timezone.now()
    return _closed_before(now + timedelta(days=TipRules.load().warn_days)).exclude(
        pk__in=_closed_before(now).values("pk")
    )


def _closed_before(now):
    rules = TipRules.load()
    spam = Tip.objects.filter(spam=True, closed_at__lt=now - timedelta(days=rules.keep_days_spam))
    rest = Tip.objects.filter(spam=False)
    confidential = rest.filter(confidential=True, closed_at__lt=now - timedelta(days=rules.keep_days_confidential))
    plain = rest.filter(confidential=False, closed_at__lt=now - timedelta(days=rules.keep_days))
    return spam | confidential | plain


def expire(now=None):
    """Destroy tips whose time is over. Returns how many."""
    from .services import destroy

    tips = list(expired(now).order_by("pk")[:AT_ONCE])
    for tip in tips:
        destroy(tip)
    return len(tips)


def expire_log(before):
    return TipAccess.objects.filter(at__lt=before).delete()[0]


RETENTION = [
    Rule(_("Tips: text, contact, files, messages"), _("180 days after the matter is closed; in confidence 90, spam 7")),
    Rule(_("Files of a form that was not sent in the end"), _("one hour")),
    Rule(_("Log of who in the newsroom opened which tip"), _("400 days"), LOG_KEPT, expire_log),
]
