"""Public figures of moderation: notices, decisions, time, share that a program pointed out. By month, nothing of anybody."""

import csv
from datetime import date
from statistics import median

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.http import reader_page
from common.memo import remember_for
from polish.dates import month_year

from .models import Appeal, Decision, Notice

COLUMNS = [
    "month", "notices", "notices_removed", "notices_median_hours", "approved", "rejected", "hidden", "restored",
    "pointed_out_by_program", "decisions_median_minutes", "appeals", "appeals_allowed",
]  # fmt: skip
MONTHS = 36


@remember_for(600)
def figures():
    """Rows of `COLUMNS`, the newest month first. A fixed number of queries, at most every ten minutes."""
    rows = {}

    def row(month):
        key = month.strftime("%Y-%m")
        return rows.setdefault(key, dict.fromkeys(COLUMNS, 0) | {"month": key})

    what = Decision.What
    decided = Decision.objects.order_by().annotate(month=TruncMonth("at")).values("month")
    for found in decided.annotate(
        approved=Count("pk", filter=Q(what__in=[what.APPROVED, what.MASKED])),
        rejected=Count("pk", filter=Q(what=what.REJECTED)),
        hidden=Count("pk", filter=Q(what=what.HIDDEN)),
        restored=Count("pk", filter=Q(what__in=[what.RESTORED, what.APPEAL_ALLOWED])),
        pointed_out_by_program=Count("pk", filter=Q(what=what.REJECTED, automated_detection=True)),
    ):
        row(found.pop("month")).update(found)
    for month, waits in _grouped(Decision.objects.exclude(waited_seconds=None), "at", "waited_seconds").items():
        row(month)["decisions_median_minutes"] = round(median(waits) / 60, 1)
    for notice in Notice.objects.only("received_at", "decided_at", "outcome"):
        this = row(notice.received_at)
        this["notices"] += 1
        this["notices_removed"] += notice.outcome in {Notice.Outcome.REMOVED, Notice.Outcome.PARTLY}
        if notice.decided_at:
            this.setdefault("_hours", []).append(notice.waited.total_seconds() / 3600)
    for month, total, allowed in (
        Appeal.objects.order_by()
        .annotate(month=TruncMonth("at"))
        .values("month")
        .annotate(n=Count("pk"), allowed=Count("pk", filter=Q(outcome=Appeal.Outcome.ALLOWED)))
        .values_list("month", "n", "allowed")
    ):
        row(month).update(appeals=total, appeals_allowed=allowed)
    for this in rows.values():
        hours = this.pop("_hours", None)
        this["notices_median_hours"] = round(median(hours), 1) if hours else 0
    return [rows[key] for key in sorted(rows, reverse=True)][:MONTHS]


def _grouped(queryset, moment, value):
    found = {}
    for month, number in queryset.order_by().annotate(month=TruncMonth(moment)).values_list("month", value):
        found.setdefault(month, []).append(number)
    return found


def _headings():
    return [
        _("month"), _("notices of illegal content"), _("of them with content removed"), _("median time to decide (hours)"),
        _("comments approved"), _("comments rejected"), _("hidden while checked"), _("restored"),
        _("rejected after a program pointed them out"), _("median wait (minutes)"), _("appeals"), _("appeals allowed"),
    ]  # fmt: skip


@reader_page
def page(request):
    """Month by month, the newest first, so that a phone shows all of it."""
    headings = _headings()[1:]
    months = [
        (
            month_year(date.fromisoformat(f"{row['month']}-01")),
            [(heading, _said(row, column)) for heading, column in zip(headings, COLUMNS[1:], strict=True)],
        )
        for row in figures()
    ]
    return render(request, "comments/figures.html", {"months": months})


def _said(row, column):
    """A time is none where nothing was decided; everything else is a number, be it nought."""
    return row[column] or ("–" if "median" in column else 0)


@reader_page
def table(request):
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in figures():
        writer.writerow([row[column] for column in COLUMNS])
    return response
