"""The admin site as the newsroom's desk."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DeskSite(admin.AdminSite):
    """Django's admin under the portal's name; login is allauth's, with its second factor."""

    site_header = _("Newsroom")
    site_title = _("Newsroom")
    index_title = _("Front desk")

    def login(self, request, extra_context=None):
        address = reverse("account_login")
        next_address = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{address}?{_query(next=next_address)}")


def _query(**values):
    from urllib.parse import urlencode

    return urlencode(values)
