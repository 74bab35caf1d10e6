"""What narrows a list of stories."""

from django import template
from django.urls import reverse

from common.stencil import Stencil, live

register = template.Library()

_SECTIONS = Stencil("articles/_place_sections.html", words=("address",), rows={"sections": ("link",)})
_LINK = Stencil("articles/_facet_link.html", words=("address", "name"))


@register.simple_tag(takes_context=True)
@live
def place_sections(context):
    """The sections of a place, the one of the page marked; nothing on a portal without sections."""
    listing, sections = context["listing"], context["furniture"]().sections
    place, shown = listing.about, listing.section and listing.section.slug
    if not sections:
        return ""
    links = [
        (
            _LINK.fill(
                (("is_shown", section.slug == shown),),
                {"address": reverse("articles:place-section", args=[place.slug, section.slug]), "name": section.name},
            ),
        )
        for section in sections
    ]
    return _SECTIONS.fill((("is_whole", shown is None),), {"address": place.get_absolute_url(), "sections": links})
