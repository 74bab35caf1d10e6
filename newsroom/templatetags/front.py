"""What only the front page needs."""

from django import template

register = template.Library()


@register.filter
def rows_of(items, size):
    """The items in rows of that many."""
    return [items[start : start + size] for start in range(0, len(items), size)]
