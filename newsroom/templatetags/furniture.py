"""What stands around every reader's page, kept rendered for as long as it stays the same."""

from django import template

from common.stencil import live

from ..furniture import furniture

register = template.Library()


@register.simple_tag(takes_context=True)
@live
def name_of_portal(context):
    return furniture().imprint.portal_name


@register.simple_tag(takes_context=True)
@live
def what_the_portal_is(context):
    """Its description, for search engines and feeds; else its motto."""
    imprint = furniture().imprint
    return imprint.description or imprint.motto


@register.simple_tag(takes_context=True)
@live
def masthead(context, is_front=False):
    """Date, nameplate, navigation and urgent strip. Of the page it knows where it belongs, and nothing else."""
    around = furniture()
    article, listing, front = (context.get(name) for name in ("article", "listing", "front"))
    path = getattr(context.get("request"), "path", "")
    section = getattr(article, "section", None) or getattr(listing, "section", None)
    urgent = around.urgent
    if urgent and (getattr(article, "pk", None) == urgent.pk or (front and urgent.pk in front.upper)):
        urgent = None
    return around.rendered(
        "partials/_masthead.html",
        is_front=is_front,
        here=path if path in around.addresses else "",
        section_slug=getattr(section, "slug", ""),
        place_slug=listing.about.slug if getattr(listing, "kind", "") == "place-section" else "",
        rss=f"{getattr(listing, 'address', '/')}rss/",
        urgent=urgent,
    )


@register.simple_tag(takes_context=True)
@live
def side(context):
    """The newest and the most read, beside stories and lists."""
    return furniture().rendered("partials/_side.html")


@register.simple_tag(takes_context=True)
@live
def footer(context):
    """The imprint, and the ways on."""
    return furniture().rendered("partials/_footer.html")
