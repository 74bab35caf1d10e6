"""The release beside the story that is made from it."""

from django import template

register = template.Library()


@register.inclusion_tag("admin/wire/_alongside.html", takes_context=True)
def releases_alongside(context, article):
    """The releases of a story in its form; nothing for a story without any. One query for most stories."""
    user = context["request"].user
    items = []
    if article.pk and user.has_perm("wire.view_group"):
        uses = article.wire_uses.select_related("item__source").prefetch_related("item__revisions")
        items = [shown(use.item) for use in uses]
    work = getattr(article, "own_work", None) if items else None
    return {"article": article, "items": items, "work": work, "may_edit": context["powers"].edit}


def shown(item):
    """A release as its sender last had it."""
    revision = next(iter(item.revisions.all()), None)
    said = revision or item
    return {"item": item, "title": said.title, "lines": said.text.split("\n")}
