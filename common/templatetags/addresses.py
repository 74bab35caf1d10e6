"""Whole addresses for what leaves the page: canonical links, sharing, print."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def absolute(path):
    """The path under the portal's own address, never under the host that the request named."""
    return f"{settings.SITE_URL}{path}"
