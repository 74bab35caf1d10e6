"""Background jobs of tips. Each may be run twice without harm."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from common.limits import CountersAway, Limit
from common.retention import enforce
from common.scheduling import every

from . import retention, services, vault
from .models import Tip, TipFile, TipRules

ORPHANED_AFTER = timedelta(hours=2)


@task()
def tell_newsroom():
    """Mail that tips came: their numbers and urgency, and nothing else. Within the limit of mails an hour; the rest wait."""
    rules = TipRules.load()
    new = Tip.objects.in_work().filter(mailed_at=None, added_by=None).filter(Q(first_read_at=None) | Q(waiting=True))
    tips = list(new.order_by("pk")[:200])
    if not tips or not rules.addresses:
        return
    try:
        if not Limit("tip-mail", rules.mails_per_hour, 3600).passes("all"):
            return
    except CountersAway:
        pass
    Tip.objects.filter(pk__in=[tip.pk for tip in tips]).update(mailed_at=timezone.now())
    numbers = ", ".join(str(tip.pk) for tip in tips)
    urgent = any(tip.urgency == Tip.Urgency.URGENT for tip in tips)
    subject = (_("Urgent: tip no. %s") if urgent else _("Tip no. %s")) % numbers
    lines = [
        _("Tip no. %(number)s, %(urgency)s") % {"number": tip.pk, "urgency": tip.get_urgency_display()} for tip in tips
    ]
    body = "\n".join([*lines, "", f"{settings.SITE_URL}/admin/tips/tip/"])
    send_mail(subject[:120], body, None, rules.addresses)


@every(minutes=10)
@task()
def tell_of_the_rest():
    """Mail of tips that the limit held back."""
    tell_newsroom.call()


@every(minutes=10)
@task()
def sweep():
    """Destroy drafts older than an hour, and what broken uploads left."""
    services.destroy_old_drafts()
    vault.sweep_incoming()


@every(hours=24)
@task()
def expire():
    """Destroy tips whose time is over, and sealed files that belong to none; warn of those that come next."""
    retention.expire()
    enforce(retention.RETENTION)
    sweep_orphans()
    warn_of_expiry()


def sweep_orphans(now=None):
    """Delete sealed files without a row. Returns how many there were."""
    before = (now or timezone.now()) - ORPHANED_AFTER
    known = {uid.hex for uid in TipFile.objects.values_list("uid", flat=True)}
    orphans = [
        name
        for name in vault.all_names()
        if name.rpartition("/")[2].removesuffix("-p") not in known and vault.storage().get_modified_time(name) < before
    ]
    for name in orphans:
        vault.storage().delete(name)
    return len(orphans)


def warn_of_expiry():
    """Mail the numbers of tips that will soon be destroyed."""
    rules = TipRules.load()
    tips = list(retention.expiring().order_by("pk").values_list("pk", flat=True)[:200])
    if tips and rules.addresses:
        body = ngettext(
            "These tips will be destroyed within %(days)d day: %(numbers)s.",
            "These tips will be destroyed within %(days)d days: %(numbers)s.",
            rules.warn_days,
        ) % {
            "days": rules.warn_days,
            "numbers": ", ".join(map(str, tips)),
        }
        send_mail(_("Tips that will soon be destroyed"), body, None, rules.addresses)
