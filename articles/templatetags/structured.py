"""Structured data of a story or a profile, in the page's head."""

from django import template
from django.utils import timezone

from articles import structured
from common.markup import trusted
from common.stencil import live

register = template.Library()


@register.simple_tag(takes_context=True)
@live
def news_article(context):
    """The story as a block of JSON-LD. A data block is never run, so the Content-Security-Policy lets it stand."""
    return _block(structured.news_article(context["article"], context["furniture"]().imprint))


@register.simple_tag
def person_profile(person):
    """The profile as a block of JSON-LD."""
    return _block(structured.person_profile(person, person.dated_offices, timezone.localdate()))


@register.filter
def share_image(photo):
    """The address of the picture that a shared link shows; empty where there is none."""
    return next(iter(structured.share_images(photo)), "") if photo else ""


def _block(data):
    return trusted(f'<script type="application/ld+json">{structured.as_script(data)}</script>')
