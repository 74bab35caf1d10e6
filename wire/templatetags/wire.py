"""The release beside the story that is made from it."""

from django import template

from wire import grouping

register = template.Library()


@register.inclusion_tag("admin/wire/_alongside.html", takes_context=True)
def releases_alongside(context, article):
    """The releases of a story in its form; nothing for a story without any. One query for most stories."""
    user = context["request"].user
    items = []
    if article.pk and user.has_perm("wire.view_group"):
        uses = article.wire_uses.select_related("item__source").prefetch_related("item__revisions")
        items = [shown(use.item, article) for use in uses]
    work = getattr(article, "own_work", None) if items else None
    return {
        "article": article,
        "items": items,
        "work": work,
        "has_news": any(one["is_later"] or one["changed_at"] for one in items),
        "may_edit": context["powers"].edit,
    }


def shown(item, article):
    """A release as its sender last had it, and what of it came only when the story was there already."""
    revision = next(iter(item.revisions.all()), None)
    said = revision or item
    is_changed = bool(revision and revision.received_at > article.created_at)
    before = next((one for one in item.revisions.all() if one.received_at <= article.created_at), item)
    return {
        "item": item,
        "title": said.title,
        "lines": said.text.split("\n"),
        "is_later": item.received_at > article.created_at,
        "changed_at": revision.received_at if is_changed else None,
        "changes": grouping.changed_sentences(before.text, said.text) if is_changed else [],
    }
