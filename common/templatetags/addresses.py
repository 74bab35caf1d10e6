"""Whole addresses for what leaves the page: canonical links, sharing, print."""

from django import template
from django.conf import settings

from common.stencil import live

register = template.Library()


@register.simple_tag
def absolute(path):
    """The path under the portal's own address, never under the host that the request named."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag(takes_context=True)
@live
def page_address(context):
    """The page's own address, without its query."""
    return absolute(context["request"].path)
