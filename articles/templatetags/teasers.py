"""Teasers of stories, each rendered once for as long as all that it shows stays the same."""

from django import template
from django.template.loader import render_to_string
from django.utils import timezone

register = template.Library()

MOST_TEASERS = 3000
_teasers = {}


@register.simple_tag(takes_context=True)
def teaser(context, article, **options):
    """`articles/_teaser.html` with its options, for a story from `ArticleQuerySet.for_listing()`.

    What is kept stands under everything that it shows; where the template learns to show more, the key must too.
    """
    furniture = context.get("furniture")
    furniture = furniture() if callable(furniture) else furniture
    is_urgent = bool(furniture and furniture.urgent and furniture.urgent.pk == article.pk)
    options = {name: value if isinstance(value, str) else bool(value) for name, value in options.items()}
    with_meta = options.get("meta") or options.get("kind") == "first"
    photo, section = article.photo, article.section
    key = (
        article.pk, article.title, article.slug, article.kind, article.published_at, is_urgent,
        article.lead if options.get("summary") or options.get("kind") == "first" else "",
        section and (section.slug, section.name),
        () if options.get("no_places") else tuple((place.pk, place.name) for place in article.places.all()),
        photo and (photo.pk, photo.withdrawn_at, photo.rendered_at, photo.alt, bool(photo.renditions)),
        (article.comment_count, *article.signatures, timezone.localdate()) if with_meta else (),
        *options.values(),
    )  # fmt: skip
    html = _teasers.get(key)
    if html is None:
        html = render_to_string("articles/_teaser.html", {"article": article, "furniture": furniture, **options})
        if len(_teasers) >= MOST_TEASERS:
            _teasers.clear()
        _teasers[key] = html
    return html
